"""Tickets and the line: each ticket's row, and the exact order of those that wait."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
    update,
)

from bot.core.model.tickets import LIVE, Rule, State, Ticket, Urgency
from bot.core.text.errors import Conflict
from bot.ports import Deferred
from bot.ports.store import SolvedTicket
from bot.store.schema.chain import START
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import counters, line_counts, queue_moves, tickets
from bot.store.sql.portable import EPOCH, MICROSECOND, Moment, micros, moment, same
from bot.store.sql.rows import Rows
from bot.store.transaction.base import UnitBase

BUCKET_BITS = 28
"""``line_counts`` counts by stretches of 2²⁸ µs (4½ minutes) of ``since``. The triggers of the first
migration shift by the same number. A place sums the stretches before and counts within its own:
with 100,000 waiting, a hundredth of the work of counting them all, wherever they lie."""

NEVER = datetime.max.replace(tzinfo=UTC)
"""Nothing is closed after it."""

TICKET = Rows(Ticket, tickets)
_COLUMNS = TICKET.columns
_LIVE = tickets.c.state.in_([same("open"), same("asked"), same("answered"), same("resting")])


def _waits(rows: FromClause) -> ColumnElement[bool]:
    """Constants, not parameters: only so does the database see that a partial index fits."""
    return (rows.c.state == same("open")) & (rows.c.owner == same(""))


WAITING = _waits(tickets)
_IN_ORDER = (tickets.c.urgency, tickets.c.since, tickets.c.number)

_COUNT_ON = (
    update(counters)
    .where(in_desk(counters, counters.c.name == same("ticket")))
    .values(value=counters.c.value + 1)
    .returning(counters.c.value)
)
_COUNT_FROM = insert(counters)

A_TURN = timedelta(seconds=5)
"""Longer than a turn takes from its arrival to its commit: a moment that is further behind another turn's comes
from a clock that was set back."""

_JOINS = (
    update(counters)
    .where(in_desk(counters, counters.c.name == same("since")))
    .values(
        value=case(
            (counters.c.value < bindparam("now", type_=BigInteger), bindparam("now", type_=BigInteger)),
            (counters.c.value > bindparam("soon", type_=BigInteger), counters.c.value + 1),
            else_=counters.c.value,
        )
    )
    .returning(counters.c.value)
)
_LAST_IN_LINE = (
    select(tickets.c.since)
    .where(in_desk(tickets, WAITING, tickets.c.urgency == bindparam("of_urgency", type_=Integer)))
    .order_by(tickets.c.since.desc(), tickets.c.number.desc())
    .limit(1)
)

_INSERT = insert(tickets)
_BY_NUMBER = select(*_COLUMNS).where(in_desk(tickets, tickets.c.number == bindparam("of_number")))
_FOR_CHANGE = _BY_NUMBER.with_for_update()
_SAVE = (
    update(tickets)
    .where(in_desk(tickets, tickets.c.number == bindparam("of_number"), tickets.c.version == bindparam("read_version")))
    .values(TICKET.sets("number"))
)

_WORKED = select(func.count(), func.coalesce(func.sum(case((tickets.c.state == same("solved"), 1), else_=0)), 0)).where(
    in_desk(tickets, tickets.c.answered_at.is_not(None), tickets.c.answered_at > bindparam("since", type_=Moment)),
    exists().where(
        queue_moves.c.desk == tickets.c.desk,
        queue_moves.c.ticket == tickets.c.number,
        queue_moves.c.by_name == bindparam("of_name", type_=Text),
        queue_moves.c.rule.in_([same(Rule.ANSWERED.value), same(Rule.ASKED.value)]),
    ),
)
_CLOSED_LATELY = tickets.c.closed_at > bindparam("closed_after", type_=Moment)
_SOLVED = (
    select(*(tickets.c[name] for name in SolvedTicket._fields))
    .where(in_desk(tickets, tickets.c.state == same("solved"), _CLOSED_LATELY))
    .order_by(tickets.c.closed_at.desc())
    .limit(bindparam("at_most"))
)
_CLAIMED_BY = (
    select(*_COLUMNS)
    .where(in_desk(tickets, tickets.c.owner == bindparam("of_owner"), tickets.c.owner != same(""), _LIVE))
    .order_by(*_IN_ORDER)
)
_OVERDUE = (
    select(*_COLUMNS)
    .where(
        in_desk(tickets, tickets.c.answered_at.is_(None), _LIVE, tickets.c.promise_at <= bindparam("now", type_=Moment))
    )
    .order_by(tickets.c.promise_at, tickets.c.number)
    .limit(bindparam("at_most"))
)
_ASKED = (
    select(*_COLUMNS)
    .where(in_desk(tickets, tickets.c.state == same("asked")))
    .order_by(tickets.c.filed_at, tickets.c.number)
    .limit(bindparam("at_most"))
)
_ALL_TAGS = (
    select(tickets.c.tags, func.count()).where(in_desk(tickets, tickets.c.tags != same(""))).group_by(tickets.c.tags)
)
_LIVE_TAGS = _ALL_TAGS.where(_LIVE)
_RESTING = (
    select(*_COLUMNS)
    .where(in_desk(tickets, tickets.c.state == same("resting")))
    .order_by(tickets.c.rest_until, tickets.c.number)
    .limit(bindparam("at_most"))
)
_LINE = select(*_COLUMNS).where(in_desk(tickets, WAITING)).order_by(*_IN_ORDER)
_WINDOW = _LINE.limit(bindparam("at_most")).offset(bindparam("after"))
_NEXT = _LINE.limit(1).with_for_update(skip_locked=True)


_LENGTH = select(func.coalesce(func.sum(line_counts.c.n), 0)).where(in_desk(line_counts))


# ── Places ─────────────────────────────────────────────────────────────────────────────


def bucket_of(since: ColumnElement[Any]) -> ColumnElement[int]:
    """The stretch of ``line_counts`` in which a moment lies."""
    return type_coerce(since, BigInteger).bitwise_rshift(literal_column(str(BUCKET_BITS)))


def _place(urgency: ColumnElement[int], since: ColumnElement[Any], number: ColumnElement[int]) -> ColumnElement[int]:
    """1 + how many wait before such a ticket: whole stretches of the line, then its own one by one."""
    line, bucket = tickets.alias("line"), bucket_of(since)
    begin = type_coerce(bucket.bitwise_lshift(literal_column(str(BUCKET_BITS))), Moment)

    def stretches(*before: ColumnElement[bool]) -> ScalarSelect[int]:
        return _LENGTH.where(*before).correlate(tickets).scalar_subquery()

    def within(*before: ColumnElement[bool]) -> ScalarSelect[int]:
        alike = select(func.count()).where(in_desk(line, _waits(line), line.c.urgency == urgency, *before))
        return alike.correlate(tickets).scalar_subquery()

    return (
        1
        + stretches(line_counts.c.urgency < urgency)
        + stretches(line_counts.c.urgency == urgency, line_counts.c.bucket < bucket)
        + within(line.c.since >= begin, line.c.since < since)
        + within(line.c.since == since, line.c.number < number)
    )


_PLACE = select(
    _place(
        bindparam("of_urgency", type_=Integer),
        bindparam("of_since", type_=Moment),
        bindparam("of_number", type_=BigInteger),
    )
)
_PLACED = case((WAITING, _place(tickets.c.urgency, tickets.c.since, tickets.c.number)), else_=null()).label("place")
_UNPLACED = cast(null(), BigInteger).label("place")
_THEIRS = tickets.c.account == bindparam("of_account", type_=BigInteger)
_CLOSED = tuple(state for state in State if state not in LIVE)


def _last_closed(state: State) -> Select[Any]:
    """Those of an account that were closed last in one state: as the index has them, so no others are looked at."""
    found = select(*_COLUMNS, _UNPLACED).where(
        in_desk(tickets, _THEIRS, tickets.c.state == same(state.value), _CLOSED_LATELY)
    )
    return select(found.order_by(tickets.c.closed_at.desc()).limit(bindparam("closed_at_most")).subquery(state.value))


_MINE = select(
    union_all(select(*_COLUMNS, _PLACED).where(in_desk(tickets, _THEIRS, _LIVE)), *map(_last_closed, _CLOSED)).subquery(
        "mine"
    )
)
"""In one round trip; as a question for each, since one for all would walk all the account's tickets. Only what is live
is asked for its place: PostgreSQL would prepare for all others' each time. Ordered afterwards: asked for an order by
number, SQLite would walk all tickets in that order."""
_ALL_OF = tuple(
    select(*_COLUMNS).where(in_desk(tickets, tickets.c.account == bindparam("of_account")), which)
    for which in (_LIVE, tickets.c.state.in_([same(state.value) for state in _CLOSED]) & _CLOSED_LATELY)
)


def _live_first(ticket: Ticket) -> tuple[bool, int]:
    return not ticket.live, ticket.number


def _placed(found: Iterable[tuple[Ticket, int | None]], closed_at_most: int) -> Sequence[tuple[Ticket, int | None]]:
    """All that are live, oldest first, and so many of the others that were closed last."""
    mine = list(found)
    closed = [ticket for ticket, _place in mine if not ticket.live]
    closed.sort(key=lambda ticket: (ticket.closed_at or NEVER, ticket.number))
    too_many = {ticket.number for ticket in closed[: max(0, len(closed) - closed_at_most)]}
    kept = (placed for placed in mine if placed[0].number not in too_many)
    return sorted(kept, key=lambda placed: _live_first(placed[0]))


class TicketUnit(UnitBase):
    """Tickets of one desk and their line."""

    def next_number(self) -> int:
        """The next ticket number; the counter's row orders transactions that file at once."""
        number = self.run(_COUNT_ON).value()
        if number is None:
            number = self._first_number
            self.add(_COUNT_FROM, name="ticket", value=number)
        return int(number)

    def joins_line(self, now: datetime) -> datetime:
        """``now``, or behind all that joined before, if the clock was set back meanwhile."""
        latest = self.run(_JOINS, now=micros(now), soon=micros(now + A_TURN)).value()
        if latest is None:  # the first one of this version: those in line since before it count as well
            lasts = [self.run(_LAST_IN_LINE, of_urgency=int(urgency)).value() for urgency in Urgency]
            last = max((at for at in lasts if at is not None), default=now)
            latest = micros(now if last <= now + A_TURN else last + MICROSECOND)
            self.add(_COUNT_FROM, name="since", value=latest)
        at = moment(int(latest))
        return at if at > now + A_TURN else now

    def insert_ticket(self, ticket: Ticket) -> None:
        """Store a new ticket as it is."""
        self._places.clear()
        row = TICKET.values(ticket)
        self.add(_INSERT, **row)
        self.seal_ticket(row)
        self._heads[ticket.number] = (0, START)

    def ask_ticket(self, number: int, *, for_change: bool = False) -> Deferred[Ticket | None]:
        """A ticket by number; locked until the end when read for change."""
        found = self.run(_FOR_CHANGE if for_change else _BY_NUMBER, of_number=number)
        return lambda: None if (row := found.one_or_none()) is None else TICKET.read(row)

    def save_ticket(self, ticket: Ticket) -> None:
        """Write a ticket whose version is the one read, and count the version on."""
        self._places.clear()
        row = {**TICKET.values(ticket), "version": ticket.version + 1}
        values = {f"new_{name}": value for name, value in row.items() if name != "number"}
        saved = self.run(_SAVE, of_number=ticket.number, read_version=ticket.version, **values)
        if saved.rowcount != 1:
            raise Conflict(f"ticket #{ticket.number} is no longer at version {ticket.version}")
        self.seal_ticket(row)

    def tickets_of(self, account: int, closed_after: datetime | None = None) -> Sequence[Ticket]:
        """The account's live tickets, oldest first; then those closed after a moment, oldest first."""
        live, closed = _ALL_OF
        found = [*self.run(live, of_account=account)]
        if closed_after is not None:
            found += self.run(closed, of_account=account, closed_after=closed_after)
        return tuple(sorted(map(TICKET.read, found), key=_live_first))

    def with_places(
        self, account: int, closed_after: datetime, closed_at_most: int
    ) -> Deferred[Sequence[tuple[Ticket, int | None]]]:
        """The same, each with its place if it is in line, and of the closed ones those closed last."""
        found = self.run(_MINE, of_account=account, closed_after=closed_after, closed_at_most=closed_at_most)
        return lambda: _placed(((TICKET.read(row[:-1]), row[-1]) for row in found), closed_at_most)

    def tags(self) -> Mapping[str, tuple[int, int]]:
        """The tags in use, by name: on how many tickets that are open, and on how many in all."""
        counts = [Counter[str](), Counter[str]()]
        for count, statement in zip(counts, (_LIVE_TAGS, _ALL_TAGS), strict=True):
            for tags, number in self.run(statement):
                count.update(dict.fromkeys(tags.split(), number))
        live, ever = counts
        return {tag: (live[tag], ever[tag]) for tag in sorted(ever)}

    def solved_lately(self, limit: int) -> Sequence[SolvedTicket]:
        """The tickets that were solved last, the latest first."""
        return tuple(SolvedTicket(*row) for row in self.run(_SOLVED, closed_after=EPOCH, at_most=limit))

    def worked(self, name: str, since: datetime) -> tuple[int, int]:
        """How many tickets with a first response since a moment somebody answered, and how many of them are solved."""
        row = self.run(_WORKED, of_name=name, since=since).one_or_none()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def claimed_by(self, staff: str) -> Sequence[Ticket]:
        """Live tickets owned by a staff member, in queue order."""
        return tuple(map(TICKET.read, self.run(_CLAIMED_BY, of_owner=staff)))

    def overdue(self, now: datetime, limit: int) -> Sequence[Ticket]:
        """Live tickets without a first response whose promise is over, the longest first."""
        return tuple(map(TICKET.read, self.run(_OVERDUE, now=now, at_most=limit)))

    def asked(self, limit: int) -> Sequence[Ticket]:
        """Tickets whose clients staff asked something, those filed first first."""
        return tuple(map(TICKET.read, self.run(_ASKED, at_most=limit)))

    def resting(self, limit: int) -> Sequence[Ticket]:
        """Tickets at rest, those whose rest ends first first."""
        return tuple(map(TICKET.read, self.run(_RESTING, at_most=limit)))

    def waiting(self, limit: int, offset: int = 0) -> Sequence[Ticket]:
        """The line: waiting tickets in queue order."""
        return tuple(map(TICKET.read, self.run(_WINDOW, at_most=limit, after=offset)))

    def next_waiting(self) -> Ticket | None:
        """The first in line that no other transaction holds, locked."""
        row = self.run(_NEXT).one_or_none()
        return None if row is None else TICKET.read(row)

    def waiting_count(self) -> int:
        """How many wait."""
        return int(self.run(_LENGTH).value())

    def place(self, ticket: Ticket) -> int:
        """1 + how many waiting tickets come before (urgency, since, number). Exact."""
        before = {"of_urgency": int(ticket.urgency), "of_since": ticket.since, "of_number": ticket.number}
        key = tuple(before.values())
        if key not in self._places:
            self._places[key] = int(self.run(_PLACE, **before).value())
        return self._places[key]
