"""What falls due by itself, and the clock as it was noted."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.model.promises import Timer, TimerKind


class Timers(Protocol):
    """Due things, at most one of a kind on each ticket."""

    def set_timers(self, timers: Iterable[Timer]) -> None:
        """Set these; one that a ticket has of the same kind already is moved."""
        ...

    def drop_timers(self, ticket: int, kinds: Iterable[TimerKind]) -> None:
        """Take the ticket's timers of these kinds away, if they are still there."""
        ...

    def due_timers(self, now: datetime, limit: int) -> Sequence[Timer]:
        """Timers due at ``now``, earliest first, locked for change (skipping locked ones)."""
        ...

    def drop_timer(self, timer: Timer) -> bool:
        """Take a timer away before acting on it, in the same transaction. ``False``: gone or moved."""
        ...

    def bring_forward(self, kinds: Iterable[TimerKind], after: datetime, by: timedelta) -> int:
        """Make timers of these kinds that are due after a moment due earlier by so much; return how many."""
        ...

    def note_time(self, now: datetime, *, may_be_back: bool) -> timedelta:
        """Store the present time; with ``may_be_back``, return how far it is behind the one stored last."""
        ...
