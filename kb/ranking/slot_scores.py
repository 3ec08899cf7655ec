"""Which articles fill a question's slots best.

Each slot takes its best filled option, each pair of neighbouring words that a title, keyword or heading
shares adds a bonus; the sum is set against what the whole question asks for (its mass: rare words weigh
most, unknown ones nearly as much, vague ones next to nothing) plus a constant. So scores compare between
questions and between languages, and a word that no article has, or that was only guessed at, pulls every
score down.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np

from kb.index.arrays import Docs, Floats, Index, rarity
from kb.language.words import (
    COMPOUND_CHARS_MIN,
    COMPOUND_PART_CHARS_MIN,
    RAW,
    Tongue,
    fold,
    parts,
    plain_case,
)
from kb.query.slots import Query, Slot

GOOD_WORTH = 0.65
"""The worth of a posting that leaves nothing to wish for: in the title, and mentioned again."""

CONSTANT_MASS = 0.5
"""Added to what a question asks for, as a share of the rarest word's weight: one common word,
perfectly matched, proves little."""

NAMED_KEPT = 4_096
"""Articles whose title and keywords are kept as stems: some 2 kB each."""

PAIR_BONUS = 0.3
"""What a shared pair of neighbouring words adds, as a share of its rarity."""


def best(found: Floats, limit: int) -> list[int]:
    """The places of the highest scores, the best first; of equals the one that stands first. Only above 0."""
    if limit < len(found):
        top = np.argpartition(-found, limit - 1)[:limit]
        least = found[top].min()
        top = np.flatnonzero(found >= least if least > 0 else found > 0)
    else:
        top = np.arange(len(found))
    top = top[np.argsort(-found[top], kind="stable")][:limit]
    return [place for place in top.tolist() if found[place] > 0]


def scores(index: Index, query: Query) -> Floats:
    """Each article's score, 0 … about 1, in the order of the index's articles."""
    total = np.zeros(len(index.articles), np.float32)
    if not query.slots:
        return total
    for slot in query.slots:
        _add_best(total, slot_offers(index, slot))
    total += pair_scores(index, query)
    return total / np.float32(denominator(index, query))


def denominator(index: Index, query: Query) -> float:
    """What the score is set against: all that the question asks for, perfectly answered, and a constant."""
    return GOOD_WORTH * (query.mass + CONSTANT_MASS * index.idf_max)


def named_share(index: Index, query: Query, place: int) -> float:
    """How much of the question, 0 … 1, the article's title and keywords name."""
    article = index.articles[place]
    named = slots_named(index, query, article.title, *article.keywords)
    found = sum(slot.mass * fits for slot, fits in zip(query.slots, named, strict=True))
    return found / (query.mass or 1.0)


def slots_named(index: Index, query: Query, *lines: str) -> list[float]:
    """Of each slot, what it counts, 0 … 1, in an article's title and keywords, or some of these."""
    stems = _named(index.tongue, *lines)
    long = [stem for stem in stems if len(stem) >= COMPOUND_CHARS_MIN] if index.tongue.words.compounds else []
    return [_fits(index, slot, stems, long) for slot in query.slots]


def _fits(index: Index, slot: Slot, stems: frozenset[str], long: Sequence[str]) -> float:
    """What the best option counts that is one of the stems, or begins or ends a long one."""
    for term, weight in slot.options:  # the best first
        stem = index.stem_of[term]
        part = len(stem) >= COMPOUND_PART_CHARS_MIN and any(
            each.startswith(stem) or each.endswith(stem) for each in long
        )
        if stem in stems or part:
            return weight
    return 0.0


@lru_cache(maxsize=NAMED_KEPT)
def _named(spoken: Tongue, *lines: str) -> frozenset[str]:
    """The stems of some lines, but for words that say nothing."""
    words = [word for line in lines for raw in RAW.findall(plain_case(line)) for word in _words(raw)]
    return frozenset(spoken.stems([word for word in words if fold(word) not in spoken.stop]))


def _words(raw: str) -> Iterator[str]:
    whole, pieces = parts(raw)
    return filter(None, (whole, *pieces))


def off_topic_share(index: Index, query: Query, place: int) -> float:
    """How much of the question, 0 … 1, is about products that the article doesn't mention."""
    named = [slot for slot in query.slots if slot.product]
    missed = sum(slot.mass for slot in named if not any(_has(index, term, place) for term, _ in slot.options))
    return missed / (query.mass or 1.0)


def _has(index: Index, term: int, place: int) -> bool:
    docs, _ = index.postings(term)
    at = int(np.searchsorted(docs, place))
    return at < len(docs) and int(docs[at]) == place


def slot_offers(index: Index, slot: Slot) -> list[tuple[Docs, Floats]]:
    """What each option of the slot is worth where; a reading or synonym never beats the word itself."""
    offers = []
    for term, weight in slot.options:
        docs, worth = index.postings(term)
        offers.append((docs, worth * np.float32(weight * min(float(index.idf[term]), slot.rarity))))
    return offers


def pair_scores(index: Index, query: Query) -> Floats:
    """What pairs of neighbouring words add, by article."""
    total = np.zeros(len(index.articles), np.float32)
    wanted = [option for options in query.pairs for option in options]
    stretches = iter(index.pairs.find([key for key, _ in wanted]))
    for options in query.pairs:
        _add_best(total, _shared(index, [(next(stretches), weight) for _, weight in options]))
    return total


def _shared(index: Index, options: Iterable[tuple[slice, float]]) -> Iterable[tuple[Docs, Floats]]:
    pairs, size = index.pairs, len(index.articles)
    for stretch, weight in options:
        if stretch.start != stretch.stop:
            spread = np.array([stretch.stop - stretch.start])
            share = PAIR_BONUS * weight * float(rarity(spread, size)[0])
            yield pairs.docs[stretch], pairs.gains[stretch] * np.float32(share)


def _add_best(total: Floats, filled: Iterable[tuple[Docs, Floats]]) -> None:
    """Add, for each article, the best of what is offered for it."""
    offers = list(filled)
    if len(offers) == 1:
        total[offers[0][0]] += offers[0][1]
    elif offers:
        best = np.zeros_like(total)
        for docs, values in offers:
            best[docs] = np.maximum(best[docs], values)
        total += best
