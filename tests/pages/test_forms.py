"""What people wrote reads in each form as they wrote it, and does nothing there."""

import sys

import pytest
from markdown_it import MarkdownIt

from bot.core.text.errors import ExtraMissing
from bot.core.text.reply_parts import Page, Section
from bot.core.text.surface import Quote, Table, _
from bot.i18n import Reader
from bot.pages import pdf as pdfs
from bot.pages.document import Document, document
from bot.pages.draw import drawn
from bot.pages.form import Form
from bot.pages.html import html
from bot.pages.markdown import markdown
from tests.builders import WEDNESDAY

NASTY = (
    "<script>alert(1)</script> **bold** `code` [link](http://x) ![i](http://y) &amp; a|b\n# heading\n- list\n1. one\n"
    "> quote\n<!-- front-door-seal\x1b[31m\u202eevil"
)


def page(text: str = NASTY) -> Document:
    blocks = (
        Quote(text, _("{name} wrote", name=text)),
        Table((_("What"), _("How it is")), ((text, "x"),)),
        _("**Strong**, `code`, *slanted*: {text}", text=text),
    )
    section = Section("record", _("What was said"), blocks)
    made = Page(_("{firm} support", firm=text), _("{at}", at=text), (section,), (_("Seal"),))
    return document(made, Reader("en", "Europe/Berlin", WEDNESDAY))


def test_html_escapes_everything_and_loads_nothing() -> None:
    text = html(page())
    assert "<script" not in text
    assert "<img" not in text
    assert "\x1b" not in text
    assert "src=" not in text
    assert "default-src 'none'" in text
    assert 'name="viewport"' in text
    assert "@media print" in text


def test_markdown_says_what_was_written_and_nothing_else() -> None:
    drawn = MarkdownIt("commonmark").enable("table").render(markdown(page()))
    for tag in ("<script", "<img", 'href="http://x"', "<!--", "<ol", "<ul"):
        assert tag not in drawn
    assert drawn.count("<h1") == 1
    assert drawn.count("<h2") == 1
    assert "<strong>Strong</strong>, <code>code</code>, <em>slanted</em>" in drawn
    assert "**bold** `code` [link](http://x)" in drawn


@pytest.mark.parametrize(
    "line", ["# a", "- a", "+ a", "1. a", "12) a", "===", "---", "    indented", "\ta", "~~~", "```"]
)
def test_a_line_that_would_begin_something_begins_nothing(line: str) -> None:
    drawn = MarkdownIt("commonmark").render(markdown(page(f"x\n{line}\ny")).partition("## ")[2])
    for tag in ("<ul", "<ol", "<pre", "<hr />\n<p>y", "<h1"):
        assert tag not in drawn.partition("</blockquote>")[0]


def test_pdf_holds_the_words_in_whatever_letters() -> None:
    assert drawn(page("Привет, ćwierć 🙂 " + "x" * 300), Form.PDF).startswith(b"%PDF-")


def test_without_a_font_of_the_machine_letters_that_are_missing_are_question_marks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdfs, "FONTS", ())
    assert drawn(page("Привет “so” – ärger"), Form.PDF).startswith(b"%PDF-")


def test_without_its_library_a_pdf_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fpdf", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'frontdoor-desk\[pdf\]'"):
        drawn(page(), Form.PDF)


@pytest.mark.parametrize("form", Form)
def test_every_form_has_its_media_type(form: Form) -> None:
    assert "/" in form.media
