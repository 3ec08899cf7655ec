"""What happened, as three parties saw it: who wrote and was acknowledged, the platform, and the database.

Plain values that name no platform: a fake of any platform can be turned into posts and calls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tests.faults.payloads import Asked, asked

Talk = str
"""A conversation, by the channel of its address."""


@dataclass(frozen=True, slots=True)
class Said:
    """One event of a client, as the client's side knows it."""

    talk: Talk
    n: int
    """Which one in its conversation."""
    key: str
    """Under which the desk knows it."""
    acknowledged: bool
    twins: Sequence[str] = ()
    """Keys under which the same message may have come as well."""
    deliveries: int = 1
    subject: str = ""
    """The subject of the ticket that it files."""
    fact: str = ""
    """What it adds to the record."""
    words: str = ""
    """What it says: the inbox keeps it whole."""
    answers: int = 1
    """How many replies it has in its conversation: none to an edit, a form in a modal, a command of staff."""
    noted: Sequence[str] = ()
    """Words that stand on the record because of it, whoever speaks there: each in an entry of its own."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """What came with it, and belongs to the ticket that has its ``fact``: name → content."""
    shows: Sequence[str] = ()
    """What its answer shows, wherever the answer stands: from its first block to its last."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Words that must be read somewhere because of what was acknowledged, or fell due."""

    talk: Talk
    words: str
    private: bool = False
    """Nobody else's conversation shows them."""


@dataclass(frozen=True, slots=True)
class Post:
    """A message that stands on the platform, in the order in which it appeared there."""

    talk: Talk
    row: int
    """The row of the outbox that it came from."""
    part: int = 0
    shows: str = ""
    """All that it showed when it came, as a gist."""
    id: str = ""
    """The platform's, unique over all conversations."""
    under: str = ""
    """The message in whose thread it stands, if that isn't a conversation of its own."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A message of ours that reads otherwise now."""

    id: str
    shows: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call that the platform received."""

    at: float
    """Seconds, by the platform's clock."""
    method: str
    wait: float = 0.0
    """It was answered: not before so many seconds are over."""
    channel: str = ""
    """Which channel that is for, where a method's limit is a channel's."""


What = Literal["inbox", "outbox", "record", "record_attachments"]
Op = Literal["written", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Wrote:
    """A row as a committed transaction left it."""

    what: What
    op: Op
    id: str
    talk: Talk
    """Of an entry or a file: its ticket."""
    kind: str = ""
    key: str = ""
    """Of an entry: whose it is. Of a file: its name."""
    content: str = ""
    """Words, payload, or a file's digest."""
    state: str = ""

    @property
    def asked(self) -> Asked:
        """Of a row of the outbox: what it asks to be shown."""
        return asked(self.content)


@dataclass(frozen=True, slots=True)
class OutRow:
    """A row of the outbox."""

    id: int
    talk: Talk
    kind: str
    """``update``: a card, or whatever else is renewed in place."""
    state: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment that holds its time, in seconds since 1970."""

    ticket: int
    start: float
    end: float
    line: int = 0


@dataclass(frozen=True, slots=True)
class Holding:
    """What the database holds at the end."""

    inbox: Sequence[tuple[Talk, str]] = ()
    """Channel and key of every event."""
    outbox: Sequence[OutRow] = ()
    subjects: Sequence[str] = ()
    """The subject of every ticket."""
    words: Sequence[tuple[int, str]] = ()
    """Ticket and text of every entry in which a client speaks, in the record's order."""
    record: Sequence[tuple[str, str]] = ()
    """Every entry: ticket/seq and text."""
    files: Sequence[tuple[int, str, str]] = ()
    """Ticket, SHA-256 and text of the entry that it belongs to, of every file."""
    bookings: Sequence[Booking] = ()
    problems: Sequence[str] = ()
    """What the database's own check found."""


@dataclass(frozen=True, slots=True)
class History:
    """All of it."""

    said: Sequence[Said] = ()
    posts: Sequence[Post] = ()
    calls: Sequence[Call] = ()
    held: Holding = field(default_factory=Holding)
    wrote: Sequence[Wrote] = ()
    """All that was ever written, in its order."""
    edits: Sequence[Edit] = ()
    """In their order."""
    uploads: Sequence[str] = ()
    """The text of every file that we put on the platform."""
    owed: Sequence[Owed] = ()
    """In each conversation, in the order in which they must appear."""
    stuck: Sequence[str] = ()
    """What people couldn't do, since what they looked for wasn't there."""
    card_channels: Sequence[Talk] = ()
    """Where staff read what everybody writes."""
    reads_in_turn: bool = True
    """The platform shows a reply's blocks in their order, and nothing else."""
    dedupes: bool = True
    """Whether the platform lets us see what stands there already."""
    cut_off: int = 0
    """Sends that may have been in flight when a process ended."""
