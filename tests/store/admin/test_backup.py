"""A copy of a database in use is whole, private, and never replaces another."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.text.errors import NotSaved
from bot.store.admin import backup, operations
from bot.store.open import SqlStore, open_store
from tests.store.scene import PATIENCE_S, do, file, see
from tests.store.transaction.test_writing import seeing

pytestmark = pytest.mark.only("sqlite")


def test_a_backup_under_load_is_a_whole_desk(store: SqlStore, tmp_path: Path) -> None:
    for _ in range(5):
        file(store)
    turns = [store.write(seeing(f"m{number}")) for number in range(300)]
    operations.backup(store, tmp_path / "copy.db")
    for turn in turns:
        assert turn.result(PATIENCE_S)
    copy = open_store(tmp_path / "copy.db")
    assert operations.check(copy) == ()
    assert see(copy, lambda unit: unit.waiting_count()) == 5
    assert file(copy).number == 1006
    copy.close()
    assert see(store, lambda unit: unit.waiting_count()) == 5


def test_a_backup_is_one_private_file(store: SqlStore, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    operations.backup(store, folder / "copy.db")
    assert [path.name for path in folder.iterdir()] == ["copy.db"]
    assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600


def test_a_backup_replaces_nothing(store: SqlStore, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(FileExistsError):
        operations.backup(store, target)
    assert target.read_text() == "precious"


def test_a_backup_that_was_cut_off_is_begun_again(store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "copy.db.partial").write_text("half")
    operations.backup(store, tmp_path / "copy.db")
    open_store(tmp_path / "copy.db").close()


def test_a_full_disk_leaves_nothing_behind(store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_copy: sqlite3.Connection) -> list[str]:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "problems", full)
    with pytest.raises(NotSaved, match="disk is full"):
        operations.backup(store, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db*"))


def test_an_unsound_copy_is_thrown_away(store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    do(store, seeing("m1"))
    monkeypatch.setattr(backup, "problems", lambda copy: ["page 7 is never used"])
    with pytest.raises(NotSaved, match="page 7"):
        operations.backup(store, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db*"))


def test_who_listens_hears_how_far_it_is_and_what_changes_meanwhile_isnt_copied(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES_AT_ONCE", 4)
    file(store)
    heard: list[tuple[str, float | None]] = []

    def told(what: str, done: float | None) -> None:
        heard.append((what, done))
        if done is not None and len(heard) < 500:
            file(store)

    operations.backup(store, tmp_path / "copy.db", told)
    shares = [done for what, done in heard if what == "copying" and done is not None]
    assert shares == sorted(shares), "it began anew"
    assert 5 < len(shares) < 499
    assert shares[-1] == 1
    assert heard[-1] == ("checking the copy", None)
    with closing(open_store(tmp_path / "copy.db")) as copy:
        assert see(copy, lambda unit: unit.waiting_count()) == 1
        assert operations.check(copy) == ()
