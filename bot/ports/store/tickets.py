"""Tickets, the line in which they wait, and how they are found."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.core.model.finding import Found, Wanted
from bot.core.model.tickets import Move, Ticket
from bot.ports.store.deferred import Deferred


class SolvedTicket(NamedTuple):
    """A solved ticket, as it was told."""

    number: int
    subject: str
    symptoms: str


class Tickets(Protocol):
    """Tickets as they stand, each change written once."""

    def next_number(self) -> int:
        """The next ticket number on this desk, from the policy's first number upwards, no gaps
        but those of rolled-back transactions."""
        ...

    def insert_ticket(self, ticket: Ticket) -> None: ...

    def ticket(self, number: int, *, for_change: bool = False) -> Ticket | None: ...

    def save_ticket(self, ticket: Ticket) -> None:
        """Write a changed ticket whose ``version`` is the one read; stores version + 1.

        Raises Conflict when another write came first.
        """
        ...

    def tickets_of(self, account: int, closed_after: datetime | None = None) -> Sequence[Ticket]:
        """The account's live tickets, oldest first, then those closed after a moment."""
        ...

    def with_places(
        self, account: int, closed_after: datetime, closed_at_most: int
    ) -> Deferred[Sequence[tuple[Ticket, int | None]]]:
        """The same, each with its place (``None``: not in line), and of the closed ones so many, closed last."""
        ...

    def tags(self) -> Mapping[str, tuple[int, int]]:
        """The tags in use: on how many tickets that are open, and on how many in all."""
        ...

    def solved_lately(self, limit: int) -> Sequence[SolvedTicket]:
        """The tickets that were solved last, the latest first."""
        ...


class Queue(Protocol):
    """The line: who is next, and why a ticket stands where it does."""

    def joins_line(self, now: datetime) -> datetime:
        """From when a ticket that is put at the end of its line now counts as waiting: ``now``, unless the clock
        was set back since another was; then behind all of those."""
        ...

    def claimed_by(self, staff: str) -> Sequence[Ticket]:
        """Live tickets owned by a staff member, in queue order."""
        ...

    def overdue(self, now: datetime, limit: int) -> Sequence[Ticket]:
        """Live tickets without a first response whose promise is over, the longest first."""
        ...

    def asked(self, limit: int) -> Sequence[Ticket]:
        """Tickets whose clients staff asked something, those filed first first."""
        ...

    def resting(self, limit: int) -> Sequence[Ticket]:
        """Tickets at rest, those whose rest ends first first."""
        ...

    def waiting(self, limit: int, offset: int = 0) -> Sequence[Ticket]:
        """The line: waiting tickets in queue order."""
        ...

    def next_waiting(self) -> Ticket | None:
        """The first in line, locked for change; on a database with row locks, one that no other
        transaction holds."""
        ...

    def waiting_count(self) -> int: ...

    def place(self, ticket: Ticket) -> int:
        """1 + how many waiting tickets come before (urgency, since, number). Exact."""
        ...

    def add_move(self, move: Move) -> None: ...

    def moves(self, ticket: int) -> Sequence[Move]: ...


class TicketIndex(Protocol):
    """An index of what was said on tickets. A turn only notes what it wrote; it is indexed a little later."""

    def find(self, wanted: Wanted, limit: int) -> Found:
        """The newest tickets that are as wanted, at most so many."""
        ...

    def index_some(self) -> int:
        """Index a limited part of what isn't yet, newest tickets first; how much was, 0 when there is nothing left or
        another process is at it."""
        ...

    def forget_terms(self, tickets: Iterable[int]) -> None:
        """Take all terms of tickets out of the index in this transaction; what is left on them is indexed anew."""
        ...
