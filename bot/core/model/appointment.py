"""A phone appointment and its life: requested or offered, confirmed, over. Moments in UTC."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class CallState(StrEnum):
    """Where an appointment stands. The first three hold their time on a line."""

    REQUESTED = "requested"
    """The client picked a slot; staff decide."""
    OFFERED = "offered"
    """Staff proposed a time; the client decides."""
    CONFIRMED = "confirmed"
    DONE = "done"
    """It took place or it didn't; the outcome says which."""
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Nobody decided in time."""


ACTIVE = frozenset({CallState.REQUESTED, CallState.OFFERED, CallState.CONFIRMED})
"""States in which it takes up a line."""

UNDECIDED = frozenset({CallState.REQUESTED, CallState.OFFERED})


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another time that staff suggest for a confirmed call: held beside the call's own until the client answers."""

    start: datetime
    end: datetime
    expires_at: datetime
    """When it is released if the client says nothing: no later than the call's own time begins."""
    by: str
    """The staff member who suggests it."""
    reason: str = ""
    exception: bool = False
    """It lies outside the usual hours."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One phone appointment of a ticket; a move keeps it the same one."""

    ticket: int
    n: int
    """Counts the ticket's appointments from 1."""
    state: CallState
    start: datetime
    end: datetime
    since: datetime
    """When it came into this state, or was moved."""
    expires_at: datetime | None = None
    """When it is released if nobody decided; ``None`` once somebody has."""
    exception: bool = False
    """Staff offered a time outside the usual hours."""
    by: str = ""
    """The staff member who decided or offered."""
    reason: str = ""
    """Why staff moved, declined, cancelled or made an exception."""
    outcome: str = ""
    """What came of the call: obligatory afterwards."""
    files: int = 0
    """Calendar files sent so far: the next one's SEQUENCE (RFC 5545, 3.8.7.4)."""
    version: int = 0
    """Counts changes; a write that finds another version is a conflict."""
    proposed: Proposal | None = None
    """What staff would move it to; only while it is confirmed."""

    @property
    def active(self) -> bool:
        """Whether it holds its time."""
        return self.state in ACTIVE

    @property
    def times(self) -> tuple[tuple[datetime, datetime], ...]:
        """What it holds on the lines: its own time, and the one that staff suggest instead."""
        own = ((self.start, self.end),) if self.active else ()
        return (*own, (self.proposed.start, self.proposed.end)) if self.proposed else own

    @property
    def asks_client(self) -> bool:
        """Whether the client has to say if a time suits."""
        return self.state is CallState.OFFERED or self.proposed is not None

    @property
    def undecided(self) -> bool:
        """Whether staff or the client still have to say yes or no."""
        return self.state in UNDECIDED

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.end - self.start) / timedelta(minutes=1))

    def over(self, state: CallState, now: datetime, by: str = "", reason: str = "") -> "Appointment":
        """The appointment in a state that ends it, with its time released."""
        return replace(self, state=state, since=now, expires_at=None, by=by, reason=reason, proposed=None)


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment before and after one act; ``before`` is ``None`` for a new one."""

    before: Appointment | None
    after: Appointment

    @property
    def stays(self) -> bool:
        """Whether an act changed only the other time that staff suggest, not the call's own."""
        before, after = self.before, self.after
        if before is None:
            return False
        return (before.state, before.start, before.end) == (after.state, after.start, after.end)
