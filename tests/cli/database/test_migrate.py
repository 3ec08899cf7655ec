"""``migrate``: a desk moves to a server whole, or not at all."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table

from bot.core.text.errors import NotMoved
from bot.store.admin import move, operations
from bot.store.open import open_store
from bot.store.postgres import server as postgres
from tests.cli.conftest import Run
from tests.postgres import Server, connected
from tests.store.scene import file, see


@pytest.fixture
def target(server: Server, postgres_template: str) -> Iterator[str]:
    """An empty database."""
    with server.database(postgres_template) as url:
        yield url


def tickets_in(url: str) -> int:
    with connected(url) as other:
        row = other.execute("SELECT count(*) FROM tickets").fetchone()
        assert row is not None
        return int(row[0])


def change(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "frontdoor.db")) as raw:
        raw.execute(sql)
        raw.commit()


def test_a_busy_desk_moves_and_works_on(
    frontdoor: Run, busy: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {verb: frontdoor(*verb.split()).json for verb in ("queue --json", "ticket 1001 --json")}
    head = frontdoor("db", "check", "--json").json["head"]
    done = frontdoor("migrate", f"sqlite:///{busy / 'frontdoor.db'}", target)
    assert done.code == 0, done.err
    assert "rows moved, read back and compared: all are as they were" in done.out
    assert "record_attachments" not in done.out, "only what there is"
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", target)
    assert {verb: frontdoor(*verb.split()).json for verb in before} == before
    assert frontdoor("db", "check", "--against", head).code == 0, "its seals and heads came along"
    with closing(open_store(busy / "frontdoor.db")) as here, closing(open_store(target)) as there:
        assert see(here, lambda unit: unit.waiting_count()) == see(there, lambda unit: unit.waiting_count()) > 3
        assert file(there).number == file(here).number, "the numbers go on where they were"
        assert operations.check(there) == ()


def test_the_server_knows_what_has_arrived(frontdoor: Run, busy: Path, target: str) -> None:
    assert frontdoor("migrate", busy / "frontdoor.db", target).code == 0
    with connected(target) as other:
        row = other.execute("SELECT reltuples FROM pg_class WHERE relname = 'tickets'").fetchone()
    assert row is not None
    assert row[0] == tickets_in(target)


def test_a_target_with_anything_in_it_is_refused(frontdoor: Run, busy: Path, target: str) -> None:
    assert frontdoor("migrate", busy / "frontdoor.db", target).code == 0
    tickets = tickets_in(target)
    again = frontdoor("migrate", busy / "frontdoor.db", target)
    assert again.code == 2
    assert "nothing was moved: the target isn't empty: there are rows in" in again.err
    assert tickets_in(target) == tickets


def test_what_does_not_fit_moves_nothing_and_says_which_table(frontdoor: Run, busy: Path, target: str) -> None:
    change(busy, "UPDATE works SET note = 'a' || char(0)")
    change(busy, "UPDATE audit SET detail = 'a' || char(0) || 'b'")
    done = frontdoor("migrate", busy / "frontdoor.db", target)
    assert done.code == 2
    assert "nothing was moved: table audit: PostgreSQL text fields cannot contain NUL" in " ".join(done.err.split())
    assert tickets_in(target) == 0


def test_a_row_that_arrives_otherwise_moves_nothing(busy: Path, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with connected(target) as other:
        other.execute(
            "CREATE FUNCTION changed() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.words = NEW.words || '!'; RETURN NEW; END $$"
        )
        other.execute("CREATE TRIGGER meddles BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION changed()")
    with pytest.raises(NotMoved, match=r"table record: .* not as they were"):
        move.move(busy / "frontdoor.db", target)
    assert tickets_in(target) == 0


def test_nobody_writes_to_the_file_while_it_moves(busy: Path, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    copied = move._copied

    def meanwhile(*stores: object) -> object:
        with closing(sqlite3.connect(busy / "frontdoor.db", timeout=0)) as raw:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as locked:
                tried.append(str(locked))
        return copied(*stores)  # type: ignore[arg-type]

    monkeypatch.setattr(move, "_copied", meanwhile)
    assert move.move(busy / "frontdoor.db", target)
    assert tried == ["database is locked"]


def test_a_large_file_may_take_its_time(busy: Path, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server, which ends what stands still in a transaction, waits while the file is read."""
    monkeypatch.setattr(postgres, "TRANSACTION_SECONDS", 0.1)
    summed = move._summed

    def slowly(connection: Connection, table: Table) -> move.Moved:
        if table.name == "tickets" and connection.dialect.name == "sqlite":
            time.sleep(0.3)
        return summed(connection, table)

    monkeypatch.setattr(move, "_summed", slowly)
    assert move.move(busy / "frontdoor.db", target)


@pytest.mark.parametrize("source", ["sqlite:////nowhere/desk.db", "postgresql://localhost/desk", "nowhere.db"])
def test_only_a_file_that_is_there_moves(frontdoor: Run, source: str) -> None:
    done = frontdoor("migrate", source, "postgresql://localhost/desk")
    assert done.code == 2
    assert "nothing was moved" in done.err
    assert not Path("nowhere.db").exists()


def test_a_desk_moves_to_servers_only(frontdoor: Run, busy: Path, tmp_path: Path) -> None:
    shutil.copy(busy / "frontdoor.db", tmp_path / "other.db")
    assert "has to be a PostgreSQL database" in frontdoor("migrate", busy / "frontdoor.db", tmp_path / "other.db").err
    assert "name the target" in frontdoor("migrate", busy / "frontdoor.db").err
