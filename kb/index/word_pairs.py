"""Words that stand side by side in titles, keywords and headings.

"Mail password" is another matter than mail and passwords, and "not loading" than loading: a pair
that a question shares with a title, a keyword or a heading tells articles apart that share all
their words. Which of the two comes first doesn't matter; small words between them are passed over.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")

NEGATION = (1 << 31) - 1
"""Stands for the term of a word that says no."""


def pair_key(one: int, two: int) -> int:
    """Two terms, in whatever order, as one number."""
    return (min(one, two) << 31) | max(one, two)


def neighbours(sequence: Iterable[T], negation: T) -> Iterator[tuple[T, T]]:
    """What stands side by side. A "not" goes with the next word only, and parts nobody."""
    last: T | None = None
    denied = False
    for unit in sequence:
        if unit == negation:
            denied = True
            continue
        if denied:
            yield negation, unit
        if last is not None and last != unit:
            yield last, unit
        last, denied = unit, False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which articles have a pair in title, keywords or headings, and how prominently."""

    keys: npt.NDArray[np.int64]
    """Ascending; one entry for each article that has the pair."""
    docs: npt.NDArray[np.int32]
    gains: npt.NDArray[np.float32]
    """0 … 1: where the pair stands."""

    @classmethod
    def of(cls, found: Iterable[tuple[int, float, Sequence[int]]]) -> "Pairs":
        """From (article, gain, terms in order) of each title, keyword and heading."""
        rows = [
            (pair_key(one, two), doc, gain) for doc, gain, terms in found for one, two in neighbours(terms, NEGATION)
        ]
        keys = np.array([key for key, _, _ in rows], np.int64)
        docs = np.array([doc for _, doc, _ in rows], np.int32)
        gains = np.array([gain for _, _, gain in rows], np.float32)
        return cls._ordered(keys, docs, gains)

    def changed(self, places: npt.NDArray[np.int32], added: "Pairs") -> "Pairs":
        """With some articles elsewhere (``places``: from old to new position, -1 for gone) and more pairs."""
        docs = places[self.docs]
        kept = docs >= 0
        return self._ordered(
            np.concatenate([self.keys[kept], added.keys]),
            np.concatenate([docs[kept], added.docs]),
            np.concatenate([self.gains[kept], added.gains]),
        )

    @classmethod
    def _ordered(
        cls, keys: npt.NDArray[np.int64], docs: npt.NDArray[np.int32], gains: npt.NDArray[np.float32]
    ) -> "Pairs":
        """Each pair of each article once, at its most prominent."""
        order = np.lexsort((-gains, docs, keys))
        keys, docs, gains = keys[order], docs[order], gains[order]
        best = np.ones(len(keys), np.bool_)
        best[1:] = (keys[1:] != keys[:-1]) | (docs[1:] != docs[:-1])
        return cls(keys[best], docs[best], gains[best])

    def find(self, keys: Sequence[int]) -> list[slice]:
        """For each key the stretch of ``docs`` and ``gains`` that is about it; mostly empty."""
        wanted = np.array(keys, np.int64)
        begins = np.searchsorted(self.keys, wanted, side="left").tolist()
        ends = np.searchsorted(self.keys, wanted, side="right").tolist()
        return [slice(begin, end) for begin, end in zip(begins, ends, strict=True)]
