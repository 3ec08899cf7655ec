"""What PostgreSQL is asked about its own soundness: references, and whether what guards them is in force."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Select, Table, and_, exists, func, select, text

from bot.core.text.errors import Problem
from bot.store.schema.columns import metadata
from bot.store.transaction.unit_of_work import SqlUnit

_OUT_OF_FORCE = {
    "index": "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
    " WHERE relnamespace = current_schema()::regnamespace AND NOT (indisvalid AND indisready)",
    "constraint": "SELECT conname FROM pg_constraint"
    " WHERE connamespace = current_schema()::regnamespace AND NOT convalidated",
    "trigger": "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE relnamespace = current_schema()::regnamespace AND tgenabled = 'D'",
}


def check(unit: SqlUnit) -> Iterator[Problem]:
    """References that lead nowhere on the unit's desk, and indexes, constraints and triggers out of force."""
    for kind, question in _OUT_OF_FORCE.items():
        for (name,) in unit.connection.execute(text(question)):
            yield Problem(f"{kind} {name}", "is not in force")
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda each: str(each.name)):
            missing = unit.connection.execute(_dangling(table, key), {"in_desk": unit.desk}).scalar_one()
            if missing:
                parent = key.referred_table.name
                yield Problem(f"table {table.name}, {missing} row(s)", f"what they refer to in {parent} is missing")


def _dangling(table: Table, key: ForeignKeyConstraint) -> Select[Any]:
    """How many rows of a desk refer to something that isn't there."""
    parent = key.referred_table.alias("parent")
    same = and_(*(parent.c[element.column.name] == element.parent for element in key.elements))
    given = and_(*(column.is_not(None) for column in key.columns))
    found = exists().where(same).correlate(table)
    return select(func.count()).select_from(table).where(table.c.desk == text(":in_desk"), given, ~found)
