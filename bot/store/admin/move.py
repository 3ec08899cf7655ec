"""A desk moves from its SQLite file to a PostgreSQL database: every row of every table, or nothing.

While it moves the file is locked, so that nothing is written there that wouldn't come along; whoever tries is
told that it wasn't saved. All rows go in one transaction, are read back in it, and compared; a difference
rolls all of it back. Nothing of the file changes.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, delete, insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.core.text.errors import NotMoved
from bot.store.open import address, open_store
from bot.store.schema.columns import metadata
from bot.store.schema.tables import FILES_AT_ONCE, line_counts, seal_keys, settings
from bot.store.sql_store import SqlStore
from bot.store.sqlite.store import SqliteStore
from bot.store.transaction.unit_of_work import SqlUnit

ROWS_AT_ONCE = 1000
DIGEST_SPACE = 1 << 256


@dataclass(frozen=True, slots=True)
class Moved:
    """One table, as it was found in the source and again in the target."""

    table: str
    rows: int
    digest: str
    """The sum of its rows' SHA-256, in hexadecimal: the same whatever order they are read in."""


def move(source: str | Path, target: str) -> Sequence[Moved]:
    """Copy all desks of a file into an empty database; what each table came to.

    Raises NotMoved when the source isn't a file that is there, the target isn't an empty PostgreSQL database, or
    what arrived differs; NotSaved and DatabaseOutdated as ``open_store`` does. Nothing was moved then.
    """
    file = address(source)
    if not isinstance(file, Path) or not file.is_file():
        raise NotMoved(f"{file if isinstance(file, Path) else 'the source'} is no SQLite file that could be moved")
    if isinstance(address(target), Path):
        raise NotMoved("the target has to be a PostgreSQL database: postgresql://user@host/name")
    with closing(open_store(file)) as here, closing(open_store(target)) as there, _locked(here):
        return _copied(here, there)


@contextmanager
def _locked(store: SqliteStore) -> Iterator[None]:
    """Hold the file's write lock, so that nothing changes while it is copied."""
    with closing(store.file.connect(write=True)) as connection:
        store.file.lock(connection)
        yield


def _copied(here: SqlStore, there: SqlStore) -> Sequence[Moved]:
    with here.read() as found:
        return there.write(lambda unit: _copy(found, unit)).result()


def _copy(found: SqlUnit, unit: SqlUnit) -> Sequence[Moved]:
    """In one transaction of the target: refuse, write, read back, compare."""
    # the server ends a transaction that asks nothing for a minute: reading many files here takes longer
    unit.connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    tables = metadata.sorted_tables
    for own in (seal_keys, settings):  # secrets made as it was opened: the file's come with what they are for
        unit.connection.execute(delete(own))
    full = [table.name for table in tables if unit.connection.execute(select(table).limit(1)).first() is not None]
    if full:
        raise NotMoved(f"the target isn't empty: there are rows in {', '.join(full)}")
    for table in tables:
        if table is not line_counts:  # its triggers keep it, from the tickets
            _write(found.connection, unit.connection, table)
    unit.connection.execute(text("ANALYZE"))  # else the server would plan the first minutes as if there were no rows
    return tuple(_compared(found.connection, unit.connection, table) for table in tables)


def _write(source: Connection, target: Connection, table: Table) -> None:
    for rows in _batches(source, table):
        try:
            target.execute(insert(table), [dict(row._mapping) for row in rows])
        except (DBAPIError, ValueError) as error:
            said = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()[0]
            raise NotMoved(f"table {table.name}: {said}") from None


def _compared(source: Connection, target: Connection, table: Table) -> Moved:
    before, after = _summed(source, table), _summed(target, table)
    if before != after:
        raise NotMoved(f"table {table.name}: {after.rows} rows arrived of {before.rows}, or not as they were")
    return after


def _summed(connection: Connection, table: Table) -> Moved:
    """How many rows a table has, and the sum of what each of them says."""
    count, total = 0, 0
    for rows in _batches(connection, table):
        count += len(rows)
        total += sum(int.from_bytes(sha256(repr(tuple(row)).encode()).digest()) for row in rows)
    return Moved(table.name, count, f"{total % DIGEST_SPACE:064x}")


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    heavy = any(isinstance(column.type, LargeBinary) and column.name == "content" for column in table.columns)
    size = FILES_AT_ONCE if heavy else ROWS_AT_ONCE
    yield from connection.execute(select(table), execution_options={"yield_per": size}).partitions()
