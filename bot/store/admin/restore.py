"""A backup becomes a desk's database again: where there is none yet, whole, or not at all."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from bot.core.text.errors import NotMoved, NotSaved
from bot.store.admin import backup
from bot.store.open import address, server_at
from bot.store.postgres import backup as postgres_backup

SQLITE, POSTGRESQL = b"SQLite format 3\x00", b"PGDMP"
"""What their files begin with."""


def restore(copy: Path, url_or_path: str | Path) -> None:
    """Make the database at an address out of a backup of its own kind.

    Raises NotMoved when the copy isn't one, or something is there already: nothing is ever replaced.
    Raises NotSaved when the copy isn't sound or the database couldn't take it; then nothing is left of it.
    """
    where = address(url_or_path)
    begins = _begins(copy)
    if begins not in {SQLITE, POSTGRESQL}:
        raise NotMoved(f"{copy} is no backup: name a file that frontdoor db backup made")
    if isinstance(where, URL):
        _to_server(copy, where, begins)
    else:
        _to_file(copy, where, begins)


def _begins(copy: Path) -> bytes:
    with copy.open("rb") as file:
        head = file.read(len(SQLITE))
    return POSTGRESQL if head.startswith(POSTGRESQL) else head


def _to_server(copy: Path, url: URL, begins: bytes) -> None:
    if begins != POSTGRESQL:
        raise NotMoved(f"{copy} was a file: move it to the server with frontdoor migrate")
    if server_at(url.render_as_string(hide_password=False)).schema is not None:
        raise NotMoved("there is a desk in this database already: restore into a new one")
    postgres_backup.restore(copy, url)


def _to_file(copy: Path, file: Path, begins: bytes) -> None:
    if begins != SQLITE:
        raise NotMoved(f"{copy} was on a PostgreSQL server: set FRONTDOOR_DATABASE_URL to an empty database")
    for there in (file, *(file.with_name(file.name + log) for log in ("-wal", "-shm"))):
        if there.exists():
            raise NotMoved(f"{there} is there already: put it aside first")
    partial = file.with_name(file.name + ".partial")
    backup.remove(partial)
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(copy, partial)
        _check(partial)
        backup.to_disk(partial)
        partial.replace(file)
    finally:
        backup.remove(partial)
    backup.to_disk(file.parent)


def _check(partial: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{partial.absolute().as_uri()}?mode=ro", uri=True)) as database:
            found = backup.problems(database)
    except sqlite3.Error as error:
        found = [str(error)]
    if found:
        raise NotSaved(f"the backup is not sound: {'; '.join(found)}; name another one")
