"""Is what is stored whole? The database's own checks, the records' chains, files, and the line's counts."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, Row, func, inspect, select, text, type_coerce
from sqlalchemy.exc import DBAPIError

from bot.core.model.record import Author
from bot.core.text.errors import Problem
from bot.store.admin import check_seals, heads
from bot.store.admin.check_seals import Progress, counted, silent, streamed
from bot.store.open import SqlStore
from bot.store.postgres import check as postgres_check
from bot.store.schema import chain
from bot.store.schema.columns import in_desk, metadata
from bot.store.schema.tables import (
    FILES_AT_ONCE,
    attachments,
    erasures,
    line_counts,
    record,
    record_attachments,
    tickets,
)
from bot.store.sql.portable import same
from bot.store.transaction.tickets.tickets import WAITING, bucket_of
from bot.store.transaction.unit_of_work import SqlUnit

_ENTRIES = (
    select(
        *(record.c.ticket, record.c.seq, type_coerce(record.c.at, BigInteger).label("at")),
        *(record.c.author, record.c.kind, record.c.by_name, record.c.of_seq),
        *(record.c.digest, record.c.hash, record.c.salt, record.c.words),
        erasures.c.seq.label("erased"),
    )
    .outerjoin(erasures, in_desk(erasures, erasures.c.ticket == record.c.ticket, erasures.c.seq == record.c.seq))
    .where(in_desk(record))
    .order_by(record.c.ticket, record.c.seq)
)
_FILES = select(attachments.c.digest, attachments.c.content).where(in_desk(attachments))
_BUCKET = bucket_of(tickets.c.since)
_NAMED = select(record_attachments.c.ticket, record_attachments.c.name, record_attachments.c.digest).where(
    in_desk(record_attachments)
)
_KEPT = select(record.c.ticket, record.c.seq, record.c.words).where(
    in_desk(record, record.c.author == same(Author.BOT.value), record.c.words.like("file [%] kept: SHA-256 %"))
)
KEPT = re.compile(r"file \[(.*)\] kept: SHA-256 ([0-9a-f]{64})", re.DOTALL)
"""What the record says when a file was put beside it (engine/tickets/attachments.py): name and digest are sealed."""
_LINE = (
    select(tickets.c.urgency, _BUCKET, func.count())
    .where(in_desk(tickets, WAITING))
    .group_by(tickets.c.urgency, _BUCKET)
)
_COUNTS = select(line_counts.c.urgency, line_counts.c.bucket, line_counts.c.n).where(in_desk(line_counts))


def check(store: SqlStore, told: Progress = silent) -> Sequence[Problem]:
    """Everything that is wrong with the database; nothing in a snapshot that is whole."""
    with store.read() as unit:
        return tuple(problems(unit, told))


def problems(unit: SqlUnit, told: Progress = silent) -> Iterator[Problem]:
    """The same as one transaction sees it; ``told`` hears how far it is."""
    parts: dict[str, Callable[[SqlUnit], Iterator[Problem]]] = {
        "database": _pages,
        "tables": _tables,
        "records": partial(verify, told=told),
        "seals": partial(check_seals.verify, told=told),
        "heads": heads.verify,
        "attachments": _files,
        "line counts": _line,
    }
    for name, look in parts.items():
        told(name, None)
        yield from _readable(name, look(unit))


def held_against(store: SqlStore, head: str) -> Sequence[Problem]:
    """What isn't as it was when ``keep_head`` gave this head; nothing for a desk that has only gone on."""
    with store.read() as unit:
        return tuple(_readable("head", heads.against(unit, head)))


def _readable(name: str, found: Iterator[Problem]) -> Iterator[Problem]:
    """Problems as they are found, and one more when a damaged value can't even be read."""
    try:
        yield from found
    except (DBAPIError, sqlite3.Error, ValueError, TypeError, AttributeError) as error:
        yield Problem(name, f"cannot be read: {error}")


def verify(unit: SqlUnit, told: Progress = silent) -> Iterator[Problem]:
    """Walk every record's chain on the unit's desk.

    Finds an entry that was changed, added or taken away, or emptied other than by an erasure. That the last
    entries are missing a chain can't tell: the ticket's seal does (``sealed.verify``).
    """
    before: tuple[int, int, bytes] = (0, 0, chain.START)
    for row in counted(unit, "records", told, streamed(unit, _ENTRIES), (record,)):
        ticket, last, hash = before if before[0] == row.ticket else (row.ticket, 0, chain.START)
        for reason in _broken(row, last, hash):
            yield Problem(f"ticket #{ticket}, record entry {row.seq}", reason)
        before = (ticket, row.seq, bytes(row.hash))


def _broken(row: Row[Any], last: int, hash: bytes) -> Iterator[str]:
    """What is wrong with an entry that follows ``last``."""
    entry: Any = row
    if entry.seq != last + 1:
        yield f"follows entry {last}"
    if (entry.words is None) != (entry.salt is None):
        yield "is half erased"
    elif entry.words is None and entry.erased is None:
        yield "its text is gone, and no erasure is listed"
    elif entry.words is not None and entry.erased is not None:
        yield "has a text, and is listed as erased"
    elif entry.words is not None and chain.digest(entry.salt, entry.words) != entry.digest:
        yield "its text was changed"
    if entry.hash != chain.link(
        *(hash, entry.ticket, entry.seq, entry.at, entry.author, entry.kind, entry.by_name, entry.digest),
        of=entry.of_seq,
    ):
        yield "it, or the one before, was changed"


def _pages(unit: SqlUnit) -> Iterator[Problem]:
    """The database's own checks: SQLite's of pages, indexes, constraints and references; PostgreSQL's of the latter."""
    if unit.connection.dialect.name == "postgresql":
        yield from postgres_check.check(unit)
        return
    for (reason,) in unit.connection.execute(text("PRAGMA integrity_check")):
        if reason != "ok":
            yield Problem("database", reason)
    for table, row, parent, _key in unit.connection.execute(text("PRAGMA foreign_key_check")):
        yield Problem(f"table {table}, row {row}", f"what it refers to in {parent} is missing")


def _tables(unit: SqlUnit) -> Iterator[Problem]:
    """Tables that every desk has; an empty one that is gone would be missed by nothing else."""
    there = frozenset(inspect(unit.connection).get_table_names())
    for name in sorted(metadata.tables.keys() - there):
        yield Problem(f"table {name}", "is missing")


def _files(unit: SqlUnit) -> Iterator[Problem]:
    for digest, content in streamed(unit, _FILES, FILES_AT_ONCE):
        if sha256(content).hexdigest() != digest:
            yield Problem(f"attachment {digest}", "its content was changed")
    there = {tuple(row) for row in streamed(unit, _NAMED)}
    for ticket, seq, words in streamed(unit, _KEPT):
        found = KEPT.fullmatch(words)
        if found and (ticket, *found.groups()) not in there:
            yield Problem(f"ticket #{ticket}, record entry {seq}", "its file is missing, or another one")


def _line(unit: SqlUnit) -> Iterator[Problem]:
    counted, kept = ({(row[0], row[1]): row[2] for row in streamed(unit, rows)} for rows in (_LINE, _COUNTS))
    for stretch in sorted(counted.keys() | kept.keys()):
        if counted.get(stretch, 0) != kept.get(stretch, 0):
            yield Problem(f"line counts {stretch}", f"{kept.get(stretch, 0)} instead of {counted.get(stretch, 0)}")
