"""The nouns of the desk. Every moment is an aware datetime in UTC; durations are timedeltas.

Client words live in talks and records; everything else is ids, states and moments.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Literal

from bot.core.surface import LocalizedReply, Piece

# ── People and places ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Identity:
    """One user on one platform. ``tenant`` is the Slack team; empty where user ids are global."""

    platform: str
    tenant: str
    user: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The event that words came with: its key on a platform and tenant, and whose it is.

    By it a file finds its entry, and an edit or a deletion the words that it is about: never by what they say.
    """

    platform: str
    tenant: str
    key: str
    sender: Identity
    files: bool = field(default=False, compare=False)
    """Files came with it."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where messages can be sent: a channel, a thread or a terminal."""

    platform: str
    tenant: str
    channel: str


@dataclass(frozen=True, slots=True)
class Account:
    """A client of the firm, created with the first ticket."""

    id: int
    name: str
    created_at: datetime
    email: str = ""
    customer: str = ""
    """The firm's own customer number."""
    verified_by: str = ""
    """The staff member who checked who this is; empty while nobody did."""
    card: bool = False
    """Whether a card is on file, as staff noted it; its number is never seen or kept here."""


class Role(StrEnum):
    """What a staff member may do; a lead may also do what is an agent's own."""

    AGENT = "agent"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone who works at the desk. ``name`` is unique on the desk and shown to clients."""

    name: str
    role: Role
    active: bool = True


@dataclass(frozen=True, slots=True)
class Grant:
    """What a platform's own roles say of somebody at this moment: they work here as ``role``.

    Asked anew at every use, so that whoever loses the role is out at once.
    """

    role: Role
    name: str
    """What the platform calls them; it becomes their name on the desk unless somebody has it."""


# ── Tickets ────────────────────────────────────────────────────────────────────────────


class Urgency(IntEnum):
    """The smaller is served first."""

    OUTAGE = 0
    HIGH = 1
    NORMAL = 2


class State(StrEnum):
    """Where a ticket stands. It waits in line when it is OPEN and has no owner."""

    OPEN = "open"
    ASKED = "asked"
    """Staff asked for information; the client's next words bring it back."""
    ANSWERED = "answered"
    """Staff replied; with the client until it is solved or they come back."""
    SOLVED = "solved"
    CANCELLED = "cancelled"
    MERGED = "merged"


LIVE = frozenset({State.OPEN, State.ASKED, State.ANSWERED})
"""States in which a ticket is still somebody's business."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One request for help, from filing to its end."""

    number: int
    account: int
    conversation: int
    """The client side: where replies go."""
    subject: str
    service: str
    """The service or domain it is about, in the client's words; may be empty."""
    symptoms: str
    """What the client sees, in their words; may be empty."""
    urgency: Urgency
    state: State
    since: datetime
    """Its place in line is by (urgency, since, number)."""
    filed_at: datetime
    estimate_at: datetime
    grace_until: datetime
    promise_at: datetime
    counted_from: datetime
    """When the running promise began: filing, or the last reopening."""
    owner: str = ""
    """The staff member who claimed it; empty when nobody has."""
    acted_at: datetime | None = None
    """The owner's last act: the claim's lease runs from here."""
    answered_at: datetime | None = None
    """The first response: a reply or a request for information."""
    closed_at: datetime | None = None
    merged_into: int = 0
    wants_phone: bool = False
    asked_urgency: Urgency = Urgency.NORMAL
    """What the client asked for; staff set ``urgency``."""
    third_party: str = ""
    """Software that isn't the firm's own, as named by the policy; empty when none is involved."""
    version: int = 0
    """Counts changes; a write that finds another version is a conflict."""

    @property
    def live(self) -> bool:
        """Still somebody's business."""
        return self.state in LIVE

    @property
    def waiting(self) -> bool:
        """In line: open, unclaimed, not with the client."""
        return self.state is State.OPEN and not self.owner


class Author(StrEnum):
    """Whose words or act an entry is."""

    CLIENT = "client"
    PARTICIPANT = "participant"
    """Somebody who takes part in another's ticket; ``by`` is their number on it."""
    STAFF = "staff"
    BOT = "bot"


class EntryKind(StrEnum):
    """What an entry of the record is. Clients read all but NOTE and ACT."""

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


PUBLIC = frozenset({EntryKind.WORDS, EntryKind.REPLY, EntryKind.ASK, EntryKind.NOTICE})
"""Entries that the ticket's client may read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ticket's record, before it is stored."""

    kind: EntryKind
    author: Author
    by: str
    """A staff name, a participant's number on the ticket, or empty for the client and the bot."""
    text: str
    at: datetime
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
    part: int = 0
    """The number of the participant whose words it holds; 0 for everybody else's."""


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
class Placed:
    """An entry of a record that holds an event's words."""

    ticket: int
    seq: int
    sender: Identity


class Rule(StrEnum):
    """Why a ticket's place in line changed, or it left or joined the line."""

    FILED = "filed"
    CLAIMED = "claimed"
    RELEASED = "released"
    LEASE_EXPIRED = "lease expired"
    ASKED = "asked the client"
    ANSWERED = "answered"
    CLIENT_WROTE = "client wrote"
    BUMPED = "bumped by the client"
    REOPENED = "reopened"
    MERGED = "merged"
    URGENCY = "urgency changed"
    MOVED = "moved by staff"
    SOLVED = "solved"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a ticket's ``why``: the rule that moved it, by whom, from where to where."""

    ticket: int
    rule: Rule
    at: datetime
    by: str
    """A staff name, ``client`` or ``desk`` (a rule by itself)."""
    reason: str
    place_before: int | None
    """1 is next in line; ``None`` when it wasn't in line."""
    place_after: int | None


class PromiseKind(StrEnum):
    """What was shown to a client about time."""

    ESTIMATE = "estimate"
    """Due at estimate plus grace; not guaranteed."""
    RESPONSE = "response"
    """The guaranteed response; a hard promise."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A moment that was shown to a client. Never moves; scored once.

    ``late_seconds`` is wall-clock time between due and first response: negative when early.
    """

    ticket: int
    kind: PromiseKind
    shown_at: datetime
    due_at: datetime
    kept: bool | None = None
    """``None`` until it is kept or missed."""
    late_seconds: int | None = None


class TimerKind(StrEnum):
    """What falls due on a ticket, or on its phone appointment, by itself."""

    PROMISE_WARN_1 = "promise warn 1"
    PROMISE_WARN_2 = "promise warn 2"
    PROMISE_WARN_3 = "promise warn 3"
    ESTIMATE_DUE = "estimate due"
    CLAIM_WARN = "claim warn"
    CLAIM_EXPIRE = "claim expire"
    CALL_UNDECIDED = "call undecided"
    CALL_TOMORROW = "call tomorrow"
    CALL_SOON = "call soon"
    CALL_OVER = "call over"


@dataclass(frozen=True, slots=True)
class Timer:
    """One due thing. A ticket has at most one of each kind; setting it again moves it."""

    ticket: int
    kind: TimerKind
    due_at: datetime


# ── The knowledge base ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the knowledge base in one language."""

    slug: str
    lang: str
    title: str
    markdown: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that may answer. ``confidence`` is 0 … 1; ``score`` orders within one query."""

    slug: str
    title: str
    lang: str
    """The language of the article found; may be the desk's default, not the reader's."""
    score: float
    confidence: float
    extract: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a question found: articles, best first, and the client's own tickets it resembles."""

    question: str = ""
    hits: tuple[Hit, ...] = ()
    similar: tuple[tuple[int, float], ...] = ()
    """(ticket number, likeness 0 … 1), most alike first."""
    lang: str = ""
    """The language guessed from the question; empty when undecided."""
    reader: str = ""
    """The language that was searched first: the one the reader is answered in."""


@dataclass(frozen=True, slots=True)
class FileDue:
    """A file that came with a client's words and is still to be copied from the platform."""

    identity: Identity
    id: str
    """The platform's."""
    conversation: int
    name: str
    media: str
    """Its MIME type."""
    bytes: int
    url: str
    at: datetime
    event: str = ""
    """The key of the message that it came with: it goes where that message's words are."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file to be copied now, and how large it may be."""

    file: FileDue
    bytes_max: int


# ── What goes in and out ───────────────────────────────────────────────────────────────


class OutKind(StrEnum):
    """A message is delivered once each, in order; an update replaces one still waiting, and edits what is there.

    What goes under a message goes into its thread, where the platform has threads.
    """

    MESSAGE = "message"
    UPDATE = "update"
    UNDER = "under"


TALK = "talk"
"""The key that the latest message of a talk holds: what the one before it offered is over then."""


CARD = "ticket/"
"""What the key of a ticket's card begins with."""


def card_ticket(key: str) -> int:
    """The ticket whose card a key stands for; 0 for another key."""
    digits = key.removeprefix(CARD)
    return int(digits) if key.startswith(CARD) and digits.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class Posted:
    """A message on a platform that holds a key: the platform's id of it, and what it said."""

    receipt: str
    read: Callable[[], LocalizedReply | None] = field(repr=False, compare=False)

    @property
    def shown(self) -> LocalizedReply | None:
        """What it says; ``None`` when that isn't kept any more. Read when asked for; raises MessageUnreadable."""
        return self.read()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One row of the outbox, leased for sending. ``id`` is the platform's dedupe key."""

    id: int
    address: Address
    kind: OutKind
    key: str
    """For updates: what it replaces; for ``under``: whose thread it goes into. A message with a key holds
    it from then on. Empty otherwise."""
    read: Callable[[], LocalizedReply] = field(repr=False, compare=False)
    attempts: int
    created_at: datetime
    posted: Posted | None = None
    """The message that holds the key now: to be edited, written under, or rid of its dead choices."""

    @property
    def shown(self) -> LocalizedReply:
        """What is to be sent. Read when asked for, by whoever sends it; raises MessageUnreadable."""
        return self.read()


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took it; ``receipt`` is the platform's message id."""

    receipt: str = ""
    kind: Literal["sent"] = "sent"


@dataclass(frozen=True, slots=True)
class Postponed:
    """Not now: try again after so many seconds, or after the usual backoff when ``None``."""

    reason: str
    after_seconds: float | None = None
    kind: Literal["postponed"] = "postponed"


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Never: the address is gone or the payload is refused."""

    reason: str
    kind: Literal["undeliverable"] = "undeliverable"


Receipt = Sent | Postponed | Undeliverable


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """A ticket with entries of its record (a window, oldest first) for showing."""

    ticket: Ticket
    entries: tuple[StoredEntry, ...]
    earlier: int = 0
    """How many entries lie before the first one here."""
