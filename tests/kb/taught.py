"""An embedder for tests: knows only what it was taught, and counts what it reads."""

from collections.abc import Mapping, Sequence

import numpy as np

from kb.index.arrays import Floats
from kb.vectors.embedders import WeightedEmbedder


class Taught:
    """An embedder with one dimension for each matter; a text is about those whose words it has."""

    name = "taught"
    langs = frozenset({"en"})

    def __init__(self, matters: Mapping[str, Sequence[str]]) -> None:
        self._matters = list(matters.values())
        self.dimensions = len(self._matters)
        self.read: list[str] = []
        """Every text, in order."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """See ``kb.vectors.embedders.Embedder``."""
        self.read += texts
        rows = [[float(any(word in text.lower() for word in words)) for words in self._matters] for text in texts]
        found = np.array(rows, np.float32).reshape(-1, self.dimensions)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return (found / np.where(lengths > 0, lengths, 1)).astype(np.float32)

    def embed_question(self, text: str) -> Floats:
        """See ``kb.vectors.embedders.Embedder``."""
        found: Floats = self.embed([text])[0]
        return found


def weighted(
    share: float = 0.5, share_abroad: float = 0.25, share_across: float = 0.0, **matters: Sequence[str]
) -> WeightedEmbedder:
    """An embedder that knows these matters by these words."""
    return WeightedEmbedder(Taught(matters), share, share_abroad, share_across)
