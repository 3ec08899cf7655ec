"""A ticket's record: its entries, whose they are, and who takes part."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.model.people import Identity, Origin
from bot.core.model.tickets import Ticket


class Author(StrEnum):
    """Whose words or act an entry is."""

    CLIENT = "client"
    PARTICIPANT = "participant"
    """Somebody who takes part in another's ticket; ``by`` is their number on it."""
    STAFF = "staff"
    BOT = "bot"


class EntryKind(StrEnum):
    """What an entry of the record is. Clients read all but NOTE and ACT; of EDIT, the words it corrects."""

    WORDS = "words"
    """The client's own words."""
    REPLY = "reply"
    ASK = "ask"
    NOTE = "note"
    """Internal to staff."""
    ACT = "act"
    """Something done to the ticket (claimed, released …), by its rule's name."""
    NOTICE = "notice"
    """What the bot told the client, or noted for both sides."""
    EDIT = "edit"
    """How an earlier REPLY or ASK reads from here on; nothing at all once it was taken back."""


PUBLIC = frozenset({EntryKind.WORDS, EntryKind.REPLY, EntryKind.ASK, EntryKind.NOTICE})
"""Entries that the ticket's client may read."""

SAID = frozenset({EntryKind.WORDS, EntryKind.REPLY, EntryKind.ASK, EntryKind.NOTE})
"""What people wrote: it is found by its words, and goes along when a ticket is merged into another."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ticket's record, before it is stored."""

    kind: EntryKind
    author: Author
    by: str
    """A staff name, a participant's number on the ticket, or empty for the client and the bot."""
    text: str
    at: datetime
    of: int = 0
    """The seq of the entry that it corrects; 0 for none."""
    origins: tuple[Origin, ...] = ()
    """The events that the words came with: they own them."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something the client typed, kept until it becomes part of a ticket."""

    text: str
    at: datetime
    origins: tuple[Origin, ...] = ()
    """The events that it came with; none in a talk that was stored before they were kept."""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One line of a ticket's record as stored. ``text`` is ``None`` once erased.

    ``by`` is a participant's name, as far as it is known.
    """

    ticket: int
    seq: int
    """From 1, without gaps."""
    kind: EntryKind
    author: Author
    by: str
    text: str | None
    at: datetime
    of: int = 0
    """The seq of the entry that it corrects; 0 for none."""
    part: int = 0
    """The number of the participant whose words it holds; 0 for everybody else's."""
    edited_at: datetime | None = None
    """When its words were changed last, where they are shown as they read by now."""


@dataclass(frozen=True, slots=True)
class Chained:
    """An entry's place on its record's chain, in hexadecimal digits: it says nothing about the words."""

    seq: int
    digest: str
    """Of its words, salted."""
    hash: str
    """Of the entry and all before it."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part in another client's ticket: reads its public record, and adds to it as themselves."""

    ticket: int
    n: int
    """From 1, by ticket: what the record keeps of whose words they are."""
    identity: Identity
    name: str
    """As the platform shows it; empty once they are erased."""
    by: str
    """The staff member who added them; empty for the desk's own rules."""
    at: datetime
    left_at: datetime | None = None
    """From then on they read and add no more; what they wrote stays theirs."""


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """A ticket with entries of its record (a window, oldest first) for showing."""

    ticket: Ticket
    entries: tuple[StoredEntry, ...]
    earlier: int = 0
    """How many entries lie before the first one here."""
