"""A platform: what sends to it."""

from collections.abc import Sequence
from typing import Protocol

from bot.core.model import Address, Outgoing, Receipt


class Adapter(Protocol):
    """One platform's connection: sends what the outbox leased to it."""

    name: str

    def targets(self) -> Sequence[Address]:
        """What this process can deliver; see ``Unit.lease``."""
        ...

    async def send(self, out: Outgoing) -> Receipt:
        """Deliver one row; never raises for what the platform answers."""
        ...
