"""How near in meaning a question is to passages of articles, which are read when they may be shown."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from kb.index.arrays import Floats
from kb.vectors.embedders import Embedder

PASSAGES_KEPT = 4_000
"""Read once; some 4 MB of them."""


def nearness_by(embedder: Embedder) -> Callable[[str, Sequence[str]], list[float]]:
    """What gives the product of a question's vector and each passage's."""

    @lru_cache(PASSAGES_KEPT)
    def read(passage: str) -> Floats:
        rows: Floats = embedder.embed([passage])
        return rows[0]

    def nearness(question: str, passages: Sequence[str]) -> list[float]:
        asked = embedder.embed_question(question)
        return [float(read(passage) @ asked) for passage in passages]

    return nearness
