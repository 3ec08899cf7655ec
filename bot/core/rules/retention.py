"""How long copies are kept that nobody needs any more: what goes, and from when on.

Only copies go. What a ticket is made of stays for good: its record, promises, agreements, work and audit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.policy import Policy

ROWS_A_BITE = 100
"""Looked at in one transaction: some 5 ms, so that a turn that waits for it doesn't notice."""

Key = tuple[str | int, ...]
"""Where a walk through a table stands: the key of the last row that was looked at; empty at the beginning."""


class Copies(StrEnum):
    """What is kept for a while only."""

    SENT = "sent"
    """Messages that stand on the platform and, where they matter, on a ticket's record."""
    RECEIVED = "received"
    """Events of platforms by their keys, which tell one that is delivered again."""
    ORIGINS = "origins"
    """Of which event a client's words on a ticket are, once that is forgotten and the ticket can't be reopened."""


@dataclass(frozen=True, slots=True)
class Bite:
    """What one transaction did: how many rows it removed, and where to go on; ``None`` at the end."""

    removed: int
    last: Key | None


def outlived(policy: Policy, now: datetime) -> tuple[tuple[Copies, datetime], ...]:
    """What goes now, each with the moment before which it was settled; nothing of what is kept for good."""
    sent, received = policy.retention.sent_days, policy.retention.received_days
    closed = received and max(received, policy.promises.reopen_window_days)
    days = ((Copies.SENT, sent), (Copies.RECEIVED, received), (Copies.ORIGINS, closed))
    return tuple((copies, now - timedelta(days=kept)) for copies, kept in days if kept)
