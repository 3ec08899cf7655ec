"""Searches that everybody could have had: what the product's own is measured against.

Each takes the articles of one language and finds slugs with a score. Questions in another language are
asked of that language's articles and of the English ones, as the product does.
"""

import re
import sqlite3
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Protocol

from rapidfuzz import fuzz, process

from bot.core.model.knowledge import Article
from kb.articles.loader import Library
from kb.articles.plain_text import passages
from kb.search import ArticleSearch
from kb.vectors.embedders import LAYERS, missing_requirement
from tests.builders import LANGUAGES

DEPTH = 10
_WORD = re.compile(r"\w+")
_TANTIVY_LANGS = {"en": "en_stem", "es": "es_stem", "de": "de_stem"}

Found = Sequence[tuple[str, float]]
"""Slugs with their score, the best first."""


class Baseline(Protocol):
    """One language's articles, searchable."""

    def find(self, text: str) -> Found: ...


Ask = Callable[[str, str], Found]
"""From a question and the reader's language to what is found."""


class Titles:
    """``rapidfuzz.process.extract`` over titles with its default scorer, the usual start."""

    def __init__(self, articles: Sequence[Article], _lang: str) -> None:
        self._titles = {article.slug: article.title for article in articles}

    def find(self, text: str) -> Found:
        """See ``Baseline``."""
        found = process.extract(text, self._titles, scorer=fuzz.WRatio, limit=DEPTH)
        return [(slug, score) for _, score, slug in found]


class FullText:
    """SQLite's FTS5 with Porter's stemmer, titles weighted three times."""

    def __init__(self, articles: Sequence[Article], _lang: str) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "create virtual table articles using fts5(slug unindexed, title, body, tokenize='porter unicode61')"
        )
        rows = [(article.slug, _head(article), _body(article)) for article in articles]
        self._database.executemany("insert into articles values (?, ?, ?)", rows)

    def find(self, text: str) -> Found:
        """See ``Baseline``."""
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        if not words:
            return ()
        ask = "select slug, -bm25(articles, 0, 3, 1) from articles where articles match ? order by 2 desc limit ?"
        return self._database.execute(ask, (words, DEPTH)).fetchall()


class Tantivy:
    """tantivy with its stemmers, titles weighted three times."""

    def __init__(self, articles: Sequence[Article], lang: str) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder().add_text_field("slug", stored=True, tokenizer_name="raw")
        for field in ("title", "body"):
            schema = schema.add_text_field(field, tokenizer_name=_TANTIVY_LANGS[lang])
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(heap_size=50_000_000, num_threads=1)
        for article in articles:
            writer.add_document(tantivy.Document(slug=article.slug, title=_head(article), body=_body(article)))
        writer.commit()
        self._index.reload()

    def find(self, text: str) -> Found:
        """See ``Baseline``."""
        words = " ".join(_WORD.findall(text))
        query, _ = self._index.parse_query_lenient(words, ["title", "body"], field_boosts={"title": 3.0})
        searcher = self._index.searcher()
        return [(searcher.doc(at)["slug"][0], score) for score, at in searcher.search(query, DEPTH).hits]


BASELINES: dict[str, Callable[[Sequence[Article], str], Baseline]] = {
    "rapidfuzz WRatio over titles": Titles,
    "SQLite FTS5, porter": FullText,
    "tantivy, stemmed": Tantivy,
}


def designs(library: Library) -> dict[str, Ask]:
    """Every design that can work here, baselines first, by name."""
    by_lang = {lang: [each for each in library.articles if each.lang == lang] for lang in library.langs}
    found: dict[str, Ask] = {}
    for name, make in BASELINES.items():
        if make is not Tantivy or find_spec("tantivy"):
            found[name] = _asking({lang: make(articles, lang) for lang, articles in by_lang.items()}, library)
    for layer in LAYERS:
        if not missing_requirement(layer):
            found[f"ours, {layer}"] = _ours(ArticleSearch(library, LANGUAGES, layer=layer).make_all())
    return found


def _asking(indexes: dict[str, Baseline], library: Library) -> Ask:
    def ask(text: str, lang: str) -> Found:
        best: dict[str, float] = {}
        for spoken in {lang, library.default_lang}:
            for slug, score in indexes[spoken].find(text):
                best[slug] = max(score, best.get(slug, 0.0))
        return sorted(best.items(), key=lambda item: -item[1])[:DEPTH]

    return ask


def _ours(catalogue: ArticleSearch) -> Ask:
    return lambda text, lang: catalogue.rank(text, lang, DEPTH)


def _head(article: Article) -> str:
    return " ".join((article.title, *article.keywords))


def _body(article: Article) -> str:
    return " ".join(passage.text for passage in passages(article.markdown))
