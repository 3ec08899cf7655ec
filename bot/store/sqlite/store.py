"""The store on a SQLite file: one thread writes, any thread reads a snapshot beside it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.core.text.errors import NotSaved
from bot.store.sql.prepared import Outcome, Prepared, Statements
from bot.store.sql_store import Left, SqlStore
from bot.store.sqlite.failures import meaning
from bot.store.sqlite.file import SqliteFile, driver
from bot.store.sqlite.writer import Writer
from bot.store.transaction.unit_of_work import SqlUnit

T = TypeVar("T")


class Done(Outcome):
    """What a statement gave back."""

    __slots__ = ("_rowcount", "_rows")

    def __init__(self, rows: Sequence[tuple[Any, ...]], rowcount: int) -> None:
        self._rows, self._rowcount = rows, rowcount

    @property
    def rows(self) -> Sequence[tuple[Any, ...]]:
        """The rows, as tuples."""
        return self._rows

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        return self._rowcount


class AtOnce:
    """Executes each statement at once; a local file gains nothing by waiting."""

    def __init__(self, connection: Connection) -> None:
        self._cursor = driver(connection).cursor()

    def ask(self, ready: Prepared, parameters: Sequence[Any]) -> Done:
        """Execute a statement."""
        cursor = self._cursor.execute(ready.sql, parameters)
        return Done(ready.rows(cursor.fetchall()) if ready.gives_rows else (), cursor.rowcount)

    def settle(self) -> None:
        """Nothing to do: every statement was executed when it was asked."""

    def confirm(self) -> None:
        """Nothing to do: what can be read is on the disk already."""


class SqliteStore(SqlStore):
    """A desk's database in one file."""

    def __init__(self, file: SqliteFile, desk: str, first_ticket_number: int) -> None:
        self.file, self._readers = file, file.readers()
        super().__init__(desk, first_ticket_number, Statements(self._readers.dialect))
        self._writer = Writer(file, self._unit)

    @property
    def address(self) -> Path:
        """The file."""
        return self.file.path

    def write(self, work: Callable[[SqlUnit], T]) -> "Future[T]":
        """Run ``work`` in one transaction, in submission order; see ``SqlStore.write``."""
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
            failure = meaning(error, self.file.path)
            if isinstance(failure, NotSaved):
                raise failure from error
            raise

    def close(self) -> None:
        """Finish every write that was submitted, then let go of the file."""
        self._readers.dispose()
        self._writer.close()

    @property
    def commits(self) -> int:
        """Transactions committed so far; fewer than turns when turns waited together."""
        return self._writer.commits

    def cut_log(self) -> Left:
        """Write the file anew, copy the write-ahead log into it and start that anew: nothing old is in either.

        Something is left when a reader held it up for too long.
        """
        return Left(log=not self._writer.cut_log().result())

    def _unit(self, connection: Connection) -> SqlUnit:
        wire = AtOnce(connection)
        return SqlUnit(
            connection, wire, self.statements, self.desk, self.seal_key, self._ids, self._first_number, self._kept
        )
