"""Articles that may answer a question: the product's search, over every language of a library.

A question is asked of the reader's language and of the default one; confidence compares between them, so
the better hit wins. An article that exists in the reader's language is shown in it, in whichever language
it was found.

Words are looked at first (``kb.ranking.slot_scores``); embedders that know meanings (``kb.vectors.embedders``)
read the repaired question and are blended in, article by article, as far as they have read the articles.
The index of a language is built when it is first asked for.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from bot.core.model.knowledge import Article, Hit
from bot.core.text.language import guess
from bot.core.text.language_data import Languages
from bot.core.text.mail import own_words
from kb.articles.loader import Library
from kb.language.words import opening, tongue
from kb.query.sentences import REPAIRS_MAX
from kb.vectors.embedders import LAYERS, WeightedEmbedder, passage_nearness, weighted_embedders, working

if TYPE_CHECKING:  # numpy and rapidfuzz are loaded with the first index, not with this module
    from kb.query.slots import Query, Reader
    from kb.ranking.confidence import Shifts
    from kb.ranking.explain import Why
    from kb.ranking.scoring import ScoredArticle
    from kb.ranking.similar_tickets import Impressions, SimilarArticles
    from kb.ranking.similarity import TextFeatures
    from kb.vectors.nearness import Meaning
    from kb.vectors.stored import Vectors

ALIKE_MAX = 100
"""Texts that one is compared with at once: a client has a few open tickets, not a hundred."""


ARTICLES_AT_ONCE = 16
"""Read by the embedders before the next look at whether they are still wanted, where nobody waits meanwhile."""

SECOND_SHIFT = -2.0
"""Log-odds for articles in another language than the question, where there are articles in its own as well."""

log = logging.getLogger(__name__)

_LINK = re.compile(r"\]\(([A-Za-z0-9._-]+)\.md(#[^\s()]*+)?(?=[\s)])")
"""Articles name each other by file, perhaps with a heading."""


class _Found(NamedTuple):
    """One article for one question, before it becomes a hit."""

    slug: str
    score: float
    confidence: float
    lang: str
    query: Query
    """The question, in that language."""
    about: str = ""
    """The sentence that it answers, where a message asks for several things."""


def _everything(_word: str) -> bool:
    return True


def _nothing(_word: str) -> bool:
    return False


def _main(lang: str) -> str:
    """ "de" of "de-at"."""
    return lang.partition("-")[0]


class ArticleSearch:
    """A library, searchable: implements ``bot.ports.Search``. Safe to read from any thread."""

    def __init__(
        self,
        library: Library,
        languages: Languages,
        previous: ArticleSearch | None = None,
        layer: str = LAYERS[0],
        vectors_folder: Path | None = None,
        embedders: Sequence[WeightedEmbedder] | None = None,
    ) -> None:
        """What is known of unchanged articles is taken over from ``previous``, its layer and vectors, too.

        A layer that isn't installed is replaced by the one before it. ``embedders`` are used instead, those of the
        layer when ``None``. Raises LayerUnknown.
        """
        self.library = library
        self._languages = languages
        self.layer: str = previous.layer if previous else working(layer)
        spoken = weighted_embedders(self.layer) if embedders is None else tuple(embedders)
        self.embedders: tuple[WeightedEmbedder, ...] = previous.embedders if previous else spoken
        self._by_lang: dict[str, list[Article]] = {}
        self._articles = {(article.lang, article.slug): article for article in library.articles}
        for article in library.articles:
            self._by_lang.setdefault(article.lang, []).append(article)
        self._lock = threading.Lock()
        self._readers: dict[str, Reader] = {}
        self._meanings: dict[str, Meaning] = {}
        self._seen: dict[str, Impressions] = {}
        self._shifts: dict[str, Shifts] = {}
        """By language; those of embedders come when they have read all articles."""
        self._grown = False
        """Whether vectors were made that nobody's impressions know of yet."""
        self._vectors: tuple[Vectors, ...] | None = previous._vectors if previous else None
        self._vectors_folder: Path | None = previous._vectors_folder if previous else vectors_folder
        self.build_seconds = 0.0
        """Time spent on building indexes so far."""
        if previous is not None:
            self._take_over(previous)

    def warm(self, lang: str = "") -> None:
        """Build what a reader of the language (the default one) needs now, not at the first question."""
        for needed in {self._spoken(lang), self.library.default_lang}:
            self._reader(needed)

    def prepare(self) -> ArticleSearch:
        """Everything a question needs, in every language: afterwards none waits for a file, a build or a lock.

        Kept vectors are loaded; ``missing`` says how many are still to be made. Raises what an embedder raises.
        """
        langs = tuple(dict.fromkeys((self.library.default_lang, *self.library.langs)))
        for lang in langs:  # what is built and loaded with the first question is built and loaded now
            words = next((article.title for article in self._by_lang.get(lang, ())), "")
            self.find(words, lang)
            self.complete(words, lang)
            self.alike(words, (words,))
        self._seen = {}
        log.info("%s articles in %s can be searched; %s vectors are still to be made", len(self._articles),
                 ", ".join(langs), self.missing)  # fmt: skip
        return self

    def by_words(self) -> ArticleSearch:
        """The same search by words alone, for when the embedders fail."""
        self.layer, self.embedders = LAYERS[0], ()
        self._seen = {}
        return self

    @property
    def unfinished(self) -> bool:
        """Whether there is anything left for ``make_some``."""
        return bool(self.embedders) and (bool(self.missing) or any(map(self._uncalibrated, self.library.langs)))

    @property
    def missing(self) -> int:
        """How many vectors are still to be made of articles."""
        return sum(self._meaning(lang).missing for lang in self.library.langs) if self.embedders else 0

    def make_some(self, at_most: int = ARTICLES_AT_ONCE) -> bool:
        """Let the embedders read a few more articles; ``False`` when they have read all. No question waits for it."""
        made = bool(self.embedders) and any(self._meaning(lang).make_some(at_most) for lang in self.library.langs)
        if not made:
            self._calibrate()
        if self._grown and not made:
            self._seen = {}  # what texts have to do with articles is now known better
        self._grown = made
        return made

    def _calibrate(self) -> None:
        """Fit the confidence of what embedders find to these articles."""
        for lang in self.library.langs:
            if self._uncalibrated(lang):
                moved = self._shift(lang, self._reader(lang), self._meaning(lang))
                self._shifts[lang] = {**self._shifts[lang], self._curve(lang): moved}

    def _shift(self, lang: str, reader: Reader, meaning: Meaning | None = None) -> float:
        from kb.ranking.confidence import LEXICAL, curves
        from kb.ranking.self_test import shift_in

        return shift_in(reader, lang, curves()[self._curve(lang) if meaning else LEXICAL], meaning)

    def _uncalibrated(self, lang: str) -> bool:
        return bool(self.embedders) and self._curve(lang) not in self._shifts.get(lang, {})

    def _curve(self, lang: str) -> str:
        """The curve for what embedders find in one language's articles, asked in that language."""
        from kb.ranking.confidence import curve_name

        return curve_name(self.layer, abroad=self._meaning(lang).abroad, across=False, judged=True)

    def make_all(self, told: Callable[[float], object] = lambda _done: None) -> ArticleSearch:
        """Let the embedders read every article; takes minutes for thousands with the slowest of them.

        ``told`` learns now and then how much of it is done, 0 … 1.
        """
        before, began, whole = self.build_seconds, perf_counter(), self.missing
        while self.make_some():
            told(1 - self.missing / whole)
        self.tidy()
        self.build_seconds = before + perf_counter() - began
        return self

    def tidy(self) -> None:
        """Forget vectors of articles that are no more, once there are too many of them."""
        if self.embedders:
            keys = [key for lang in self.library.langs for key in self._meaning(lang).keys]
            for vectors in self._vectors or ():
                vectors.tidy(keys)

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """Articles that may answer ``text``, the best first; see ``bot.ports.Search``."""
        return tuple(map(self._hit, self._answers(text, lang, limit)))

    def rank(self, text: str, lang: str, limit: int, exclude: Container[str] = ()) -> tuple[tuple[str, float], ...]:
        """Slugs and confidence alone, without extracts; articles in ``exclude`` count as if they weren't there."""
        return tuple((found.slug, found.confidence) for found in self._answers(text, lang, limit, exclude))

    def explain(self, text: str, lang: str, limit: int = 3) -> tuple[Why, ...]:
        """The same articles with each part of their scores, by language, the best first in each."""
        queries = self._queries(self._own(text), lang)
        shifts = self._shifts_among(queries)
        found = (self._reason(lang, query, limit, shifts) for lang, query in queries.items())
        return tuple(sorted((why for reasons in found for why in reasons), key=lambda why: -why.confidence))

    def _reason(self, lang: str, query: Query, limit: int, shifts: Shifts) -> Iterator[Why]:
        from kb.ranking.explain import Why, parts_of
        from kb.ranking.slot_scores import scores

        index = self._reader(lang).index
        words = scores(index, query)
        meaning = self._meaning(lang) if self.embedders else None
        read = meaning.read(query.repaired, query.across) if meaning else None
        for hit in self._judged(lang, query, limit, shifts):
            parts, pairs = parts_of(index, query, hit.place)
            told = meaning.told(read, hit.place) if meaning and read else ()
            slug, by_words = index.articles[hit.place].slug, float(words[hit.place])
            moved = shifts.get(hit.curve, 0.0)
            yield Why(
                *(slug, lang, query.repaired, parts, pairs, by_words, told),
                **hit.features._asdict(), curve=hit.curve, confidence=hit.confidence, shift=moved,
            )  # fmt: skip

    def complete(self, text: str, lang: str, limit: int = 5) -> tuple[Article, ...]:
        """Articles for a question that is still being typed, by its words alone: its last word may go on."""
        from kb.ranking.slot_scores import best, scores

        own = self._spoken(lang)
        reader = self._reader(own)
        places = best(scores(reader.index, reader.read(text, typing=True)), limit)
        return tuple(reader.index.articles[place] for place in places)

    def article(self, slug: str, lang: str) -> Article | None:
        """The article in ``lang``, else in the default language, else ``None``."""
        own = self._articles.get((self._spoken(lang), slug))
        found = own or self._articles.get((self.library.default_lang, slug))
        return found and self._with_sources(found)

    def _with_sources(self, article: Article) -> Article:
        """The article, whose links to imported ones lead to where those came from."""

        def led(link: re.Match[str]) -> str:
            other = self._articles.get((article.lang, link[1])) or self._articles.get(
                (self.library.default_lang, link[1])
            )
            return f"]({other.source}{link[2] or ''}" if other and other.source else link[0]

        text = _LINK.sub(led, article.markdown)
        return article if text == article.markdown else replace(article, markdown=text)

    def alike(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """How likely each of ``others`` is about the same problem as ``text``: 0 … 1 each."""
        if not others:
            return ()
        lang = guess(self._own(text), self._languages, self.library.langs) or self.library.default_lang
        seen = self._impressions(lang)
        own = seen.of(text)
        found = (seen.likeness(own, seen.of(other)) for other in others[:ALIKE_MAX])
        return (*found, *(0.0 for _ in others[ALIKE_MAX:]))

    def similar(self) -> SimilarArticles:
        """An empty set of texts that others can be compared with, in the library's default language."""
        from kb.ranking.similar_tickets import SimilarArticles

        return SimilarArticles(self._impressions(self.library.default_lang))

    # How it is done

    def _spoken(self, lang: str) -> str:
        """The library's language for a reader's: itself, its main language, or the default one."""
        lang = lang.lower().replace("_", "-")
        main = lang.split("-", 1)[0]
        return next((name for name in (lang, main) if name in self._by_lang), self.library.default_lang)

    def _own(self, text: str) -> str:
        """As much as is read of a message, without the mail that it quotes and its signature."""
        return opening(own_words(text, self._languages))

    def _reader(self, lang: str) -> Reader:
        found = self._readers.get(lang)
        if found is not None:
            return found
        with self._lock:
            if lang not in self._readers:
                from kb.index.build import build
                from kb.query.slots import Reader

                began = perf_counter()
                spoken = tongue(lang.split("-", 1)[0], self._languages)
                reader = Reader(build(self._by_lang.get(lang, []), spoken))
                self._shifts[lang] = {LAYERS[0]: self._shift(lang, reader)}
                self._readers[lang] = reader
                self.build_seconds += perf_counter() - began
            return self._readers[lang]

    def _meaning(self, lang: str) -> Meaning:
        """The embedders' vectors of one language's articles."""
        found = self._meanings.get(lang)
        if found is not None:
            return found
        with self._lock:
            if lang not in self._meanings:
                from kb.vectors.nearness import Meaning
                from kb.vectors.stored import Vectors

                if self._vectors is None:
                    self._vectors = tuple(
                        Vectors(weighted.embedder, self._vectors_folder) for weighted in self.embedders
                    )
                pairs = tuple(zip(self.embedders, self._vectors, strict=True))
                self._meanings[lang] = Meaning(lang, self._by_lang.get(lang, ()), pairs)
            return self._meanings[lang]

    def _impressions(self, lang: str) -> Impressions:
        """What was read of texts in one language lately."""
        found = self._seen.get(lang)
        if found is None:
            from kb.ranking.similar_tickets import Impressions

            read, idf_max = partial(self._impression, lang), self._reader(lang).index.idf_max
            found = self._seen.setdefault(lang, Impressions(read, idf_max))
        return found

    def _impression(self, lang: str, text: str) -> TextFeatures:
        from kb.ranking.contrast import facts
        from kb.ranking.similarity import text_features
        from kb.ranking.slot_scores import scores

        reader, own = self._reader(lang), self._own(text)
        query = reader.read(own)
        found, said = scores(reader.index, query), facts(own, reader.index.tongue, self._languages)
        if not self.embedders:
            return text_features(query, found, said)
        meaning = self._meaning(lang)
        read = meaning.read(query.repaired)
        vector = read.vectors[meaning.strongest] if read.vectors else None
        return text_features(query, meaning.blend(found, read)[0], said, vector, meaning.likeness)

    def _take_over(self, previous: ArticleSearch) -> None:
        """What is known of unchanged languages, and of those where a few articles changed."""
        from kb.index.update import patched
        from kb.query.slots import Reader

        for lang, reader in previous._readers.items():
            articles = tuple(self._by_lang.get(lang, ()))
            if reader.index.articles == articles:
                self._readers[lang], self._shifts[lang] = reader, previous._shifts[lang]
                if lang in previous._meanings:
                    self._meanings[lang] = previous._meanings[lang]
            elif (index := patched(reader.index, articles)) is not None:
                self._readers[lang] = Reader(index)
                self._shifts[lang] = previous._shifts[lang]  # a few articles among hundreds change little

    def _queries(self, text: str, asked: str, repairs: int = REPAIRS_MAX) -> dict[str, Query]:
        """The question as read in the reader's and in the default language.

        What is a proper word of one isn't repaired into a word of the other, and nothing is in a
        text that is clearly in the other language.
        """
        own, default = self._spoken(asked), self.library.default_lang
        readers = _main(asked.lower().replace("_", "-")) or _main(own)
        among = dict.fromkeys(
            (readers, _main(own), _main(default), *(self._languages.by_code if own == default else ()))
        )
        guessed = guess(text, self._languages, tuple(among))
        queries = {}
        for lang, other in ((own, default), (default, own)) if own != default else ((own, own),):
            foreign = guessed not in {"", _main(lang)}
            knows = self._reader(other).index.knows if other != lang else _nothing
            query = self._reader(lang).read(text, _everything if foreign else knows, repairs=repairs)
            queries[lang] = replace(query, across=True) if (guessed or readers) != _main(lang) else query
        return queries

    def _answers(self, text: str, lang: str, limit: int, exclude: Container[str] = ()) -> Sequence[_Found]:
        """The best articles for a message, whatever its length and for whatever it asks."""
        from kb.ranking.sentences import answers

        return answers(self._own(text), _Asking(self, lang, limit, exclude), limit)

    def _found(self, queries: dict[str, Query], own: str, limit: int, exclude: Container[str] = ()) -> list[_Found]:
        """The best articles for a question."""
        found: dict[str, _Found] = {}
        shifts = self._shifts_among(queries)
        for lang, query in queries.items():
            articles = self._reader(lang).index.articles
            for hit in self._judged(lang, query, limit, shifts, exclude):
                slug = articles[hit.place].slug
                if slug not in found or hit.confidence > found[slug].confidence:
                    shown = own if (own, slug) in self._articles else lang
                    found[slug] = _Found(slug, hit.features.score, hit.confidence, shown, queries[shown])
        return sorted(found.values(), key=lambda each: -each.confidence)[:limit]

    def _shifts_among(self, langs: Iterable[str]) -> Shifts:
        """One shift for all articles that compete for a question, by curve, so that their languages compare."""
        from kb.ranking.confidence import ACROSS

        size = {lang: len(self._reader(lang).index.articles) for lang in langs}
        whole = sum(size.values()) or 1

        def mean(curves: dict[str, str]) -> dict[str, float]:
            moved = sum(size[lang] * self._shifts[lang].get(curve, 0.0) for lang, curve in curves.items()) / whole
            return dict.fromkeys(curves.values(), moved)

        by_words = mean(dict.fromkeys(size, LAYERS[0]))
        found = by_words | mean({lang: self._curve(lang) for lang in size}) if self.embedders else by_words
        second = SECOND_SHIFT if len(size) > 1 else 0.0
        across = {self.layer + ACROSS: found[self._curve(next(iter(size)))] + second} if self.embedders else {}
        return found | across | {LAYERS[0] + ACROSS: found[LAYERS[0]] + second}

    def _judged(
        self, lang: str, query: Query, limit: int, shifts: Shifts, exclude: Container[str] = ()
    ) -> Iterator[ScoredArticle]:
        """The best articles of one language, the best first."""
        from kb.ranking.scoring import score_articles

        meaning = self._meaning(lang) if self.embedders else None
        index = self._reader(lang).index
        return score_articles(index, query, limit, self.layer, meaning, shifts, exclude)

    def _hit(self, found: _Found) -> Hit:
        from kb.ranking.extract import extract

        article = self._articles[found.lang, found.slug]
        index, nearness = self._reader(found.lang).index, passage_nearness(self.layer)
        pieces = extract(article, index, found.query, nearness)
        return Hit(
            found.slug, article.title, article.lang, found.score, found.confidence, pieces, found.about, article.source
        )


class _Asking(NamedTuple):
    """A message being answered: implements ``kb.ranking.sentences.QuestionSearch``."""

    search: ArticleSearch
    lang: str
    """The reader's, whether or not there are articles in it."""
    limit: int
    exclude: Container[str]

    def read(self, text: str, repairs: int) -> dict[str, Query]:
        """See ``QuestionSearch``."""
        return self.search._queries(text, self.lang, repairs=repairs)

    def by_words(self, query: dict[str, Query]) -> float:
        """See ``QuestionSearch``."""
        from kb.ranking.slot_scores import scores

        read = ((self.search._reader(lang).index, each) for lang, each in query.items() if each.slots)
        return max((float(scores(index, each).max(initial=0.0)) for index, each in read), default=0.0)

    def find(self, query: dict[str, Query]) -> Sequence[_Found]:
        """See ``QuestionSearch``."""
        return self.search._found(query, self.search._spoken(self.lang), self.limit, self.exclude)
