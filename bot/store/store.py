"""The store on a SQLite file: one thread writes, any thread reads a snapshot beside it."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError

from bot.core.errors import NotSaved
from bot.store import migrate
from bot.store.failures import meaning
from bot.store.ids import Ids
from bot.store.prepared import Statements
from bot.store.sqlite import SqliteFile, driver
from bot.store.unit import SqlUnit
from bot.store.writer import Writer

T = TypeVar("T")

BUSY_MS = 5000
"""How long a turn waits for another process's lock before the client is told to try again."""


class SqlStore:
    """A desk's database; see ``bot.ports.Store``. Made by ``open_store``."""

    def __init__(self, file: SqliteFile, desk: str, first_ticket_number: int) -> None:
        self.file, self.desk = file, desk
        self._first_number, self._ids = first_ticket_number, Ids()
        self._readers = file.readers()
        self.statements = Statements(self._readers.dialect)
        self._writer = Writer(file, self._unit)

    def write(self, work: Callable[[SqlUnit], T]) -> "Future[T]":
        """Run ``work`` in one transaction, in submission order; the future resolves after the commit.

        The future raises what ``work`` raised, which undoes that work only; Conflict when it made a
        key that another transaction had made; NotSaved (DatabaseBusy, DatabaseFull) when the
        database couldn't take it: then nothing of it happened, and the store goes on working.
        """
        return self._writer.submit(work)

    def read(self) -> AbstractContextManager[SqlUnit]:
        """A consistent snapshot; a unit that can't write. Keep it short: it holds the log's end up."""
        return self._read()

    @contextmanager
    def _read(self) -> Iterator[SqlUnit]:
        try:
            with self._readers.connect() as connection:
                driver(connection).execute("BEGIN")
                yield self._unit(connection)
        except DBAPIError as error:
            failure = meaning(error)
            if isinstance(failure, NotSaved):
                raise failure from error
            raise

    def close(self) -> None:
        """Finish every write that was submitted, then let go of the file."""
        self._readers.dispose()
        self._writer.close()

    # ── For the command line and tests ─────────────────────────────────────────────────

    @property
    def commits(self) -> int:
        """Transactions committed so far; fewer than turns when turns waited together."""
        return self._writer.commits

    def cut_log(self) -> bool:
        """Copy the write-ahead log into the file and start it anew, so that nothing old is in it.

        ``False`` when a reader held it up for too long.
        """
        return self._writer.cut_log().result()

    def _unit(self, connection: Connection) -> SqlUnit:
        return SqlUnit(connection, self.statements, self.desk, self._ids, self._first_number)


def open_store(
    url_or_path: str | Path,
    desk: str = "main",
    first_ticket_number: int = 1001,
    *,
    busy_ms: int = BUSY_MS,
    max_pages: int = 0,
) -> SqlStore:
    """Open a desk's database, created and brought up to date if need be.

    ``url_or_path`` is a file, or ``sqlite:///`` and a file. ``max_pages`` limits the file's size
    (4 KiB a page; 0: no limit). Raises DatabaseOutdated when the file's schema is newer than this
    program, NotSaved when the file can't be opened or written.
    """
    try:
        file = SqliteFile(_path(url_or_path), busy_ms, max_pages)
        migrate.upgrade(file)
    except (sqlite3.Error, DBAPIError) as error:
        raise meaning(error) from error
    return SqlStore(file, desk, first_ticket_number)


def _path(url_or_path: str | Path) -> Path:
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return Path(url_or_path)
    url = make_url(url_or_path)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise ValueError(f"not a SQLite file: {url.render_as_string(hide_password=True)}")
    return Path(url.database)
