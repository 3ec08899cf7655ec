"""What staff look for among the tickets, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.model.tickets import State, Ticket

PAGE = 20
"""Tickets found at a time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has to be so of a ticket; whatever is empty or ``None`` doesn't matter."""

    terms: tuple[str, ...] = ()
    """Each is to be found in what was said on the ticket, or in its subject, service, client or number."""
    states: frozenset[State] = frozenset()
    claimed: bool | None = None
    """Whether somebody has it."""
    since: datetime | None = None
    """Filed then or later."""
    until: datetime | None = None
    """Filed before."""
    tag: str = ""
    below: int = 0
    """Numbers smaller than this one: where the page before ended."""


@dataclass(frozen=True, slots=True)
class Found:
    """The newest tickets that were wanted."""

    tickets: Sequence[Ticket] = ()
    more: bool = False
    """There are older ones."""
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each term that was asked for, the terms of tickets that stand for it; none where nothing is near it."""
    unread: int = 0
    """Tickets and entries that aren't indexed yet."""

    @property
    def accepted(self) -> frozenset[str]:
        """Every term by which a ticket can have been found."""
        return frozenset(term for each in self.spellings.values() for term in each)
