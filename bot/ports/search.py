"""From a question to articles."""

from collections.abc import Sequence
from typing import Protocol

from bot.core.model.knowledge import Article, Hit


class Search(Protocol):
    """From a question in somebody's own words to articles, best first."""

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """The articles that may answer ``text``; never raises on hostile text.

        ``lang`` is the reader's; an article missing there is found in the default language.
        """
        ...

    def article(self, slug: str, lang: str) -> Article | None:
        """The article in ``lang``, else in the default language, else ``None``."""
        ...

    def alike(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """How likely each of ``others`` is about the same problem as ``text``: 0 … 1 each."""
        ...
