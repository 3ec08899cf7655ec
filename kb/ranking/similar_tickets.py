"""Tickets about the same problem: a client's open ones, or solved ones that staff may learn from.

What was read of a text is remembered, so a ticket that joins costs one reading and one that leaves costs
nothing; comparing two that were read takes microseconds. How rare a word is, is counted in the texts that are
remembered: in tickets "website" tells little, in articles about mail it tells much.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable
from math import log1p
from threading import Lock

from kb.query.slots import Slot
from kb.ranking.similarity import TextFeatures, similarity

REMEMBERED_MAX = 2_000
"""Texts; about 5 kB each with a layer that knows meanings."""

TEXTS_TRUSTED = 100
"""Of so many texts, how rare a word is in them counts as much as how rare it is in articles."""


class Impressions:
    """A cache of texts' features, and how rare each word is in them. Safe to use from any thread."""

    def __init__(self, read: Callable[[str], TextFeatures], idf_max: float) -> None:
        """``idf_max`` is what the rarest word weighs in articles."""
        self._read, self._idf_max = read, idf_max
        self._lock = Lock()
        self._remembered: OrderedDict[str, TextFeatures] = OrderedDict()
        self._spread: Counter[str] = Counter()

    def of(self, text: str) -> TextFeatures:
        """The text's impression, read now if it isn't remembered."""
        with self._lock:
            found = self._remembered.get(text)
            if found is not None:
                self._remembered.move_to_end(text)
                return found
        found = self._read(text)
        with self._lock:
            if text not in self._remembered:
                self._spread.update({slot.stem for slot in found.words})
            self._remembered[text] = found
            while len(self._remembered) > REMEMBERED_MAX:
                _text, gone = self._remembered.popitem(last=False)
                self._spread.subtract({slot.stem for slot in gone.words})
                self._spread += Counter()  # without those of no text
        return found

    def likeness(self, one: TextFeatures, two: TextFeatures) -> float:
        """How likely two of the texts are about the same problem."""
        return similarity(one, two, self._idf_max, self._weigh)

    def _weigh(self, slot: Slot) -> float:
        """How much hangs on a word: how rare it is in articles, and the more texts were read, in those."""
        texts = len(self._remembered)
        spread = min(self._spread[slot.stem], texts)
        rarity = log1p((texts - spread + 0.5) / (spread + 0.5)) / log1p(2 * texts + 1)
        trust = texts / (texts + TEXTS_TRUSTED)
        return slot.mass + trust * (rarity * self._idf_max - slot.mass)


class SimilarArticles:
    """A set of texts, each under a number such as its ticket's, that others can be compared with."""

    def __init__(self, impressions: Impressions) -> None:
        self._impressions = impressions
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
        found = ((number, self._impressions.likeness(own, other)) for number, other in self._texts.items())
        return sorted((pair for pair in found if pair[1] > 0), key=lambda pair: -pair[1])[:limit]
