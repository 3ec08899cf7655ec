"""What the promise ledger asks: promises by when they were shown, and the last first responses."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, bindparam, func, or_, select

from bot.core.model.promises import PromiseKind
from bot.core.model.tickets import State
from bot.core.reports.promise_report import Given
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import promises, tickets
from bot.store.sql.portable import EPOCH, Moment, same
from bot.store.transaction.base import UnitBase
from bot.store.transaction.tickets.promises import PROMISE

ROWS_AT_ONCE = 500
"""Promises read together: some 300 kB."""
FAR_AHEAD = datetime.max.replace(tzinfo=UTC)
"""After every moment that can be stored."""

_STAND = (tickets.c.state, tickets.c.filed_at, tickets.c.answered_at, tickets.c.closed_at, tickets.c.merged_into)


def _given(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Promises with how their own tickets stand."""
    of_ticket = in_desk(tickets, tickets.c.number == promises.c.ticket)
    return (
        select(*PROMISE.columns, *_STAND)
        .select_from(promises.join(tickets, of_ticket))
        .where(in_desk(promises, *conditions))
    )


_FROM = promises.c.shown_at >= bindparam("shown_from", type_=Moment)
_BEHIND = or_(
    promises.c.shown_at > bindparam("shown_from", type_=Moment),
    promises.c.ticket > bindparam("after_ticket", type_=BigInteger),
    and_(promises.c.ticket == bindparam("after_ticket"), promises.c.kind > bindparam("after_kind", type_=Text)),
)
_BEFORE = promises.c.shown_at < bindparam("shown_before", type_=Moment)
_SHOWN = (
    _given(_FROM, _BEFORE, _BEHIND)
    .order_by(promises.c.shown_at, promises.c.ticket, promises.c.kind)
    .limit(bindparam("at_most"))
)
_DUE = (func.min(promises.c.shown_at), func.max(promises.c.shown_at), func.max(promises.c.due_at))
_EXTENT = select(*_DUE).where(in_desk(promises, _FROM, _BEFORE))
_LATEST = (
    _given(_FROM, promises.c.kind == same(PromiseKind.RESPONSE.value))
    .order_by(promises.c.shown_at.desc())
    .limit(bindparam("at_most"))
)
_STANDS = select(*_STAND).where(in_desk(tickets, tickets.c.number == bindparam("of_ticket")))
_ANSWERED = (
    select(tickets.c.counted_from, tickets.c.answered_at)
    .where(in_desk(tickets, tickets.c.answered_at.is_not(None)))
    .order_by(tickets.c.answered_at.desc())
    .limit(bindparam("at_most"))
)


class LedgerUnit(UnitBase):
    """The promises of one desk, looked at as a whole."""

    def promises_shown(self, start: datetime | None, end: datetime | None) -> Iterator[Given]:
        """Promises shown from ``start`` on and before ``end``, as they were shown; ``None`` is open.

        Some at a time: of a million promises no more are in memory than of a thousand.
        """
        after: dict[str, Any] = {"shown_from": start or EPOCH, "after_ticket": -1, "after_kind": ""}
        while rows := self.run(_SHOWN, **after, shown_before=end or FAR_AHEAD, at_most=ROWS_AT_ONCE).rows:
            yield from self._standing(rows)
            ticket, kind, shown_at, *_rest = rows[-1]
            after = {"shown_from": shown_at, "after_ticket": ticket, "after_kind": kind}

    def promises_extent(self, start: datetime | None, end: datetime | None) -> Sequence[datetime]:
        """The earliest and latest moments of the promises shown from ``start`` on and before ``end``; perhaps none."""
        found = self.run(_EXTENT, shown_from=start or EPOCH, shown_before=end or FAR_AHEAD).rows[0]
        return tuple(at for at in found if at is not None)

    def latest_guarantees(self, since: datetime, limit: int) -> Sequence[Given]:
        """Guaranteed responses shown since a moment, the latest first, at most so many."""
        return self._standing(self.run(_LATEST, shown_from=since, at_most=limit))

    def first_responses(self, limit: int) -> Sequence[tuple[datetime, datetime]]:
        """When the latest first responses were waited for from, and when they came; the latest first."""
        return tuple((begun, answered) for begun, answered in self.run(_ANSWERED, at_most=limit))

    def _standing(self, rows: Iterable[tuple[Any, ...]]) -> Sequence[Given]:
        """Rows of ``_given`` as promises; those of merged tickets stand as the ticket at the end of the chain."""
        known: dict[int, tuple[Any, ...]] = {}
        return tuple(self._one(row, known) for row in rows)

    def _one(self, row: tuple[Any, ...], known: dict[int, tuple[Any, ...]]) -> Given:
        promise, own = PROMISE.read(row), row[len(PROMISE) :]
        state, filed_at, answered_at, closed_at, into = own
        merged_at = closed_at if into else None
        while into:
            if into not in known:
                known[into] = self.run(_STANDS, of_ticket=into).rows[0]
            state, _filed, answered_at, closed_at, into = known[into]
        return Given(promise, State(state), filed_at, answered_at, closed_at, merged_at)
