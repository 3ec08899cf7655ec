"""The shipped articles against questions as people write them, in three languages."""

from pathlib import Path

import pytest

from kb import loader
from kb.check import check
from kb.evaluate import evaluate, read_queries
from kb.search import Catalogue
from tests.kb.pages import Client

QUESTIONS = Path(__file__).parent


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return Catalogue(loader.load(loader.shipped()))


@pytest.mark.parametrize("lang", ["en", "es", "de"])
def test_questions_find_their_article(shipped: Catalogue, lang: str) -> None:
    figures = evaluate(shipped, read_queries(QUESTIONS / f"questions-{lang}.jsonl"), lang)
    recall, auroc = figures["recall@3"], figures["auroc"]
    assert recall is not None
    assert auroc is not None
    assert recall >= 0.95
    assert auroc >= 0.95


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("my emails dont arive since yestrday", "mail-not-arriving"),
        ("cant log in to the panel", "control-panel-login"),
        ("site down", "website-down-5xx"),
        ("ssl certifcate expird", "ssl-certificate"),
    ],
)
def test_the_conversations_we_aim_at(shipped: Catalogue, question: str, slug: str) -> None:
    Client(shipped).asks(question).finds(slug)


@pytest.mark.parametrize("question", ["the thing with the blue box keeps jumping", "what is the weather in paris"])
def test_an_honest_nothing(shipped: Catalogue, question: str) -> None:
    Client(shipped).asks(question).finds_nothing_fitting()


def test_the_articles_are_sound(shipped: Catalogue) -> None:
    assert [str(problem) for problem in check(shipped.library)] == []
