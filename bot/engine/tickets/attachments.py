"""Files that people attach: which can be copied to the record now, how one is put there, and on to whom it is for.

What is noted survives a restart. A file waits while its words are in no ticket yet, a week at most. Clients' files are
for staff, those that came with a reply of staff's for the client.
"""

from bot.core.client_view import notifications
from bot.core.model.files import Fetch, FileDue
from bot.core.model.people import Origin
from bot.core.model.record import Author, Entry, EntryKind, StoredEntry
from bot.core.model.tickets import Ticket
from bot.core.rules.attachments import WAIT_MAX, bytes_max, named, refusal
from bot.core.rules.change import Notification, NotificationKind
from bot.core.rules.replies.corrections import CORRECTED
from bot.core.text import tokens
from bot.core.text.surface import KeptFile, Reply
from bot.core.text.words import clean
from bot.engine.tickets import changes
from bot.engine.transaction import Transaction
from bot.i18n import localize


def due(tx: Transaction, platform: str, tenant: str) -> tuple[Fetch, ...]:
    """The files whose words are on a ticket by now; those that waited too long are forgotten."""
    tx.unit.forget_files(platform, tenant, tx.now - WAIT_MAX)
    at_most = bytes_max(tx.context.policy)
    return tuple(Fetch(file, at_most) for file in tx.unit.files_due(platform, tenant))


def keep(tx: Transaction, file: FileDue, content: bytes | None, why: str) -> None:
    """Put a file on the record, or note for staff why it isn't there."""
    place = tx.unit.take_file_due(file)
    ticket = tx.unit.ticket(place[0], for_change=True) if place else None
    if place is None or ticket is None:
        return
    whose = Origin(file.identity.platform, file.identity.tenant, f"{file.event}/{file.id}", file.identity)
    put(tx, ticket, place[1], file.name, file.media, content, why, (whose,))


def put(
    tx: Transaction, ticket: Ticket, seq: int, name: str, media: str, content: bytes | None, why: str = "",
    origins: tuple[Origin, ...] = (),
) -> None:  # fmt: skip
    """Put a file beside an entry, and send it on where that is a reply; without content, say why it isn't there."""
    unit = tx.unit
    if content is not None:
        already = sum(kept.seq == seq for kept in unit.kept_files(ticket.number))
        if why := refusal(tx.context.policy, name, len(content), already):
            content = None
    digest = unit.attach(ticket.number, seq, name, clean(media), content) if content is not None else ""
    said = f"file {named(name)} kept: SHA-256 {digest}" if digest else f"file {named(name)} not copied: {why}"
    # store/admin/check.py looks for what is kept
    unit.append(ticket.number, Entry(EntryKind.ACT, Author.BOT, "", said, tx.now, origins=origins))
    (entry,) = unit.record(ticket.number, 1, seq + 1)
    if entry.author is Author.STAFF and entry.kind in CORRECTED:
        _send_on(tx, ticket, entry, KeptFile(clean(name), clean(media), digest), why)


def _send_on(tx: Transaction, ticket: Ticket, entry: StoredEntry, file: KeptFile, why: str) -> None:
    """To the client, as a message of its own; where it can't be, both sides are told, and the words stay sent."""
    if file.digest:
        _tell(tx, ticket, notifications.file_sent(ticket, entry.by, file))
        return
    _tell(tx, ticket, notifications.file_lost(ticket, entry.by, file.name))
    lost = Notification(NotificationKind.FILE_LOST, by=entry.by, what=file.name, text=why)
    changes.tell_staff(tx, lost, ticket)


def _tell(tx: Transaction, ticket: Ticket, reply: Reply) -> None:
    conversation = tx.unit.conversation(ticket.conversation)
    if conversation is not None:
        shown = localize(reply, tx.reader(conversation), lambda action: tokens.make(conversation.id, 0, action))
        tx.unit.send(conversation.id, conversation.address, shown, tx.now)
