"""Promises that were shown, and timers: what falls due on a ticket by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Update,
    bindparam,
    delete,
    false,
    insert,
    literal_column,
    select,
    type_coerce,
    update,
)

from bot.core.model.promises import Promise, Timer, TimerKind
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import counters, promises, tickets, timers
from bot.store.sql.portable import MICROSECOND, Moment, micros, moment, or_overwrite, same
from bot.store.sql.rows import Rows
from bot.store.transaction.base import UnitBase

PROMISE = Rows(Promise, promises)
TIMER = Rows(Timer, timers)
_PROMISE = insert(promises)


def _shown(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Promises, to be put in order afterwards: asked for it, SQLite would walk all of them by ``shown_at``."""
    return select(*PROMISE.columns).where(in_desk(promises, *conditions))


_PROMISES = _shown(promises.c.ticket == bindparam("of_ticket"))
_FAMILY = select(bindparam("of_ticket", type_=BigInteger).label("number")).cte("family", recursive=True)
_FAMILY = _FAMILY.union(
    select(tickets.c.number).where(
        in_desk(tickets, tickets.c.merged_into == _FAMILY.c.number, tickets.c.merged_into != literal_column("0"))
    )
)
"""A ticket, those merged into it, those merged into these, and so on."""
_UNSCORED = _shown(promises.c.ticket.in_(select(_FAMILY.c.number)), promises.c.late_seconds.is_(None))
_LATE = bindparam("new_late", type_=BigInteger)


def _score(*as_it_was: ColumnElement[bool]) -> Update:
    of_ticket = promises.c.ticket == bindparam("of_ticket")
    shown = (promises.c.kind == bindparam("of_kind"), promises.c.shown_at == bindparam("of_shown", type_=Moment))
    return (
        update(promises)
        .where(in_desk(promises, of_ticket, *shown, *as_it_was))
        .values(kept=bindparam("new_kept"), late_seconds=_LATE)
    )


_SCORE = _score(promises.c.kept.is_(None), promises.c.late_seconds.is_(None))
_SCORE_LATE = _score(promises.c.kept == false(), promises.c.late_seconds.is_(None), _LATE.is_not(None))
"""Two statements, so that it's known what the row was before: that goes from the ticket's seal."""

_OF_KIND = in_desk(timers, timers.c.ticket == bindparam("of_ticket"), timers.c.kind == bindparam("of_kind"))
_SET = or_overwrite(insert(timers), ("desk", "ticket", "kind"), "due_at")
_DROP_KIND = delete(timers).where(_OF_KIND)
_DROP = _DROP_KIND.where(timers.c.due_at == bindparam("of_due", type_=Moment))
_KNOWN = timers.c.kind.in_([same(kind.value) for kind in TimerKind])
"""A timer that only a later version understands is left for it, and holds up no other."""
_DUE = (
    select(*TIMER.columns)
    .where(in_desk(timers, timers.c.due_at <= bindparam("now", type_=Moment), _KNOWN))
    .order_by(timers.c.due_at, timers.c.ticket, timers.c.kind)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)


_NOTED = select(counters.c.value).where(in_desk(counters, counters.c.name == same("time"))).with_for_update()
_NOTE = or_overwrite(insert(counters), ("desk", "name"), "value")
_BRING_FORWARD = (
    update(timers)
    .where(
        in_desk(
            timers,
            timers.c.kind == bindparam("of_kind"),
            timers.c.due_at > bindparam("after", type_=Moment),
        )
    )
    .values(due_at=type_coerce(timers.c.due_at, BigInteger) - bindparam("by", type_=BigInteger))
)


def _in_order(rows: Iterable[tuple[Any, ...]]) -> tuple[Promise, ...]:
    return tuple(sorted(map(PROMISE.read, rows), key=lambda promise: (promise.shown_at, promise.ticket, promise.kind)))


class DueUnit(UnitBase):
    """Promises and timers of one desk's tickets."""

    def add_promise(self, promise: Promise) -> None:
        """Store a promise as it was shown."""
        row = PROMISE.values(promise)
        self.add(_PROMISE, **row)
        self.seal(promises, row)

    def promises(self, ticket: int) -> Sequence[Promise]:
        """The ticket's promises, as they were shown."""
        return _in_order(self.run(_PROMISES, of_ticket=ticket))

    def unscored(self, ticket: int) -> Sequence[Promise]:
        """Promises without ``late_seconds`` of this ticket and of those merged into it (and into those)."""
        return _in_order(self.run(_UNSCORED, of_ticket=ticket))

    def score_promise(self, promise: Promise, kept: bool, late_seconds: int | None) -> bool:
        """Score a promise once, or add to a missed one how late the answer was. ``False``: it is scored."""
        new = {"new_kept": kept, "new_late": late_seconds}
        of = {"of_ticket": promise.ticket, "of_kind": promise.kind.value, "of_shown": promise.shown_at}
        for statement, was in ((_SCORE, None), (_SCORE_LATE, False)):
            if self.run(statement, **of, **new).rowcount == 1:
                self.seal(promises, PROMISE.values(replace(promise, kept=was, late_seconds=None)), -1)
                self.seal(promises, PROMISE.values(replace(promise, kept=kept, late_seconds=late_seconds)))
                return True
        return False

    def set_timers(self, timers: Iterable[Timer]) -> None:
        """Set these; one that a ticket has of the same kind already is moved."""
        self.add_all(_SET, list(map(TIMER.values, timers)))

    def drop_timers(self, ticket: int, kinds: Iterable[TimerKind]) -> None:
        """Take the ticket's timers of these kinds away, if they are still there."""
        for kind in kinds:
            self.run(_DROP_KIND, of_ticket=ticket, of_kind=kind.value)

    def note_time(self, now: datetime, *, may_be_back: bool) -> timedelta:
        """Store the present time, never an earlier one; with ``may_be_back``, return how far the clock was set back."""
        noted = self.run(_NOTED).value()
        known = now if noted is None else moment(int(noted))
        if noted is None or known < now or may_be_back:
            self.add(_NOTE, name="time", value=micros(now))
        return max(known - now, timedelta()) if may_be_back else timedelta()

    def bring_forward(self, kinds: Iterable[TimerKind], after: datetime, by: timedelta) -> int:
        """Make timers of these kinds that are due after a moment due earlier by so much; return how many."""
        return sum(
            self.run(_BRING_FORWARD, of_kind=kind.value, after=after, by=by // MICROSECOND).rowcount for kind in kinds
        )

    def due_timers(self, now: datetime, limit: int) -> Sequence[Timer]:
        """Timers due at ``now``, earliest first; those that another transaction holds are skipped."""
        rows = self.run(_DUE, now=now, at_most=limit)
        return tuple(map(TIMER.read, rows))

    def drop_timer(self, timer: Timer) -> bool:
        """Take a timer away before acting on it. ``False``: gone, or set to another moment."""
        dropped = self.run(_DROP, of_ticket=timer.ticket, of_kind=timer.kind.value, of_due=timer.due_at)
        return dropped.rowcount == 1
