"""Every byte that a desk keeps: all rows of all tables, and a file's own bytes with what was freed in it."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.ports import Store
from bot.store.open import SqliteStore, SqlStore
from bot.store.schema.columns import metadata

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def rows(store: Store) -> Iterator[tuple[str, Sequence[Any]]]:
    """Every row of every table, with the table's name."""
    assert isinstance(store, SqlStore)
    with store.read() as unit:
        for table in metadata.sorted_tables:
            for row in unit.connection.execute(select(table)):
                yield table.name, tuple(row)


def texts(store: Store) -> Iterator[str]:
    """Everything that could be words: values as text, JSON unescaped."""
    for _table, row in rows(store):
        for value in row:
            if isinstance(value, str | bytes):
                yield _unescaped(value if isinstance(value, str) else value.decode("utf-8", "replace"))
    for raw in disk(store):
        yield raw.decode("utf-8", "replace")
        yield _unescaped(raw.decode("utf-8", "replace"))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def disk(store: Store) -> Iterator[bytes]:
    """A file and its log, read by another process: closing a file here would drop our locks. A server's isn't ours."""
    if isinstance(store, SqliteStore):
        for path in (store.file.path, Path(f"{store.file.path}-wal"), Path(f"{store.file.path}-shm")):
            if path.exists():
                yield subprocess.run(["cat", path], capture_output=True, check=True).stdout


def haystack(store: Store) -> bytes:
    """All of it at once, to look for somebody's bytes."""
    found = [repr(row).encode("utf-8", "replace") for _table, row in rows(store)]
    return b"\n".join([*found, *disk(store), *(text.encode("utf-8", "replace") for text in texts(store))])
