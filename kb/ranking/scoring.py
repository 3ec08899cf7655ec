"""One language's best articles for a question: words and embedders blended, and how sure that is."""

from collections.abc import Container, Iterator
from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kb.index.arrays import POPULATION_MIN, Floats, Index
from kb.query.slots import Query
from kb.ranking.confidence import Features, Shifts, curve_name, curves
from kb.ranking.slot_scores import best, named_share, off_topic_share, scores
from kb.vectors.nearness import Meaning

CROWD_RANK = 5
"""The hit by which the crowd is judged: two or three articles may well answer the same question."""

SPREAD_MIN = 1e-9
"""Of scores that are all alike."""


class ScoredArticle(NamedTuple):
    """One article (by its place in the index) for one question."""

    place: int
    features: Features
    curve: str
    """Made the features a confidence."""
    confidence: float


class Scored(NamedTuple):
    """What a question makes of every article."""

    total: Floats
    nearest: Floats | None
    """How near the embedder that counts most says each one is."""
    judged: npt.NDArray[np.bool_] | None
    """Which of them all embedders have read."""


def score_all(index: Index, query: Query, meaning: Meaning | None, *, again: bool = False) -> Scored:
    """Score every article. ``again``: the question is asked at each start, and its vectors are kept."""
    words = scores(index, query)
    if meaning is None:
        return Scored(words, None, None)
    return Scored(*meaning.blend(words, meaning.read(query.repaired, query.across, again=again)))


def score_articles(
    index: Index,
    query: Query,
    limit: int,
    layer: str,
    meaning: Meaning | None,
    shifts: Shifts,
    exclude: Container[str] = (),
) -> Iterator[ScoredArticle]:
    """The best articles by score, the best first; those with slugs in ``exclude`` count as if they weren't there."""
    if not query.slots:
        return
    found = score_all(index, query, meaning)
    if exclude:
        found.total[[article.slug in exclude for article in index.articles]] = 0.0
    abroad, before = meaning is not None and meaning.abroad, 1.0
    for place, hit in features_of(index, query, found, limit):
        judged = found.judged is not None and bool(found.judged[place])
        curve = curve_name(layer, abroad=abroad, across=query.across, judged=judged)
        before = min(before, curves()[curve](hit, shifts.get(curve, 0.0)))  # never surer than of a better one
        yield ScoredArticle(place, hit, curve, before)


def features_of(index: Index, query: Query, found: Scored, limit: int) -> Iterator[tuple[int, Features]]:
    """The best articles by their scores, the best first, each with what tells how sure it is."""
    total = found.total
    places = best(total, max(limit, CROWD_RANK))
    if not places:
        return
    crowd = float(total[places[CROWD_RANK - 1]]) if len(places) >= CROWD_RANK else 0.0
    mean, deviation = _spread(total)
    for place in places[:limit]:
        score = float(total[place])
        nearness = 0.0 if found.nearest is None else float(found.nearest[place])
        standing = (score - mean) / deviation
        share, strange = named_share(index, query, place), off_topic_share(index, query, place)
        yield place, Features(score, score - crowd, standing, nearness, share, strange)


def _spread(total: Floats) -> tuple[float, float]:
    """Mean and standard deviation; few articles are counted as more, the others as average ones."""
    mean = float(total.mean())
    apart = total - np.float32(mean)
    variance = float(np.einsum("i,i->", apart, apart)) / max(len(total), POPULATION_MIN)
    return mean, sqrt(max(variance, SPREAD_MIN))
