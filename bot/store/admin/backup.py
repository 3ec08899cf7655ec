"""A copy of the database while it is in use."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from bot.core.text.errors import NotSaved
from bot.store.admin.check_seals import Progress, silent
from bot.store.postgres import backup as postgres_backup
from bot.store.sql_store import SqlStore
from bot.store.sqlite.store import SqliteStore

PAGES_AT_ONCE = 2048
"""8 MiB; then whoever listens hears how far it is."""


def backup(store: SqlStore, target: Path, told: Progress = silent) -> None:
    """Copy a snapshot of the database into one new file, and check the copy; turns go on meanwhile.

    ``target`` appears only when it is complete and on the disk. Raises FileExistsError when it is
    there already, NotSaved when the disk is full or the copy isn't sound; then nothing of it is left.
    A PostgreSQL database is copied by its own pg_dump. ``restore`` brings either back.
    """
    if target.exists():
        raise FileExistsError(target)
    partial = target.with_name(target.name + ".partial")
    remove(partial)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        if isinstance(store, SqliteStore):
            _copy(store, partial, told)
        elif isinstance(store.address, URL):
            told("copying", None)
            postgres_backup.dump(store.address, partial)
        to_disk(partial)
        partial.replace(target)
    except sqlite3.Error as error:
        raise NotSaved(f"the copy {target} was not made: {error}: make room there, or name another folder") from error
    finally:
        remove(partial)
    to_disk(target.parent)


def _copy(store: SqliteStore, partial: Path, told: Progress) -> None:
    """Copy and verify, all of it as it was at one moment: a copy of what changes meanwhile would begin anew.

    Raises sqlite3.Error when the disk is full or broken, NotSaved for an unsound copy.
    """
    with closing(store.file.connect(write=False)) as source, closing(sqlite3.connect(partial)) as copy:
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
        source.backup(
            copy,
            pages=PAGES_AT_ONCE,
            progress=lambda _status, left, pages: told("copying", 1 - left / max(pages, 1)),
        )
        told("checking the copy", None)
        copy.execute("PRAGMA journal_mode=DELETE")  # the log of a copy belongs in the copy
        found = problems(copy)
    if found:
        raise NotSaved(f"the copy is not sound: {'; '.join(found)}")


def remove(copy: Path) -> None:
    """Take an unfinished copy away, with the logs that SQLite keeps beside it."""
    for beside in ("", "-wal", "-shm", "-journal"):
        copy.with_name(copy.name + beside).unlink(missing_ok=True)


def to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def problems(copy: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with a copy."""
    found = [str(reason) for (reason,) in copy.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found
