"""Tickets about the same problem: a client's open ones, or solved ones that staff may learn from.

What was read of a text is remembered, so a ticket that joins costs one reading and one that leaves costs
nothing; comparing two that were read takes microseconds.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from kb.ranking.similarity import TextFeatures, similarity

REMEMBERED_MAX = 2_000
"""Texts; about 5 kB each with a layer that knows meanings."""


class Impressions:
    """A cache of texts' features. Safe to use from any thread."""

    def __init__(self, read: Callable[[str], TextFeatures]) -> None:
        self._read = read
        self._lock = Lock()
        self._remembered: OrderedDict[str, TextFeatures] = OrderedDict()

    def of(self, text: str) -> TextFeatures:
        """The text's impression, read now if it isn't remembered."""
        with self._lock:
            found = self._remembered.get(text)
            if found is not None:
                self._remembered.move_to_end(text)
                return found
        found = self._read(text)
        with self._lock:
            self._remembered[text] = found
            while len(self._remembered) > REMEMBERED_MAX:
                self._remembered.popitem(last=False)
        return found


class SimilarArticles:
    """A set of texts, each under a number such as its ticket's, that others can be compared with."""

    def __init__(self, impressions: Impressions, idf_max: float) -> None:
        self._impressions, self._idf_max = impressions, idf_max
        self._texts: dict[int, TextFeatures] = {}

    def add(self, number: int, text: str) -> None:
        """Compare with this one, too; another text under the same number is replaced."""
        self._texts[number] = self._impressions.of(text)

    def remove(self, number: int) -> None:
        """Don't compare with it any more, if it's there."""
        self._texts.pop(number, None)

    def near(self, text: str, limit: int) -> list[tuple[int, float]]:
        """The most similar ones with their likeness, the most similar first; only what is like it at all."""
        own = self._impressions.of(text)
        found = ((number, similarity(own, other, self._idf_max)) for number, other in self._texts.items())
        return sorted((pair for pair in found if pair[1] > 0), key=lambda pair: -pair[1])[:limit]
