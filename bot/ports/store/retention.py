"""Copies that are kept for a while only."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.core.rules.retention import Bite, Copies, Key


class Retention(Protocol):
    """Removes old rows whose content stands elsewhere, some at a time."""

    def begins_pruning(self, now: datetime, every: timedelta) -> bool:
        """Whether no process has begun for so long to remove what is old; notes that this one does."""
        ...

    def prune(self, copies: Copies, before: datetime, after: Key = ()) -> Bite:
        """Look at a limited number of rows behind a key, and remove those settled before a moment that may go."""
        ...
