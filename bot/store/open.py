"""Opens a desk's store: a SQLite file, or a PostgreSQL database by its URL."""

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, overload

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.store import migrate
from bot.store.sql_store import SqlStore
from bot.store.sqlite.failures import meaning, no_file
from bot.store.sqlite.file import SqliteFile
from bot.store.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from bot.store.postgres.state import ServerState

__all__ = ["SqlStore", "SqliteStore", "open_store"]

PORT_MAX = 65535
_NO_HOST = re.compile(r"(?!/).*[@/?#\s]", re.DOTALL)
"""What no server's name has; a socket's folder begins with a slash."""
PRIVATE_FOLDER = 0o700
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
    from bot.store.postgres import store as postgres_store  # psycopg is loaded only where it's used

    return postgres_store.open_database(where, desk, first_ticket_number, busy_ms)


def server_at(url: str) -> "ServerState":
    """What a PostgreSQL database and its server are like; nothing is made. Raises NotSaved, ValueError."""
    from bot.store.postgres import state

    where = address(url)
    if isinstance(where, Path):
        raise ValueError("not a PostgreSQL database")
    return state.state_of(where)


def address(url_or_path: str | Path) -> Path | URL:
    """A SQLite file's path, or the URL of a PostgreSQL database. Raises ValueError for anything else."""
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return Path(url_or_path)
    try:
        if url_or_path.startswith("postgres"):
            from bot.store.postgres import url as postgres_url  # psycopg is loaded only where it's used

            url = postgres_url.parsed(url_or_path)
        else:
            url = make_url(url_or_path)
    except (ArgumentError, ValueError):  # the text itself may hold a password
        raise ValueError("is no database's URL: postgresql://user@host:5432/database is one") from None
    kind = url.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        _refuse_unclear(url)
        return url
    if kind != "sqlite" or not url.database or url.database == ":memory:":
        shown = url.render_as_string(hide_password=True)
        raise ValueError(f"is neither a SQLite file nor a PostgreSQL database: {shown}")
    return Path(url.database)


def where(url_or_path: str | Path) -> str:
    """A database for people to read: without user and password. Raises as ``address`` does."""
    known = address(url_or_path)
    if isinstance(known, Path):
        return str(known)
    from bot.store.postgres import url as postgres_url

    servers = (f"{host}:{port}" if port else host for host, port in postgres_url.servers(known))
    return f"PostgreSQL {','.join(servers)}/{known.database}"


def private_folder(path: Path) -> None:
    """Make the folder of a database's file, if there is none, for its owner only. Raises NotSaved."""
    try:
        path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise no_file(error, path) from error


def _refuse_unclear(url: URL) -> None:
    """Raise ValueError for an address that no server can have; part of it may be a password's."""
    if not url.database:
        raise ValueError("names a server but no database on it: postgresql://user@host/name names one")
    from bot.store.postgres import url as postgres_url

    servers = postgres_url.servers(url)
    if any(_NO_HOST.match(host) for host, _port in servers):
        raise ValueError("has a host that can't be one: write @ : / ? # in a password as %40 %3A %2F %3F %23")
    if any(port and not _is_port(port) for _host, port in servers):
        raise ValueError(f"has a port that can't be one: 1 … {PORT_MAX}")


def _is_port(given: str) -> bool:
    return len(given) <= len(str(PORT_MAX)) and given.isdecimal() and 0 < int(given) <= PORT_MAX


def _open_file(path: Path, desk: str, first_ticket_number: int, busy_ms: int, max_pages: int) -> SqliteStore:
    try:
        file = SqliteFile(path, busy_ms, max_pages)
        migrate.upgrade(file)
    except OSError as error:
        raise no_file(error, path) from error
    except (sqlite3.Error, DBAPIError) as error:
        raise meaning(error, path) from error
    store = SqliteStore(file, desk, first_ticket_number)
    store.find_secrets()
    return store
