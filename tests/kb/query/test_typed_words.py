"""How a question is read: what is repaired, what stays, and what is taken apart."""

import pytest

from bot.core.model.knowledge import Article
from kb.query.slots import Query
from kb.search import ArticleSearch
from tests.bench.reading import right, rows
from tests.builders import LANGUAGES
from tests.kb.pages import HOSTING, Client, article, library


def read(search: ArticleSearch, text: str) -> Query:
    return search._reader("en").read(text)


def repaired(search: ArticleSearch, text: str) -> str:
    return read(search, text).repaired


def about(*articles: Article) -> ArticleSearch:
    return ArticleSearch(library(*articles, *HOSTING), LANGUAGES)


@pytest.mark.parametrize("kind", ["slip", "word", "parts", "together", "code"])
def test_labelled_words_are_read_right(shipped: ArticleSearch, kind: str) -> None:
    labelled = [row for row in rows("words.jsonl") if (row["kind"], row["half"]) == (kind, "tuning")]
    wrong = [row["typed"] for row in labelled if not right(shipped, row)]
    assert len(wrong) <= len(labelled) // 30, wrong


def test_repeats_and_order_stay_in_place(hosting: ArticleSearch) -> None:
    text = "The Mail to mail A, then mail B: my mialbox is ful?"
    assert repaired(hosting, text) == "The Mail to mail A, then mail B: my mailbox is full?"


def test_a_hundred_and_twenty_eight_words_are_read(hosting: ArticleSearch) -> None:
    assert len(repaired(hosting, "mail " * 200).split()) == 128
    assert repaired(hosting, "so " * 127 + "mialbox").endswith("mailbox")
    assert read(hosting, "so " * 130 + "mailbox").slots == ()


def test_a_word_of_the_language_is_not_repaired(hosting: ArticleSearch) -> None:
    for word in ("remaining", "twenty", "horse", "winter"):
        assert repaired(hosting, word) == word


def test_a_slip_of_one_letter_is_likelier_than_a_missing_space() -> None:
    search = about(article("seats", "Sites", "Sit on the des. All sites."))
    assert repaired(search, "sitdes") == "sites"
    assert repaired(search, "mailpassword") == "mail password"


def test_the_likelier_reading_weighs_more_and_all_of_them_less_than_the_word_itself() -> None:
    search = about(*(article(f"plan-{n}", "The plan", "Every plan.") for n in range(8)), article("plag", "A plag", "x"))
    slot = read(search, "plax").slots[0]
    index = search._reader("en").index
    weights = {index.stem_of[term]: weight for term, weight in slot.options}
    assert weights["plan"] > weights["plag"]
    assert sum(weights.values()) < 1
    certain = read(search, "plan").slots[0]
    assert certain.options[0][1] == 1
    assert slot.rarity == certain.rarity


def test_a_synonym_of_a_guess_counts_no_more_than_the_guess(hosting: ArticleSearch) -> None:
    slot = read(hosting, "emial").slots[0]
    assert max(weight for _term, weight in slot.options) < 1


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("php8.2", "php-limits"),
        ("php8", "php-limits"),
        ("php.ini", "php-limits"),
        ("error.log", "website-down"),
        ("error-503", "website-down"),
        ("http503", "website-down"),
        ("503er", "website-down"),
        ("550-5.7.1", "mail-not-arriving"),
        ("webmail.pdf", "webmail"),
        ("https://webmail", "webmail"),
    ],
)
def test_what_is_glued_finds_what_its_parts_find(hosting: ArticleSearch, typed: str, slug: str) -> None:
    found = hosting.find(typed, "en")
    assert found
    assert found[0].slug == slug


@pytest.mark.parametrize(
    "typed", ["551", "551-9.9.9", "551er", "webmail.net", "www.invoices.lan", "http://php.lan", "a@php.ini"]
)
def test_codes_and_addresses_are_not_taken_apart(hosting: ArticleSearch, typed: str) -> None:
    assert not hosting.find(typed, "en")


def test_what_is_glued_in_an_article_is_found_by_its_parts() -> None:
    search = about(article("http2", "Switch on HTTP2", "Set it in nginx.conf."))
    Client(search).asks("http").finds("http2")
    Client(search).asks("nginx").finds("http2")
