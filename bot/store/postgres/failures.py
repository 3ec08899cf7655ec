"""What PostgreSQL's errors mean to the product: nothing was saved, somebody came first, or a bug.

What can't be mended by trying again says what is wrong and what to do about it.
"""

import re

import psycopg
from psycopg import errors
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.core.text.errors import Conflict, DatabaseBusy, DatabaseFull, NotSaved

_RACES = (errors.SerializationFailure, errors.DeadlockDetected)
"""The server chose this transaction to give way: run again, it succeeds."""
_LOCKED = (errors.LockNotAvailable, errors.QueryCanceled)
_FULL = (errors.DiskFull, errors.OutOfMemory)
_AWAY = ("08", "57P", "25006", "25P03", "26")
"""SQLSTATEs of a connection that broke, that leads to a server which now only reads (another was promoted, or will
be), that was ended since a process stood still, or that lost what was prepared on it; and of a server that stops,
restarts or isn't ready yet."""
_BROKEN = ("53", "58", "XX", "28", "3D", "3F", "42501", "42P01", "42703", "42P07")
"""Resources, the server's disk, damage, who may come in, no such database or schema, no right; a table or column that
every desk has is missing, or one of another program's stands in its place."""

_URL = "FRONTDOOR_DATABASE_URL"
_AGAIN = "and try again"
_TO_DO = {
    r"42P01|42703|3F000": (
        f"restore a backup with frontdoor db restore, or correct the search_path in {_URL}: a table is missing there"
    ),
    r"42P07": f"name an empty database in {_URL}, or restore a backup with frontdoor db restore",
    r"resolve host|translate host name|name or service not known|name resolution": (
        f"correct the host in {_URL}, or look after the name service"
    ),
    r"password|authentication|pg_hba\.conf|certificate": (
        f"correct user and password in {_URL}, or what the server's pg_hba.conf asks of them"
    ),
    r"role .* (does not exist|is not permitted)|28\w{3}": (
        f"correct the user in {_URL}, or create it on the server with the right to log in"
    ),
    r"database .* does not exist|3D000": f"correct the database's name in {_URL}, or create it on the server",
    r"too many|connection slots|53300": f"end other connections, or raise the server's max_connections, {_AGAIN}",
    r"starting up|shutting down|recovery mode|not yet accepting|57P0\w": f"wait until the server is ready, {_AGAIN}",
    r"timeout expired|timed out|unreachable": (
        f"see that the server runs and the network lets you through to it, or correct {_URL}"
    ),
    r"connection refused|no such file or directory|is the server running": (
        f"start the server, or correct host and port in {_URL}"
    ),
    r"closed the connection|terminat|reset by peer|connection is lost|08\w{3}": (
        f"look after the server and the network, {_AGAIN}"
    ),
    r"read-only|25006": f"name the server that takes writes in {_URL}: this one is a standby, or set to read only",
    r"no space left|disk full|53100": f"make room on the server's disk, {_AGAIN}",
    r"out of memory|53200": f"give the server more memory, or end what uses it, {_AGAIN}",
    r"permission denied|42501": "let the user in the address do that on the server: GRANT ALL ON SCHEMA public",
    r"invalid|bad value|could not match|missing|SSL": f"correct {_URL}: postgresql://user:password@host:5432/database",
}
"""What to do, by what the client's library says (which has no code for it), or the server's SQLSTATE."""
_LOOK = f"look after the server and {_URL}"
_BAD_OPTION = re.compile(r"invalid connection option|bad value for ")
"""How the driver refuses an address."""


def driver_error(error: BaseException) -> psycopg.Error | None:
    """The driver's own error, if it is one."""
    inner = error.orig if isinstance(error, DBAPIError) else error
    return inner if isinstance(inner, psycopg.Error) else None


def is_race(error: BaseException) -> bool:
    """Whether another transaction came between, so that the same work may succeed when it is run again."""
    return isinstance(driver_error(error), _RACES)


def is_cut_off(error: BaseException) -> bool:
    """Whether the connection is lost, or its server takes nothing in any more: another connection may work."""
    inner = driver_error(error)
    if inner is None:
        return False
    if inner.sqlstate is None:
        return isinstance(inner, psycopg.OperationalError | psycopg.InterfaceError)
    return inner.sqlstate.startswith(_AWAY)


def meaning(error: Exception) -> Exception:
    """The error to raise for one that came out of a transaction; the same one when it is nobody's fault.

    What the server says in detail may quote values, so only its first line is kept.
    """
    if isinstance(error, PoolTimeout):
        return DatabaseBusy("every connection is in use")
    inner = driver_error(error)
    if inner is None:
        return error
    said = _said(inner)
    if isinstance(inner, (*_RACES, errors.UniqueViolation)):
        return Conflict(said)
    if isinstance(inner, _LOCKED):
        return DatabaseBusy(said)
    explained = f"PostgreSQL: {said}: {_to_do(inner, said)}"
    if isinstance(inner, errors.TooManyConnections):
        return DatabaseBusy(explained)
    if isinstance(inner, _FULL):
        return DatabaseFull(explained)
    refused = inner.sqlstate is None and _BAD_OPTION.match(said)
    if refused or is_cut_off(error) or (inner.sqlstate or "").startswith(_BROKEN):
        return NotSaved(explained)
    return type(inner)(said) if inner.diag.message_primary else inner


def _said(error: psycopg.Error) -> str:
    """The server's first line, or the client's library's: that may name host, port, user and database."""
    first = error.diag.message_primary or str(error).strip().partition("\n")[0]
    return re.sub(r"^connection (?:failed|is bad): ", "", first) or type(error).__name__


def _to_do(error: psycopg.Error, said: str) -> str:
    """Advice for the operator, by what the server says."""
    shown = f"{said} {error.sqlstate or ''}"
    return next((to_do for sign, to_do in _TO_DO.items() if re.search(sign, shown, re.IGNORECASE)), _LOOK)
