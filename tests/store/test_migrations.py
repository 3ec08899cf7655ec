"""The schema: one description, one history, and what happens when program and file don't match."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.core.errors import DatabaseOutdated
from bot.store import migrate, tickets
from bot.store.columns import metadata
from bot.store.migrations.versions import v0001_first
from bot.store.store import open_store
from tests.store.scene import PATIENCE_S


def test_the_migrated_schema_is_the_one_described(template: Path) -> None:
    engine = create_engine(f"sqlite:///{template}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_indexes_leave_out_the_same_rows_in_both(template: Path) -> None:
    with closing(sqlite3.connect(template)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        migrated = {name: sql.partition(" WHERE ")[2] for name, sql in rows}
    indexes = [index for table in metadata.sorted_tables for index in table.indexes]
    rows_left = {str(index.name): index.dialect_options["sqlite"]["where"] for index in indexes}
    described = {name: "" if where is None else str(where) for name, where in rows_left.items()}
    assert migrated == described


def test_the_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_the_triggers_and_the_store_agree_on_the_stretches_of_the_line() -> None:
    shift = f".since >> {tickets.BUCKET_BITS}"
    assert [v0001_first.JOIN.count(shift), v0001_first.LEAVE.count(shift), v0001_first.STAYED.count(shift)] == [1, 2, 2]


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(DatabaseOutdated) as outdated:
        open_store(path)
    assert (outdated.value.found, outdated.value.wanted) == ("9999", migrate.HEAD)


def test_processes_that_start_together_on_a_new_file_all_succeed(tmp_path: Path) -> None:
    program = (
        "import sys; from bot.store.store import open_store; s = open_store(sys.argv[1]);"
        "print(s.write(lambda unit: unit.next_number()).result()); s.close()"
    )
    path = tmp_path / "new" / "desk.db"
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", program, str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    ended = [process.communicate(timeout=PATIENCE_S) for process in started]
    assert [errors for _said, errors in ended] == ["", "", ""]
    assert sorted(said.strip() for said, _errors in ended) == ["1001", "1002", "1003"]
