"""From a name to words that staff send."""

from collections.abc import Sequence
from typing import Protocol

from bot.core.model.saved_replies import SavedReply


class SavedReplies(Protocol):
    """The firm's saved replies, and its articles by their names."""

    def all(self) -> Sequence[SavedReply]:
        """Every saved reply, each in the default language where it is written in that; by name. No articles."""
        ...

    def find(self, name: str, lang: str) -> SavedReply | None:
        """The one of that name in ``lang``, else in the default language; else the article of that name."""
        ...

    def nearest(self, name: str) -> Sequence[str]:
        """The names that are most like one that isn't there."""
        ...


class NoReplies:
    """A desk without saved replies."""

    def all(self) -> Sequence[SavedReply]:
        """None."""
        return ()

    def find(self, name: str, lang: str) -> SavedReply | None:
        """Nothing, whatever the name."""

    def nearest(self, name: str) -> Sequence[str]:
        """None."""
        return ()
