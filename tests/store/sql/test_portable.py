"""The same statements in both dialects; every key, and every statement, names the desk first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from types import ModuleType

import pytest
from sqlalchemy import Compiled, ForeignKeyConstraint, Insert, Select, Table, UniqueConstraint, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import UpdateBase

from bot.store.schema import tables
from bot.store.schema.columns import metadata
from bot.store.sql.portable import EPOCH, Moment, micros, or_keep, or_overwrite
from bot.store.transaction import desk, outbox, pruning, sealing
from bot.store.transaction.clients import accounts, conversations
from bot.store.transaction.tickets import (
    appointments,
    billing,
    finding,
    indexing,
    promise_report,
    promises,
    record,
    tickets,
)
from tests.store.scene import NOON

SUBJECTS = (
    conversations,
    accounts,
    tickets,
    record,
    promises,
    appointments,
    billing,
    promise_report,
    outbox,
    pruning,
    desk,
    sealing,
    finding,
    indexing,
)
Statement = Select[object] | UpdateBase
DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}  # type: ignore[no-untyped-call]


def statements_of(module: ModuleType) -> Iterator[tuple[str, Statement]]:
    """Every statement that a module executes; what they are made of isn't among them."""
    for name, value in vars(module).items():
        for place, statement in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(statement, Select | UpdateBase):
                yield f"{module.__name__}.{name}[{place}]", statement


def compiled(statement: Statement, dialect: str) -> Compiled:
    keys = list(statement.table.c.keys()) if isinstance(statement, Insert) else None
    return statement.compile(dialect=DIALECTS[dialect], column_keys=keys)


STATEMENTS = dict(found for module in SUBJECTS for found in statements_of(module))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_is_sql_in_both_dialects(name: str, dialect: str) -> None:
    assert str(compiled(STATEMENTS[name], dialect))


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_names_one_desk(name: str) -> None:
    statement = STATEMENTS[name]
    parameters = compiled(statement, "sqlite").params or {}
    assert "in_desk" in parameters or (isinstance(statement, Insert) and "desk" in parameters)
    assert not {key for key in parameters if key.startswith("desk_")}, "a desk by any other name"


@pytest.mark.parametrize("table", [table for table in metadata.sorted_tables if table is not tables.installations])
def test_every_key_starts_with_the_desk(table: Table) -> None:
    keys = [list(table.primary_key.columns), *(list(index.columns) for index in table.indexes if index.unique)]
    keys += [list(rule.columns) for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    for rule in table.constraints:
        if isinstance(rule, ForeignKeyConstraint):
            keys += [list(rule.columns), [element.column for element in rule.elements]]
    assert {columns[0].name for columns in keys} == {"desk"}


def test_what_an_insert_does_on_conflict_is_spelt_for_both() -> None:
    keep = or_keep(insert(tables.rooms))
    overwrite = or_overwrite(insert(tables.rooms), ("desk", "channel"), "staff")
    for dialect in DIALECTS.values():
        assert str(keep.compile(dialect=dialect)).endswith("ON CONFLICT DO NOTHING")
        assert str(overwrite.compile(dialect=dialect)).endswith(
            "ON CONFLICT (desk, channel) DO UPDATE SET staff = excluded.staff"
        )


def test_a_moment_is_whole_microseconds_and_comes_back_in_utc() -> None:
    dialect = DIALECTS["sqlite"]
    to, back_from = Moment().bind_processor(dialect), Moment().result_processor(dialect, None)
    there = timezone(timedelta(hours=-8))
    stored = to(NOON.astimezone(there))
    assert stored == micros(NOON) == 1_803_902_400_123_456
    back = back_from(stored)
    assert back == NOON
    assert back is not None
    assert back.tzinfo is UTC
    assert to(None) is None
    assert back_from(None) is None
    assert micros(EPOCH - timedelta(microseconds=1)) == -1


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        micros(datetime(2027, 3, 1))  # noqa: DTZ001
