"""What was said and done on a ticket, and who takes part in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.model.people import Identity, Origin
from bot.core.model.record import Chained, Entry, Participant, StoredEntry
from bot.core.model.tickets import Placed


class Record(Protocol):
    """The hash-chained record of each ticket."""

    def append(self, ticket: int, entry: Entry) -> int:
        """Add to the ticket's hash-chained record; the entry's seq."""
        ...

    def record(
        self, ticket: int, limit: int | None = None, before: int | None = None, public_only: bool = False
    ) -> Sequence[StoredEntry]:
        """The last ``limit`` entries with seq < ``before``, oldest first."""
        ...

    def edits(self, ticket: int) -> Sequence[StoredEntry]:
        """The entries that correct others, oldest first."""
        ...

    def chain_of(self, ticket: int) -> Sequence[Chained]:
        """Digest and hash of every entry of a record, in order."""
        ...

    def record_length(self, ticket: int, before: int | None = None, public_only: bool = False) -> int:
        """How many entries with seq < ``before`` there are."""
        ...

    def placed_at(self, platform: str, tenant: str, event: str) -> Sequence[Placed]:
        """The entries that hold an event's words, by ticket and seq."""
        ...

    def origins(self, ticket: int) -> Mapping[int, tuple[Origin, ...]]:
        """By seq, the events that the entries of a record came with."""
        ...


class Participants(Protocol):
    """Who takes part in another client's ticket."""

    def add_participant(self, ticket: int, identity: Identity, name: str, by: str, at: datetime) -> Participant:
        """Let somebody take part in a ticket that is held; whoever did before is back under their number."""
        ...

    def remove_participant(self, ticket: int, identity: Identity, at: datetime) -> bool:
        """Remove a participant; what they wrote stays theirs. ``False``: they weren't one."""
        ...

    def participant(self, ticket: int, identity: Identity) -> Participant | None:
        """What is kept of somebody's taking part in a ticket, whether they still do or not."""
        ...

    def participants(self, ticket: int) -> Sequence[Participant]:
        """Everybody who takes part or did, in the order in which they came."""
        ...
