"""``db backups`` and ``db restore``: dated copies, the old ones removed, and the way back on both databases."""

import os
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.database import backups
from bot.cli.opened_desk import Office, office
from bot.config import settings
from bot.store.open import open_store
from tests import postgres
from tests.builders import WEDNESDAY
from tests.cli.conftest import Run
from tests.store.scene import file

DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where copies go."""
    made = tmp_path / "backups"
    made.mkdir()
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def at(desk: Office, folder: Path, now: datetime) -> None:
    """A backup at another moment."""
    with office(desk.settings.data, now) as then:
        backups.one(then, folder, 14 * DAY)


@pytest.mark.usefixtures("busy")
def test_copies_are_kept_for_so_many_days_and_nothing_else_is_touched(folder: Path) -> None:
    for name in ("frontdoor-by-hand.backup", "notes.txt", "frontdoor-20200101T000000Z.backup.partial"):
        (folder / name).write_text("precious")

    with office(None) as desk:
        for days in (0, 5, 14, 16):
            at(desk, folder, WEDNESDAY + days * DAY)

    assert [made.date() for made, _path in backups.made_in(folder)] == [
        (WEDNESDAY + days * DAY).date() for days in (5, 14, 16)
    ]
    assert {"frontdoor-by-hand.backup", "notes.txt"} < set(names(folder))
    assert not list(folder.glob("*.partial"))


@pytest.mark.usefixtures("busy")
def test_one_now_says_what_it_made(frontdoor: Run, folder: Path) -> None:
    done = frontdoor("db", "backups", folder)

    [(made, path)] = backups.made_in(folder)
    assert done.code == 0
    assert f"{path}: " in done.out
    assert abs(datetime.now(UTC) - made) < timedelta(minutes=5)


@pytest.mark.usefixtures("busy")
def test_again_and_again_and_a_restart_alone_makes_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    waited: list[float] = []

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        return len(waited) > 1

    for _start in range(2):
        backups.repeat(folder, 14 * DAY, DAY, None, wait)

    assert len(backups.made_in(folder)) == 1
    assert waited[0] == DAY.total_seconds()
    assert all(0 < seconds <= DAY.total_seconds() for seconds in waited)
    assert capsys.readouterr().out.count("sound") == 1


@pytest.mark.usefixtures("busy")
def test_a_backup_that_fails_is_said_and_tried_again_soon(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_copy: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "one", full)
    waited: list[float] = []

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        return len(waited) == 3

    backups.repeat(folder, 14 * DAY, DAY, None, wait)

    assert waited == [300, 300, 300]
    assert capsys.readouterr().out.count("no backup was made: [Errno 28] No space left on device") == 3


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once(
    frontdoor: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, sign: signal.Signals
) -> None:
    monkeypatch.setattr(backups, "one", lambda *_all: os.kill(os.getpid(), sign))
    before = signal.getsignal(sign)

    done = frontdoor("db", "backups", folder, "--every", 24)

    assert (done.code, done.out) == (0, "stopped\n")
    assert signal.getsignal(sign) is before


def test_without_a_folder_or_a_desk_there_is_nothing_to_copy(frontdoor: Run, folder: Path, tmp_path: Path) -> None:
    assert "there is no folder" in frontdoor("db", "backups", tmp_path / "nowhere").err
    assert "there is no database" in frontdoor("db", "backups", folder).err
    assert names(folder) == []


# ── Back again ─────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("busy")
def test_a_file_comes_back(frontdoor: Run, folder: Path, tmp_path: Path) -> None:
    before = frontdoor("queue", "--json").json
    assert frontdoor("db", "backups", folder).code == 0
    [(_made, copy)] = backups.made_in(folder)

    occupied = frontdoor("db", "restore", copy)
    done = frontdoor("db", "restore", copy, "--data", tmp_path / "again")

    assert occupied.code == 2
    assert "nothing was restored" in occupied.err
    assert "put it aside first" in occupied.err
    assert done.code == 0, done.out + done.err
    assert "restored, and whole" in done.out
    assert frontdoor("queue", "--json", "--data", tmp_path / "again").json == before
    assert (tmp_path / "again" / "frontdoor.db").stat().st_mode & 0o077 == 0


def test_a_server_comes_back(
    frontdoor: Run,
    folder: Path,
    server: postgres.Server,
    postgres_template: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if server.bin is not None:
        monkeypatch.setenv("PATH", str(server.bin), prepend=os.pathsep)
    with server.database(postgres_template) as lost, server.database() as fresh:
        with closing(open_store(lost)) as store:
            file(store)
        monkeypatch.setenv("FRONTDOOR_DATABASE_URL", lost)
        before = frontdoor("queue", "--json").json
        assert frontdoor("db", "backups", folder).code == 0
        [(_made, copy)] = backups.made_in(folder)
        occupied = frontdoor("db", "restore", copy)
        monkeypatch.setenv("FRONTDOOR_DATABASE_URL", fresh)
        done = frontdoor("db", "restore", copy)
        assert "restored, and whole" in done.out, done.out + done.err
        assert frontdoor("queue", "--json").json == before != []
    assert "there is a desk in this database already" in occupied.err


@pytest.mark.parametrize(
    ("content", "url", "said"),
    [
        (b"precious", "", "is no backup"),
        (b"PGDMP and more", "", "was on a PostgreSQL server: set FRONTDOOR_DATABASE_URL"),
        (b"SQLite format 3\0 and more", "postgresql://localhost/desk", "frontdoor migrate"),
    ],
)
def test_what_doesnt_belong_there_is_refused(
    frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, url: str, said: str
) -> None:
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", url)
    (tmp_path / "copy").write_bytes(content)

    done = frontdoor("db", "restore", tmp_path / "copy")

    assert done.code == 2
    assert said in done.err
    assert "there is no file" in frontdoor("db", "restore", tmp_path / "nowhere").err


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("damage", ["cut", "zeros"])
def test_a_damaged_backup_is_found_and_nothing_is_left(
    frontdoor: Run, folder: Path, tmp_path: Path, damage: str
) -> None:
    copy = folder / "copy"
    assert frontdoor("db", "backup", copy).code == 0
    whole = copy.read_bytes()
    half = len(whole) // 2
    copy.write_bytes(whole[: half + 7] if damage == "cut" else whole[:half] + bytes(half))

    done = frontdoor("db", "restore", copy, "--data", tmp_path / "again")

    assert done.code == 1
    assert "not sound" in done.err
    assert names(tmp_path / "again") == []
    assert settings.load(data=tmp_path / "again").database.exists() is False


@pytest.mark.usefixtures("busy")
def test_nothing_is_left_beside_a_database_that_was_restored(frontdoor: Run, folder: Path, tmp_path: Path) -> None:
    copy, again = folder / "copy", tmp_path / "again"
    assert frontdoor("db", "backup", copy).code == 0
    with closing(sqlite3.connect(copy)) as database:  # as one has it who copied the file itself
        database.execute("PRAGMA journal_mode=WAL")
    again.mkdir()
    for log in ("", "-wal", "-shm", "-journal"):
        (again / f"frontdoor.db.partial{log}").write_bytes(b"from one that was interrupted")

    done = frontdoor("db", "restore", copy, "--data", again)

    assert done.code == 0, done.err
    assert [name for name in names(again) if "partial" in name] == []
    assert frontdoor("queue", "--data", again).code == 0


@pytest.mark.usefixtures("busy")
def test_nothing_is_left_of_a_restore_that_failed(frontdoor: Run, folder: Path, tmp_path: Path) -> None:
    copy, again = folder / "copy", tmp_path / "again"
    assert frontdoor("db", "backup", copy).code == 0
    with closing(sqlite3.connect(copy)) as database:
        database.execute("PRAGMA journal_mode=WAL")
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2] + bytes(len(whole) // 2))

    assert frontdoor("db", "restore", copy, "--data", again).code == 1
    assert names(again) == []
