"""A changed article is put among the others: what is found is what a new index would find."""

import random
from dataclasses import replace

import pytest

from bot.core.model.knowledge import Article
from kb.articles.loader import Library
from kb.index.update import ARTICLES_MIN, CHANGED_MAX
from kb.search import ArticleSearch
from tests.bench.bench_search import made_up
from tests.builders import LANGUAGES

LIBRARY = made_up(ARTICLES_MIN + 60)


def changed(library: Library, **articles: Article | None) -> Library:
    """The library with some articles replaced, by the place they have: ``a3=…``; ``None`` takes one away."""
    sources = list(library.sources)
    gone = []
    for name, article in articles.items():
        place = int(name[1:])
        if article is None:
            gone.append(place)
        elif place < len(sources):
            sources[place] = replace(sources[place], article=article)
        else:
            sources.append(replace(sources[0], article=article, file=f"{article.slug}.md"))
    return replace(library, sources=tuple(each for place, each in enumerate(sources) if place not in gone))


def titled(title: str, text: str = "How to fly and how to land.", slug: str = "zeppelin") -> Article:
    return Article(slug, "en", title, text)


@pytest.fixture(scope="module")
def before() -> ArticleSearch:
    catalogue = ArticleSearch(LIBRARY, LANGUAGES)
    catalogue.warm()
    return catalogue


CHANGES = {
    "changed": changed(LIBRARY, a7=titled("Zeppelin rides")),
    "added": changed(LIBRARY, a999=titled("Zeppelin rides")),
    "added at the front": replace(
        LIBRARY, sources=(replace(LIBRARY.sources[0], article=titled("Zeppelin rides")), *LIBRARY.sources)
    ),
    "removed": changed(LIBRARY, a3=None, a100=None),
    "all at once": changed(LIBRARY, a0=titled("Zeppelin rides"), a5=None, a999=titled("Moor a dinghy", slug="dinghy")),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_the_same_is_found_as_by_a_new_index(before: ArticleSearch, name: str) -> None:
    patched, anew = ArticleSearch(CHANGES[name], LANGUAGES, previous=before), ArticleSearch(CHANGES[name], LANGUAGES)
    anew.warm()
    assert patched.build_seconds == 0
    rng = random.Random(5)
    titles = [rng.choice(CHANGES[name].articles).title for _ in range(60)]
    for question in (*titles, "zepelin rids", "moor dinghy", *(title[1:] for title in titles[:20])):
        ours, theirs = patched.rank(question, "en", 3), anew.rank(question, "en", 3)
        assert ours[:1] == theirs[:1] == () or ours[0][0] == theirs[0][0], question
        assert [sure for _, sure in ours] == pytest.approx([sure for _, sure in theirs], abs=0.02)
    assert patched.article("zeppelin", "en") == anew.article("zeppelin", "en")
    assert patched.build_seconds == 0


def test_words_of_an_article_that_is_gone_are_forgotten(before: ArticleSearch) -> None:
    with_zeppelin = ArticleSearch(CHANGES["added"], LANGUAGES, previous=before)
    assert with_zeppelin.find("zeppelin", "en")
    assert with_zeppelin.find("zepelin", "en")[0].slug == "zeppelin"
    without = ArticleSearch(LIBRARY, LANGUAGES, previous=with_zeppelin)
    assert not without.find("zeppelin", "en")
    assert without.build_seconds == 0
    again = ArticleSearch(CHANGES["added"], LANGUAGES, previous=without)
    assert again.find("zepelin", "en")[0].slug == "zeppelin"


def test_too_many_changes_are_counted_anew(before: ArticleSearch) -> None:
    catalogue, library = before, LIBRARY
    for number in range(CHANGED_MAX + 1):
        library = changed(library, **{f"a{number}": titled(f"Zeppelin number {number}", slug=f"zeppelin-{number}")})
        catalogue = ArticleSearch(library, LANGUAGES, previous=catalogue)
        catalogue.warm()
        assert (catalogue.build_seconds > 0) == (number == CHANGED_MAX)
    assert catalogue.find("zeppelin", "en")


def test_small_libraries_are_indexed_anew() -> None:
    small = replace(LIBRARY, sources=LIBRARY.sources[:10])
    first = ArticleSearch(small, LANGUAGES)
    first.warm()
    second = ArticleSearch(changed(small, a1=titled("Zeppelin rides")), LANGUAGES, previous=first)
    assert second.find("zeppelin", "en")[0].slug == "zeppelin"
    assert second.build_seconds > 0
