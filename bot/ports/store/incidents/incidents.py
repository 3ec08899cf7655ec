"""Incidents, their tickets, and whom they were told to."""

from collections.abc import Sequence
from typing import Protocol

from bot.core.model.incidents import Incident, Told
from bot.core.model.tickets import Ticket
from bot.core.rules.incidents.likeness import Sample


class Incidents(Protocol):
    """Faults that several clients report."""

    def next_incident(self) -> int:
        """The next incident's number on this desk, from 1."""
        ...

    def incident(self, number: int, *, for_change: bool = False) -> Incident | None: ...

    def save_incident(self, incident: Incident) -> None:
        """Write it, new or changed."""
        ...

    def incidents(self, limit: int) -> Sequence[Incident]:
        """The latest first."""
        ...

    def samples(self, *, proposed: bool = False) -> Sequence[Sample]:
        """What tells the incidents that last, or also those that are only proposed; nothing while there is none."""
        ...

    def in_incident(self, number: int) -> Sequence[Ticket]:
        """The tickets that are a part of one, or proposed for it, in order."""
        ...

    def filed_lately(self, limit: int) -> Sequence[Ticket]:
        """The tickets that were filed last, the latest first."""
        ...

    def told(self, incident: int, conversation: int) -> Sequence[Told]:
        """How far it was told in a conversation."""
        ...

    def note_told(self, incident: int, told: Told) -> None:
        """Note how far it is told by now."""
        ...

    def forget_told(self, incident: int, told: Told) -> None:
        """There is nothing more to tell them of it."""
        ...

    def told_without_ticket(self, incident: Incident, limit: int) -> Sequence[Told]:
        """Who came with the same words only, and was told less than there is by now."""
        ...
