"""One changed byte is found, wherever it is."""

import re
import tracemalloc
from collections.abc import Sequence
from contextlib import closing

import pytest
from sqlalchemy import text

from bot.core.model.record import EntryKind
from bot.core.model.tickets import State
from bot.ports import UnitOfWork
from bot.store.admin import check_seals, operations
from bot.store.open import SqliteStore, SqlStore, open_store
from bot.store.schema.tables import FILES_AT_ONCE
from bot.store.transaction.unit_of_work import SqlUnit
from tests.store.scene import BO, BOS, change, do, file, filed, words


@pytest.fixture
def busy(store: SqlStore) -> SqlStore:
    """A desk with two records of three entries and a file each, and a line."""

    def work(unit: UnitOfWork) -> None:
        for ticket in (filed(unit), filed(unit, BO, BOS)):
            for said in ("one", "two", "three"):
                unit.append(ticket.number, words(said))
            unit.attach(ticket.number, 2, "a.log", "text/plain", b"content")
        unit.append(1001, words("noted", EntryKind.NOTE, by="sam"))

    do(store, work)
    return store


BYTES = re.compile(r"randomblob\(\d+\)|x'00'")


def tamper(store: SqlStore, sql: str) -> None:
    """Change the database behind the product's back."""
    if not isinstance(store, SqliteStore):
        sql = BYTES.sub(r"'\\x00'::bytea", sql)

    def change(unit: UnitOfWork) -> None:
        assert isinstance(unit, SqlUnit)
        if not unit.locks_rows:
            unit.connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        assert unit.connection.execute(text(sql)).rowcount > 0

    do(store, change)


def found(store: SqlStore) -> Sequence[str]:
    return [str(problem) for problem in operations.check(store)]


def test_a_desk_at_work_is_whole(busy: SqlStore) -> None:
    ticket = file(busy)
    change(busy, change(busy, ticket, owner="sam"), state=State.SOLVED)
    assert found(busy) == []


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE record SET words = 'twO' WHERE seq = 2", "its text was changed"),
        ("UPDATE record SET salt = randomblob(16) WHERE seq = 2", "its text was changed"),
        ("UPDATE record SET digest = randomblob(32) WHERE seq = 2", "its text was changed"),
        ("UPDATE record SET hash = randomblob(32) WHERE seq = 2", "it, or the one before, was changed"),
        ("UPDATE record SET at = at + 1 WHERE seq = 2", "it, or the one before, was changed"),
        ("UPDATE record SET author = 'staff' WHERE seq = 2", "it, or the one before, was changed"),
        ("UPDATE record SET kind = 'note' WHERE seq = 2", "it, or the one before, was changed"),
        ("UPDATE record SET by_name = 'kim' WHERE seq = 4", "it, or the one before, was changed"),
        ("UPDATE record SET seq = 9 WHERE seq = 3", "follows entry 2"),
        ("DELETE FROM record WHERE seq = 1", "follows entry 0"),
        ("UPDATE record SET ticket = 1002 WHERE seq = 4", "it, or the one before, was changed"),
        ("UPDATE record SET words = NULL WHERE seq = 3", "is half erased"),
        ("UPDATE attachments SET content = x'00'", "its content was changed"),
        ("UPDATE line_counts SET n = n + 1", "3 instead of 2"),
    ],
)
def test_what_was_changed_behind_our_back_is_found(busy: SqlStore, sql: str, told: str) -> None:
    tamper(busy, sql)
    assert any(told in problem for problem in found(busy))


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE record SET words = CAST(x'ff' AS TEXT) WHERE seq = 2", "records: cannot be read"),
        ("UPDATE attachments SET content = 'text'", "attachments: cannot be read"),
    ],
)
def test_what_cannot_even_be_read_is_found(busy: SqlStore, sql: str, told: str) -> None:
    tamper(busy, sql)
    assert any(told in problem for problem in found(busy))


@pytest.mark.only("sqlite")
def test_a_missing_row_that_others_refer_to_is_found(busy: SqlStore) -> None:
    assert isinstance(busy, SqliteStore)
    with closing(busy.file.connect(write=True)) as bare:
        bare.execute("PRAGMA foreign_keys=OFF")
        bare.execute("DELETE FROM accounts")
    assert any("refers to in accounts is missing" in problem for problem in found(busy))


def test_what_is_found_says_where(busy: SqlStore) -> None:
    tamper(busy, "UPDATE record SET words = 'nothing' WHERE ticket = 1002 AND seq = 3")
    assert found(busy) == ["ticket #1002, record entry 3: its text was changed"]


@pytest.mark.only("sqlite")
def test_a_byte_that_was_flipped_on_the_disk_is_found(busy: SqlStore) -> None:
    do(busy, lambda unit: unit.append(1001, words("the flamingo is pink")))
    assert isinstance(busy, SqliteStore)
    path = busy.file.path
    busy.close()
    content = path.read_bytes()
    assert content.count(b"flamingo") == 1
    path.write_bytes(content.replace(b"flamingo", b"flaminga"))
    again = open_store(path)
    assert found(again) == ["ticket #1001, record entry 5: its text was changed"]
    again.close()


def test_files_are_looked_at_a_few_at_a_time(busy: SqlStore) -> None:
    megabyte, files = 1024 * 1024, 4 * FILES_AT_ONCE
    for n in range(files):
        content = bytes([n]) * megabyte
        do(busy, lambda unit, content=content: unit.attach(1001, 1, "a.log", "text/plain", content))  # type: ignore[misc]
    tracemalloc.start()
    try:
        assert operations.check(busy) == ()
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < files * megabyte * 3 // 4


def test_who_listens_hears_what_is_being_checked_and_how_far_it_is(
    busy: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_seals, "ROWS_AT_ONCE", 2)
    heard: list[tuple[str, float | None]] = []
    assert operations.check(busy, lambda what, done: heard.append((what, done))) == ()
    assert list(dict.fromkeys(what for what, _done in heard)) == [
        "database", "tables", "records", "seals", "heads", "attachments", "line counts",
    ]  # fmt: skip
    for part in ("records", "seals"):
        shares = [done for what, done in heard if what == part and done is not None]
        assert shares == sorted(shares)
        assert 0 <= shares[0] < shares[-1] <= 1
