"""Phone appointments, and the quanta of the lines that they hold: no two ever overlap."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, insert, select, type_coerce, update

from bot.core.calendar.slots import EPOCH, QUANTUM, Slot, Taken, free_line, quanta
from bot.core.model.appointment import Appointment, Proposal
from bot.core.text.errors import Conflict
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import appointments, call_quanta
from bot.store.sql.portable import Moment, moment, same
from bot.store.sql.rows import Rows
from bot.store.transaction.base import UnitBase

CALL_MAX = timedelta(days=1)
"""No call is longer (the policy allows eight hours): what began earlier is over."""

APPOINTMENT = Rows(
    Appointment,
    appointments,
    {
        **{"start": "starts_at", "end": "ends_at", "by": "by_name"},
        "proposed": Rows(
            Proposal,
            appointments,
            {
                **{"start": "proposed_starts_at", "end": "proposed_ends_at", "expires_at": "proposed_until"},
                **{"by": "proposed_by", "reason": "proposed_reason", "exception": "proposed_exception"},
            },
        ),
    },
)
_COLUMNS = APPOINTMENT.columns
_KEY = ("ticket", "n")
_LINES = (appointments.c.line, appointments.c.proposed_line)
_CHANGES = {
    **APPOINTMENT.sets(*_KEY),
    **{column: bindparam(f"new_{column.name}", type_=column.type) for column in _LINES},
}
"""What an act can change."""
_ACTIVE = appointments.c.state.in_([same("requested"), same("offered"), same("confirmed")])

_INSERT = insert(appointments)
_LATEST = (
    select(*_COLUMNS)
    .where(in_desk(appointments, appointments.c.ticket == bindparam("of_ticket")))
    .order_by(appointments.c.n.desc())
    .limit(1)
)
_FOR_CHANGE = _LATEST.with_for_update()
_ONE = (appointments.c.ticket == bindparam("of_ticket"), appointments.c.n == bindparam("of_n"))
_HAS = select(*_LINES).where(in_desk(appointments, *_ONE))
_SAVE = (
    update(appointments)
    .where(in_desk(appointments, *_ONE, appointments.c.version == bindparam("read_version")))
    .values(_CHANGES)
)
_AHEAD = (
    select(*_COLUMNS)
    .where(in_desk(appointments, _ACTIVE))
    .order_by(appointments.c.starts_at, appointments.c.ticket)
    .limit(bindparam("at_most"))
)


def _between(line: Any, starts: Any, ends: Any) -> Any:
    times = (type_coerce(column, BigInteger) for column in (starts, ends))
    return select(appointments.c.ticket, line, *times).where(
        in_desk(
            appointments,
            _ACTIVE,
            starts > bindparam("from_at", type_=Moment),
            starts < bindparam("until_at", type_=Moment),
        )
    )


_TAKEN = _between(appointments.c.line, *(appointments.c.starts_at, appointments.c.ends_at))
_PROPOSED = _between(
    appointments.c.proposed_line, *(appointments.c.proposed_starts_at, appointments.c.proposed_ends_at)
)
"""Their moments come as plain numbers: whoever looks for a free time reads a thousand of them."""
_HOLD = insert(call_quanta)
_LET_GO = delete(call_quanta).where(
    in_desk(call_quanta, call_quanta.c.ticket == bindparam("of_ticket"), call_quanta.c.n == bindparam("of_n"))
)


@lru_cache(maxsize=8192)
def _held(line: int, starts: int, ends: int) -> Taken:
    """One stretch of a line. Remembered: the book is much the same from look to look."""
    return Taken(line, moment(starts), moment(ends))


def _values(call: Appointment, lines: tuple[int, ...]) -> dict[str, Any]:
    """A whole row: the appointment, and the lines that it holds its times on."""
    line, proposed = (*lines, 0, 0)[:2]
    return {**APPOINTMENT.values(call), "line": line, "proposed_line": proposed}


Time = tuple[datetime, datetime]


class CallUnit(UnitBase):
    """Appointments of one desk."""

    def call(self, ticket: int, *, for_change: bool = False) -> Appointment | None:
        """The ticket's latest appointment; locked until the end when read for change."""
        row = self.run(_FOR_CHANGE if for_change else _LATEST, of_ticket=ticket).one_or_none()
        return None if row is None else APPOINTMENT.read(row)

    def calls(self, limit: int) -> Sequence[Appointment]:
        """Appointments that hold their time, earliest first; those whose outcome is owed among them."""
        return tuple(map(APPOINTMENT.read, self.run(_AHEAD, at_most=limit)))

    def taken(self, start: datetime, end: datetime, without: int = 0) -> Sequence[Taken]:
        """What is held between two moments, to the end of the last quantum; ``without`` leaves out one ticket's."""
        touched = EPOCH + quanta(start, end).stop * QUANTUM
        around = {"from_at": start - CALL_MAX, "until_at": touched}
        rows = [row for each in (_TAKEN, _PROPOSED) for row in self.run(each, **around)]
        return tuple(_held(line, at, to) for ticket, line, at, to in rows if ticket != without)

    def save_call(self, before: Appointment | None, after: Appointment, lines: int) -> Appointment:
        """Write an appointment as it is after an act, and hold or free its times; as stored.

        Raises Conflict when no line has room for one of them, or another act came between.
        """
        held = self._lines(before) if before else {}
        holds = {time: held.get(time) or self._room(after.ticket, time, lines) for time in after.times}
        if held and holds != held:
            self.run(_LET_GO, of_ticket=after.ticket, of_n=after.n)
        if before is None:
            row = _values(after, tuple(holds.values()))
            self.add(_INSERT, **row)
            self.seal(appointments, row)
        else:
            self._overwrite(before, after, tuple(holds.values()))
        if holds != held:
            quanta_of = {(each, line) for time, line in holds.items() for each in quanta(*time)}
            rows = [{"quantum": each, "line": line} for each, line in sorted(quanta_of)]
            self.add_all(_HOLD, [{**row, "ticket": after.ticket, "n": after.n} for row in rows])
        return after if before is None else replace(after, version=before.version + 1)

    def _lines(self, call: Appointment) -> dict[Time, int]:
        """The line on which it holds each of its times."""
        if not call.active:
            return {}
        of = self.run(_HAS, of_ticket=call.ticket, of_n=call.n).one_or_none() or (0, 0)
        return dict(zip(call.times, of, strict=False))

    def _room(self, ticket: int, time: Time, lines: int) -> int:
        line = free_line(Slot(*time), self.taken(*time, ticket), lines)
        if line is None:
            raise Conflict(f"no line is free at {time[0]:%Y-%m-%d %H:%M} UTC")
        return line

    def _overwrite(self, before: Appointment, after: Appointment, lines: tuple[int, ...]) -> None:
        row = {**_values(after, lines), "version": before.version + 1}
        values = {f"new_{name}": value for name, value in row.items() if name not in _KEY}
        saved = self.run(_SAVE, of_ticket=before.ticket, of_n=before.n, read_version=before.version, **values)
        if saved.rowcount != 1:
            raise Conflict(f"the appointment of #{before.ticket} is no longer at version {before.version}")
        self.seal(appointments, _values(before, lines), -1)
        self.seal(appointments, row)
