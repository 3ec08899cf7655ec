"""Are a desk's rows those that its seals were made of? Looks at every row of every sealed table, ticket by ticket."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Table, func, select

from bot.core.text.errors import Problem
from bot.store.schema.columns import in_desk
from bot.store.schema.seals import NO_TICKET, SEALED, Sums, row_digest, state_of
from bot.store.schema.tables import counters, seals, tickets
from bot.store.sql.portable import same
from bot.store.transaction.unit_of_work import SqlUnit

T = TypeVar("T")
ROWS_AT_ONCE = 1000

Found = tuple[int, Table, Mapping[Any, Any]]
"""A row: whose it is, in which table, and its columns."""

_EXTENT: Sequence[ColumnElement[Any]] = (func.min(tickets.c.number), func.max(tickets.c.number), func.count())
_NUMBERED = select(*_EXTENT).where(in_desk(tickets))
_COUNTED = select(counters.c.value).where(in_desk(counters, counters.c.name == same("ticket")))


def streamed(unit: SqlUnit, statement: Select[Any], at_once: int = ROWS_AT_ONCE) -> Iterator[Any]:
    """Rows as they come, so that a large table needs no large memory."""
    streaming = {"yield_per": at_once}
    with unit.connection.execute(statement, {"in_desk": unit.desk}, execution_options=streaming) as result:
        for rows in result.partitions(at_once):
            yield from rows


Progress = Callable[[str, float | None], None]
"""Is told what is being done, and how much of it is done, 0 … 1; ``None``: nobody knows."""


def silent(_what: str, _done: float | None) -> None:
    """Ignore progress: the default of ``told``."""


def counted(unit: SqlUnit, what: str, told: Progress, rows: Iterator[T], tables: Iterable[Table]) -> Iterator[T]:
    """Iterate over rows of these tables, and report to ``told`` how many came so far."""
    if told is silent:  # counting them first isn't free
        yield from rows
        return
    counts = (select(func.count()).select_from(table).where(in_desk(table)) for table in tables)
    total = sum(int(unit.run(count).value()) for count in counts)
    for number, row in enumerate(rows):
        if number % ROWS_AT_ONCE == 0:
            told(what, number / max(total, number, 1))
        yield row


def verify(unit: SqlUnit, told: Progress = silent) -> Iterator[Problem]:
    """What doesn't fit its ticket's seal: rows that were changed, added, taken away, or moved to another ticket."""
    if not unit.key or unit.seal_key() != unit.key:
        yield Problem("seals", "the desk's secret is missing, or another one: nothing sealed can be verified")
        return
    tables = (tickets, seals, *SEALED)
    merged = merge(*(_of_tickets(unit, table) for table in tables), key=itemgetter(0))
    for number, rows in groupby(counted(unit, "seals", told, iter(merged), tables), itemgetter(0)):
        where = f"ticket #{number}" if number != NO_TICKET else "the desk's own audit"
        yield from (Problem(where, reason) for reason in _differences(unit.key, rows))
    yield from _missing(unit)


def _of_tickets(unit: SqlUnit, table: Table) -> Iterator[Found]:
    """A table's rows, by ticket."""
    number = func.coalesce(table.c["number" if table is tickets else "ticket"], NO_TICKET)
    by_ticket = table.c["number" if table is tickets else "ticket"] if not _nullable(table) else number
    for row in streamed(unit, select(table, number.label("of_ticket")).where(in_desk(table)).order_by(by_ticket)):
        yield row.of_ticket, table, row._mapping


def _nullable(table: Table) -> bool:
    return table is not tickets and bool(table.c.ticket.nullable)


def _differences(key: bytes, rows: Iterator[Found]) -> Iterator[str]:
    """What differs between a ticket's rows and its seal."""
    sums, sealed = Sums(), None
    for _ticket, table, row in rows:
        if table is tickets:
            sums.state = state_of(key, row)
        elif table is seals:
            sealed = Sums(*(row[name] for name in ("entries", "rows", "low", "high", "state")))
        else:
            sums.count(table, row_digest(key, table, row))
    if sealed is None:
        yield "has no seal"
        return
    if sealed.state and not sums.state:
        yield "is missing"
    elif sealed.state != sums.state:
        yield "the ticket itself was changed"
    if sums.entries != sealed.entries:
        yield f"its record has {sums.entries} entries instead of {sealed.entries}"
    elif sums.rows != sealed.rows:
        yield f"has {sums.rows} sealed rows instead of {sealed.rows}"
    elif sums != sealed and (sums.low, sums.high) != (sealed.low, sealed.high):
        yield "its record, files, moves, promises, calls, agreements, work or audit were changed"


def _missing(unit: SqlUnit) -> Iterator[Problem]:
    """Tickets are numbered without gaps, up to the desk's counter."""
    first, last, count = unit.run(_NUMBERED).rows[0]
    counted = unit.run(_COUNTED).value()
    if count and last - first + 1 != count:
        yield Problem("tickets", f"{last - first + 1 - count} between #{first} and #{last} are missing")
    if (last or counted) != counted:
        yield Problem("tickets", f"the last is #{last}, but #{counted} was counted")
