"""Tickets and the line. Every moment is an aware datetime in UTC; durations are timedeltas."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol

from bot.core.model.people import Identity
from bot.core.text.surface import Tone


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
    RESTING = "resting"
    """Put aside by staff until a moment; the client's next word brings it back at once."""
    SOLVED = "solved"
    SILENT = "silent"
    """Closed for silence: it was answered, and no word came from the client. Nobody says that it is solved."""
    CANCELLED = "cancelled"
    MERGED = "merged"


LIVE = frozenset({State.OPEN, State.ASKED, State.ANSWERED, State.RESTING})
"""States in which a ticket is still somebody's business."""

_TONES: dict[State, Tone] = {
    State.ASKED: "asked",
    State.ANSWERED: "answered",
    State.RESTING: "resting",
    State.SOLVED: "solved",
    State.SILENT: "closed",
    State.CANCELLED: "closed",
    State.MERGED: "closed",
}

REOPENABLE = frozenset({State.SOLVED, State.SILENT})
"""States from which a ticket can be opened again, for a while."""


class Rating(StrEnum):
    """How good a client said that our help was, on whichever scale they said it."""

    NONE = ""
    UP = "up"
    DOWN = "down"
    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"

    @property
    def good(self) -> bool:
        """Whether they were content: a thumb up, or one of the two best figures."""
        return self in GOOD

    @property
    def figure(self) -> int:
        """From 1 to 5; 0 for a thumb, or none."""
        return int(self) if self.isdecimal() else 0


GOOD = frozenset({Rating.UP, Rating.FOUR, Rating.FIVE})


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
    rest_until: datetime | None = None
    """When its rest ends, while it is RESTING; says nothing in any other state."""
    tags: tuple[str, ...] = ()
    """In the order of their letters."""
    rating_asked_at: datetime | None = None
    """When its client was asked how our help was; ``None``: never."""
    rating: Rating = Rating.NONE
    """What they said last."""
    rated_at: datetime | None = None
    """When they said it first."""
    incident: int = 0
    """The incident that it is a part of, or was proposed for; 0 for none."""

    @property
    def live(self) -> bool:
        """Whether the ticket isn't closed."""
        return self.state in LIVE

    @property
    def waiting(self) -> bool:
        """Whether it is in line: open, unclaimed, not with the client."""
        return self.state is State.OPEN and not self.owner

    def tone(self, now: datetime) -> Tone:
        """How it stands at a glance; a promise that was missed goes before all else while the ticket lives."""
        if self.live and self.answered_at is None and now > self.promise_at:
            return "late"
        if self.state is State.OPEN:
            return "working" if self.owner else "waiting"
        return _TONES[self.state]


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
    ASSIGNED = "assigned"
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
    RESTED = "put to rest"
    WOKEN = "rest is over"
    SILENCE = "closed for silence"
    INCIDENT = "part of an incident"
    INCIDENT_OVER = "the incident is over"


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


class Described(Protocol):
    """Whatever says what a ticket is about."""

    @property
    def subject(self) -> str: ...

    @property
    def symptoms(self) -> str: ...


def description(ticket: Described) -> str:
    """The words that tickets are compared by: the subject, and what the client sees."""
    return f"{ticket.subject}\n{ticket.symptoms}"
