"""Seals: what shows that rows were changed, added or taken away behind the product's back.

For each ticket, ``seals`` holds the sum of its rows' digests (record, files, moves, promises, calls,
agreements, works, audit, erasures), how many there are, and the digest of the ticket's own row. A digest is
keyed with the desk's secret (``seal_keys``), so that whoever doesn't know it can't make one. A sum doesn't
depend on an order: a transaction adds what it wrote in one statement, without reading and without waiting
for anybody else's, and a row that was changed behind our back stays different for good, whatever is added.

Columns that hold what a column of their kind holds when nothing is said ('', 0, NULL) are left out, so that a
new column changes no digest. The record's words are left out, too: their own salted digest is in the chain.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from secrets import token_bytes
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, Table

from bot.store.schema import tables as db
from bot.store.sql.portable import SUM_MAX, Moment, micros

KEY_BYTES = 32
DIGEST_BYTES = 16
LANE = SUM_MAX
"""Two lanes of 62 bits hold a sum."""
NO_TICKET = 0
"""Whose seal audit rows about the desk itself go to: few, so that nobody waits for it."""

SEALED: tuple[Table, ...] = (
    *(db.record, db.record_attachments, db.queue_moves, db.promises, db.appointments),
    *(db.agreements, db.works, db.audit, db.erasures),
)
"""Tables whose rows are summed; each has the ticket's number in ``ticket``."""
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "record": frozenset({"words", "salt"}),
    "appointments": frozenset({"line", "proposed_line"}),
}
"""Columns that digests leave out: what erasing removes (``erasures`` lists it), and which lines a call is on."""

Values = Mapping[str, Any]
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def new_key() -> bytes:
    """A secret for one desk's seals."""
    return token_bytes(KEY_BYTES)


@dataclass(slots=True)
class Sums:
    """What a transaction adds to a ticket's seal."""

    entries: int = 0
    """Entries of the record."""
    rows: int = 0
    """Rows of all summed tables, entries among them."""
    low: int = 0
    high: int = 0
    state: str = ""
    """The digest of the ticket's own row; empty when that wasn't written."""

    def count(self, table: Table, digest: bytes, sign: int = 1) -> None:
        """Add a row's digest, or take it off."""
        self.entries += sign * (table is db.record)
        self.rows += sign
        self.low = (self.low + sign * int.from_bytes(digest[:8])) & LANE
        self.high = (self.high + sign * int.from_bytes(digest[8:])) & LANE


def row_digest(key: bytes, table: Table, values: Values) -> bytes:
    """The keyed digest of one row; ``values`` by column, ``desk`` and what has its default may be missing."""
    said = []
    for name, nothing, convert in _plan(table):
        if (value := values.get(name)) is not None:
            if convert is not None:
                value = convert(value)
            if value != nothing:
                said.append((name, value))
    return keyed(key, table.name, said)


def keyed(key: bytes, table: str, said: Iterable[tuple[str, Any]]) -> bytes:
    """The keyed digest of a row's canonical text."""
    return blake2b(_encode([table, *said]).encode(), key=key, digest_size=DIGEST_BYTES).digest()


def state_of(key: bytes, values: Values) -> str:
    """The digest of a ticket's own row, as ``seals.state`` has it."""
    return row_digest(key, db.tickets, values).hex()


@cache
def _plan(table: Table) -> tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]:
    """Per column, by name: its default as JSON, and how a value becomes JSON."""
    left_out = LEFT_OUT.get(table.name, frozenset()) | {"desk"}
    columns = sorted((column for column in table.columns if column.name not in left_out), key=lambda each: each.name)
    return tuple((column.name, _nothing(column), _converter(column)) for column in columns)


def _nothing(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    return 0 if isinstance(column.type, Boolean | Integer | Moment) else ""


def _converter(column: Column[Any]) -> Callable[[Any], Any] | None:
    match column.type:
        case Moment():
            return micros
        case Boolean():
            return int
        case Date():
            return lambda day: day.isoformat()
        case LargeBinary():
            return lambda content: bytes(content).hex()
        case _:
            return None
