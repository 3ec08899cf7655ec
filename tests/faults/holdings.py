"""Reads what a database holds, for the checker: straight from the tables, on either database."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from bot.core.model.appointment import ACTIVE
from bot.core.model.record import EntryKind
from bot.ports import Store
from bot.store.admin import operations
from bot.store.open import SqlStore
from bot.store.schema.tables import (
    appointments,
    files_due,
    held_replies,
    inbox,
    outbox,
    record,
    record_attachments,
    tickets,
)
from tests.faults.history import Booking, Holding, OutRow


def holding(store: Store) -> Holding:
    """All that the checker wants to know of a database."""
    assert isinstance(store, SqlStore)
    spoken = select(record.c.ticket, record.c.words).where(record.c.kind == EntryKind.WORDS.value)
    return Holding(
        inbox=[(row.channel, row.key) for row in _rows(store, select(inbox.c.channel, inbox.c.key))],
        outbox=[OutRow(*row) for row in _rows(store, _OUTBOX)],
        subjects=[row.subject for row in _rows(store, select(tickets.c.subject))],
        words=[tuple(row) for row in _rows(store, spoken.order_by(record.c.ticket, record.c.seq))],
        record=[(f"{row.ticket}/{row.seq}", row.words or "") for row in _rows(store, _RECORD)],
        files=[(row.ticket, row.digest, row.words or "") for row in _rows(store, _FILES)],
        bookings=[
            Booking(row.ticket, row.starts_at.timestamp(), row.ends_at.timestamp(), row.line)
            for row in _rows(store, select(appointments).where(appointments.c.state.in_(ACTIVE)))
        ],
        problems=[str(problem) for problem in operations.check(store)],
    )


_RECORD = select(record.c.ticket, record.c.seq, record.c.words)
_FILES = select(record.c.ticket, record_attachments.c.digest, record.c.words).join_from(
    record_attachments,
    record,
    (record.c.ticket == record_attachments.c.ticket) & (record.c.seq == record_attachments.c.seq),
)
_OUTBOX = select(outbox.c.id, outbox.c.channel, outbox.c.kind, outbox.c.state, outbox.c.key).order_by(outbox.c.id)


def unsent(store: Store) -> int:
    """How many rows of the outbox still wait."""
    return _count(store, select(func.count()).select_from(outbox).where(outbox.c.state == "waiting"))


def uncopied(store: Store) -> int:
    """How many files are still to be copied."""
    return _count(store, select(func.count()).select_from(files_due))


def held(store: Store) -> int:
    """How many replies of staff are held."""
    return _count(store, select(func.count()).select_from(held_replies))


def ticket_about(store: Store, subject: str) -> int:
    """The ticket with a subject; 0 for none."""
    found = [row.number for row in _rows(store, select(tickets.c.number).where(tickets.c.subject == subject))]
    return int(found[0]) if found else 0


def in_flight(store: Store) -> int:
    """How many rows somebody has leased and not settled: sends of which nobody may ever know what became."""
    leased = (outbox.c.state == "waiting", outbox.c.leased_until.is_not(None))
    return _count(store, select(func.count()).select_from(outbox).where(*leased))


def _count(store: Store, statement: Select[Any]) -> int:
    (row,) = _rows(store, statement)
    return int(row[0])


def _rows(store: Store, statement: Select[Any]) -> Iterator[Any]:
    assert isinstance(store, SqlStore)
    with store.read() as unit:
        yield from unit.connection.execute(statement).all()
