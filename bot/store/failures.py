"""What a driver's error means to the product: nothing was saved, somebody came first, or a bug."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from bot.core.errors import Conflict, DatabaseBusy, DatabaseFull, NotSaved

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_FULL = ("SQLITE_FULL",)
_BROKEN = (
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
    "SQLITE_READONLY",
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_NOMEM",
    "SQLITE_PROTOCOL",
)
_TAKEN = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_ROWID")
"""Two transactions made the same id, number or seq: the later one is run again."""


def meaning(error: Exception) -> Exception:
    """The error to raise for one that came out of a transaction; the same one when it is nobody's fault.

    A driver's message names tables and columns, never values.
    """
    driver = error.orig if isinstance(error, DBAPIError) else error
    name = getattr(driver, "sqlite_errorname", "") or ""
    if not isinstance(driver, sqlite3.Error):
        return error
    if name.startswith(_BUSY):
        return DatabaseBusy(str(driver))
    if name.startswith(_FULL):
        return DatabaseFull(str(driver))
    if name.startswith(_BROKEN):
        return NotSaved(f"{driver} ({name})")
    if name.startswith(_TAKEN):
        return Conflict(str(driver))
    return error
