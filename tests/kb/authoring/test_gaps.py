"""What clients asked in vain, grouped; and nothing in it that says whose problem it was."""

from datetime import UTC, datetime, timedelta
from itertools import count

from kb.articles.loader import load
from kb.authoring.gaps import Asked, Gap, draft, gaps, nameless
from kb.search import ArticleSearch
from tests.builders import LANGUAGES
from tests.kb.pages import write

_minutes = count()


def asked(text: str, outcome: str = "nothing found", lang: str = "en") -> Asked:
    """A question, each a minute after the one before."""
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC) + timedelta(minutes=next(_minutes))
    return Asked(at, text, lang, outcome)


QUESTIONS = (
    "can I have a discount as a charity",
    "discount for charities?",
    "is there a dicount for a charity like ours",
    "my parrot swallowed the router",
    "charity discount",
)


def found(hosting: ArticleSearch) -> tuple[Gap, ...]:
    return gaps([asked(text) for text in QUESTIONS], hosting, LANGUAGES)


def test_questions_about_the_same_are_one_gap(hosting: ArticleSearch) -> None:
    first, second = found(hosting)
    assert (first.count, second.count) == (4, 1)
    assert set(first.examples) == set(QUESTIONS) - {QUESTIONS[3]}
    assert second.examples == (QUESTIONS[3],)


def test_what_became_of_them_and_the_nearest_article(hosting: ArticleSearch) -> None:
    (gap,) = gaps([asked("mailbox full", "not solved"), asked("mailbox ful", "filed")], hosting, LANGUAGES)
    assert dict(gap.outcomes) == {"not solved": 1, "filed": 1}
    assert (gap.nearest, gap.lang) == ("mailbox-full", "en")
    assert gap.confidence > 0.5
    assert gaps([], hosting, LANGUAGES) == ()


def test_what_asks_nothing_is_no_gap(hosting: ArticleSearch) -> None:
    idle = (
        "???",
        "😀👍",
        "hello",
        "Hi there!",
        "hallo, guten tag",
        "buenas tardes",
        "thanks",
        ":-)",
        "please help",
        "…",
    )
    assert gaps([asked(text) for text in idle], hosting, LANGUAGES) == ()
    (gap,) = gaps([asked(text) for text in (*idle, "hello, my dns?")], hosting, LANGUAGES)
    assert gap.examples == ("hello, my dns?",)


def test_nobody_is_named() -> None:
    said = nameless("Mail to  anna@shop-miller.example and www.shop-miller.example/cart since order 4711-0815-99 ")
    assert said == "Mail to [address] and [domain] since order [number]"
    assert nameless("error 550, PHP 8.2 and port 993") == "error 550, PHP 8.2 and port 993"


def test_a_draft_is_an_article_to_be_written(hosting: ArticleSearch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = draft(found(hosting)[0], LANGUAGES)
    assert "Asked 4 times" in text
    assert "discount for charities?" in text
    path = write(tmp_path, "charity-discount")
    path.write_text(text, encoding="utf-8")
    (source,) = load(tmp_path).sources
    assert "harity" in source.article.title
    assert {"charity", "discount"} <= set(source.article.keywords)
    assert ArticleSearch(load(tmp_path), LANGUAGES).find("charity discount", "en")
