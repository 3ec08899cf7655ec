"""What happened, as three parties saw it: who wrote and was acknowledged, the platform, and the database.

Plain values that name no platform: a fake of any platform can be turned into posts and calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Post:
    """A message that stands on the platform, in the order in which it appeared there."""

    talk: Talk
    row: int
    """The row of the outbox that it came from."""
    part: int = 0


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
    bookings: Sequence[Booking] = ()
    problems: Sequence[str] = ()
    """What the database's own check found."""


@dataclass(frozen=True, slots=True)
class History:
    """All of it."""

    said: Sequence[Said] = ()
    posts: Sequence[Post] = ()
    calls: Sequence[Call] = ()
    held: Holding = Holding()
    dedupes: bool = True
    """Whether the platform lets us see what stands there already."""
    cut_off: int = 0
    """Sends that may have been in flight when a process ended."""
