"""Whatever is typed, the search answers; it never raises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.ranking.extract import EXTRACT_CHARS_MAX, plain
from kb.search import ArticleSearch
from tests.builders import LANGUAGES
from tests.kb.pages import HOSTING, library

SEARCH = ArticleSearch(library(*HOSTING), LANGUAGES)
WORDS = st.sampled_from(
    ("mail", "e-mail", "550", "SPF", "info@", "www.", "php.ini", "ß", "ﷺ", "İ", "\ud800", "'", "-", "_", " ", "é")
)


@pytest.mark.parametrize(
    "text",
    [
        "mail " * 20_000,
        "a" * 100_000,
        "a-" * 50_000,
        "(a+)+$" * 17_000,
        "ﷺ" * 100_000,
        "e" + "\u0301" * 100_000,
        "".join(map(chr, range(0x110000))),
        " ".join(f"wrod{number}x" for number in range(15_000)),
        "\0\x1b[31m\u202e",
        "%s {0} ${x} <script> ' OR 1=1 --",
    ],
    ids=range(10),
)
def test_monstrous_texts(text: str) -> None:
    for hit in SEARCH.find(text, "en"):
        assert 0 <= hit.confidence <= 1
    assert all(0 <= likeness <= 1 for likeness in SEARCH.alike(text, [text, "mail", ""]))


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map("".join)), st.text(max_size=5), st.integers(1, 20)
)
def test_any_text(text: str, lang: str, limit: int) -> None:
    hits = SEARCH.find(text, lang, limit)
    assert len(hits) <= limit
    assert sorted(hits, key=lambda hit: -hit.score) == list(hits)
    for hit in hits:
        assert 0 <= hit.confidence <= 1
        assert len(plain(hit.extract)) <= EXTRACT_CHARS_MAX
