"""A message's best articles, where its question is one sentence of many, or it asks for several things.

Of a long message each sentence is searched for and the best counts: in the whole of it, the story around the question
weighs more than the question. Sentences whose articles are others, each of them a good answer, are several questions.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, Self, TypeVar

from kb.query.sentences import LONG_WORDS, sentences, words_in
from kb.query.slots import Query

SEARCHED_MAX = 3
"""Sentences that the embedders read, those for which words find most: each takes them some milliseconds."""

SENTENCE_TRUST = 0.9
"""What the confidence of one sentence of a long message counts: of several, one may fit by chance."""

SEVERAL_WORDS_MIN = 0.3
"""A sentence whose best article scores less by words isn't taken for a question of its own …"""

SEVERAL_FROM, SEVERAL_OF_LONG_FROM = 0.5, 0.65
"""… nor is one whose best article has less confidence; in a long message, where many may fit by chance, the second."""

Queries = Mapping[str, Query]


class Found(Protocol):
    """An article that was found."""

    @property
    def slug(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    def _replace(self, *, confidence: float = ..., about: str = ...) -> Self: ...


F = TypeVar("F", bound=Found)
Q = TypeVar("Q", bound=Queries)


def answers(
    text: str, read: Callable[[str], tuple[Q, float]], find: Callable[[Q], Sequence[F]], limit: int
) -> Sequence[F]:
    """The best articles, the best first; where a message asks for several things, the best for each of them first.

    ``read`` makes queries of a text and says how well words alone find something, ``find`` finds articles.
    """
    told = sentences(text)
    long = words_in(text) > LONG_WORDS
    if len(told) < 2:
        return find(read(text)[0])
    asked = sorted(((*read(each), each) for each in told), key=lambda each: -each[1])[:SEARCHED_MAX]
    if not long and (len(asked) < 2 or asked[1][1] < SEVERAL_WORDS_MIN):
        return find(read(text)[0])
    found = [(each, find(queries)) for queries, _by_words, each in asked]
    if len(several := _several(found, SEVERAL_OF_LONG_FROM if long else SEVERAL_FROM)) > 1:
        return _side_by_side(several, limit)
    return _merged(found, limit) if long else find(read(text)[0])


def _several(found: Sequence[tuple[str, Sequence[F]]], sure_from: float) -> list[tuple[str, Sequence[F]]]:
    """The sentences that are clearly questions of their own, the surest first."""
    apart: list[tuple[str, Sequence[F]]] = []
    taken: set[str] = set()
    for text, hits in sorted(found, key=lambda each: -each[1][0].confidence if each[1] else 0.0):
        slugs = {hit.slug for hit in hits[:2]}
        if hits and hits[0].confidence >= sure_from and not slugs & taken:
            apart.append((text, hits))
            taken |= slugs
    return apart


def _side_by_side(several: Sequence[tuple[str, Sequence[F]]], limit: int) -> list[F]:
    """The best article of each, then the second ones."""
    ranks = range(max(len(hits) for _text, hits in several))
    rows = (hits[rank]._replace(about=text) for rank in ranks for text, hits in several if rank < len(hits))
    found: dict[str, F] = {}
    for hit in rows:
        found.setdefault(hit.slug, hit)
    return list(found.values())[:limit]


def _merged(found: Sequence[tuple[str, Sequence[F]]], limit: int) -> list[F]:
    """Each article by the sentence that it answers best."""
    best: dict[str, F] = {}
    for hit in (hit for _text, hits in found for hit in hits):
        if hit.slug not in best or hit.confidence > best[hit.slug].confidence:
            best[hit.slug] = hit
    trusted = (hit._replace(confidence=SENTENCE_TRUST * hit.confidence) for hit in best.values())
    return sorted(trusted, key=lambda hit: -hit.confidence)[:limit]
