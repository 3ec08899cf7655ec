"""One language's best articles for a question: words and embedders blended, and how sure that is."""

from collections.abc import Iterator
from typing import NamedTuple

from kb.index.arrays import Index
from kb.query.slots import Query
from kb.ranking.confidence import curve_name, curves
from kb.ranking.slot_scores import best, off_topic_share, scores
from kb.vectors.nearness import Meaning


class ScoredArticle(NamedTuple):
    """One article (by its place in the index) for one question."""

    place: int
    score: float
    off_topic_share: float
    """How much of the question is about products that the article doesn't mention."""
    curve: str
    """Made the score a confidence."""
    confidence: float


def score_articles(
    index: Index, query: Query, limit: int, layer: str, meaning: Meaning | None
) -> Iterator[ScoredArticle]:
    """The best articles by score, the best first."""
    if not query.slots:
        return
    total, judged = scores(index, query), None
    if meaning is not None:
        total, judged = meaning.blend(total, meaning.read(query.repaired, query.across))
    for place in best(total, limit):
        read = meaning is not None and judged is not None and bool(judged[place])
        curve = curve_name(layer, abroad=meaning is not None and meaning.abroad, across=query.across, judged=read)
        score, strange = float(total[place]), off_topic_share(index, query, place)
        yield ScoredArticle(place, score, strange, curve, curves()[curve](score, strange))
