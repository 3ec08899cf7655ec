"""How likely two short texts are about the same problem.

Both are read like questions (repaired, stemmed, with synonyms). Three views are weighed together:

- *words*: every word looks for its best partner in the other text. Rare words count most; what
  stands in only one of the texts counts against.
- *articles*: "need older backup" and "restore files from last week" share no word, but lead to the
  same articles. This view counts only as far as the articles know the matter at all.
- *meaning*, where a layer knows meanings: how near the vectors of the two texts are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from kb.index.arrays import Floats
from kb.query.slots import Query, Slot

ARTICLES_SHARE = 0.6
"""What the articles' view counts beside that of the words when both texts are well known to them."""

MEANING_SHARE = 0.4
"""What the meaning counts beside the other two."""

KNOWN_FROM_SCORE = 0.45
"""The best article's score from which on a text counts as well known."""

SHARPNESS = 0.06
"""So much less score, and an article counts only a third in the articles' view."""

ARTICLES_MAX = 48
"""Articles, the best ones, that are kept of the articles' view: the others come to nothing."""

CONSTANT_MASS = 0.15
"""Added to what each text says, as a share of the rarest word's weight: "hello" is like nothing."""

_UNKNOWN_CHARS_MIN = 4
_UNKNOWN_ALIKE = 0.8
"""What two unknown words of at least so many letters count that are one slip apart."""


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """What is compared of a text, as read against an index; small enough to be cached."""

    query: Query
    articles: npt.NDArray[Any]
    """Positions of the best articles, ascending."""
    shares: Floats
    """How much each of them has to do with the text; of length 1 together."""
    known: float
    """0 … 1: how well the articles know the matter."""
    meaning: Floats | None
    """The text's vector, where there is a layer that makes some."""


def text_features(query: Query, scores: Floats, meaning: Floats | None = None) -> TextFeatures:
    """Extract a text's features; ``scores`` are those of the articles."""
    best = float(scores.max(initial=0.0))
    found = (
        np.argpartition(-scores, ARTICLES_MAX)[:ARTICLES_MAX] if len(scores) > ARTICLES_MAX else np.arange(len(scores))
    )
    found = np.sort(found[scores[found] > 0])
    shares = np.exp((scores[found] - best) / SHARPNESS).astype(np.float32)
    return TextFeatures(
        query, found, shares / (np.linalg.norm(shares) or 1.0), min(1.0, best / KNOWN_FROM_SCORE), meaning
    )


def similarity(one: TextFeatures, two: TextFeatures, idf_max: float) -> float:
    """0 … 1; the same both ways round. Vague words don't count: texts without others are like nothing."""
    ours = [slot for slot in one.query.slots if slot.telling]
    theirs = [slot for slot in two.query.slots if slot.telling]
    if not ours or not theirs:
        return 0.0
    constant = CONSTANT_MASS * idf_max
    words = sqrt(_share(ours, theirs, constant) * _share(theirs, ours, constant))
    trust = ARTICLES_SHARE * sqrt(one.known * two.known)
    told = trust * _same_articles(one, two) + (1 - trust) * words
    if one.meaning is not None and two.meaning is not None:
        told += MEANING_SHARE * (max(0.0, float(one.meaning @ two.meaning)) - told)
    return min(1.0, told)


def _same_articles(one: TextFeatures, two: TextFeatures) -> float:
    _, ours, theirs = np.intersect1d(one.articles, two.articles, assume_unique=True, return_indices=True)
    return float(one.shares[ours] @ two.shares[theirs])


def _share(ours: Sequence[Slot], theirs: Sequence[Slot], constant: float) -> float:
    """How much of what one text says, the other says too."""
    met = sum(slot.mass * max(_alike(slot, other) for other in theirs) for slot in ours)
    return met / (sum(slot.mass for slot in ours) + constant)


def _alike(one: Slot, two: Slot) -> float:
    if one.typed == two.typed or (one.stem == two.stem and not one.options):
        return 1.0
    if not one.options and not two.options:
        long_enough = min(len(one.typed), len(two.typed)) >= _UNKNOWN_CHARS_MIN
        return _UNKNOWN_ALIKE if long_enough and OSA.distance(one.typed, two.typed) <= 1 else 0.0
    others = dict(two.options)
    return max((weight * others.get(term, 0.0) for term, weight in one.options), default=0.0)
