"""What committed transactions wrote: kept by triggers of the harness in the desk's own database.

The product knows nothing of it. A row of the journal is there exactly when the transaction is, from whichever
process and by whichever statement: what is dropped, reworded or moved afterwards can be told from what was written.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Protocol

from tests import postgres
from tests.faults.history import Op, What, Wrote
from tests.faults.places import Place

_TABLE = "written"
_NUMBER = {False: "INTEGER PRIMARY KEY AUTOINCREMENT", True: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"}
_COLUMNS = ("what", "op", "id", "talk", "kind", "key", "content", "state")

_ROWS: dict[What, tuple[str, ...]] = {
    "inbox": ("{r}.key", "{r}.channel", "''", "''", "{r}.words", "''"),
    "outbox": ("{r}.id", "{r}.channel", "{r}.kind", "{r}.key", "{r}.payload", "{r}.state"),
    "record": ("{r}.ticket || '/' || {r}.seq", "{r}.ticket", "{r}.kind", "{r}.author", "{r}.words", "''"),
    "record_attachments": ("{r}.ticket || '/' || {r}.seq", "{r}.ticket", "''", "{r}.name", "{r}.digest", "''"),
}
"""By table: what the columns of the journal hold, from ``id`` on."""
_OPS: dict[str, tuple[Op, str]] = {
    "INSERT": ("written", "NEW"),
    "UPDATE": ("changed", "NEW"),
    "DELETE": ("gone", "OLD"),
}


class _Database(Protocol):
    def execute(self, statement: Any, /) -> Any: ...


@contextmanager
def _connected(place: Place) -> Iterator[_Database]:
    """A line of our own to the desk's database; what is done on it is there at once."""
    if place.url:
        with postgres.connected(place.url) as server:
            yield server
        return
    with closing(sqlite3.connect(place.folder / "frontdoor.db", timeout=60, isolation_level=None)) as file:
        yield file


_made: list[bytes] = []
"""A file with the schema and the triggers, to be copied: making it takes a fifth of a short run."""


def keep(place: Place) -> None:
    """From now on, note what is written. The desk is made if it isn't there."""
    file = place.folder / "frontdoor.db"
    if place.url or file.exists():
        _keep(place)
        return
    if not _made:
        _keep(place)
        _made.append(file.read_bytes())
    file.write_bytes(_made[0])


def _keep(place: Place) -> None:
    place.store().close()
    with _connected(place) as database:
        columns = ", ".join(f"{name} TEXT" for name in _COLUMNS)
        database.execute(f"CREATE TABLE {_TABLE} (n {_NUMBER[bool(place.url)]}, {columns})")
        for table in _ROWS:
            for event in _OPS:
                for statement in _trigger(table, event, shared=bool(place.url)):
                    database.execute(statement)


def _trigger(table: What, event: str, *, shared: bool) -> Iterator[str]:
    op, row = _OPS[event]
    values = ", ".join(f"CAST({value.format(r=row)} AS TEXT)" for value in _ROWS[table])
    noted = f"INSERT INTO {_TABLE} ({', '.join(_COLUMNS)}) VALUES ('{table}', '{op}', {values})"  # noqa: S608 (ours)
    name, what = f"{_TABLE}_{table}_{op}", event
    if event == "UPDATE":  # a row that is set to what it was, was not changed: a lease, or a try that failed
        same = " AND ".join(
            f"{value.format(r='NEW')} IS NOT DISTINCT FROM {value.format(r='OLD')}" for value in _ROWS[table]
        )
        noted = f"{noted.replace('VALUES (', 'SELECT ')[:-1]} WHERE NOT ({same})"
    if shared:
        yield (f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {noted}; RETURN NULL; END $$")
        yield f"CREATE TRIGGER {name} AFTER {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    else:
        yield f"CREATE TRIGGER {name} AFTER {what} ON {table} BEGIN {noted.replace('IS NOT DISTINCT FROM', 'IS')}; END"


def kept(place: Place) -> tuple[Wrote, ...]:
    """All that was noted, in its order."""
    with _connected(place) as database:
        rows = database.execute(f"SELECT {', '.join(_COLUMNS)} FROM {_TABLE} ORDER BY n").fetchall()  # noqa: S608
    return tuple(Wrote(what, op, *(value or "" for value in rest)) for what, op, *rest in rows)
