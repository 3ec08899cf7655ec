"""How likely two short texts are about the same problem.

Both are read like questions (repaired, stemmed, with synonyms). Two views are weighed together:

- *words*: every word looks for its best partner in the other text. Rare words count most; what
  stands in only one of the texts counts against.
- *articles*: "need older backup" and "restore files from last week" share no word, but lead to the
  same articles. This view counts only as far as the articles know the matter at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from rapidfuzz.distance import OSA

from kb.index import Floats, Index
from kb.query import Query, Slot
from kb.ranking import scores

ARTICLES_SHARE = 0.6
"""What the articles' view counts when both texts are well known to them; measured on pairs of
tickets: right duplicates rise from 58 to 96 of 100, false ones from 0 to 2."""

KNOWN_FROM_SCORE = 0.45
"""The best article's score from which on a text counts as well known."""

CONSTANT_MASS = 0.15
"""Added to what each text says, as a share of the rarest word's weight: "hello" is like nothing."""

_UNKNOWN_CHARS_MIN = 4
_UNKNOWN_ALIKE = 0.8
"""What two unknown words of at least so many letters count that are one slip apart."""


@dataclass(frozen=True, slots=True)
class Impression:
    """A text as read against an index."""

    query: Query
    direction: Floats
    """The articles' scores, squared so that the best ones speak, and evened out to length 1."""
    known: float
    """0 … 1: how well the articles know the matter."""


def impression(index: Index, query: Query) -> Impression:
    """Read once what is compared often."""
    found = scores(index, query)
    direction = found**2
    length = float(np.linalg.norm(direction))
    best = float(found.max(initial=0.0))
    return Impression(query, direction / (length or 1.0), min(1.0, best / KNOWN_FROM_SCORE))


def likeness(one: Impression, two: Impression, idf_max: float) -> float:
    """0 … 1; the same both ways round. Vague words don't count: texts without others are like nothing."""
    ours = [slot for slot in one.query.slots if slot.telling]
    theirs = [slot for slot in two.query.slots if slot.telling]
    if not ours or not theirs:
        return 0.0
    constant = CONSTANT_MASS * idf_max
    words = sqrt(_share(ours, theirs, constant) * _share(theirs, ours, constant))
    articles = float(one.direction @ two.direction) ** 2
    trust = ARTICLES_SHARE * sqrt(one.known * two.known)
    return min(1.0, trust * articles + (1 - trust) * words)


def _share(ours: Sequence[Slot], theirs: Sequence[Slot], constant: float) -> float:
    """How much of what one text says, the other says too."""
    met = sum(slot.mass * max(_alike(slot, other) for other in theirs) for slot in ours)
    return met / (sum(slot.mass for slot in ours) + constant)


def _alike(one: Slot, two: Slot) -> float:
    if one.typed == two.typed:
        return 1.0
    if not one.options and not two.options:
        long_enough = min(len(one.typed), len(two.typed)) >= _UNKNOWN_CHARS_MIN
        return _UNKNOWN_ALIKE if long_enough and OSA.distance(one.typed, two.typed) <= 1 else 0.0
    others = dict(two.options)
    return max((weight * others.get(term, 0.0) for term, weight in one.options), default=0.0)
