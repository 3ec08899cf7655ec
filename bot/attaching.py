"""Files that people attach: noted with the message that they came with, copied to where its words are.

A file belongs to its message and to whoever sent it, never to a name. What is noted survives a restart. A
file waits while its words are in no ticket yet, a week at most.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.context import Context
from bot.core.model import Author, Entry, EntryKind, FileDue, Origin
from bot.core.redact import redact
from bot.core.words import clean
from bot.ports import Unit

WAIT_MAX = timedelta(days=7)
"""Words that became no ticket by then won't; their files are forgotten."""
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file to be copied now, and how large it may be."""

    file: FileDue
    bytes_max: int


def kept_name(name: str) -> str:
    """A file's name as it is kept: people name files after what is in them, a card's number too."""
    return redact(clean(name)).text


def named(name: str) -> str:
    """A file's name as it stands in the words that it came with."""
    return f"[{kept_name(name)}]"


def due(unit: Unit, platform: str, tenant: str, context: Context, now: datetime) -> tuple[Fetch, ...]:
    """The files whose words are on a ticket by now; those that waited too long are forgotten."""
    unit.forget_files(platform, tenant, now - WAIT_MAX)
    bytes_max = context.policy.limits.attachment_mib * MIB
    return tuple(Fetch(file, bytes_max) for file in unit.files_due(platform, tenant))


def keep(unit: Unit, file: FileDue, content: bytes | None, why: str, now: datetime) -> None:
    """Put a file on the record, or note for staff why it isn't there."""
    place = unit.take_file_due(file)
    ticket = unit.ticket(place[0], for_change=True) if place else None
    if place is None or ticket is None:
        return
    if content is None:
        said = f"file {named(file.name)} not copied: {why}"
    else:
        digest = unit.attach(ticket.number, place[1], kept_name(file.name), clean(file.media), content)
        said = f"file {named(file.name)} kept: SHA-256 {digest}"  # sealed with the record: store/check.py looks for it
    whose = Origin(file.identity.platform, file.identity.tenant, f"{file.event}/{file.id}", file.identity)
    unit.append(ticket.number, Entry(EntryKind.ACT, Author.BOT, "", said, now, (whose,)))
