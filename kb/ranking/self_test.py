"""A library asks itself questions that it can't answer, so that its confidence means the same as in any other.

Two kinds: titles of its articles, with the article itself covered up, which are near misses, however much the other
articles look like it; and a shipped list of questions that no desk answers (``alien_questions.txt``). The curve of the
confidence is moved until three quarters of the one and nearly all of the other stay below what is shown. That costs a
hundred looks at the scores, whatever the size of the library.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from heapq import nsmallest
from importlib.resources import files
from math import exp, log
from typing import NamedTuple
from zlib import crc32

import numpy as np

from kb.index.arrays import Index
from kb.query.slots import Query, Reader
from kb.ranking.confidence import Curve
from kb.ranking.scoring import Scored, features_of, score_all
from kb.vectors.nearness import Meaning

TITLES_MAX = 64
"""Titles that are asked, picked by checksums: with fewer the shift is luck by ± 0.3."""

ALIENS_EACH_MAX = 12
"""Questions of each matter that no desk answers."""

SHOWN_FROM = 0.35
"""The confidence from which articles are shown, as the policy ships it."""

NEAR = (0.6, 0.8)
"""The mean of these quantiles of covered titles is about where three quarters of clients' near misses end: titles are
more alike than questions. Measured in six libraries of 50 to 5,000 articles."""

ALIENS_SHOWN_MAX = 0.03
"""So many of the questions that no desk answers may be shown an article."""

SMALL = 5
"""A library of so many articles is believed half of what its titles say."""

BELIEVED, BELIEVED_BY_WORDS = 0.95, 0.87
"""Of what they ask for, with embedders and by words alone: where many articles have nearly the same title, they ask for
too much."""

SHIFT_MIN, SHIFT_MAX = -6.0, 1.0
"""Log-odds. No library needs more; what asks for it isn't understood."""

DEFAULT_ALIENS = "en"
"""Asked in languages that have no such questions of their own."""

Score = Callable[[Query], Scored]


class Odds(NamedTuple):
    """What the curve makes of the best hits: log-odds."""

    near: tuple[float, ...]
    """For titles whose article is covered up."""
    aliens: tuple[tuple[float, ...], ...]
    """For questions that no desk answers, by their matter."""


def titles(index: Index) -> list[int]:
    """The places of the articles whose titles are asked; nearly the same as long as the articles are."""
    slugs = [article.slug for article in index.articles]
    return nsmallest(TITLES_MAX, range(len(slugs)), key=lambda place: crc32(slugs[place].encode()))


@cache
def _all_aliens() -> dict[str, tuple[tuple[str, ...], ...]]:
    """By language: the questions of each matter."""
    found: dict[str, list[list[str]]] = {}
    lang = ""
    for line in files("kb").joinpath("alien_questions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lang = line.strip("[]")
            found[lang] = []
        elif lang and line.startswith("#"):
            found[lang].append([])
        elif lang and line.strip():
            found[lang][-1].append(line)
    return {lang: tuple(map(tuple, matters)) for lang, matters in found.items()}


def aliens(lang: str) -> tuple[tuple[str, ...], ...]:
    """Questions that have nothing to do with a desk, by matter."""
    known = _all_aliens()
    return known.get(lang.split("-", 1)[0], known[DEFAULT_ALIENS])


def tried(reader: Reader, lang: str, score: Score, curve: Curve) -> Odds:
    """Ask the articles of one language."""

    def odds(text: str, covered: int = -1) -> Iterator[float]:
        query = reader.read(text)
        if query.slots:
            found = score(query)
            if covered >= 0:
                found.total[covered] = 0.0
            for _place, hit in features_of(reader.index, query, found, 1):
                yield curve.log_odds(hit)

    near = tuple(value for place in titles(reader.index) for value in odds(reader.index.articles[place].title, place))
    matters = (tuple(each for text in asked[:ALIENS_EACH_MAX] for each in odds(text)) for asked in aliens(lang))
    return Odds(near, tuple(matters))


def shift(found: Odds, articles: int, believed: float = BELIEVED) -> float:
    """Log-odds to add to the curve in this library."""
    shown = log(SHOWN_FROM / (1 - SHOWN_FROM))
    trusted = believed * articles / (articles + SMALL)
    near = trusted * (shown - float(np.mean(np.quantile(found.near, NEAR)))) if found.near else 0.0
    return max(SHIFT_MIN, min(SHIFT_MAX, near, shown - _loudest(found.aliens)))


def _loudest(matters: Sequence[Sequence[float]]) -> float:
    """The log-odds that as many questions that no desk answers exceed as may be shown something.

    The matter that the library seems to know best is left out: it may be what the library is about.
    """
    known_best = max(range(len(matters)), key=lambda at: sum(map(exp, matters[at])), default=-1)
    odds = [each for at, found in enumerate(matters) if at != known_best for each in found]
    asked = ALIENS_EACH_MAX * max(1, len(matters) - 1)
    allowed = int(ALIENS_SHOWN_MAX * asked)
    return sorted(odds, reverse=True)[allowed] if len(odds) > allowed else -SHIFT_MAX


def shift_in(reader: Reader, lang: str, curve: Curve, meaning: Meaning | None = None) -> float:
    """What the articles of one language ask for when searched by words alone, or by meaning as well."""

    def score(query: Query) -> Scored:
        return score_all(reader.index, query, meaning, again=True)

    believed = BELIEVED_BY_WORDS if meaning is None else BELIEVED
    return shift(tried(reader, lang, score, curve), len(reader.index.articles), believed)
