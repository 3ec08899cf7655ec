"""Phone appointments, and the time that they hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.calendar.slots import Taken
from bot.core.model.appointment import Appointment


class Appointments(Protocol):
    """Each appointment, and what is taken of the phone lines."""

    def call(self, ticket: int, *, for_change: bool = False) -> Appointment | None:
        """The ticket's latest appointment."""
        ...

    def calls(self, limit: int) -> Sequence[Appointment]:
        """Appointments that hold their time, earliest first; those whose outcome is owed among them."""
        ...

    def taken(self, start: datetime, end: datetime, without: int = 0) -> Sequence[Taken]:
        """What is held between two moments; ``without`` leaves one ticket's appointment out."""
        ...

    def save_call(self, before: Appointment | None, after: Appointment, lines: int) -> Appointment:
        """Write an appointment, and hold or free its time on one of ``lines``; as stored.

        Raises Conflict when no line has room, or another act came between.
        """
        ...
