"""What clients agreed to pay for, and what was worked."""

from collections.abc import Sequence
from typing import Protocol

from bot.core.model.people import Identity
from bot.core.rules.billing import Agreement, Work


class Billing(Protocol):
    """Billing notices and work entries; only ever added to."""

    def agreements(self, ticket: int) -> Sequence[Agreement]:
        """The ticket's billing notices and what became of them, oldest first."""
        ...

    def add_agreement(self, entry: Agreement, account: int, identity: Identity | None) -> int:
        """Add an entry about this account; ``identity`` is whose words decided. Its number."""
        ...

    def works(self, ticket: int) -> Sequence[Work]:
        """Minutes worked on the ticket, credits and corrections among them, oldest first."""
        ...

    def add_work(self, entry: Work) -> int:
        """Add an entry; its number."""
        ...
