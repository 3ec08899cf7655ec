"""A message's best articles, where its question is one sentence of many, or it asks for several things.

Of a long message each sentence is searched for and the best counts: in the whole of it, the story around the question
weighs more than the question. Sentences whose articles are others, each of them a good answer, are several questions.
"""

from collections.abc import Sequence
from typing import Protocol, Self, TypeVar

from kb.query.sentences import LONG_WORDS, REPAIRS_MAX, REPAIRS_OF_SENTENCE_MAX, sentences, words_in

SEVERAL_IN_WORDS_MIN = 8
"""A message of fewer words asks for one thing."""

SEARCHED_MAX = 3
"""Sentences that the embedders read, those for which words find most: each takes them some milliseconds."""

SENTENCE_TRUST = 0.9
"""What the confidence of one sentence of a long message counts: of several, one may fit by chance."""

SEVERAL_WORDS_MIN = 0.3
"""A sentence whose best article scores less by words isn't taken for a question of its own …"""

SEVERAL_FROM, SEVERAL_OF_LONG_FROM = 0.5, 0.65
"""… nor is one whose best article has less confidence; in a long message, where many may fit by chance, the second."""


class Found(Protocol):
    """An article that was found."""

    @property
    def slug(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    def _replace(self, *, confidence: float = ..., about: str = ...) -> Self: ...


F = TypeVar("F", bound=Found)
FC = TypeVar("FC", bound=Found, covariant=True)
Q = TypeVar("Q")


class QuestionSearch(Protocol[Q, FC]):
    """What reads questions and finds articles."""

    def read(self, text: str, repairs: int) -> Q:
        """The question, in the languages that are searched."""
        ...

    def by_words(self, query: Q) -> float:
        """The best article's score by words alone."""
        ...

    def find(self, query: Q) -> Sequence[FC]:
        """The best articles."""
        ...


def answers(text: str, search: QuestionSearch[Q, F], limit: int) -> Sequence[F]:
    """The best articles, the best first; where a message asks for several things, the best for each of them first."""
    told, size = sentences(text), words_in(text)
    if len(told) > 1 and size >= SEVERAL_IN_WORDS_MIN:
        long = size > LONG_WORDS
        queries = ((search.read(each, REPAIRS_OF_SENTENCE_MAX), each) for each in told)
        asked = sorted(((search.by_words(query), query, each) for query, each in queries), key=lambda each: -each[0])
        if long or asked[1][0] >= SEVERAL_WORDS_MIN:
            found = [(each, search.find(query)) for _score, query, each in asked[:SEARCHED_MAX]]
            if len(several := _several(found, SEVERAL_OF_LONG_FROM if long else SEVERAL_FROM)) > 1:
                return _side_by_side(several, limit)
            if long:
                return _merged(found, limit)
    return search.find(search.read(text, REPAIRS_MAX))


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
