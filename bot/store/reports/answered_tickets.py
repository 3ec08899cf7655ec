"""Tickets that staff answered, with what they wrote, for whoever makes articles of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.core.model.record import Author, EntryKind, StoredEntry
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import record, tickets
from bot.store.sql.portable import same
from bot.store.sql.rows import Rows
from bot.store.transaction.unit_of_work import SqlUnit

PAGE = 200
"""Tickets that are read at once: their answers, a few kB each, are in memory together."""
OWN_CHARS_MAX = 1_000
"""What is read of a ticket's symptoms: what it is about is said by then."""
ANY_NUMBER = 2**62
"""A number that no ticket reaches."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A ticket, what its client wrote when it was filed, and what staff replied."""

    number: int
    state: str
    answered_at: datetime
    subject: str
    symptoms: str
    entries: list[StoredEntry] = field(default_factory=list)
    """Staff's replies, and what corrects them, in order."""


_SINCE = (tickets.c.answered_at >= bindparam("since"), tickets.c.merged_into == 0)
_TICKETS = (
    select(
        *(tickets.c[name] for name in ("number", "state", "answered_at", "subject")),
        func.substr(tickets.c.symptoms, 1, OWN_CHARS_MAX),
    )
    .where(in_desk(tickets, *_SINCE, tickets.c.number < bindparam("before")))
    .order_by(tickets.c.number.desc())
    .limit(bindparam("most"))
)
_STORED = Rows(StoredEntry, record, {"by": "by_name", "text": "words", "of": "of_seq"}, derived=("part", "edited_at"))
_ENTRIES = (
    select(*_STORED.columns)
    .where(
        in_desk(
            record,
            record.c.ticket >= bindparam("first"),
            record.c.ticket <= bindparam("last"),
            record.c.author == same(Author.STAFF.value),
            record.c.kind.in_([same(EntryKind.REPLY.value), same(EntryKind.EDIT.value)]),
        )
    )
    .order_by(record.c.ticket, record.c.seq)
)


def answered(unit: SqlUnit, since: datetime, most: int) -> Iterator[Answered]:
    """The tickets with the highest numbers that were first answered after a moment; merged ones are another's."""
    before = ANY_NUMBER
    while most > 0:
        rows = unit.run(_TICKETS, since=since, before=before, most=min(most, PAGE)).rows
        found = {row[0]: Answered(*row) for row in rows}
        if not found:
            return
        before = min(found)
        for entry in map(_STORED.read, unit.run(_ENTRIES, first=before, last=max(found))):
            if entry.ticket in found:
                found[entry.ticket].entries.append(entry)
        yield from found.values()
        most -= len(found)
