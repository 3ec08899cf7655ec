"""A desk as it was before seals: it is healed, sealed as it is found, and goes on."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Boolean, Connection, Date, MetaData, create_engine, insert, make_url, select, text

from bot.core.model.promises import Promise, PromiseKind
from bot.core.model.record import Author, Entry, EntryKind
from bot.core.model.tickets import Move, Rule, State
from bot.store import migrate
from bot.store.admin import operations
from bot.store.open import SqlStore, address, open_store
from tests.postgres import Server
from tests.store.scene import (
    ANA,
    BO,
    BOS,
    NOON,
    accepted,
    book,
    change,
    do,
    file,
    later,
    requested,
    see,
    words,
    worked,
)

BEFORE = "0005"
NEW = {"alembic_version", "line_counts", "link_codes"}
"""Tables that aren't copied: their own, kept by triggers, or with nothing in them."""


def lived(path: Path) -> None:
    """A desk with a past: two files of one message with the same content, people, bills, calls, one erased."""
    with closing(open_store(path)) as store:
        ticket, gone = file(store), file(store, BO, BOS)
        do(store, lambda unit: unit.append(1001, words("see [a.png] [b.png]")))
        for name in ("a.png", "b.png"):
            digest = do(store, lambda unit, name=name: unit.attach(1001, 1, name, "image/png", b"the same"))  # type: ignore[misc]
            kept = Entry(EntryKind.ACT, Author.BOT, "", f"file [{name}] kept: SHA-256 {digest}", NOON)
            do(store, lambda unit, kept=kept: unit.append(1001, kept))  # type: ignore[misc]
        promise = Promise(1001, PromiseKind.RESPONSE, NOON, later(days=2))
        do(store, lambda unit: unit.add_promise(promise))
        do(store, lambda unit: unit.score_promise(promise, True, -60))
        do(store, lambda unit: unit.add_agreement(accepted(ticket), ticket.account, ANA))
        do(store, lambda unit: unit.add_work(worked(ticket)))
        do(store, lambda unit: unit.add_move(Move(1001, Rule.MOVED, NOON, "sam", "angry", 2, 1)))
        do(store, lambda unit: unit.audit(NOON, "sam", "closed a day"))
        book(store, requested(ticket))
        change(store, ticket, owner="sam", answered_at=NOON, state=State.ANSWERED)
        do(store, lambda unit: unit.append(1002, words("forget me")))
        operations.erase(store, gone.account, later(days=1))


@contextmanager
def old_schema(where: str | Path) -> Iterator[Connection]:
    """The schema as it was then, in a new database."""
    url = address(where)
    engine = create_engine(f"sqlite:///{url}" if isinstance(url, Path) else url)
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrate.SCRIPTS))
        command.upgrade(config, BEFORE)
        yield connection
    engine.dispose()


def copied(source: sqlite3.Connection, target: Connection) -> None:
    """Everything that the old schema had, as its program would have left it: of the two files one."""
    was = MetaData()
    was.reflect(target)
    source.row_factory = sqlite3.Row
    for table in was.sorted_tables:
        if table.name in NEW:
            continue
        names = ", ".join(column.name for column in table.columns)
        rows = [dict(row) for row in source.execute(f"SELECT {names} FROM {table.name}")]  # noqa: S608
        if table.name == "record_attachments":
            rows = [row for row in rows if row["name"] != "b.png"]
        for row in rows:
            for column in table.columns:
                row[column.name] = _of_type(column.type, row[column.name])
        if rows:
            target.execute(insert(table), rows)


def _of_type(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Boolean):
        return bool(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That desk's file, made once, not to be changed."""
    path = tmp_path_factory.mktemp("past") / "now.db"
    lived(path)
    return path


def make_old(past: Path, where: str | Path) -> None:
    """The same desk, as the version before would have left it."""
    with closing(sqlite3.connect(past)) as source, old_schema(where) as target:
        copied(source, target)


@pytest.fixture(scope="session")
def old_file(past: Path) -> Path:
    """A desk of the version before in a file, to be copied."""
    path = past.with_name("old.db")
    make_old(past, path)
    return path


@pytest.fixture(scope="session")
def old_database(past: Path, server: Server) -> Iterator[str]:
    """The name of a database with such a desk, to be copied."""
    with server.database() as url:
        make_old(past, url)
        yield str(make_url(url).database)


@pytest.fixture
def old(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str | Path]:
    """A desk of the version before, in a file or on a server."""
    if kind == "sqlite":
        yield Path(shutil.copy(request.getfixturevalue("old_file"), tmp_path / "old.db"))
        return
    server: Server = request.getfixturevalue("server")
    with server.database(request.getfixturevalue("old_database")) as url:
        yield url


@pytest.fixture
def upgraded(old: str | Path) -> Iterator[SqlStore]:
    """The same, opened by this program."""
    with closing(open_store(old)) as store:
        yield store


def test_an_old_desk_is_clean_and_each_of_its_files_is_listed(upgraded: SqlStore) -> None:
    assert operations.check(upgraded) == ()
    account = see(upgraded, lambda unit: unit.ticket(1001)).account  # type: ignore[union-attr]
    [ticket] = operations.export(upgraded, account)["tickets"]
    files = [(file["seq"], file["name"], file["media"]) for file in ticket["attachments"]]
    assert files == [(1, "a.png", "image/png"), (1, "b.png", "image/png")]


def test_an_old_desk_goes_on_and_stays_clean(upgraded: SqlStore) -> None:
    head = operations.keep_head(upgraded)
    assert head is not None
    ticket = see(upgraded, lambda unit: unit.ticket(1001))
    assert ticket is not None
    do(upgraded, lambda unit: unit.append(1001, words("and more")))
    do(upgraded, lambda unit: unit.add_work(worked(ticket)))
    change(upgraded, ticket, owner="")
    assert file(upgraded).number == 1003
    operations.erase(upgraded, ticket.account, later(days=2))
    assert operations.check(upgraded) == ()
    assert operations.held_against(upgraded, head) == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE agreements SET per_hour = '8.05'",
        "UPDATE works SET minutes = 200",
        "UPDATE promises SET kept = NULL",
        "UPDATE tickets SET owner = '' WHERE number = 1001",
        "UPDATE queue_moves SET by_name = 'kim'",
        "UPDATE audit SET actor = 'kim' WHERE ticket IS NULL",
        "UPDATE record_attachments SET media = 'text/plain'",
        "UPDATE record SET words = NULL, salt = NULL WHERE ticket = 1001 AND seq = 1",
        "DELETE FROM record WHERE ticket = 1002 AND seq = (SELECT max(seq) FROM record WHERE ticket = 1002)"
        " AND NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.seq = record.seq AND erasures.ticket = 1002)",
        "DELETE FROM erasures",
    ],
)
def test_what_is_changed_from_now_on_is_found(upgraded: SqlStore, change: str) -> None:
    if change.startswith("DELETE FROM record "):
        do(upgraded, lambda unit: unit.append(1002, words("the last")))
    do(upgraded, lambda unit: unit.connection.execute(text(change)))  # type: ignore[attr-defined]
    assert operations.check(upgraded) != ()


def test_every_entry_that_was_erased_is_listed(upgraded: SqlStore) -> None:
    with upgraded.read() as unit:
        erased = unit.connection.execute(select(text("ticket, seq FROM erasures"))).all()
    assert [tuple(row) for row in erased] == [(1002, 1)]
