"""Desks full of past tickets, with everything that a ticket leaves behind: record, inbox, outbox, audit and the rest.

One ticket is lived through by the product itself, ten entries long; its rows are copied by SQL, a few in a row for one
client, who has a conversation of their own.
"""

from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Any

from sqlalchemy import URL, Column, Table, func, select, update

from bot.core.model.outbox import TALK, Sent
from bot.core.model.people import Address, Identity, Role
from bot.core.model.record import StoredEntry
from bot.engine.context import Context
from bot.engine.engine import Engine
from bot.i18n import languages
from bot.ports import UnitOfWork
from bot.ports.inbound import Inbound
from bot.store.schema.columns import metadata
from bot.store.schema.tables import audit, counters, feedback, outbox, posts, seals, tickets
from bot.store.sql_store import SqlStore
from bot.store.transaction.unit_of_work import SqlUnit
from bot.understanding.understanding import Understands
from tests import postgres
from tests.bench.desks import TICKETS_OF_A_CLIENT
from tests.builders import policy
from tests.fakes import FakeClock, FakeSearch

ENTRIES = 10
AT_ONCE = 5_000
"""Tickets copied in a transaction."""
SPREAD = 1_000
"""Between the ids of two tickets' rows: more than one ticket has."""
MICROSECONDS_BETWEEN = 1_000_000
"""Between two tickets' events: they came one after the other."""
LIVED = datetime(2025, 11, 3, 18, tzinfo=UTC)
"""A Monday morning in Los Angeles, long ago."""

FILLER, HERS = Identity("bench", "T0123ABCD", "U0FILLER9"), Address("bench", "T0123ABCD", "D0FILLER99")
SAM, ROOM = Identity("bench", "T0123ABCD", "U0SAM4567"), Address("bench", "T0123ABCD", "C0DESK1234")
FILES = ("no mail has arrived since monday noon", "none of these", "550 mailbox unavailable", "normal",
         "example.com", "Ana")  # fmt: skip
CLIENT_SAYS = (
    "add: it is the same from the office and from home, with two different programs; the log says 550 each time"
)
STAFF_SAYS = (
    "Thank you. We moved the mailbox to another server this morning: could you try again and tell us what it says?"
)
CLIENT = f"(nth / {TICKETS_OF_A_CLIENT} * {TICKETS_OF_A_CLIENT})"
"""Whose a copy is: so many in a row are one client's."""
LEFT_OUT = {"staff", "staff_identities", "rooms", "counters", "settings", "seal_keys", "installations", "answers",
            "line_counts", "terms", "postings", "read_marks", "kept_heads", "kept_head_lines", "attempts", "link_codes",
            "files_due"}  # fmt: skip
"""The desk's own."""

_keys = (f"17{number:08}.000100" for number in count(1))


def live(store: SqlStore, context: Context) -> int:
    """Live through one ticket, from the first question to its end; its number."""
    engine, clock = Engine(store, context), context.clock
    assert isinstance(clock, FakeClock)

    def says(text: str) -> None:
        key = f"message/{HERS.channel}/{next(_keys)}"
        engine.turn(Inbound(HERS, FILLER, key, text=text, lang="en", zone="Europe/Berlin")).result()
        _deliver(store, clock.now())
        clock.forward(minutes=7)

    def types(line: str) -> None:
        engine.command(SAM, ROOM, f"command/{next(_keys)}", line).result()
        _deliver(store, clock.now())
        clock.forward(minutes=7)

    def staff(unit: UnitOfWork) -> None:
        unit.add_staff("sam", Role.LEAD, SAM)
        unit.open_room(ROOM)

    store.write(staff).result()
    for line in FILES:
        says(line)
    with store.read() as unit:
        (number,) = unit.connection.execute(select(tickets.c.number)).scalars()
    types(f"claim {number}")
    while _length(store, number) < ENTRIES - 2:
        types(f"reply {number} {STAFF_SAYS}")
        if _length(store, number) < ENTRIES - 2:
            says(CLIENT_SAYS)
    types(f"resolve {number} It works again.")
    engine.close()
    assert _length(store, number) == ENTRIES, [entry.text for entry in _record(store, number)]
    return int(number)


def _record(store: SqlStore, number: int) -> list[StoredEntry]:
    with store.read() as unit:
        return list(unit.record(number))


def _length(store: SqlStore, number: int) -> int:
    return len(_record(store, number))


def _deliver(store: SqlStore, now: datetime) -> None:
    """Send what is due, as an adapter would that is told where each message stands."""
    everywhere = (Address("bench", "", ""),)
    while rows := store.write(lambda unit: unit.lease(everywhere, now, now + timedelta(minutes=1), 50)).result():
        for out in rows:
            receipt = Sent(f"{out.address.channel}/{next(_keys)}")
            store.write(lambda unit, out=out, receipt=receipt: unit.settle(out, receipt, now, None)).result()  # type: ignore[misc]


def fill(store: SqlStore, tickets_wanted: int) -> None:
    """Fill a new desk with so many past tickets, ten entries each."""
    number = live(
        store, Context(policy(), FakeSearch(), FakeClock(LIVED), _calendar, languages(), Understands(languages()))
    )
    store.write(_renumber).result()
    steps = [*range(0, tickets_wanted - 1, AT_ONCE), tickets_wanted - 1]
    for first, last in pairwise(steps):
        store.write(lambda unit, first=first, last=last: _copy(unit, number, first, last)).result()  # type: ignore[misc]
    store.write(lambda unit: _counted(unit, number + tickets_wanted - 1)).result()


def _counted(unit: SqlUnit, last: int) -> None:
    """The next ticket comes behind them; and the planner knows how much there is, as it would after a while."""
    unit.connection.execute(update(counters).where(counters.c.name == "ticket").values(value=last))
    unit.connection.exec_driver_sql("ANALYZE")


def _calendar(*given: Any) -> Any:
    from bot.config.policy_file import calendar_for

    return calendar_for(*given)


def _renumber(unit: SqlUnit) -> None:
    """Give the rows that have ids of their own small ones, in their order: copies are then numbered behind them."""
    for table in (outbox, audit, feedback):
        ids = unit.connection.execute(select(table.c.id).order_by(table.c.id)).scalars().all()
        assert len(ids) < SPREAD
        for small, id in enumerate(ids, 1):
            unit.connection.execute(update(table).where(table.c.id == id).values(id=small))
            if table is outbox:
                unit.connection.execute(update(posts).where(posts.c.outbox == id).values(outbox=small))


def _copy(unit: SqlUnit, number: int, first: int, last: int) -> None:
    """Copy the sample's rows for the tickets behind it, from ``first + 1`` to ``last``.

    They are looked for once: beside each copy, that would take time quadratic in the copies.
    """
    more = f"SELECT nth + 1 FROM copies WHERE nth < {last}"  # noqa: S608 (numbers)
    numbers = f"WITH RECURSIVE copies(nth) AS (SELECT {first + 1} UNION ALL {more})"
    for table in metadata.sorted_tables:
        if table.name not in LEFT_OUT:
            sample = f"sample AS MATERIALIZED (SELECT s.* FROM {table.name} AS s WHERE {_of_sample(table, number)})"  # noqa: S608
            names = ", ".join(column.name for column in table.columns)
            values = ", ".join(_value(table, column, number) for column in table.columns)
            unit.connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({names}) {numbers}, {sample}"  # noqa: S608 (our own names)
                f" SELECT {values} FROM sample AS s, copies WHERE {_copied(table)}"
            )


def _of_sample(table: Table, number: int) -> str:
    """Which rows are the sample's, not a copy's."""
    if "ticket" in table.c or table is tickets:
        return f"s.{'number' if table is tickets else 'ticket'} = {number}"
    if "id" in table.c and table in (outbox, feedback):
        return f"s.id < {SPREAD}"
    if table is posts:
        return f"s.outbox < {SPREAD}"
    if table.name == "inbox":
        return _unmarked("key")
    return _unmarked("channel") if table.name == "conversations" else _by_name(table)


def _copied(table: Table) -> str:
    """Which copies have a row of the sample's: what is a client's once, so many tickets of theirs share."""
    if table is posts:
        return f"s.key <> '{TALK}' OR nth = {CLIENT}"
    return f"nth = {CLIENT}" if _of_client(table) else "1 = 1"


def _unmarked(column: str) -> str:
    """No copy's: those have a dash and a number."""
    return f"replace(s.{column}, '-', '') = s.{column}"


def _by_name(table: Table) -> str:
    if table.name == "identities":
        return _unmarked("user_id")
    return _unmarked("name") if table.name == "accounts" else "1 = 1"


def _of_client(table: Table) -> bool:
    return table.name in {"accounts", "identities", "conversations"}


def _value(table: Table, column: Column[Any], number: int) -> str:
    """What stands in a copy's column."""
    name = f"s.{column.name}"
    match column.name:
        case "ticket":
            return f"{name} + nth"
        case "number" if table is tickets:
            return f"{name} + nth"
        case "account" | "conversation":
            return f"{name} + {CLIENT}"
        case "id" if _of_client(table):
            return f"{name} + {CLIENT}"
        case "id" | "outbox":
            return f"{name} + CAST(nth AS BIGINT) * {SPREAD}"
        case "channel" if table.name in {"conversations", "inbox", "outbox", "posts", "files_due"}:
            return _anothers(name, HERS.channel)
        case "by_user" | "user_id":
            return _anothers(name, FILLER.user)
        case "key" | "event" if table.name in {"inbox", "sources"}:
            return f"{name} || '-' || nth"
        case "key" if table.name in {"outbox", "posts"}:
            return f"replace({name}, '{number}', CAST({number} + nth AS TEXT))"
        case "name" if table.name == "accounts":
            return _anothers(name, "Ana")
        case "asked_at" if table is feedback:
            return f"{name} + CAST(nth AS BIGINT) * {MICROSECONDS_BETWEEN}"
        case "at" if table.name == "inbox":
            return f"{name} + CAST(nth AS BIGINT) * {MICROSECONDS_BETWEEN}"
        case _:
            return name


def _anothers(name: str, hers: str) -> str:
    return f"CASE WHEN {name} = '{hers}' AND {CLIENT} > 0 THEN {name} || '-' || {CLIENT} ELSE {name} END"


def kilobytes(store: SqlStore, tickets_there: int) -> float:
    """What a ticket takes of the database, indexes and all; free pages count as free."""
    with store.read() as unit:
        if unit.connection.dialect.name == "postgresql":
            relations = (f"pg_total_relation_size('{table.name}')" for table in metadata.sorted_tables)
            held = unit.connection.exec_driver_sql(f"SELECT {' + '.join(relations)}").scalar_one()
        else:
            pages, free, size = (
                unit.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("page_count", "freelist_count", "page_size")
            )
            held = (pages - free) * size
        assert unit.connection.execute(select(func.count()).select_from(seals)).scalar_one() >= tickets_there
    return float(held) / tickets_there / 1000


def compact(store: SqlStore) -> None:
    """Write every table anew: then the rows are measured, and not the space that waits for new ones."""
    if not isinstance(store.address, URL):
        store.cut_log()
        return
    with postgres.connected(store.address.render_as_string(hide_password=False)) as server:
        server.execute(b"VACUUM FULL")
