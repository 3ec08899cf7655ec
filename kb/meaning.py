"""One language's articles as vectors, as far as they have some, and how near a question is to each."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.core.model import Article
from kb.index import Floats
from kb.layers import Voice
from kb.vectors import Vectors, key_of

ARTICLES_AT_ONCE = 16
"""Made before the next look at whether they are still wanted: a second or two with the slowest model."""


def nearness(rows: Floats, heard: Floats) -> Floats:
    """Each row's product with a vector, on this core only: two threads of BLAS wait for each other on a busy one."""
    found: Floats = np.einsum("ij,j->i", rows, heard)
    return found


class Meaning:
    """The say of each voice about one language's articles. Safe to use from any thread."""

    def __init__(self, lang: str, articles: Sequence[Article], heard: Sequence[tuple[Voice, Vectors]]) -> None:
        self._articles = tuple(articles)
        self.keys = tuple(map(key_of, articles))
        self.abroad = all(lang.split("-", 1)[0] not in voice.embedder.langs for voice, _ in heard)
        """Was none of the voices made for the language?"""
        self._shares = [voice.share_in(lang) for voice, _ in heard]
        self._vectors = [vectors for _, vectors in heard]
        self._tables: list[tuple[int, Floats, npt.NDArray[np.bool_]]] = [
            (-1, np.empty((0, 0), np.float32), np.empty(0, np.bool_)) for _ in heard
        ]

    def make_some(self) -> bool:
        """Make a few more vectors; ``False`` when there is nothing left to make."""
        for vectors in self._vectors:
            lacking = [at for at, key in enumerate(self.keys) if vectors.missing((key,))][:ARTICLES_AT_ONCE]
            if lacking:
                vectors.make([self._articles[at] for at in lacking], [self.keys[at] for at in lacking])
                return True
        return False

    def read(self, text: str) -> list[Floats]:
        """The text as each voice hears it."""
        return [vectors.embedder.hear(text) for vectors in self._vectors]

    def blend(self, scores: Floats, heard: Sequence[Floats]) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """The words' scores together with every voice's; and which articles have been judged by all."""
        shares, judged = 0.0, np.ones(len(scores), np.bool_)
        total = np.zeros_like(scores)
        for at, share in enumerate(self._shares):
            rows, have = self._table(at)
            if have.any():
                total += np.float32(share) * nearness(rows, heard[at])
            judged &= have
            shares += share
        return np.where(judged, np.float32(1 - shares) * scores + total, scores), judged

    def told(self, heard: Sequence[Floats], place: int) -> tuple[tuple[str, float, float], ...]:
        """Name, share and nearness of each voice that has read the article."""
        told = []
        for at, share in enumerate(self._shares):
            rows, have = self._table(at)
            if have[place]:
                told.append((self._vectors[at].embedder.name, share, float(rows[place] @ heard[at])))
        return tuple(told)

    def _table(self, at: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """The vectors of one voice in the articles' order, made anew when there are more of them."""
        vectors, (version, rows, have) = self._vectors[at], self._tables[at]
        if version != vectors.version:
            version = vectors.version
            rows, have = vectors.rows(self.keys)
            self._tables[at] = (version, rows, have)
        return rows, have
