"""Files that clients attach: noted with their words, copied to the ticket that the words are on.

What is noted survives a restart. A file waits while its words are in no ticket yet, a week at most.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.context import Context
from bot.core.model import Author, Entry, EntryKind, FileDue, Ticket
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
    found = []
    for file in unit.files_due(platform, tenant):
        if _place(unit, file, context, now) is not None:
            found.append(Fetch(file, context.policy.limits.attachment_mib * MIB))
        elif now - file.at > WAIT_MAX:
            unit.drop_file_due(file)
    return tuple(found)


def keep(unit: Unit, file: FileDue, content: bytes | None, why: str, context: Context, now: datetime) -> None:
    """Put a file on the record, or note for staff why it isn't there."""
    place = _place(unit, file, context, now)
    if not unit.drop_file_due(file) or place is None:
        return
    ticket, seq = place
    if content is None:
        text = f"file {named(file.name)} not copied: {why}"
        unit.append(ticket.number, Entry(EntryKind.ACT, Author.BOT, "", text, now))
    else:
        digest = unit.attach(ticket.number, seq, kept_name(file.name), clean(file.media), content)
        text = f"file {named(file.name)} kept: SHA-256 {digest}"  # sealed with the record: store/check.py looks for it
        unit.append(ticket.number, Entry(EntryKind.ACT, Author.BOT, "", text, now))


def _place(unit: Unit, file: FileDue, context: Context, now: datetime) -> tuple[Ticket, int] | None:
    """The client's latest ticket with the words that the file came with, and which entry they are."""
    conversation = unit.conversation(file.conversation)
    if conversation is None or conversation.account is None:
        return None
    since = now - timedelta(days=context.policy.promises.reopen_window_days)
    for ticket in reversed(unit.tickets_of(conversation.account.id, closed_after=since)):
        for entry in reversed(unit.record(ticket.number, public_only=True)):
            if entry.kind is EntryKind.WORDS and entry.text and named(file.name) in entry.text:
                return ticket, entry.seq
    return None
