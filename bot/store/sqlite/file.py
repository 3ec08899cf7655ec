"""A SQLite file: how connections to it are made, and how its write-ahead log is kept short.

Every commit reaches the disk before it is reported (WAL, synchronous=FULL), and what is deleted or
erased is overwritten with zeros (secure_delete).

Checkpoints: SQLite 3.7.0–3.51.2 (but 3.44.6 and 3.50.7) can, very rarely, corrupt a database when one
connection checkpoints while another starts the log anew. So automatic checkpoints are off, and a
checkpoint is made by a second connection while the writer holds the write lock: nobody in any process
can then write or start the log anew, and nobody else checkpoints, since everyone does it this way.
Starting anew is left to the next writer, who holds the write lock too.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, Pool, QueuePool

READERS = 4
"""Connections kept open for reading; more are made when more threads read at once."""
WRITER_CACHE_KIB = 32 * 1024
READER_CACHE_KIB = 4 * 1024
"""Upper bounds: SQLite takes memory only for pages it has read."""
STATEMENTS = 256
"""Prepared statements kept per connection: more than the store has."""
PAGES_MAX = 2**30
"""SQLite's own default."""
LOG_KEPT_BYTES = 16 * 1024 * 1024
"""A log that grew beyond this is cut back when it starts anew; below, overwriting is faster."""
LOG_CUT_BYTES = 64 * 1024
"""A log of one small commit is shorter."""
LOCK_POLL_S = 0.002
"""How often a waiting writer looks: SQLite's own waits grow to 100 ms, and a busy neighbour leaves
the lock free for a fraction of a millisecond only."""
OLDEST = (3, 35, 0)
"""SQLite with RETURNING."""
LOOK = "SELECT 1 FROM sqlite_master LIMIT 1"
"""Touches the file, and the log's index with it."""
NO_ROOM = ("SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMMAP", "SQLITE_IOERR_SHMOPEN", "SQLITE_FULL")
"""The disk has no room for the log's index, which readers need, too."""

T = TypeVar("T")


class Alone(sqlite3.Connection):
    """A read connection that holds the log's index in memory: it locks the file, so that it is closed after use."""


def on_full_disk(error: sqlite3.Error, path: Path | str, **options: Any) -> Alone:
    """A connection that reads a file where the disk is full. Raises the ``error`` that was met, if it is another.

    Nobody is kept from work by it: a file that somebody has open has its index already.
    """
    if error.sqlite_errorname not in NO_ROOM:
        raise error
    connection = sqlite3.connect(path, factory=Alone, **options)
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    return connection


class SqliteFile:
    """A database file and the connections to it.

    ``busy_ms`` is how long to wait for a lock; ``max_pages`` limits the file (4 KiB a page; 0: no limit).
    """

    def __init__(self, path: Path, busy_ms: int, max_pages: int) -> None:
        if sqlite3.sqlite_version_info < OLDEST:
            raise RuntimeError(f"SQLite {sqlite3.sqlite_version} is too old: 3.35 or later is needed")
        self.path, self.busy_ms, self.max_pages = path, busy_ms, max_pages
        _create(path)
        self._use_log()

    def readers(self) -> Engine:
        """Connections that can't write, for any thread."""
        return self._engine(READER_CACHE_KIB, QueuePool, write=False)

    def writers(self) -> Engine:
        """Connections that write; each is closed when it is given back."""
        return self._engine(WRITER_CACHE_KIB, NullPool, write=True)

    def connect(self, *, write: bool, cache_kib: int = READER_CACHE_KIB) -> sqlite3.Connection:
        """A bare connection without automatic transactions or checkpoints.

        A writing one doesn't wait for locks by itself: ``lock`` does.
        """
        options: dict[str, Any] = {
            "timeout": self.busy_ms / 1000,
            "isolation_level": None,
            "check_same_thread": False,
            "cached_statements": STATEMENTS,
        }
        connection: sqlite3.Connection = sqlite3.connect(self.path, **options)
        try:
            self._set_up(connection, cache_kib, write=write)
            if not write:
                connection.execute(LOOK).fetchall()
        except sqlite3.Error as error:
            connection.close()
            if write:
                raise
            connection = on_full_disk(error, self.path, **options)
            self._set_up(connection, cache_kib, write=False)
        return connection

    def looked_at(self, look: Callable[[Connection], T]) -> T:
        """The result of one query on the file, made before it is opened for good."""
        engine = self._engine(READER_CACHE_KIB, NullPool, write=False)
        with engine.connect() as connection:
            return look(connection)

    def _set_up(self, connection: sqlite3.Connection, cache_kib: int, *, write: bool) -> None:
        settings = {
            "foreign_keys": "ON",
            "synchronous": "FULL",
            "secure_delete": "ON",
            "wal_autocheckpoint": 0,
            "journal_size_limit": LOG_KEPT_BYTES,
            "temp_store": "MEMORY",
            "cache_size": -cache_kib,
            "query_only": "OFF" if write else "ON",
            "max_page_count": self.max_pages or PAGES_MAX,
            "busy_timeout": 0 if write else self.busy_ms,
        }
        for name, value in settings.items():
            connection.execute(f"PRAGMA {name}={value}")

    def lock(self, connection: sqlite3.Connection, *, wait: bool = True, times: int = 1) -> None:
        """Begin a writing transaction; raises sqlite3.OperationalError (busy) after ``busy_ms`` so many ``times``,
        or at once."""
        if wait:
            self._retry(connection, "BEGIN IMMEDIATE", times)
        else:
            connection.execute("BEGIN IMMEDIATE")

    def checkpoint(self, locked: sqlite3.Connection, other: sqlite3.Connection) -> bool:
        """Copy the log into the file. ``locked`` must hold the write lock and have written nothing.

        ``True``: all of it was copied, so the next writer starts the log anew.
        """
        assert locked.in_transaction  # noqa: S101 (a checkpoint without the lock could corrupt the file)
        other.execute(LOOK).fetchall()
        blocked, frames, copied = other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return not blocked and frames == copied

    def compact(self, connection: sqlite3.Connection) -> bool:
        """Write every page anew: a row that SQLite moved to another page leaves a copy in the gap, erased or not.

        ``False`` when another process writes for longer than ``busy_ms``.
        """
        try:
            connection.execute("VACUUM")
        except sqlite3.OperationalError:
            return False
        return True

    def cut_log(self, connection: sqlite3.Connection, other: sqlite3.Connection) -> bool:
        """Copy the log into the file and start it anew, so that nothing old is left in it.

        Readers in the middle of something hold this up; ``False`` after ``busy_ms``.
        """
        give_up = time.monotonic() + self.busy_ms / 1000
        connection.execute("PRAGMA journal_size_limit=0")
        try:
            while True:
                self.lock(connection)
                whole = self.checkpoint(connection, other)
                connection.execute("ROLLBACK")
                if whole:
                    self.lock(connection)
                    connection.execute("UPDATE alembic_version SET version_num = version_num")
                    connection.execute("COMMIT")
                if whole and self.log_bytes() <= LOG_CUT_BYTES:
                    return True
                if time.monotonic() > give_up:
                    return False
                time.sleep(LOCK_POLL_S)
        finally:
            connection.execute(f"PRAGMA journal_size_limit={LOG_KEPT_BYTES}")

    def log_bytes(self) -> int:
        """The size of the write-ahead log. Only asked of the file system: opening and closing the
        file here would drop this process's locks on it."""
        try:
            return os.stat(f"{self.path}-wal").st_size
        except FileNotFoundError:
            return 0

    def _engine(self, cache_kib: int, pool: type[Pool], *, write: bool) -> Engine:
        sizes = {"pool_size": READERS, "max_overflow": -1} if pool is QueuePool else {}
        engine = create_engine(
            "sqlite://",
            creator=lambda: self.connect(write=write, cache_kib=cache_kib),
            poolclass=pool,
            hide_parameters=True,  # what clients wrote must not reach logs with an error
            **sizes,
        )
        event.listen(engine, "checkin", _not_kept)
        return engine

    def _use_log(self) -> None:
        """Switch a new file to WAL; SQLite doesn't wait for a lock here by itself."""
        with closing(self.connect(write=False)) as connection:
            if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
                return
        with closing(self.connect(write=True)) as connection:
            self._retry(connection, "PRAGMA journal_mode=WAL")

    def _retry(self, connection: sqlite3.Connection, statement: str, times: int = 1) -> None:
        give_up = time.monotonic() + self.busy_ms * times / 1000
        while True:
            try:
                connection.execute(statement)
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > give_up:
                    raise
                time.sleep(LOCK_POLL_S)
            else:
                return


def _not_kept(connection: Any, record: Any) -> None:
    """Close a connection that keeps others out, as soon as it is given back."""
    if isinstance(connection, Alone):
        record.invalidate()


def _create(path: Path) -> None:
    """A new file is readable by its owner only; SQLite gives its log the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return  # another process was faster


def driver(connection: Connection) -> sqlite3.Connection:
    """The bare connection under SQLAlchemy's."""
    bare = connection.connection.dbapi_connection
    assert isinstance(bare, sqlite3.Connection)  # noqa: S101 (this module makes no others)
    return bare
