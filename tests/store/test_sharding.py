"""Ready to be distributed by desk: the schema as it is in the database, and the SQL of a whole conversation."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Insert, text

from bot.store.open import SqlStore
from bot.store.schema.columns import metadata
from bot.store.sql.prepared import Statements
from tests.dialogue import open_house
from tests.store.sql.test_portable import DIALECTS, STATEMENTS

FINDS_THE_DESK = {"installations", "alembic_version"}
"""Looked up before a desk is known, or about the schema itself: on one node, or a copy on every one."""


@pytest.mark.only("postgresql")
def test_every_key_in_the_database_starts_with_the_desk(store: SqlStore) -> None:
    """Primary, unique and foreign keys, on both sides, and unique indexes."""
    keys = """
        SELECT conrelid::regclass::text, conname, attname FROM pg_constraint
        JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype IN ('p', 'u', 'f')
        AND connamespace = current_schema()::regnamespace
        UNION ALL SELECT conrelid::regclass::text, conname, attname FROM pg_constraint
        JOIN pg_attribute ON attrelid = confrelid AND attnum = confkey[1] WHERE contype = 'f'
        AND connamespace = current_schema()::regnamespace
        UNION ALL SELECT indrelid::regclass::text, indexrelid::regclass::text, attname FROM pg_index
        JOIN pg_class ON pg_class.oid = indrelid AND relnamespace = current_schema()::regnamespace
        JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] WHERE indisunique
    """
    with store.read() as unit:
        rows = unit.connection.execute(text(keys)).all()
    others = [row for row in rows if row[0] not in FINDS_THE_DESK and row[2] != "desk"]
    assert others == []
    assert len(rows) > 60


USED = re.compile(r"\b(?:FROM|JOIN|UPDATE|,) (\w+)(?: AS (\w+))?(?=[\s,)]|$)")
TABLES = {table.name for table in metadata.sorted_tables}


@pytest.mark.parametrize("name", [name for name, each in STATEMENTS.items() if not isinstance(each, Insert)])
def test_every_table_of_a_statement_is_held_to_the_one_desk(name: str) -> None:
    sql = str(STATEMENTS[name].compile(dialect=DIALECTS["postgresql"]))
    used = {alias or table for table, alias in USED.findall(sql) if table in TABLES}
    held = set(re.findall(r"(\w+)\.desk = (?:CAST\()?%\(in_desk\)s", sql))
    assert used
    assert used <= held, sql


def test_every_statement_of_a_whole_conversation_names_one_desk(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first word to the booked call, with staff at work: as it is sent to the server."""
    sent: list[tuple[str, dict[str, Any]]] = []
    execute = Statements.execute

    def watched(self: Statements, cursor: Any, statement: Any, values: Any) -> Any:
        ready = self._ready.get(statement) or self._prepare(statement, values)
        sent.append((ready.sql, dict(values)))
        return execute(self, cursor, statement, values)

    monkeypatch.setattr(Statements, "execute", watched)
    with open_house(Path("."), url=postgres_url) as house:
        ana, sam = house.client(), house.agent()
        ana.files()
        for line in ("any news?", "add: it is the whole shop", "status", "please call me"):
            ana.says(line)
        for line in ("queue", "claim 1001", "reply 1001 Could you try it once more?", "why 1001", "resolve 1001 done"):
            sam.types(line)
        house.fire()
    assert len(sent) > 150
    for sql, values in sent:
        named = {value for name, value in values.items() if name in {"desk", "in_desk"}}
        assert named == {"main"}, sql
        assert re.search(r"%\((in_)?desk\)s", sql), sql
