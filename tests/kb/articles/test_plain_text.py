"""Markdown as plain text, and words as they are compared."""

import pytest

from kb.articles.plain_text import Passage, passages, searchable
from kb.language.words import fold, parts, plain_case, spellings, tongue
from tests.builders import LANGUAGES

"""A hostile text of 100,000 characters; normalizing it whole takes ten seconds."""


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("Open **Email → Delivery log**.", "Open Email → Delivery log."),
        ("*it* and _it_, **_both_**, ~~gone~~", "it and it, both, gone"),
        ("keep `a_b*c*` and snake_case_words", "keep a_b*c* and snake_case_words"),
        ("see [Your mailbox](mailbox-full.md) and [that][1]\n\n[1]: https://a.example", "see Your mailbox and that"),
        ("![a picture](x.png) [![inner](a)](b)", "a picture inner"),
        ("<b>bold</b> <https://example.com> &amp; 2 \\* 3 < 7", "bold https://example.com & 2 * 3 < 7"),
        ("5 * 3 * 2 stays", "5 * 3 * 2 stays"),
        ("enter <your-domain> here<br>and <!-- not --> there", "enter <your-domain> here and there"),
        ("<!-- never ended", "<!-- never ended"),
        ("<!-- a\n\nb --> after", "after"),
        ("<div>\nwords *in* it\n</div>", "words in it"),
    ],
)
def test_inline_markup_is_taken_off(markdown: str, plain: str) -> None:
    assert [passage.text for passage in passages(markdown)] == [plain]


def test_blocks() -> None:
    markdown = (
        "# Top\nOne\nparagraph.\n\n- item *one*\n- [x] item two\n  goes on\n1. first\n\n> quoted\n> words\n\n"
        "Below\n=====\n```\ncode *as* is\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n<!-- hidden -->\n[ref]: http://x\nend"
    )
    assert passages(markdown) == (
        Passage("Top", heading=True), Passage("One paragraph."), Passage("item one"), Passage("item two goes on"),
        Passage("first"), Passage("quoted words"), Passage("Below", heading=True), Passage("code *as* is"),
        Passage("a – b"), Passage("1 – 2"), Passage("end"),
    )  # fmt: skip


def test_what_is_searched() -> None:
    headings, text = searchable("Intro <b>x</b>.\n## A [link](secret.md)\nMore [words](hidden-slug.md) &amp; so.\n")
    assert headings == ["A [link]"]
    assert "hidden" not in text
    assert "words" in text


@pytest.mark.parametrize(
    ("raw", "whole", "pieces"),
    [
        ("mail", "", ("mail",)),
        ("e-mail", "email", ("mail",)),
        ("don't", "", ("dont",)),
        ("client’s", "", ("client",)),
        ("php.ini", "php.ini", ("php", "ini")),
        ("anna@example.com", "anna@example.com", ("anna", "example", "com")),
        ("memory_limit", "memorylimit", ("memory", "limit")),
        ("5.7.1", "", ("5.7.1",)),
    ],
)
def test_what_holds_words_together(raw: str, whole: str, pieces: tuple[str, ...]) -> None:
    assert parts(raw) == (whole, pieces)


def test_accents() -> None:
    assert fold("contraseña") == "contrasena"
    assert spellings("verlängern") == ("verlangern", "verlaengern")


def test_stems() -> None:
    assert len(set(tongue("en", LANGUAGES).stems(["invoice", "invoices", "invoicing"]))) == 1
    assert len(set(tongue("es", LANGUAGES).stems(["factura", "facturas"]))) == 1
    assert len(set(tongue("de", LANGUAGES).stems(["rechnung", "rechnungen"]))) == 1
    assert tongue("xx", LANGUAGES).stem("words") == "words"


def test_marks_that_a_script_needs_stay() -> None:
    assert plain_case("Contrasen\u0303a") == "contraseña"
    assert fold("contrasen\u0303a") == "contrasena"
    assert plain_case("ＭＡＩＬ ﬁ") == "mail fi"
    assert plain_case("ﷺ mail").endswith("mail")
    assert len(plain_case("ﷺ mail")) > 20
    assert (fold("ñ" * 40), fold("ñ" * 41)) == ("n" * 40, "ñ" * 41), "longer is nobody's word"
    assert plain_case("ﷺ" * 1_000) == "ﷺ" * 1_000, "a sentence each: eighteen times as long"
