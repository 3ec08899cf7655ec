"""What PostgreSQL's errors mean to the product: nothing was saved, somebody came first, or a bug."""

import psycopg
from psycopg import errors
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.core.errors import Conflict, DatabaseBusy, DatabaseFull, NotSaved

_RACES = (errors.SerializationFailure, errors.DeadlockDetected)
"""The server chose this transaction to give way: run again, it succeeds."""
_BUSY = (errors.LockNotAvailable, errors.QueryCanceled, errors.TooManyConnections)
_FULL = (errors.DiskFull, errors.OutOfMemory)
_AWAY = ("08", "57P", "25006", "25P03", "26")
"""SQLSTATEs of a connection that broke, that leads to a server which now only reads (another was promoted, or will
be), that was ended since a process stood still, or that lost what was prepared on it; and of a server that stops,
restarts or isn't ready yet."""
_BROKEN = ("53", "58", "XX", "28", "3D")
"""Resources, the server's disk, damage, who may come in, no such database."""


def driver_error(error: BaseException) -> psycopg.Error | None:
    """The driver's own error, if it is one."""
    inner = error.orig if isinstance(error, DBAPIError) else error
    return inner if isinstance(inner, psycopg.Error) else None


def is_race(error: BaseException) -> bool:
    """Nothing was saved, and the same work run again may well be."""
    return isinstance(driver_error(error), _RACES)


def is_cut_off(error: BaseException) -> bool:
    """The server is gone, takes nothing in any more, or has closed the connection: another may do."""
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
    said = inner.diag.message_primary or type(inner).__name__
    if isinstance(inner, (*_RACES, errors.UniqueViolation)):
        return Conflict(said)
    if isinstance(inner, _BUSY):
        return DatabaseBusy(said)
    if isinstance(inner, _FULL):
        return DatabaseFull(said)
    if is_cut_off(error) or (inner.sqlstate or "").startswith(_BROKEN):
        return NotSaved(said)
    return type(inner)(said) if inner.diag.message_primary else inner
