"""Incidents: one fault that several clients report, and what they were told of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class IncidentState(StrEnum):
    """Where an incident stands."""

    PROPOSED = "proposed"
    """Tickets resemble each other; no lead has said yet whether they are one fault."""
    OPEN = "open"
    """It lasts: clients are told of it."""
    ENDED = "ended"
    DISMISSED = "dismissed"
    """A lead waved the proposal away: its tickets aren't proposed again."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One fault; its tickets have its number."""

    number: int
    state: IncidentState
    at: datetime
    """When it was proposed, or made."""
    by: str = ""
    """Who on the staff decided last; empty while it is only proposed."""
    said: int = 0
    """How often clients were told something of it: the notice is 1, each news and the end one more."""
    said_at: datetime | None = None
    """When that was, the last time."""
    ended_at: datetime | None = None
    words: str = ""
    """What staff say it is, for clients; may be empty."""
    news: str = ""
    """What they said since, the latest; may be empty."""

    @property
    def lasts(self) -> bool:
        """Whether clients are told that we know of it."""
        return self.state is IncidentState.OPEN

    @property
    def going_on(self) -> bool:
        """Whether further tickets may belong to it."""
        return self.state in GOING_ON


GOING_ON = frozenset({IncidentState.PROPOSED, IncidentState.OPEN})


@dataclass(frozen=True, slots=True)
class Told:
    """Whom an incident was told to, and how far: the client of a ticket, or (ticket 0) somebody without one."""

    conversation: int
    ticket: int
    said: int
