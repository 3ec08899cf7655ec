"""How good the search is: questions with the articles that answer them, in; figures, out.

A file of questions holds one JSON object a line::

    {"query": "my emails dont arive", "relevant": ["mail-not-arriving"]}
    {"query": "what is the weather in paris", "relevant": []}
    {"query": "wo finde ich meine rechnung", "relevant": ["invoices"], "lang": "de"}
    {"query": "how do i get a refund", "relevant": [], "exclude": ["refunds"]}

An empty list says that no article answers the question. ``lang`` is the reader's language, where it isn't that of all
others; articles in ``exclude`` count as if they weren't there: so a question becomes one that nothing answers.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import TypeGuard

from bot.core.text.errors import Problem, QueriesInvalid
from kb.search import ArticleSearch

DEPTH = 10
"""How far down the list is looked at."""

SHOWN = 3
"""Articles that a client sees at once; what is timed is finding these, extracts included."""


Ranking = tuple[tuple[str, float], ...]
"""Slugs with their confidence, the best first."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and the slugs of the articles that answer it."""

    query: str
    relevant: frozenset[str]
    exclude: frozenset[str] = frozenset()
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, the language in which it was asked, and what it finds."""

    asked: Labelled
    lang: str
    found: Ranking


def read_queries(path: Path) -> tuple[Labelled, ...]:
    """The questions of a file. Raises QueriesInvalid with every problem and its line."""
    problems: list[Problem] = []
    found: list[Labelled] = []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else f"cannot be read: {error.strerror}"
        raise QueriesInvalid(str(path), (Problem(path.name, reason),)) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            read = _labelled(line)
            if isinstance(read, Labelled):
                found.append(read)
            else:
                instead = 'write {"query": "…", "relevant": ["slug"]}'
                problems.append(Problem(path.name, read, instead, number))
    if not found and not problems:
        problems.append(Problem(path.name, "holds no questions", "write one JSON object a line"))
    if problems:
        raise QueriesInvalid(str(path), tuple(problems))
    return tuple(found)


def _labelled(line: str) -> Labelled | str:
    """One line as a question, or what is wrong with it."""
    try:
        read = json.loads(line)
    except ValueError as error:
        return f"is not JSON: {error}"
    except RecursionError:
        return "is nested too deeply"
    if not isinstance(read, dict):
        return "is not a JSON object"
    query, lang = read.get("query"), read.get("lang", "")
    if not isinstance(query, str):
        return "query is missing or not text"
    if not _slugs(relevant := read.get("relevant")):
        return "relevant is missing or not a list of slugs"
    if not _slugs(exclude := read.get("exclude", [])):
        return "exclude is not a list of slugs"
    if not isinstance(lang, str):
        return "lang is not text"
    hidden = frozenset(exclude)
    return Labelled(query, frozenset(relevant) - hidden, hidden, lang)


def _slugs(given: object) -> TypeGuard[list[str]]:
    return isinstance(given, list) and all(isinstance(slug, str) for slug in given)


def evaluate(search: ArticleSearch, queries: Sequence[Labelled], lang: str = "") -> dict[str, float | int | None]:
    """The figures of questions by name, see ``figures``."""
    times = timings(search, queries, lang)
    return figures(search, answers(search, queries, lang), times)


def answers(search: ArticleSearch, queries: Sequence[Labelled], lang: str = "") -> tuple[Answered, ...]:
    """What each question finds; ``lang`` is the readers' language, the library's default one when empty."""
    lang = lang or search.library.default_lang
    return tuple(
        Answered(asked, spoken := asked.lang or lang, search.rank(asked.query, spoken, DEPTH, asked.exclude))
        for asked in queries
    )


def timings(search: ArticleSearch, queries: Sequence[Labelled], lang: str = "") -> list[float]:
    """Milliseconds to find what a client is shown, for each question."""
    lang = lang or search.library.default_lang
    for spoken in {lang, *(asked.lang for asked in queries if asked.lang)}:
        search.warm(spoken)
    return [_milliseconds(search, asked.query, asked.lang or lang) for asked in queries]


def figures(
    search: ArticleSearch, answered: Sequence[Answered], times: Sequence[float]
) -> dict[str, float | int | None]:
    """The figures, by name.

    - ``recall@k``: share of answerable questions with an article that answers among the first k;
    - ``mrr@10``: mean of 1/rank of the first such article, 0 beyond the tenth;
    - ``auroc``: how often an answerable question's first hit has the higher confidence than an
      unanswerable one's, of all such couples, ties counting half;
    - ``p50_ms``, ``p99_ms``: time to find three articles with extracts; ``build_s``: to index the
      languages asked, and to make the vectors that were missing.

    A figure about questions that aren't there is ``None``.
    """
    ranks = [_first(each.asked.relevant, each.found) for each in answered if each.asked.relevant]
    answerable = [_confidence(each.found) for each in answered if each.asked.relevant]
    unanswerable = [_confidence(each.found) for each in answered if not each.asked.relevant]
    return {
        "recall@1": _share(ranks, 1),
        "recall@3": _share(ranks, 3),
        "mrr@10": fmean(1 / rank if rank else 0.0 for rank in ranks) if ranks else None,
        "auroc": area_under_curve(answerable, unanswerable),
        "p50_ms": _percentile(times, 50),
        "p99_ms": _percentile(times, 99),
        "build_s": search.build_seconds,
        "articles": len(search.library.articles),
        "queries": len(answered),
    }


def _milliseconds(search: ArticleSearch, query: str, lang: str) -> float:
    began = perf_counter()
    search.find(query, lang, SHOWN)
    return 1000 * (perf_counter() - began)


def _first(relevant: frozenset[str], found: Ranking) -> int | None:
    """The rank of the first article that answers."""
    return next((rank for rank, (slug, _) in enumerate(found, 1) if slug in relevant), None)


def _confidence(found: Ranking) -> float:
    return found[0][1] if found else 0.0


def _share(ranks: Sequence[int | None], depth: int) -> float | None:
    return fmean(rank is not None and rank <= depth for rank in ranks) if ranks else None


def area_under_curve(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """How often one of ``higher`` is above one of ``lower``, ties counting half; the area under the ROC curve."""
    if not higher or not lower:
        return None
    ordered = sorted(lower)
    won = (bisect_left(ordered, value) + bisect_right(ordered, value) for value in higher)
    return sum(won) / 2 / len(higher) / len(lower)


def _percentile(values: Sequence[float], percent: int) -> float | None:
    """The smallest value that so many percent of all don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else None
