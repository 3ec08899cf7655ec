"""What a database is like, found out without making, migrating or changing it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.config.settings import Settings
from bot.core.text.errors import NotSaved
from bot.store.open import server_at
from bot.store.sqlite.failures import is_there, meaning
from bot.store.sqlite.file import LOOK, on_full_disk

BUSY_SECONDS = 2.0
"""How long another process's turn is waited for."""
READING, WRITING = "ro", "rw"
NO_SCHEMA = "nothing"
"""Stands for the schema of a file that has none yet."""


@dataclass(frozen=True, slots=True)
class FileState:
    """A database file as it was found."""

    schema: str
    journal: str
    """``wal`` in a database that this program made."""
    damage: tuple[str, ...]
    """What SQLite's quick check found; empty when the file is sound."""
    unwritable: str
    """Why nothing could be written at this moment; empty when it could."""


def schema_of(path: Path) -> str:
    """The version of a file's schema; ``NO_SCHEMA`` for a file without one, or none there.

    Raises NotSaved when the file can't be read or is no database.
    """
    if not is_there(path):
        return NO_SCHEMA
    with _opened(path, READING) as connection:
        return _schema(connection)


def schema_in(chosen: Settings) -> str:
    """The version of the schema in the desk's database, file or server; ``NO_SCHEMA`` without one. Raises NotSaved."""
    if not chosen.shared:
        return schema_of(chosen.database)
    return server_at(str(chosen.address)).schema or NO_SCHEMA


def state_of(path: Path) -> FileState:
    """Look at a file. Raises NotSaved when it can't be read or is no database."""
    with _opened(path, READING) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA quick_check")]
        journal = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
        damage = tuple(reason for reason in found if reason != "ok")
        schema = _schema(connection)
    return FileState(schema, journal, damage, _unwritable(path))


def _schema(connection: sqlite3.Connection) -> str:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    return str(row[0]) if row else NO_SCHEMA


def _unwritable(path: Path) -> str:
    """Why the file can't be written, tried and rolled back; empty if it can. A read-only disk still gives the lock."""
    try:
        with _opened(path, WRITING) as connection:
            (used,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA user_version = {used}")
            connection.execute("ROLLBACK")
    except NotSaved as error:
        return str(error)
    return ""


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """A bare connection; what goes wrong with it is NotSaved."""
    try:
        with closing(_connected(path, mode)) as connection:
            yield connection
    except sqlite3.Error as error:
        found = meaning(error, path)
        raise (found if isinstance(found, NotSaved) else NotSaved(f"{path}: {error}")) from error


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    options: dict[str, Any] = {"uri": True, "timeout": BUSY_SECONDS, "isolation_level": None}
    connection: sqlite3.Connection = sqlite3.connect(address, **options)
    if mode == WRITING:
        return connection
    try:
        connection.execute(LOOK).fetchall()
    except sqlite3.Error as error:
        connection.close()
        return on_full_disk(error, address.replace(f"mode={mode}", f"mode={WRITING}"), **options)
    return connection
