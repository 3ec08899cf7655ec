"""The shipped articles against questions as people write them, in three languages."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bot.core.text.language import guess
from kb.articles import loader
from kb.authoring.check import check
from kb.authoring.evaluate import Labelled, evaluate, read_queries
from kb.ranking.self_test import SHOWN_FROM
from kb.search import ArticleSearch
from kb.vectors.embedders import missing_requirement
from tests.builders import LANGUAGES
from tests.kb.pages import Client

QUESTIONS = Path(__file__).parent / "questions"
LANGS = ("en", "es", "de")
FLOORS = {"lexical": (0.88, 0.89, 0.88), "static": (0.90, 0.92, 0.89)}
"""By layer: recall@3 of clean and of misspelt questions, and the confidence's AUROC, on the held-out half.

A little under what is reached (``make bench`` prints that): a change that costs more than a question or two
is seen here.
"""


def asked(half: str, lang: str, kind: str = "") -> tuple[Labelled, ...]:
    """The questions of one half in one language, of one kind or all."""
    files = sorted(QUESTIONS.glob(f"*{half}-{lang}.jsonl"))
    rows = (json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(Labelled(row["query"], frozenset(row["relevant"])) for row in rows if kind in ("", row["kind"]))


@pytest.fixture(scope="module")
def shipped() -> ArticleSearch:
    return ArticleSearch(loader.load(loader.shipped()), LANGUAGES)


@pytest.fixture(scope="module")
def by_layer(shipped: ArticleSearch) -> Callable[[str], ArticleSearch]:
    """The same by each layer, made once."""

    @cache
    def search(layer: str) -> ArticleSearch:
        if missing := missing_requirement(layer):
            pytest.skip(missing)
        return ArticleSearch(shipped.library, LANGUAGES, layer=layer).make_all()

    return search


@pytest.mark.parametrize("layer", list(FLOORS))
def test_questions_nobody_tuned_on_find_their_article(shipped: ArticleSearch, layer: str) -> None:
    if missing := missing_requirement(layer):
        pytest.skip(missing)
    catalogue = ArticleSearch(shipped.library, LANGUAGES, layer=layer).make_all()
    clean, misspelt = (_recall(catalogue, kind) for kind in ("clean", "misspelt"))
    figures = evaluate(catalogue, [each for lang in LANGS[:1] for each in asked("held-out", lang)])
    assert figures["auroc"] is not None
    assert (clean >= FLOORS[layer][0], misspelt >= FLOORS[layer][1]) == (True, True), (clean, misspelt)
    assert figures["auroc"] >= FLOORS[layer][2]


def _recall(catalogue: ArticleSearch, kind: str) -> float:
    """Share of all languages' questions of one kind with an article that answers among the first three."""
    found = [
        bool(each.relevant & {slug for slug, _ in catalogue.rank(each.query, lang, 3)})
        for lang in LANGS
        for each in asked("held-out", lang, kind)
    ]
    return sum(found) / len(found)


def test_the_questions_are_what_they_are_said_to_be(shipped: ArticleSearch) -> None:
    known = {article.slug for article in shipped.library.articles}
    everything = [each for half in ("tuning", "held-out") for lang in LANGS for each in asked(half, lang)]
    assert len(everything) >= 600
    assert len({each.query for each in everything}) == len(everything)
    assert {slug for each in everything for slug in each.relevant} <= known
    assert sum(not each.relevant for each in everything) >= len(everything) / 5


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("my emails dont arive since yestrday", "mail-not-arriving"),
        ("cant log in to the panel", "control-panel-login"),
        ("site down", "website-down-5xx"),
        ("ssl certifcate expird", "ssl-certificate"),
        ("meine mails kommen seit gestern nicht an", "mail-not-arriving"),
        ("unsere seite ist offline", "website-down-5xx"),
        ("mis correos no llegan desde ayer", "mail-not-arriving"),
        ("mi página web no funciona", "website-down-5xx"),
    ],
)
@pytest.mark.parametrize("layer", list(FLOORS))
def test_the_conversations_we_aim_at(
    by_layer: Callable[[str], ArticleSearch], layer: str, question: str, slug: str
) -> None:
    Client(by_layer(layer), guess(question, LANGUAGES, LANGS) or LANGS[0]).asks(question).finds(slug)


@pytest.mark.parametrize(("name", "least"), [("everyday", 0.9), ("everyday-again", 0.75)])
@pytest.mark.parametrize("layer", list(FLOORS))
def test_everyday_questions_are_shown_their_article(
    by_layer: Callable[[str], ArticleSearch], layer: str, name: str, least: float
) -> None:
    search = by_layer(layer)
    told = [
        (search.rank(each.query, lang, 1), each.relevant)
        for lang in LANGS
        for each in read_queries(QUESTIONS / f"{name}-{lang}.jsonl")
    ]
    missed = [found for found, right in told if not found or found[0][0] not in right or found[0][1] < SHOWN_FROM]
    assert len(missed) <= (1 - least) * len(told), missed


@pytest.mark.parametrize("question", ["the thing with the blue box keeps jumping", "what is the weather in paris"])
def test_an_honest_nothing(shipped: ArticleSearch, question: str) -> None:
    Client(shipped).asks(question).finds_nothing_fitting()


def test_the_articles_are_sound(shipped: ArticleSearch) -> None:
    assert [str(problem) for problem in check(shipped.library, LANGUAGES)] == []
