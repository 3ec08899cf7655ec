"""One language's articles as vectors, as far as they have some, and how near a question is to each."""

from collections import deque
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.core.model.knowledge import Article
from kb.index.arrays import Floats
from kb.vectors.embedders import WeightedEmbedder
from kb.vectors.stored import Vectors, key_of


def nearness(rows: Floats, vector: Floats) -> Floats:
    """Each row's product with a vector, on this core only: two threads of BLAS wait for each other on a busy one."""
    found: Floats = np.einsum("ij,j->i", rows, vector)
    return found


class Table:
    """One embedder's vectors of the articles, in their order; filled in while questions are answered from it."""

    def __init__(self, vectors: Vectors, keys: Sequence[bytes]) -> None:
        self.vectors = vectors
        self.rows: Floats = np.zeros((len(keys), vectors.embedder.dimensions), np.float32)
        """Zeros where there is no vector yet."""
        self.have = np.zeros(len(keys), np.bool_)
        """Where there is one. Set after its row was written: who looks here first never sees half a vector."""
        self._keys = keys
        self._lacking = deque(at for at in range(len(keys)) if not self._take(at))
        self._making = Lock()

    @property
    def missing(self) -> int:
        """How many articles have no vector yet."""
        return len(self._lacking)

    def make_some(self, articles: Sequence[Article], at_most: int) -> bool:
        """Make a few more, in the articles' order; ``False`` when there is nothing left to make."""
        with self._making:
            places = [self._lacking.popleft() for _ in range(min(at_most, len(self._lacking)))]
            self.vectors.make([articles[at] for at in places], [self._keys[at] for at in places])
            for at in places:
                self._take(at)
        return bool(places)

    def _take(self, at: int) -> bool:
        vector = self.vectors.of(self._keys[at])
        if vector is None:
            return False
        self.rows[at] = vector
        self.have[at] = True
        return True


class Question(NamedTuple):
    """A question as the embedders read it."""

    vectors: tuple[Floats | None, ...]
    """``None`` of those that have no say."""
    across: bool


class Meaning:
    """All embedders' vectors of one language's articles. Safe to use from any thread; questions wait for none."""

    def __init__(
        self, lang: str, articles: Sequence[Article], embedders: Sequence[tuple[WeightedEmbedder, Vectors]]
    ) -> None:
        """Takes what vectors there are; ``make_some`` makes the others."""
        self._articles = tuple(articles)
        self.keys = tuple(map(key_of, articles))
        self.abroad = any(lang.split("-", 1)[0] not in weighted.embedder.langs for weighted, _ in embedders)
        """Whether one of the embedders wasn't made for the language."""
        told = [
            (weighted.share_abroad if self.abroad else weighted.share, weighted.share_across, weighted, vectors)
            for weighted, vectors in embedders
        ]
        heard = [each for each in told if each[0] or each[1]]  # the others needn't read the articles
        self._shares = {False: [each[0] for each in heard], True: [each[1] for each in heard]}
        """By whether a question is in another language."""
        self.strongest = max(range(len(heard)), key=self._shares[False].__getitem__, default=0)
        """The embedder that counts most here …"""
        self.likeness = heard[self.strongest][2].likeness if heard else 0.0
        """… and what it counts when two texts are compared."""
        self._tables = [Table(vectors, self.keys) for *_, vectors in heard]

    @property
    def missing(self) -> int:
        """How many vectors are still to be made."""
        return sum(table.missing for table in self._tables)

    def make_some(self, at_most: int) -> bool:
        """Make a few more vectors; ``False`` when there is nothing left to make."""
        return any(table.make_some(self._articles, at_most) for table in self._tables)

    def read(self, text: str, across: bool = False, *, again: bool = False) -> Question:
        """The question's vector, by each embedder that has a say.

        ``across``: it is in another language; ``again``: it is asked at each start, and its vectors are kept.
        """
        read = (
            (table.vectors.of_question(text) if again else table.vectors.embedder.embed_question(text))
            if share
            else None
            for table, share in zip(self._tables, self._shares[across], strict=True)
        )
        return Question(tuple(read), across)

    def blend(self, scores: Floats, question: Question) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
        """Blend the words' scores with every embedder's.

        Also return what the one that counts most says, and which articles all of them have judged.
        """
        shares, most, judged = 0.0, 0.0, np.ones(len(scores), np.bool_)
        total, nearest = np.zeros_like(scores), np.zeros_like(scores)
        for table, share, vector in self._asked(question):
            have = table.have.copy()
            near = nearness(table.rows, vector)
            total += np.float32(share) * near
            if share > most:
                most, nearest = share, near
            judged &= have
            shares += share
        return np.where(judged, np.float32(1 - shares) * scores + total, scores), nearest, judged

    def _asked(self, question: Question) -> Iterator[tuple[Table, float, Floats]]:
        for table, share, vector in zip(self._tables, self._shares[question.across], question.vectors, strict=True):
            if vector is not None:
                yield table, share, vector

    def told(self, question: Question, place: int) -> tuple[tuple[str, float, float], ...]:
        """Name, share and nearness of each embedder that has a vector of the article."""
        return tuple(
            (table.vectors.embedder.name, share, float(table.rows[place] @ vector))
            for table, share, vector in self._asked(question)
            if table.have[place]
        )
