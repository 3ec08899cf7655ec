"""What is SQLite's own: locks, a full disk, the write-ahead log, and the settings all this rests on."""

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.text.errors import DatabaseBusy, DatabaseFull, NotSaved
from bot.ports import UnitOfWork
from bot.store.open import SqliteStore, open_store
from bot.store.sql_store import Left
from bot.store.sqlite import file as sqlite
from bot.store.sqlite import writer
from tests.store.scene import ANAS, NOON, PATIENCE_S, do, file, see, words
from tests.store.transaction.test_writing import Pause, seeing, was_seen

PAGE_BYTES = 4096


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    path.write_bytes(template.read_bytes())
    return path


@contextmanager
def opened(path: Path, busy_ms: int = 5000, max_pages: int = 0) -> Iterator[SqliteStore]:
    store = open_store(path, busy_ms=busy_ms, max_pages=max_pages)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program writes for as long as this lasts."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_a_locked_database_says_busy_and_nothing_happened(path: Path) -> None:
    with opened(path, busy_ms=30) as store:
        with locked(path):
            assert isinstance(store.write(seeing("m1")).exception(PATIENCE_S), DatabaseBusy)
        assert not was_seen(store, "m1")


def test_turns_that_waited_for_the_lock_together_are_all_told(path: Path) -> None:
    with opened(path, busy_ms=30) as store:
        pause = Pause(store)
        waiting = [store.write(seeing(f"m{number}")) for number in range(5)]
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            pause_over_then_lock(pause, other)
            failures = [future.exception(PATIENCE_S) for future in waiting]
        assert all(failure is None or isinstance(failure, DatabaseBusy) for failure in failures)
        seen = [was_seen(store, f"m{number}") for number in range(5)]
        assert seen == [failure is None for failure in failures]


def pause_over_then_lock(pause: Pause, other: sqlite3.Connection) -> None:
    pause.over()
    other.execute("PRAGMA busy_timeout=5000")
    other.execute("BEGIN IMMEDIATE")


def test_reading_goes_on_while_another_program_writes(path: Path) -> None:
    with opened(path, busy_ms=30) as store, locked(path):
        assert see(store, lambda unit: unit.waiting_count()) == 0


def test_a_full_database_says_full_and_goes_on_with_what_fits(path: Path) -> None:
    pages = path.stat().st_size // PAGE_BYTES
    with opened(path, max_pages=pages + 20) as store:
        ticket = file(store)
        do(store, lambda unit: unit.append(ticket.number, words("see the file")))
        too_large = store.write(lambda unit: unit.attach(ticket.number, 1, "a", "b", bytes(60 * PAGE_BYTES)))
        assert isinstance(too_large.exception(PATIENCE_S), DatabaseFull)
        assert do(store, seeing("m1"))
        assert do(store, lambda unit: unit.attach(ticket.number, 1, "a", "b", b"small"))


def test_turns_beside_one_that_fills_the_disk_are_saved_or_told(path: Path) -> None:
    pages = path.stat().st_size // PAGE_BYTES
    with opened(path, max_pages=pages + 20) as store:
        ticket = file(store)

        def fills(unit: UnitOfWork) -> None:
            unit.append(ticket.number, words("x" * 60 * PAGE_BYTES))

        pause = Pause(store)
        turns = [store.write(seeing("m1")), store.write(seeing("m2"))]
        full = store.write(fills)
        turns.append(store.write(seeing("m3")))
        pause.over()
        assert isinstance(full.exception(PATIENCE_S), DatabaseFull)
        told = [future.exception(PATIENCE_S) for future in turns]
        assert all(failure is None or isinstance(failure, NotSaved) for failure in told)
        assert [was_seen(store, key) for key in ("m1", "m2", "m3")] == [failure is None for failure in told]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_text("Dear diary, " * 1000)
    with pytest.raises(NotSaved, match="not a database"):
        open_store(path)


def test_a_file_may_be_named_by_url(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/a folder/50 %.db")
    store.close()
    assert (tmp_path / "a folder" / "50 %.db").is_file()
    for url in ("mysql://localhost/desk", "postgresql://localhost", "sqlite://", "sqlite:///:memory:"):
        with pytest.raises(ValueError, match=r"neither a SQLite file nor|no database on it"):
            open_store(url)


def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    with opened(tmp_path / "new.db") as store:
        do(store, seeing("m1"))
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


@pytest.mark.parametrize("write", [True, False])
def test_every_connection_is_set_up_for_safety(path: Path, write: bool) -> None:
    with opened(path) as store, closing(store.file.connect(write=write)) as connection:
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "wal_autocheckpoint")
        }
        full = 2
        assert settings == {
            "journal_mode": "wal",
            "synchronous": full,
            "foreign_keys": 1,
            "secure_delete": 1,
            "wal_autocheckpoint": 0,
        }


# ── The write-ahead log ────────────────────────────────────────────────────────────────


def frames_written(store: SqliteStore, turns: int, prefix: str) -> None:
    for turn in [store.write(seeing(f"{prefix}{number}")) for number in range(turns)]:
        turn.result(PATIENCE_S)


def test_the_log_does_not_grow_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "CHECKPOINT_TURNS", 20)
    monkeypatch.setattr(writer, "TURNS_PER_COMMIT_MAX", 1)
    with opened(path) as store:
        frames_written(store, 60, "a")
        after_three_rounds = store.file.log_bytes()
        frames_written(store, 300, "b")
        assert store.file.log_bytes() <= 2 * after_three_rounds
    assert not Path(f"{path}-wal").exists()


def test_without_checkpoints_it_would(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "TURNS_PER_COMMIT_MAX", 1)
    with opened(path) as store:
        frames_written(store, 60, "a")
        before = store.file.log_bytes()
        frames_written(store, 180, "b")
        assert store.file.log_bytes() > 2 * before


def test_large_files_are_a_reason_for_a_checkpoint(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "CHECKPOINT_BYTES", 1024 * 1024)
    with opened(path) as store:
        ticket = file(store)
        do(store, lambda unit: unit.append(ticket.number, words("files")))
        for number in range(12):
            content = bytes([number]) * (512 * 1024)
            do(store, lambda unit, content=content: unit.attach(ticket.number, 1, "a", "b", content))  # type: ignore[misc]
        assert store.file.log_bytes() < 6 * 1024 * 1024, "twelve files of half a MiB were written"


def test_a_checkpoint_needs_the_write_lock(path: Path) -> None:
    with (
        opened(path) as store,
        closing(store.file.connect(write=True)) as one,
        closing(store.file.connect(write=True)) as two,
        pytest.raises(AssertionError),
    ):
        store.file.checkpoint(one, two)


def test_a_checkpoint_is_put_off_while_another_program_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "CHECKPOINT_TURNS", 1)
    made: list[bool] = []
    checkpoint = sqlite.SqliteFile.checkpoint

    def counted(file: sqlite.SqliteFile, one: sqlite3.Connection, two: sqlite3.Connection) -> bool:
        made.append(checkpoint(file, one, two))
        return made[-1]

    put_off = threading.Event()
    lock = sqlite.SqliteFile.lock

    def watched(file: sqlite.SqliteFile, connection: sqlite3.Connection, *, wait: bool = True) -> None:
        try:
            lock(file, connection, wait=wait)
        except sqlite3.OperationalError:
            put_off.set()
            raise

    monkeypatch.setattr(sqlite.SqliteFile, "checkpoint", counted)
    monkeypatch.setattr(sqlite.SqliteFile, "lock", watched)
    with opened(path) as store:
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            pause = Pause(store)
            turn = store.write(seeing("m1"))
            turn.add_done_callback(lambda _: other.execute("BEGIN IMMEDIATE"))  # right after the commit
            pause.over()
            assert put_off.wait(PATIENCE_S)
            assert made == [True], "after the turn that was held"
        do(store, seeing("m2"))
        store.close()
    assert made == [True, True], "and after the last one"


def test_a_cut_log_holds_nothing_old(path: Path) -> None:
    with opened(path) as store:
        file(store)
        assert store.cut_log() == Left()
        assert 0 < store.file.log_bytes() <= sqlite.LOG_CUT_BYTES
        assert see(store, lambda unit: unit.waiting_count()) == 1


def test_what_was_removed_leaves_no_page_behind(path: Path) -> None:
    with opened(path) as store:
        raw = store.file.connect(write=True)
        try:
            raw.execute(
                "CREATE TABLE junk AS SELECT hex(randomblob(400)) AS x FROM json_each(json_array(1,2,3,4,5,6,7,8))"
            )
            raw.execute("DELETE FROM junk")
            raw.execute("DROP TABLE junk")
            assert raw.execute("PRAGMA freelist_count").fetchone() != (0,)
            assert store.cut_log() == Left()
            assert raw.execute("PRAGMA freelist_count").fetchone() == (0,)
        finally:
            raw.close()


def test_a_reader_in_the_middle_of_something_holds_the_cut_up(path: Path) -> None:
    with opened(path, busy_ms=30) as store:
        file(store)
        with store.read() as unit:
            assert unit.waiting_count() == 1
            file(store)
            assert store.cut_log() == Left(log=True)
        assert store.cut_log() == Left()


def test_the_log_is_looked_after_even_when_that_fails_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "CHECKPOINT_TURNS", 1)

    def fails(*_: object) -> bool:
        raise sqlite3.OperationalError("disk I/O error")

    with opened(path) as store:
        monkeypatch.setattr(sqlite.SqliteFile, "checkpoint", fails)
        assert do(store, seeing("m1"))
        assert isinstance(store.write(seeing("m1")).result(PATIENCE_S), bool)
        monkeypatch.undo()
        assert do(store, lambda unit: unit.record_if_new(ANAS, "m2", NOON))


def test_an_old_sqlite_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "OLDEST", (99, 0, 0))
    with pytest.raises(RuntimeError, match="too old"):
        open_store(path)


def test_errors_never_show_what_clients_wrote(path: Path) -> None:
    with opened(path) as store:
        broken = store.write(
            lambda unit: unit.connection.execute(text("SELECT :words FROM nowhere"), {"words": "secret"})
        )
        assert "secret" not in str(broken.exception(PATIENCE_S))
