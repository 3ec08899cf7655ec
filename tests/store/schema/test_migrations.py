"""The schema: one description, one history, and what happens when program and file don't match."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from bot.core.conversation.state import Saved, Talk
from bot.core.model.files import FileDue
from bot.core.model.people import Address, Role
from bot.core.model.promises import Timer, TimerKind
from bot.core.text.errors import DatabaseOutdated
from bot.store import migrate
from bot.store.admin import operations
from bot.store.open import open_store
from bot.store.schema.columns import metadata
from bot.store.schema.migrations.versions import v0001_first
from bot.store.transaction.tickets import tickets
from tests.databases import empty_desk
from tests.store.scene import (
    ANA,
    ANAS,
    BO,
    BOS,
    PATIENCE_S,
    accepted,
    book,
    do,
    file,
    later,
    requested,
    see,
    shown,
    words,
    worked,
)


def test_the_migrated_schema_is_the_one_described(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{empty_desk(tmp_path / 'desk.db')}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_indexes_leave_out_the_same_rows_in_both(tmp_path: Path) -> None:
    with closing(sqlite3.connect(empty_desk(tmp_path / "desk.db"))) as connection:
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
        "import sys; from bot.store.open import open_store; s = open_store(sys.argv[1]);"
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


# ── From an earlier version ────────────────────────────────────────────────────────────

KNOWN = Saved(Talk(question="no mail"))
"""How a talk stands."""
BY_TRIGGER = "line_counts"
"""Counted by the tickets themselves as they come in."""
GONE = {("link_codes", "account")}
"""Nothing was written there."""


def at_version(path: Path, version: str) -> None:
    """A new file with the schema as it was then."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrate.SCRIPTS))
        command.upgrade(config, version)
    engine.dispose()


def rows(connection: sqlite3.Connection, table: str, of_columns: list[str]) -> list[tuple[Any, ...]]:
    """A table's rows in the file that the first version made."""
    return sorted(connection.execute(f"SELECT {', '.join(of_columns)} FROM old.{table}"))  # noqa: S608


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """A table's columns there, but for those that are gone."""
    named = [name for _place, name, *_more in connection.execute(f"PRAGMA old.table_info({table})")]
    return [name for name in named if (table, name) not in GONE]


def tables(connection: sqlite3.Connection) -> Iterator[str]:
    """The first version's tables."""
    for (name,) in connection.execute("SELECT name FROM old.sqlite_master WHERE type = 'table'"):
        if name not in {"alembic_version", BY_TRIGGER} and not name.startswith("sqlite_"):
            yield name


@pytest.fixture
def first_version(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A desk with a past (``main``), and the same in a file that the first version made (``old``)."""
    with closing(open_store(tmp_path / "now.db")) as store:
        ticket = file(store, subject="my mail vanishes")
        file(store)
        do(store, lambda unit: unit.append(ticket.number, words("it vanishes since monday")))
        do(store, lambda unit: unit.send(ticket.conversation, ANAS, shown("hello"), ticket.filed_at))
        do(store, lambda unit: unit.set_timers([Timer(ticket.number, TimerKind.PROMISE_WARN_1, ticket.promise_at)]))
        do(store, lambda unit: unit.add_staff("sam", Role.LEAD, BO))
    at_version(tmp_path / "old.db", "0001")
    with closing(sqlite3.connect(tmp_path / "now.db")) as connection:
        connection.execute("ATTACH ? AS old", [str(tmp_path / "old.db")])
        for table in tables(connection):
            there = ", ".join(columns(connection, table))
            connection.execute(f"DELETE FROM old.{table}")  # noqa: S608
            connection.execute(f"INSERT INTO old.{table} ({there}) SELECT {there} FROM main.{table}")  # noqa: S608
        connection.commit()
        yield connection


def test_a_desk_of_the_first_version_opens_and_loses_nothing(first_version: sqlite3.Connection, tmp_path: Path) -> None:
    known = {table: columns(first_version, table) for table in tables(first_version)}
    before = {table: rows(first_version, table, those) for table, those in known.items()}
    assert sum(map(len, before.values())) > 10
    open_store(tmp_path / "old.db").close()
    assert {table: rows(first_version, table, those) for table, those in known.items()} == before
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert migrate.version(connection) == migrate.HEAD
    engine.dispose()


@pytest.mark.usefixtures("first_version")
def test_a_desk_of_the_first_version_goes_on_with_what_is_new(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "old.db")) as store:
        ticket = see(store, lambda unit: unit.ticket(1001))
        assert ticket is not None
        assert (ticket.subject, see(store, lambda unit: unit.waiting_count())) == ("my mail vanishes", 2)
        account = see(store, lambda unit: unit.account(ticket.account))
        assert account is not None
        assert account.card is False
        assert see(store, lambda unit: unit.call(1001)) is None
        call = book(store, requested(ticket))
        do(store, lambda unit: unit.add_agreement(accepted(ticket), ticket.account, ANA))
        do(store, lambda unit: unit.add_work(worked(ticket)))
        assert operations.check(store) == ()
    with closing(open_store(tmp_path / "old.db")) as store:
        assert see(store, lambda unit: unit.call(1001)) == call
        assert [entry.minutes for entry in see(store, lambda unit: unit.works(1001))] == [20]
        assert file(store).number == 1003


def as_of(folder: Path, version: str) -> None:
    """Write what ``now.db`` holds to ``old.db``, as an earlier version kept it."""
    at_version(folder / "old.db", version)
    with closing(sqlite3.connect(folder / "now.db")) as connection:
        connection.execute("ATTACH ? AS old", [str(folder / "old.db")])
        for table in tables(connection):
            there = ", ".join(columns(connection, table))
            connection.execute(f"INSERT INTO old.{table} ({there}) SELECT {there} FROM main.{table}")  # noqa: S608
        connection.commit()


def test_files_on_their_way_find_their_words_by_the_moment_that_they_came(tmp_path: Path) -> None:
    """Before 0006 a file's name was looked for: a word of the same moment and person is what it came with."""
    with closing(open_store(tmp_path / "now.db")) as store:
        ticket = file(store)
        file(store, BO, BOS)
        for number, at in ((1001, later(minutes=1)), (1001, later(minutes=2)), (1002, later(minutes=2))):
            do(store, lambda unit, n=number, at=at: unit.append(n, replace(words("see [image.png]"), at=at)))  # type: ignore[misc]
        for id, sender, minutes in (("F1", ANA, 2), ("F2", BO, 2), ("F3", ANA, 3)):
            due = FileDue(sender, id, ticket.conversation, "image.png", "image/png", 3, "x", later(minutes=minutes))
            do(store, lambda unit, due=due: unit.note_file_due(due))  # type: ignore[misc]
    as_of(tmp_path, "0005")
    with closing(open_store(tmp_path / "old.db")) as store:
        assert [each.id for each in see(store, lambda unit: unit.files_due("slack", "T1"))] == ["F1", "F2"]
        taken = [do(store, lambda unit, due=due: unit.take_file_due(due)) for due in  # type: ignore[misc]
                 see(store, lambda unit: unit.files_due("slack", "T1"))]  # fmt: skip
        assert taken == [(1001, 2), (1002, 1)]
        assert operations.check(store) == ()


def test_a_talk_that_several_people_wrote_in_begins_anew(tmp_path: Path) -> None:
    """Before 0006 it was one talk, and whatever was said in it became the ticket of whoever went on."""
    shared, alone = Address("slack", "T1", "C1/1.0"), Address("slack", "T1", "C1/2.0")
    with closing(open_store(tmp_path / "now.db")) as store:
        for address in (shared, alone):
            talk = do(store, lambda unit, at=address: unit.open_conversation(at, ANA))  # type: ignore[misc]
            do(store, lambda unit, talk=talk: unit.save_conversation(replace(talk, state=KNOWN)))  # type: ignore[misc]
        for key, address, who in (("m1", shared, ANA), ("m2", shared, BO), ("m3", alone, ANA)):
            do(store, lambda unit, key=key, at=address, who=who:  # type: ignore[misc]
               unit.record_if_new(at, key, later(minutes=1), "no mail", identity=who))  # fmt: skip
    as_of(tmp_path, "0005")
    with closing(open_store(tmp_path / "old.db")) as store:
        states = [see(store, lambda unit, at=at: unit.find_conversation(at)).state for at in (shared, alone)]  # type: ignore[misc]
    assert states == [Saved(), KNOWN]


def test_an_upgrade_happens_as_a_whole_or_not_at_all(first_version: sqlite3.Connection, tmp_path: Path) -> None:
    first_version.execute("CREATE TABLE old.works (in_the_way)")
    first_version.commit()
    with pytest.raises(OperationalError, match="table works already exists"):
        open_store(tmp_path / "old.db")
    assert first_version.execute("SELECT version_num FROM old.alembic_version").fetchall() == [("0001",)]
    assert "appointments" not in set(tables(first_version))
    assert "card" not in columns(first_version, "accounts")
    first_version.execute("DROP TABLE old.works")
    first_version.commit()
    open_store(tmp_path / "old.db").close()
    assert first_version.execute("SELECT version_num FROM old.alembic_version").fetchall() == [(migrate.HEAD,)]
