"""Tickets found by their words."""

from collections.abc import Iterable
from typing import Protocol

from bot.core.model.finding import Found, Wanted


class Finding(Protocol):
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
