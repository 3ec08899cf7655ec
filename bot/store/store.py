"""Opens a desk's store: a SQLite file, or a PostgreSQL database by its URL."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, overload

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.store import migrate
from bot.store.failures import meaning
from bot.store.sql_store import SqlStore
from bot.store.sqlite import SqliteFile
from bot.store.sqlite_store import SqliteStore

if TYPE_CHECKING:
    from bot.store.postgres_state import ServerState

__all__ = ["SqlStore", "SqliteStore", "open_store"]

BUSY_MS = 5000
"""How long a turn waits for another's lock, or for a server to come back, before the client is told to try again."""


@overload
def open_store(
    url_or_path: Path, desk: str = ..., first_ticket_number: int = ..., *, busy_ms: int = ..., max_pages: int = ...
) -> SqliteStore: ...


@overload
def open_store(
    url_or_path: str | Path,
    desk: str = ...,
    first_ticket_number: int = ...,
    *,
    busy_ms: int = ...,
    max_pages: int = ...,
) -> SqlStore: ...


def open_store(
    url_or_path: str | Path,
    desk: str = "main",
    first_ticket_number: int = 1001,
    *,
    busy_ms: int = BUSY_MS,
    max_pages: int = 0,
) -> SqlStore:
    """Open a desk's database, created (a file) and brought up to date if need be.

    ``url_or_path`` is a file, ``sqlite:///`` and a file, or ``postgresql://user@host/database``, perhaps with
    several hosts, of which the one that takes something in is meant.
    ``max_pages`` limits a file's size (4 KiB a page; 0: no limit). Raises DatabaseOutdated when the
    schema is newer than this program, NotSaved when the database can't be opened or written,
    ValueError for an address that is neither.
    """
    where = address(url_or_path)
    if isinstance(where, Path):
        return _open_file(where, desk, first_ticket_number, busy_ms, max_pages)
    from bot.store import postgres_store  # psycopg is loaded only where it's used

    return postgres_store.open_database(where, desk, first_ticket_number, busy_ms)


def server_at(url: str) -> "ServerState":
    """What a PostgreSQL database and its server are like; nothing is made. Raises NotSaved, ValueError."""
    from bot.store import postgres_state

    where = address(url)
    if isinstance(where, Path):
        raise ValueError("not a PostgreSQL database")
    return postgres_state.state_of(where)


def address(url_or_path: str | Path) -> Path | URL:
    """A SQLite file's path, or the URL of a PostgreSQL database. Raises ValueError for anything else."""
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return Path(url_or_path)
    try:
        if url_or_path.startswith("postgres"):
            from bot.store import postgres_url  # psycopg is loaded only where it's used

            url = postgres_url.parsed(url_or_path)
        else:
            url = make_url(url_or_path)
    except (ArgumentError, ValueError):  # the text itself may hold a password
        raise ValueError("not a database's URL: postgresql://user@host/database is one") from None
    kind = url.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"} and url.database:
        return url
    if kind != "sqlite" or not url.database or url.database == ":memory:":
        shown = url.render_as_string(hide_password=True)
        raise ValueError(f"neither a SQLite file nor a PostgreSQL database: {shown}")
    return Path(url.database)


def _open_file(path: Path, desk: str, first_ticket_number: int, busy_ms: int, max_pages: int) -> SqliteStore:
    try:
        file = SqliteFile(path, busy_ms, max_pages)
        migrate.upgrade(file)
    except (sqlite3.Error, DBAPIError) as error:
        raise meaning(error) from error
    store = SqliteStore(file, desk, first_ticket_number)
    store.find_seal_key()
    return store
