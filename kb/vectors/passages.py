"""How near in meaning a question is to passages of articles, which are read when they may be shown."""

from collections.abc import Sequence
from functools import lru_cache

from kb.index.arrays import Floats
from kb.vectors.embedders import Embedder

PASSAGES_KEPT = 4_000
"""Read once; some 4 MB of them."""


def nearness(embedder: Embedder, question: str, passages: Sequence[str]) -> list[float]:
    """The product of the question's vector and each passage's."""
    asked = embedder.embed_question(question)
    return [float(_read(embedder, passage) @ asked) for passage in passages]


@lru_cache(PASSAGES_KEPT)
def _read(embedder: Embedder, passage: str) -> Floats:
    return embedder.embed([passage])[0]
