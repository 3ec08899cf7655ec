"""An export and an erasure of one person cost what that person left, not what the desk holds."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.model.people import Address, Identity, Origin
from bot.core.model.record import Author
from bot.ports import UnitOfWork
from bot.store.admin import operations
from bot.store.open import open_store
from bot.store.sqlite.file import SqliteFile
from tests.store.admin.test_person import lives
from tests.store.scene import ANA, BO, BOS, NOON, do, file, words
from tests.store.transaction.test_plans import is_walk

SHARED = Address("slack", "T1", "C-shared")
SWEPT = (
    r"UPDATE outbox SET payload=.* LIKE ",
    r"DELETE FROM outbox .* LIKE ",
    r"UPDATE conversations SET state=.* LIKE ",
    r"SELECT .*inbox.words .*NOT \(EXISTS",
    r"(SELECT|UPDATE) .*audit.* LIKE ",
    r"DELETE FROM (answers|link_codes) ",
    r"SELECT incidents.number, incidents.words",
)
"""An erasure looks for copies of names and words, wherever somebody else may have put them: of messages and command
lines there is a month's, of answers and codes an hour's; few entries of the audit have a detail, and there are few
incidents."""


@pytest.fixture
def asked(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[str]]:
    """A desk on which Ana lived and shares a thread with Bo, and the statements that it is asked from then on."""
    path = Path(shutil.copy(template, tmp_path / "desk.db"))
    with closing(open_store(path)) as store:
        hers, his = do(store, lives), file(store, BO, BOS)
        for ticket, guest in ((hers, BO), (his, ANA)):
            do(store, lambda unit, ticket=ticket, guest=guest: _take_part(unit, ticket.number, guest))  # type: ignore[misc]
        for key, by in (("1", BO), ("2", ANA)):
            do(store, lambda unit, key=key, by=by: unit.open_conversation(SHARED, by))  # type: ignore[misc]
            do(store, lambda unit, key=key, by=by: unit.record_if_new(SHARED, key, NOON, "hm", identity=by))  # type: ignore[misc]
    statements: list[str] = []
    connect: Callable[..., sqlite3.Connection] = SqliteFile.connect

    def traced(file: SqliteFile, **options: Any) -> sqlite3.Connection:
        connection = connect(file, **options)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(SqliteFile, "connect", traced)
    return path, statements


def _take_part(unit: UnitOfWork, ticket: int, guest: Identity) -> None:
    """Both write on the ticket."""
    joined = unit.add_participant(ticket, guest, "a guest", "sam", NOON)
    for number, by in enumerate((ANA, BO)):
        entry = replace(words("it says 550"), origins=(Origin("slack", "T1", f"message/{ticket}/{number}", by),))
        if by == guest:
            entry = replace(entry, author=Author.PARTICIPANT, by=str(joined.n))
        seq = unit.append(ticket, entry)
        unit.attach(ticket, seq, "log.txt", "text/plain", f"{ticket} {number}".encode())


def walks(path: Path, statements: list[str]) -> list[str]:
    """Statements that walk through a large table, or a whole desk of it."""
    found = []
    with closing(sqlite3.connect(path)) as connection:
        for statement in dict.fromkeys(statements):
            if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)\b", statement) and "sqlite_master" not in statement:
                steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
                found += [" ".join(statement.split()) for step in steps if is_walk(step)]
    return found


def test_an_export_walks_through_no_table(asked: tuple[Path, list[str]]) -> None:
    path, statements = asked
    with closing(open_store(path)) as store:
        exported = operations.export(store, ANA)
    assert exported["tickets"]
    assert exported["inbox"]
    assert exported["on others' tickets"]["attachments"]
    assert len(statements) > 10
    assert walks(path, statements) == []


def test_an_erasure_walks_only_through_what_may_hold_copies(asked: tuple[Path, list[str]]) -> None:
    path, statements = asked
    with closing(open_store(path)) as store:
        operations.erase(store, ANA, NOON)
    found = walks(path, statements)
    assert [statement for statement in found if not any(re.search(swept, statement) for swept in SWEPT)] == []
    assert found, "what is swept would be noticed"
