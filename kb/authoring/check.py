"""What is wrong with articles that can be loaded: things that an author would want to know."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from rapidfuzz import fuzz, process

from bot.core.text.errors import Problem
from bot.core.text.language_data import Languages
from bot.markdown import Block, blocks, links
from kb.articles.loader import Library, Source
from kb.articles.plain_text import Passage, said
from kb.language.words import RAW, plain_case
from kb.search import ArticleSearch

WORDS_MIN = 80
"""A shorter article seldom solves anything, unless it answers the one question that is its title."""

WORDS_WITHOUT_HEADINGS_MAX = 250
"""A longer one needs headings to be skimmed."""

TITLES_ALIKE_FROM = 90.0
"""Of 100, by rapidfuzz's token_sort_ratio: from here on readers can't tell two titles apart."""

TEXTS_ALIKE_FROM = 0.4
"""Share of runs of words, of all that two articles have, that both have."""

_RUN_WORDS = 4
_COMMON_MAX = 12
"""A run of words in more articles is a phrase of the house and says nothing."""

STALE_DAYS = 730
"""Two years on, menus and prices have usually changed."""

SHOWN = 3
"""An article should be among so many that its own title finds."""

Texts = Sequence[tuple[Source, Sequence[Passage]]]
"""Articles, each with what it says."""

_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*+:|//|#", re.IGNORECASE)


def check(library: Library, languages: Languages, today: date | None = None) -> tuple[Problem, ...]:
    """Every warning, by file; none when all is well. Nothing is stale unless it's said what day it is."""
    read = tuple((source, blocks(source.article.markdown)) for source in library.sources)
    texts = tuple((source, said(found)) for source, found in read)
    found = (
        *_shape(texts),
        *_broken_links(library, read),
        *_same_sources(library),
        *_similar_titles(library),
        *_similar_texts(texts),
        *_unfindable(library, languages),
        *(_stale(library, today) if today else ()),
    )
    return tuple(sorted(found, key=lambda problem: (problem.where, problem.line or 0)))


def _shape(texts: Texts) -> Iterator[Problem]:
    for source, text in texts:
        words = sum(len(passage.text.split()) for passage in text)
        if words < WORDS_MIN and not source.article.title.endswith("?"):
            instead = f"write at least {WORDS_MIN}: what to do, step by step"
            yield Problem(source.file, f"has only {words} words", instead, source.text_line)
        elif words > WORDS_WITHOUT_HEADINGS_MAX and not any(passage.heading for passage in text):
            yield Problem(source.file, f"has {words} words and no headings", "add some: ## …", source.text_line)


def _broken_links(library: Library, read: Iterable[tuple[Source, Iterable[Block]]]) -> Iterator[Problem]:
    """Links such as ``other-slug.md`` or ``/other-slug`` that lead to no article."""
    known = {(article.lang, article.slug) for article in library.articles}
    for source, found in read:
        for link in links(found):
            slug = "" if link.picture else _slug_of(link.address)
            if slug and not known & {(source.article.lang, slug), (library.default_lang, slug)}:
                reason = f"links to {link.address}, which is no article"
                yield Problem(source.file, reason, "correct the link", source.text_line + link.line)


def _slug_of(target: str) -> str:
    """The article that a link is meant for; empty when it leads elsewhere."""
    if _OUTSIDE.match(target):
        return ""
    path = target.split("#", 1)[0].split("?", 1)[0]
    if path.endswith(".md"):
        return path.rsplit("/", 1)[-1].removesuffix(".md")
    return path.strip("/") if path.startswith("/") and "/" not in path.strip("/") else ""


def _same_sources(library: Library) -> Iterator[Problem]:
    """Articles of one language that say they came from the same address: a link there can mean but one."""
    seen: dict[tuple[str, str], Source] = {}
    for source in library.sources:
        at = (source.article.lang, source.article.source)
        if at[1] and (first := seen.setdefault(at, source)) is not source:
            instead = "leave source: with the one that is read there"
            yield Problem(source.file, f"has the same source as {first.file}", instead, 1)


def _similar_titles(library: Library) -> Iterator[Problem]:
    by_lang: dict[str, list[Source]] = {}
    for source in library.sources:
        by_lang.setdefault(source.article.lang, []).append(source)
    for sources in by_lang.values():
        titles = [source.article.title.casefold() for source in sources]
        for at, source in enumerate(sources):
            alike = process.extract(
                titles[at], titles[at + 1 :], scorer=fuzz.token_sort_ratio, score_cutoff=TITLES_ALIKE_FROM
            )
            for _, _, further in alike:
                other = sources[at + 1 + further]
                reason = f"its title is nearly that of {other.file}"
                yield Problem(source.file, reason, "say in each title what the other is not about", 1)


def _similar_texts(texts: Texts) -> Iterator[Problem]:
    """Articles of one language that say much the same: clients can't choose, and one will be forgotten."""
    runs = {at: _runs(source.article.lang, text) for at, (source, text) in enumerate(texts)}
    holders: dict[tuple[str, ...], list[int]] = {}
    for at, found in runs.items():
        for run in found:
            holders.setdefault(run, []).append(at)
    shared = Counter(pair for held in holders.values() if len(held) <= _COMMON_MAX for pair in combinations(held, 2))
    for (one, two), count in sorted(shared.items()):
        if count / len(runs[one] | runs[two]) >= TEXTS_ALIKE_FROM:
            reason = f"says much the same as {texts[two][0].file}"
            yield Problem(texts[one][0].file, reason, "make one article of the two", 1)


def _runs(lang: str, passages: Iterable[Passage]) -> set[tuple[str, ...]]:
    """Every few words in a row of an article's text, with its language."""
    text = " ".join(passage.text for passage in passages)
    words = RAW.findall(plain_case(text))
    return {(lang, *words[at : at + _RUN_WORDS]) for at in range(len(words) - _RUN_WORDS + 1)}


def _stale(library: Library, today: date) -> Iterator[Problem]:
    for source in library.sources:
        if source.updated and (today - source.updated).days > STALE_DAYS:
            reason = f"was last looked at on {source.updated:%Y-%m-%d}"
            yield Problem(source.file, reason, "check that it still holds and set updated: to that day", 1)


def _unfindable(library: Library, languages: Languages) -> Iterator[Problem]:
    search = ArticleSearch(library, languages)
    for source in library.sources:
        article = source.article
        found = [slug for slug, _ in search.rank(article.title, article.lang, SHOWN)]
        if article.slug not in found:
            others = ", ".join(found) or "nothing"
            reason = f"its own title doesn't find it, but {others}"
            yield Problem(source.file, reason, "use its title's words in the text, or other words in the title", 1)
