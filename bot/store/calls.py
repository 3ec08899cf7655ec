"""Phone appointments, and the quanta of the lines that they hold: no two ever overlap."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, insert, select, type_coerce, update

from bot.core.appointment import Appointment, CallState
from bot.core.errors import Conflict
from bot.core.slots import EPOCH, QUANTUM, Slot, Taken, free_line, quanta
from bot.store.base import UnitBase
from bot.store.columns import in_desk
from bot.store.portable import Moment, moment, same
from bot.store.tables import appointments, call_quanta

CALL_MAX = timedelta(days=1)
"""No call is longer (the policy allows eight hours): what began earlier is over."""

_COLUMNS = (
    appointments.c.ticket,
    appointments.c.n,
    appointments.c.state,
    appointments.c.starts_at,
    appointments.c.ends_at,
    appointments.c.since,
    appointments.c.expires_at,
    appointments.c.exception,
    appointments.c.by_name,
    appointments.c.reason,
    appointments.c.outcome,
    appointments.c.files,
    appointments.c.version,
)
"""In the order of ``Appointment``'s fields."""
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
_LINE = select(appointments.c.line).where(in_desk(appointments, *_ONE))
_SAVE = (
    update(appointments)
    .where(in_desk(appointments, *_ONE, appointments.c.version == bindparam("read_version")))
    .values(
        {column: bindparam(f"new_{column.name}", type_=column.type) for column in (*_COLUMNS[2:], appointments.c.line)}
    )
)
_AHEAD = (
    select(*_COLUMNS)
    .where(in_desk(appointments, _ACTIVE))
    .order_by(appointments.c.starts_at, appointments.c.ticket)
    .limit(bindparam("at_most"))
)
_HELD = (appointments.c.starts_at, appointments.c.ends_at)
_TAKEN = select(
    *(appointments.c.ticket, appointments.c.line), *(type_coerce(column, BigInteger) for column in _HELD)
).where(
    in_desk(
        appointments,
        _ACTIVE,
        appointments.c.starts_at > bindparam("from_at", type_=Moment),
        appointments.c.starts_at < bindparam("until_at", type_=Moment),
    )
)
"""Its moments come as plain numbers: whoever looks for a free time reads a thousand of them."""
_HOLD = insert(call_quanta)
_LET_GO = delete(call_quanta).where(
    in_desk(call_quanta, call_quanta.c.ticket == bindparam("of_ticket"), call_quanta.c.n == bindparam("of_n"))
)


def _call(row: tuple[Any, ...]) -> Appointment:
    ticket, n, state, *rest = row
    return Appointment(ticket, n, CallState(state), *rest)


@lru_cache(maxsize=8192)
def _held(line: int, starts: int, ends: int) -> Taken:
    """One stretch of a line. Remembered: the book is much the same from look to look."""
    return Taken(line, moment(starts), moment(ends))


def _values(call: Appointment, line: int) -> dict[str, Any]:
    values = (
        *(call.state.value, call.start, call.end, call.since, call.expires_at, call.exception, call.by),
        *(call.reason, call.outcome, call.files, call.version, line),
    )
    names = [column.name for column in (*_COLUMNS[2:], appointments.c.line)]
    return dict(zip(names, values, strict=True))


def _time(call: Appointment) -> tuple[datetime, datetime]:
    return call.start, call.end


class CallUnit(UnitBase):
    """Appointments of one desk."""

    def call(self, ticket: int, *, for_change: bool = False) -> Appointment | None:
        """The ticket's latest appointment; locked until the end when read for change."""
        row = self.run(_FOR_CHANGE if for_change else _LATEST, of_ticket=ticket).one_or_none()
        return None if row is None else _call(row)

    def calls(self, limit: int) -> Sequence[Appointment]:
        """Appointments that hold their time, earliest first; those whose outcome is owed among them."""
        return tuple(map(_call, self.run(_AHEAD, at_most=limit)))

    def taken(self, start: datetime, end: datetime, without: int = 0) -> Sequence[Taken]:
        """What is held between two moments, to the end of the last quantum; ``without`` leaves out one ticket's."""
        touched = EPOCH + quanta(start, end).stop * QUANTUM
        rows = self.run(_TAKEN, from_at=start - CALL_MAX, until_at=touched)
        return tuple(_held(line, at, to) for ticket, line, at, to in rows if ticket != without)

    def save_call(self, before: Appointment | None, after: Appointment, lines: int) -> Appointment:
        """Write an appointment as it is after an act, and hold or free its time; as stored.

        Raises Conflict when no line has room for it, or another act came between.
        """
        stays = before is not None and before.active and after.active and _time(before) == _time(after)
        if before is not None and not stays:
            self.run(_LET_GO, of_ticket=before.ticket, of_n=before.n)
        line = self._line(after) if stays else self._room(after, lines) if after.active else 0
        if before is None:
            row = {"ticket": after.ticket, "n": after.n, **_values(after, line)}
            self.add(_INSERT, **row)
            self.seal(appointments, row)
        else:
            self._overwrite(before, after, line)
        if line and not stays:
            held = quanta(after.start, after.end)
            rows = [{"quantum": each, "line": line, "ticket": after.ticket, "n": after.n} for each in held]
            self.add_all(_HOLD, rows)
        return after if before is None else replace(after, version=before.version + 1)

    def _line(self, call: Appointment) -> int:
        return int(self.run(_LINE, of_ticket=call.ticket, of_n=call.n).value())

    def _room(self, call: Appointment, lines: int) -> int:
        line = free_line(Slot(call.start, call.end), self.taken(call.start, call.end, call.ticket), lines)
        if line is None:
            raise Conflict(f"no line is free at {call.start:%Y-%m-%d %H:%M} UTC")
        return line

    def _overwrite(self, before: Appointment, after: Appointment, line: int) -> None:
        row = {**_values(after, line), "version": before.version + 1}
        values = {f"new_{name}": value for name, value in row.items()}
        saved = self.run(_SAVE, of_ticket=before.ticket, of_n=before.n, read_version=before.version, **values)
        if saved.rowcount != 1:
            raise Conflict(f"the appointment of #{before.ticket} is no longer at version {before.version}")
        key = {"ticket": before.ticket, "n": before.n}
        self.seal(appointments, {**key, **_values(before, line)}, -1)
        self.seal(appointments, {**key, **row})
