"""What a driver's error means to the product: nothing was saved, somebody came first, or a bug.

What can't be mended by trying again says what is wrong and what to do about it.
"""

import errno
import os
import re
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.core.text.errors import Conflict, DatabaseBusy, DatabaseFull, NotSaved

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMOPEN")
"""The last two: no room for the index of the write-ahead log."""
_CANT_OPEN = "let this user read and write the file, and enter and write its folder"
_ANOTHER_FOLDER = "name another folder with FRONTDOOR_DATA or --data"
_BROKEN = {
    "SQLITE_READONLY": "it can't be written: let this user write the file and its folder, on a disk that takes writes",
    "SQLITE_CANTOPEN": f"it can't be opened: {_CANT_OPEN}",
    "SQLITE_PERM": f"it can't be opened: {_CANT_OPEN}",
    "SQLITE_NOTADB": "it is no database: put the file aside and restore a backup with frontdoor db restore",
    "SQLITE_CORRUPT": "it is damaged: put the file aside and restore a backup with frontdoor db restore",
    "SQLITE_IOERR": "the disk can't be read or written: look after the disk, then run frontdoor db check",
    "SQLITE_NOMEM": "there is no memory left: end what uses it, and try again",
    "SQLITE_PROTOCOL": "it couldn't be locked: put it on a local disk, since a network's file system is none",
}
_NOT_OURS = re.compile(r"no such (?:table|column): |table \S+ already exists")
"""A table or column is missing that every desk has, or one of another program's stands in its place."""
_OF_ITS_PLACE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
_TAKEN = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_ROWID")
"""Two transactions made the same id, number or seq: the later one is run again."""
_MAKE_ROOM = "make room there, and try again"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


def meaning(error: Exception, file: Path | None = None) -> Exception:
    """The error to raise for one that came out of a transaction; the same one when it is nobody's fault.

    A driver's message names tables and columns, never values. ``file`` is named where it is known.
    """
    driver = error.orig if isinstance(error, DBAPIError) else error
    name = getattr(driver, "sqlite_errorname", "") or ""
    if not isinstance(driver, sqlite3.Error):
        return error
    if name.startswith(_BUSY):
        return DatabaseBusy(str(driver))
    where = f"the database {file}" if file else "the database's file"
    if name.startswith(_FULL):
        return DatabaseFull(f"{where}: the disk or its quota is full ({driver}): {_MAKE_ROOM}")
    if broken := next((said for kind, said in _BROKEN.items() if name.startswith(kind)), ""):
        return NotSaved(f"{where}: {(file and _unusable(file, name)) or broken} ({driver}, {name})")
    if name.startswith(_TAKEN):
        return Conflict(str(driver))
    if _NOT_OURS.match(str(driver)):
        return NotSaved(
            f"{where}: it isn't as this program makes it ({driver}): restore a backup with frontdoor db restore"
        )
    return error


def is_there(file: Path) -> bool:
    """Whether there is a file for the database. Raises NotSaved where there can't be one, or nobody can tell."""
    try:
        if file.is_file():
            return True
        if wrong := _no_place(file):
            raise NotSaved(f"the database {file}: {wrong}")
    except OSError as error:
        raise no_file(error, file) from error
    return False


def _unusable(file: Path, name: str) -> str:
    """What is wrong with a place, for an error that tells it badly; empty where nothing is, or nobody can tell."""
    try:
        return _no_place(file) if name.startswith(_OF_ITS_PLACE) else ""
    except OSError:
        return ""


def _no_place(file: Path) -> str:
    """Why no database can be at a place, or none can be used there; empty where one can. Raises OSError."""
    if file.is_dir():
        return f"it is a folder: put that aside, or {_ANOTHER_FOLDER}"
    if file.parent.exists() and not file.parent.is_dir():
        return f"{file.parent} is no folder: {_ANOTHER_FOLDER}"
    if file.exists() and os.statvfs(file).f_flag & os.ST_RDONLY:
        return "its disk takes no writes, which reading needs, too: mount it for writing, or copy it elsewhere"
    return ""


def no_file(error: OSError, path: Path) -> NotSaved:
    """The error to raise when a database's file or folder couldn't be made."""
    where = f"the database {error.filename or path}: {error.strerror or error}"
    if error.errno in _NO_ROOM:
        return DatabaseFull(f"{where}: {_MAKE_ROOM}")
    if error.errno in _NO_RIGHT:
        return NotSaved(f"{where}: let this user read and write there, or {_ANOTHER_FOLDER}")
    return NotSaved(f"{where}: {_ANOTHER_FOLDER}")
