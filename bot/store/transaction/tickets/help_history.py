"""How well the desk helped: what became of questions, counted by the database, and what clients said of it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from bot.core.model.tickets import Rating
from bot.core.reports.deflection import CAME_BACK_WITHIN, Ended
from bot.core.reports.satisfaction import Rated
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import conversations, feedback, guest_talks, identities, promises, tickets
from bot.store.sql.portable import EPOCH, MICROSECOND, Moment, micros, same
from bot.store.transaction.base import UnitBase

FAR_AHEAD = datetime.max.replace(tzinfo=UTC)
WITHIN = CAME_BACK_WITHIN // MICROSECOND

_FROM, _UNTIL = bindparam("from_", type_=Moment), bindparam("until", type_=Moment)


def _when(at: ColumnElement[Any], until: ColumnElement[Any] = _UNTIL) -> ColumnElement[bool]:
    return and_(at >= _FROM, at < until)


def _who(table: Table) -> tuple[ColumnElement[int], ColumnElement[str]]:
    """Whose row it is: their account, else their identity; of somebody who was erased nobody knows, so each is one."""
    by = (table.c.by_platform, table.c.by_tenant, table.c.by_user)
    account, nothing = identities.c.account, literal("", Text)
    theirs = by[0] + literal(" ") + by[1] + literal(" ") + by[2]
    return (
        case((by[2] == same(""), -table.c.id), else_=func.coalesce(account, 0)),
        case((by[2] == same(""), nothing), (account.is_not(None), nothing), else_=theirs),
    )


def _with_account(table: Table) -> Any:
    return table.outerjoin(
        identities,
        in_desk(
            identities,
            identities.c.platform == table.c.by_platform,
            identities.c.tenant == table.c.by_tenant,
            identities.c.user_id == table.c.by_user,
        ),
    )


_LATER = bindparam("back_until", type_=Moment)
"""So long after the last of the questions somebody may come back."""


def _asked(table: Table, slug: ColumnElement[str], outcome: ColumnElement[str]) -> Select[int, str, int, str, str]:
    """Questions of a table: whose, when, and how they ended."""
    at, (account, name) = type_coerce(table.c.asked_at, BigInteger), _who(table)
    said = (at.label("at"), slug.label("slug"), outcome.label("outcome"))
    return (
        select(account.label("account"), name.label("name"), *said)
        .select_from(_with_account(table))
        .where(in_desk(table, table.c.asked_at.is_not(None), _when(table.c.asked_at, _LATER)))
    )


_TICKETS = (
    select(
        tickets.c.account.label("account"),
        literal("", Text).label("name"),
        type_coerce(promises.c.shown_at, BigInteger).label("at"),
        cast(null(), Text).label("slug"),
        cast(null(), Text).label("outcome"),
    )
    .select_from(promises.join(tickets, in_desk(tickets, tickets.c.number == promises.c.ticket)))
    .where(in_desk(promises, promises.c.kind == same("response"), _when(promises.c.shown_at, _LATER)))
)
"""Tickets that were filed or opened again: a guaranteed response is shown then."""

_EVENTS = union_all(
    _asked(feedback, feedback.c.slug, feedback.c.outcome),
    _asked(conversations, conversations.c.asked_slug, literal("silent", Text)),
    _asked(guest_talks, guest_talks.c.asked_slug, literal("silent", Text)),
    _TICKETS,
).subquery("events")
_NEXT = func.lead(_EVENTS.c.at).over(
    partition_by=(_EVENTS.c.account, _EVENTS.c.name), order_by=(_EVENTS.c.at, _EVENTS.c.slug)
)
_RANKED = select(_EVENTS.c.at, _EVENTS.c.slug, _EVENTS.c.outcome, _NEXT.label("next")).subquery("ranked")
_BACK = case(
    (_RANKED.c.at + WITHIN > bindparam("now", type_=BigInteger), 2),
    (_RANKED.c.next - _RANKED.c.at <= WITHIN, 1),
    else_=0,
)
"""1: they came back, 0: they didn't, 2: it isn't known yet. Who came back early is counted with those who may yet."""
WEEKS_AT_ONCE = 8
"""Read together: of each stretch the week behind it is read as well, for who came back."""
_EDGES = [f"edge_{n}" for n in range(WEEKS_AT_ONCE)]
_WEEK = case(*((_RANKED.c.at < bindparam(edge, type_=BigInteger), n) for n, edge in enumerate(_EDGES)), else_=-1)
_ROWS = (
    select(_WEEK.label("week"), _RANKED.c.slug, _RANKED.c.outcome, _BACK.label("back"))
    .where(_RANKED.c.outcome.is_not(None), _RANKED.c.at < bindparam("asked_until", type_=BigInteger))
    .subquery("rows")
)
_ENDED = select(*_ROWS.c, func.count()).group_by(*_ROWS.c)
_CAME_BACK = {0: False, 1: True, 2: None}
_RATINGS = (
    select(tickets.c.rating, tickets.c.owner, func.count())
    .where(in_desk(tickets, tickets.c.rating_asked_at.is_not(None), _when(tickets.c.rating_asked_at)))
    .group_by(tickets.c.rating, tickets.c.owner)
)


def _extent(at: Any) -> Select[Any]:
    return select(func.min(at), func.max(at)).where(in_desk(at.table, at.is_not(None), _when(at)))


_EXTENTS = tuple(
    _extent(at)
    for at in (feedback.c.asked_at, conversations.c.asked_at, guest_talks.c.asked_at, tickets.c.rating_asked_at)
)


class HelpUnit(UnitBase):
    """Questions and ratings of one desk, counted."""

    def questions_extent(self, start: datetime | None, end: datetime | None) -> tuple[datetime, datetime] | None:
        """When the first and the last question or rating was asked for from ``start`` on and before ``end``."""
        span = {"from_": start or EPOCH, "until": end or FAR_AHEAD}
        found = [self.run(extent, **span).rows[0] for extent in _EXTENTS]
        known = [(first, last) for first, last in found if first is not None]
        return (min(first for first, _last in known), max(last for _first, last in known)) if known else None

    def questions(
        self, start: datetime, ends: Sequence[datetime], until: datetime, now: datetime
    ) -> Iterator[tuple[int, Ended]]:
        """Questions asked from ``start`` on and before ``until``, counted by how they ended as of ``now``.

        Each with which of the weeks it was asked in; those end at these moments, the earliest first.
        """
        for first in range(0, len(ends), WEEKS_AT_ONCE):
            these = ends[first : first + WEEKS_AT_ONCE]
            last = min(these[-1], until)
            if start >= last:
                return
            edges = dict(zip(_EDGES, map(micros, (*these, *[these[-1]] * WEEKS_AT_ONCE)), strict=False))
            span = {"from_": start, "back_until": min(last, FAR_AHEAD - CAME_BACK_WITHIN) + CAME_BACK_WITHIN}
            for row in self.run(_ENDED, **span, **edges, now=micros(now), asked_until=micros(last)):
                week, slug, outcome, back, count = row
                yield first + int(week), Ended(slug, outcome, _CAME_BACK[int(back)], int(count))
            start = these[-1]

    def ratings(self, start: datetime | None, end: datetime | None) -> Sequence[Rated]:
        """Clients asked from ``start`` on and before ``end`` how our help was, counted by what they said."""
        rows = self.run(_RATINGS, from_=start or EPOCH, until=end or FAR_AHEAD)
        return tuple(Rated(Rating(rating), owner, int(count)) for rating, owner, count in rows)
