"""Files that people attach: which can be copied to the record now, and how one is put there.

What is noted survives a restart. A file waits while its words are in no ticket yet, a week at most.
"""

from datetime import datetime

from bot.core.model.files import Fetch, FileDue
from bot.core.model.people import Origin
from bot.core.model.record import Author, Entry, EntryKind
from bot.core.rules.attachments import WAIT_MAX, bytes_max, named
from bot.core.text.words import clean
from bot.engine.transaction import Transaction
from bot.ports import UnitOfWork


def due(tx: Transaction, platform: str, tenant: str) -> tuple[Fetch, ...]:
    """The files whose words are on a ticket by now; those that waited too long are forgotten."""
    tx.unit.forget_files(platform, tenant, tx.now - WAIT_MAX)
    at_most = bytes_max(tx.context.policy)
    return tuple(Fetch(file, at_most) for file in tx.unit.files_due(platform, tenant))


def keep(unit: UnitOfWork, file: FileDue, content: bytes | None, why: str, now: datetime) -> None:
    """Put a file on the record, or note for staff why it isn't there."""
    place = unit.take_file_due(file)
    ticket = unit.ticket(place[0], for_change=True) if place else None
    if place is None or ticket is None:
        return
    if content is None:
        said = f"file {named(file.name)} not copied: {why}"
    else:
        digest = unit.attach(ticket.number, place[1], file.name, clean(file.media), content)
        said = f"file {named(file.name)} kept: SHA-256 {digest}"  # store/admin/check.py looks for it
    whose = Origin(file.identity.platform, file.identity.tenant, f"{file.event}/{file.id}", file.identity)
    unit.append(ticket.number, Entry(EntryKind.ACT, Author.BOT, "", said, now, origins=(whose,)))
