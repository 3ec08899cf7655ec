"""How likely two short texts are about the same problem.

Both are read like questions (repaired, stemmed, with synonyms). Three views are weighed together:

- *words*: every word looks for its best partner in the other text. Rare words count most (rare in tickets, as far as
  some were read: ``kb.ranking.similar_tickets``); what stands in only one of the texts counts against.
- *articles*: "need older backup" and "restore files from last week" share no word, but lead to the
  same articles. This view counts only as far as the articles know the matter at all.
- *meaning*, where a layer knows meanings: how near the vectors of the two texts are.

What the texts contradict each other in (``kb.ranking.contrast``) counts against all three, as far as they share words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from kb.index.arrays import Floats
from kb.query.slots import Query, Slot
from kb.ranking.contrast import Facts, contrast

ARTICLES_SHARE = 0.6
"""What the articles' view counts beside that of the words when both texts are well known to them."""

MEANING_LESS = 0.25
"""So much less of its share has the meaning when both texts are well known to the articles."""

KNOWN_FROM_SCORE = 0.45
"""The best article's score from which on a text counts as well known."""

SHARPNESS = 0.06
"""So much less score, and an article counts only a third in the articles' view."""

ARTICLES_MAX = 48
"""Articles, the best ones, that are kept of the articles' view: the others come to nothing."""

CONSTANT_MASS = 0.15
"""Added to what each text says, as a share of the rarest word's weight: "hello" is like nothing."""

CONTRAST_FROM_WORDS = 0.6
"""Texts that share so much of their words are told apart by a contrast in full, others in proportion."""

ROOT_CHARS = 5
ROOT_ALIKE = 0.6
"""What two words count whose stems begin with the same so many letters: "Kündigung" and "kündigt"."""

_UNKNOWN_CHARS_MIN = 4
_UNKNOWN_ALIKE = 0.8
"""What two unknown words of at least so many letters count that are one slip apart."""

Weigh = Callable[[Slot], float]
"""How much hangs on a word."""


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """What is compared of a text, as read against an index; small enough to be cached."""

    words: tuple[Slot, ...]
    """Those that aren't vague."""
    typed: frozenset[str]
    unknown: frozenset[str]
    """Stems of words that no article has."""
    roots: frozenset[str]
    """How the stems begin."""
    terms: Mapping[int, float]
    """Terms that would do for one of the words, and what each counts."""
    articles: npt.NDArray[Any]
    """Positions of the best articles, ascending."""
    shares: Floats
    """How much each of them has to do with the text; of length 1 together."""
    known: float
    """0 … 1: how well the articles know the matter."""
    facts: Facts
    meaning: Floats | None
    """The text's vector, where there is a layer that makes some, and what that counts."""
    meaning_share: float


def text_features(
    query: Query, scores: Floats, facts: Facts, meaning: Floats | None = None, meaning_share: float = 0.0
) -> TextFeatures:
    """Extract a text's features; ``scores`` are those of the articles."""
    best = float(scores.max(initial=0.0))
    found = (
        np.argpartition(-scores, ARTICLES_MAX)[:ARTICLES_MAX] if len(scores) > ARTICLES_MAX else np.arange(len(scores))
    )
    found = np.sort(found[scores[found] > 0])
    shares = np.exp((scores[found] - best) / SHARPNESS).astype(np.float32)
    words = tuple(slot for slot in query.slots if slot.telling)
    terms: dict[int, float] = {}
    for term, weight in (option for slot in words for option in slot.options):
        terms[term] = max(weight, terms.get(term, 0.0))
    return TextFeatures(
        words=words,
        typed=frozenset(slot.typed for slot in words),
        unknown=frozenset(slot.stem for slot in words if not slot.options),
        roots=frozenset(slot.stem[:ROOT_CHARS] for slot in words if len(slot.stem) >= ROOT_CHARS),
        terms=terms,
        articles=found,
        shares=shares / (np.linalg.norm(shares) or 1.0),
        known=min(1.0, best / KNOWN_FROM_SCORE),
        facts=facts,
        meaning=meaning,
        meaning_share=meaning_share,
    )


def similarity(one: TextFeatures, two: TextFeatures, idf_max: float, weigh: Weigh) -> float:
    """0 … 1; the same both ways round. Vague words don't count: texts without others are like nothing."""
    if not one.words or not two.words:
        return 0.0
    constant = CONSTANT_MASS * idf_max
    words = sqrt(_share(one, two, constant, weigh) * _share(two, one, constant, weigh))
    known = sqrt(one.known * two.known)
    told = words + ARTICLES_SHARE * known * (_same_articles(one, two) - words)
    if one.meaning is not None and two.meaning is not None:
        share = min(one.meaning_share, two.meaning_share) * (1 - MEANING_LESS * known)
        told += share * (max(0.0, float(one.meaning @ two.meaning)) - told)
    differ = contrast(one.facts, two.facts)
    return min(1.0, told * (1 - differ * min(1.0, words / CONTRAST_FROM_WORDS)))


def _same_articles(one: TextFeatures, two: TextFeatures) -> float:
    if not len(one.articles):
        return 0.0
    nearest = np.minimum(one.articles.searchsorted(two.articles), len(one.articles) - 1)
    both = one.articles[nearest] == two.articles
    return float(one.shares[nearest[both]] @ two.shares[both])


def _share(ours: TextFeatures, theirs: TextFeatures, constant: float, weigh: Weigh) -> float:
    """How much of what one text says, the other says too."""
    masses = [weigh(slot) for slot in ours.words]
    met = sum(mass * _met(slot, theirs) for mass, slot in zip(masses, ours.words, strict=True))
    return met / (sum(masses) + constant)


def _met(slot: Slot, theirs: TextFeatures) -> float:
    """The best partner of a word in the other text."""
    if slot.typed in theirs.typed:
        return 1.0
    root = ROOT_ALIKE if slot.stem[:ROOT_CHARS] in theirs.roots else 0.0
    if slot.options:
        return max(root, *(weight * theirs.terms.get(term, 0.0) for term, weight in slot.options))
    if slot.stem in theirs.unknown:
        return 1.0
    return _UNKNOWN_ALIKE if _nearly(slot.typed, theirs.words) else root


def _nearly(typed: str, others: Sequence[Slot]) -> bool:
    """Whether an unknown word is one slip away from another unknown one."""
    return len(typed) >= _UNKNOWN_CHARS_MIN and any(
        not other.options and len(other.typed) >= _UNKNOWN_CHARS_MIN and OSA.distance(typed, other.typed) <= 1
        for other in others
    )
