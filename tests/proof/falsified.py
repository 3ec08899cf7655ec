"""Promise 14: whatever is changed, taken away or swapped behind the product's back is found; honest acts aren't."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import psycopg
from sqlalchemy import Boolean, Column, Date, LargeBinary, Table, and_, delete, insert, select, update
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from bot.core.model.people import Role
from bot.core.text.errors import FrontDoorError, Problem
from bot.store.admin import check, check_seals, heads, operations
from bot.store.schema import tables as db
from bot.store.schema.seals import SEALED, Sums, row_digest, state_of
from bot.store.sql_store import SqlStore
from bot.store.transaction.sealing import _values
from bot.store.transaction.unit_of_work import SqlUnit
from tests.dialogue import House
from tests.proof.records import ACTS, store_of
from tests.store.scene import requested

FORM = ("it stays blank", "normal", "skip", "Ana")


STAFF_ACTS = (
    *("card 1001 yes", "work 1001 helpdesk 20 looked", "work 1001 helpdesk 25 looked again"),
    *("reply 1001 Try it again", "urgency 1001 high shop is down", "notice 1001 phone Drupal"),
    *("resolve 1001 done", "reopen 1001 not yet", "merge 1002 into 1001", "close day 2027-03-01"),
)


def worked_at(house: House) -> SqlStore:
    """A desk on which everything that is sealed has happened, on ticket #1001 at least twice."""
    ana, sam = house.client(), house.agent(role=Role.LEAD)
    ana.says("my wordpress plugin shows a blank page")
    ana.chooses("Open a ticket")
    ana.chooses("I accept")
    for line in FORM:
        ana.says(line)
    other = house.client("bo")
    other.files("Something else", name="Bo")
    for line in STAFF_ACTS:
        sam.types(line)
        house.clock.forward(minutes=7)
    store = store_of(house)
    store.write(lambda unit: unit.save_call(None, requested(ana.tickets[0]), 1)).result()
    for name in ("a.png", "b.png"):
        store.write(lambda unit, name=name: unit.attach(1001, 1, name, "image/png", b"the same")).result()  # type: ignore[misc]
    return store


# ── Behind the product's back ──────────────────────────────────────────────────────────


class _Undone(Exception):
    """Takes a change back."""


UNSEALED = frozenset({"desk", "line", "proposed_line", "salt", "words"})
"""Columns that no seal covers, or covers by a digest."""


def seen(store: SqlStore, change: Callable[[SqlUnit], object], look: Callable[[SqlUnit], Iterator[Problem]]) -> bool:
    """Whether a change is refused by the database itself, or seen by a look within the same transaction."""
    found: list[bool] = []

    def work(unit: SqlUnit) -> None:
        if not unit.locks_rows:
            unit.connection.execute(sql("PRAGMA defer_foreign_keys=ON"))
        change(unit)
        found.append(bool(list(look(unit))))
        raise _Undone

    refused = False
    try:
        store.write(work).result()
    except _Undone:
        pass
    except (DBAPIError, psycopg.Error, FrontDoorError):
        refused = True
    return refused or found == [True]


def falsified(store: SqlStore, every: int = 1) -> tuple[str, list[str]]:
    """Make each change (of the generated, every so-manieth), one at a time; those that ``db check`` doesn't see."""
    assert not operations.check(store)
    by_hand = [(" ".join(lines), _run(lines)) for lines in BY_HAND]
    changes = [*by_hand, *list(_changes(store))[::every]]
    missed = [name for name, change in changes if not seen(store, change, check.problems)]
    return f"{len(changes)} rows and values changed, taken away and swapped, {len(missed)} not found", missed


Change = Callable[[SqlUnit], object]
BILL = (
    db.agreements,
    db.works,
    db.promises,
    db.queue_moves,
    db.audit,
    db.record_attachments,
    db.tickets,
    db.appointments,
)


def _changes(store: SqlStore) -> Iterator[tuple[str, Change]]:
    for table in (*BILL, db.record, db.seals):
        with store.read() as unit:
            rows = unit.connection.execute(select(table)).mappings().all()
        assert rows, f"nothing in {table.name}"
        for row in (rows[0], rows[-1]):
            for column in table.columns:
                if column.name not in {"desk", "line", "proposed_line"}:
                    yield f"{table.name}.{column.name} of {_key(table, row)}", _changing(table, row, column)
            yield f"{table.name} without {_key(table, row)}", _deleting(table, row)
        for one, two in pairwise(rows):
            for column in table.columns:
                if column.name not in UNSEALED and _differ(one, two, column.name):
                    yield (
                        f"{table.name}.{column.name} swapped at {_key(table, one)}",
                        _swapping(table, one, two, column),
                    )


OF_A_TICKET = ("timers", "promises", "queue_moves", "sources", "record")
WITHOUT_1002 = (
    *(f"DELETE FROM {table} WHERE ticket = 1002" for table in OF_A_TICKET),  # noqa: S608 (our own names)
    "DELETE FROM tickets WHERE number = 1002",
)


def _differ(one: Mapping[Any, Any], two: Mapping[Any, Any], name: str) -> bool:
    """Whether other rows come of it when these two exchange a value."""
    return one[name] != two[name] and any(one[other] != two[other] for other in one.keys() - {name})


BY_HAND: Sequence[Sequence[str]] = (
    ("UPDATE record SET words = NULL, salt = NULL WHERE ticket = 1001 AND seq = 1",),
    ("UPDATE record SET words = NULL, salt = NULL",),
    (
        "UPDATE record SET words = NULL, salt = NULL WHERE ticket = 1001 AND seq = 2",
        "INSERT INTO erasures (desk, ticket, seq) VALUES ('main', 1001, 2)",
    ),
    ("DELETE FROM record WHERE ticket = 1001 AND seq = (SELECT max(seq) FROM record WHERE ticket = 1001)",),
    ("DELETE FROM record WHERE ticket = 1002 AND seq > 1",),
    ("DELETE FROM record_attachments", "DELETE FROM record WHERE ticket = 1001"),
    ("DELETE FROM sources", "DELETE FROM record_attachments", "DELETE FROM record"),
    ("UPDATE record SET ticket = 1002, seq = 99 WHERE ticket = 1001 AND seq = 3",),
    ("UPDATE tickets SET promise_at = promise_at + 1 WHERE number = 1001",),
    ("UPDATE tickets SET owner = 'kim' WHERE number = 1001",),
    ("UPDATE tickets SET filed_at = filed_at - 1 WHERE number = 1001",),
    ("UPDATE tickets SET since = since + 1 WHERE number = 1001",),
    ("UPDATE promises SET kept = NOT kept, late_seconds = 0 WHERE kept IS NOT NULL",),
    ("DELETE FROM seals WHERE ticket = 1001",),
    ("DELETE FROM seals",),
    ("DELETE FROM seal_keys",),
    ("UPDATE attachments SET content = x'00'",),
    *((f"DELETE FROM {table}",) for table in ("promises", "agreements", "works", "queue_moves", "audit")),  # noqa: S608
    WITHOUT_1002,
    (*WITHOUT_1002, "DELETE FROM audit WHERE ticket = 1002", "DELETE FROM seals WHERE ticket = 1002"),
)
"""The sightings, and their kin."""


def _run(lines: Sequence[str]) -> Change:
    def run(unit: SqlUnit) -> None:
        for line in lines:
            spelt = line.replace("x'00'", r"'\x00'::bytea") if unit.locks_rows else line
            assert unit.connection.execute(sql(spelt.replace("::", r"\:\:"))).rowcount > 0, line

    return run


def _changing(table: Table, row: Mapping[Any, Any], column: Column[Any]) -> Change:
    """A value becomes another one of its kind."""
    return lambda unit: _set(unit, table, row, {column.name: _other(column, row[column.name])})


def _other(column: Column[Any], value: Any) -> Any:
    match value:
        case None if isinstance(column.type, Boolean):
            return False
        case None if "at" in column.name or "until" in column.name:
            return datetime(2027, 1, 1, tzinfo=UTC)
        case None:
            return b"" if isinstance(column.type, LargeBinary) else 0
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case _:
            return value + timedelta(days=1 if isinstance(column.type, Date) else 0, microseconds=1)


def _deleting(table: Table, row: Mapping[Any, Any]) -> Change:
    return lambda unit: unit.connection.execute(delete(table).where(_at(table, row)))


def _swapping(table: Table, one: Mapping[Any, Any], two: Mapping[Any, Any], column: Column[Any]) -> Change:
    """Two rows exchange a value: both are taken away and put back otherwise."""

    def swap(unit: SqlUnit) -> None:
        for row in (one, two):
            unit.connection.execute(delete(table).where(_at(table, row)))
        for row, other in ((one, two), (two, one)):
            unit.connection.execute(insert(table), [{**row, column.name: other[column.name]}])

    return swap


def _set(unit: SqlUnit, table: Table, row: Mapping[Any, Any], values: dict[str, Any]) -> None:
    assert unit.connection.execute(update(table).where(_at(table, row)).values(**values)).rowcount == 1


def _at(table: Table, row: Mapping[Any, Any]) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key))


def _key(table: Table, row: Mapping[Any, Any]) -> str:
    return " ".join(str(row[column.name]) for column in list(table.primary_key)[1:])


# ── By one who knows the desk's secret ─────────────────────────────────────────────────


def resealed(unit: SqlUnit) -> None:
    """Make every seal anew over what there is, as whoever reads the secret out of the database can."""
    sums: dict[int, Sums] = {}
    for table in (db.tickets, *SEALED):
        for ticket, _table, row in check_seals._of_tickets(unit, table):
            its = sums.setdefault(ticket, Sums())
            if table is db.tickets:
                its.state = state_of(unit.key, row)
            else:
                its.count(table, row_digest(unit.key, table, row))
    unit.connection.execute(delete(db.seals))
    for ticket, its in sums.items():
        unit.connection.execute(insert(db.seals), [{"desk": unit.desk, "ticket": ticket, **_values(its)}])


def kept(store: SqlStore) -> str:
    """The desk's head, as its owner keeps it elsewhere."""
    head = operations.keep_head(store)
    assert head is not None
    return head


def forged(store: SqlStore) -> tuple[str, list[str]]:
    """Changes with new seals over them: ``db check`` sees none; those that a head kept elsewhere doesn't show."""
    head, missed = kept(store), []
    for lines in FORGED:

        def change(unit: SqlUnit, lines: Sequence[str] = lines) -> None:
            _run(lines)(unit)
            resealed(unit)

        assert not seen(store, change, check_seals.verify), f"{lines}: then it would need no head"
        missed += [] if seen(store, change, lambda unit: heads.against(unit, head)) else [" ".join(lines)]
    return f"{len(FORGED)} forged desks, {len(missed)} not found", missed


FORGED: Sequence[Sequence[str]] = (
    ("DELETE FROM record WHERE ticket = 1002 AND seq = (SELECT max(seq) FROM record WHERE ticket = 1002)",),
    ("DELETE FROM sources", "DELETE FROM record_attachments", "DELETE FROM record"),
    ("UPDATE promises SET due_at = due_at + 1 WHERE ticket = 1001",),
    ("DELETE FROM promises WHERE ticket = 1001",),
    ("UPDATE agreements SET cap_minutes = cap_minutes + 60",),
    ("UPDATE works SET minutes = minutes + 15 WHERE n = 1",),
    ("DELETE FROM works WHERE n = 2",),
    ("UPDATE queue_moves SET place_after = 1, rule = 'moved' WHERE n = 1",),
    ("UPDATE tickets SET filed_at = filed_at - 1 WHERE number = 1002",),
    ("UPDATE record SET hash = digest WHERE ticket = 1001 AND seq = 2",),
    (*WITHOUT_1002, "UPDATE counters SET value = 1001"),
    ("DELETE FROM kept_head_lines WHERE ticket = 1001",),
    ("UPDATE kept_head_lines SET line = '{}'",),
)


# ── What is honest ─────────────────────────────────────────────────────────────────────


def honest(house: House, acts: int, seed: int = 15) -> tuple[str, list[str]]:
    """A desk that goes on, with people linked, merged and erased: each head that it has had still holds."""
    store, dice, sam = worked_at(house), random.Random(seed), house.agent("kim", role=Role.LEAD)
    ana, there = house.client(), house.client("U1", "slack")
    heads_had, wrong = [kept(store)], [str(problem) for problem in operations.check(store)]
    there.files("The website is down")
    ana.says("link")
    if code := re.search(r"code is (\S{9})", ana.text):
        there.says(code[1])
    for n in range(acts):
        side, pattern = dice.choice(ACTS)
        line = pattern.format(word=f"word-{n:05}")
        (ana.says if side == "client" else sam.types)(line)
        house.clock.forward(seconds=dice.randrange(1, 9000))
        if dice.random() < 0.2:
            house.fire()
        if dice.random() < 0.2:
            house.clock.forward(days=-1)  # somebody set the clock back
        if dice.random() < 0.2:
            heads_had.append(kept(store))
    account = there.tickets[-1].account
    operations.erase(store, account, house.clock.now())
    wrong += [f"check: {problem}" for problem in operations.check(store)]
    wrong += [
        f"head {n}: {problem}" for n, head in enumerate(heads_had) for problem in operations.held_against(store, head)
    ]
    return f"{acts} acts, {len(heads_had)} heads, {len(wrong)} false alarms", wrong
