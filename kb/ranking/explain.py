"""Why an article was found: each part of its score, for whoever improves articles or the search."""

from dataclasses import dataclass

import numpy as np

from kb.index.arrays import Docs, Floats, Index
from kb.query.slots import Query, Slot
from kb.ranking.slot_scores import denominator, pair_scores, slot_offers


@dataclass(frozen=True, slots=True)
class Part:
    """One word of the question, and what the article has of it."""

    typed: str
    searched: tuple[tuple[str, float], ...]
    """Words of articles that would do, and what each counts; the best ones first."""
    asked: float
    """Its share of what the whole question asks for, 0 … 1."""
    gained: float
    """What it adds to the score."""


@dataclass(frozen=True, slots=True)
class Why:
    """One article for one question."""

    slug: str
    lang: str
    """The language in which it was found."""
    repaired: str
    """The question as it was understood."""
    parts: tuple[Part, ...]
    pairs: float
    """What pairs of neighbouring words add to the score."""
    words: float
    """The score by words alone."""
    embedders: tuple[tuple[str, float, float], ...]
    """Name, share of the score and nearness (−1 … 1) of each embedder that has a vector of the article."""
    score: float
    lead: float
    """How much higher the score is than that of the crowd behind it."""
    standing: float
    """How many standard deviations the score lies above the mean of all articles."""
    nearness: float
    """What the embedder that counts most makes of it."""
    named: float
    """How much of the question its title and keywords name."""
    off_topic_share: float
    """How much of the question is about products that the article doesn't mention."""
    curve: str
    """The curve that makes these a confidence."""
    confidence: float
    shift: float
    """What the articles' self-test adds to the curve."""


def parts_of(index: Index, query: Query, place: int) -> tuple[tuple[Part, ...], float]:
    """What each word adds to an article's score, and what the pairs add."""
    whole, mass = denominator(index, query), query.mass or 1.0
    parts = tuple(
        Part(slot.typed, _searched(index, slot), slot.mass / mass, _best(slot_offers(index, slot), place) / whole)
        for slot in query.slots
    )
    return parts, float(pair_scores(index, query)[place]) / whole


def _searched(index: Index, slot: Slot) -> tuple[tuple[str, float], ...]:
    return tuple((index.forms_of(term)[0], weight) for term, weight in slot.options if index.forms_of(term))


def _best(offers: list[tuple[Docs, Floats]], place: int) -> float:
    found = 0.0
    for docs, values in offers:
        at = int(np.searchsorted(docs, place))
        if at < len(docs) and docs[at] == place:
            found = max(found, float(values[at]))
    return found
