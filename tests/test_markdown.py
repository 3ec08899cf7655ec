"""Articles' Markdown as blocks: what it says is all there, whatever it is."""

from time import process_time

import pytest

from bot import markdown
from bot.markdown import (
    Break,
    Code,
    Grid,
    Heading,
    Item,
    Items,
    Link,
    Paragraph,
    Quotation,
    Rule,
    Styled,
    Verbatim,
    Words,
    blocks,
    links,
)


def test_within_a_line() -> None:
    (found,) = blocks("a *b **c*** ~~d~~ `e*` [f](g.md 'h')\n![i](j)<br>&amp; \\*")
    assert found == Paragraph((
        Words("a "), Styled("emph", (Words("b "), Styled("strong", (Words("c"),)))), Words(" "),
        Styled("struck", (Words("d"),)), Words(" "), Verbatim("e*"), Words(" "), Link((Words("f"),), "g.md", 0),
        Break(), Link((Words("i"),), "j", 1, picture=True), Break(), Words("& *"),
    ))  # fmt: skip


def test_blocks() -> None:
    text = "# A\nb\n\n> c\n\n3. d\n   - e\n\n   f\n4. g\n\n```sh x\nls\n```\n***\n\n| h | i |\n|---|---|\n| j | k |\n"
    e = Items((Item((Paragraph((Words("e"),)),)),))
    assert blocks(text) == (
        Heading(1, (Words("A"),)), Paragraph((Words("b"),)),
        Quotation((Paragraph((Words("c"),), apart=True),), apart=True),
        Items((Item((Paragraph((Words("d"),), apart=True), e, Paragraph((Words("f"),), apart=True)), apart=True),
               Item((Paragraph((Words("g"),)),))), first=3, apart=True),
        Code("ls\n", "sh", apart=True), Rule(),
        Grid((((Words("h"),), (Words("i"),)), ((Words("j"),), (Words("k"),))), apart=True),
    )  # fmt: skip


def test_links_know_their_line() -> None:
    text = "[a](1)\nx [**b**](2)\n\n- c\n  d [![e](4)](3)\n\n| [f](5) |\n|---|\n\n```\n[no](6)\n```\n<mailto:g@h.i>"
    found = [(link.address, link.line, link.picture) for link in links(blocks(text))]
    assert found == [
        ("1", 0, False), ("2", 1, False), ("3", 4, False), ("4", 4, True), ("5", 6, False), ("mailto:g@h.i", 12, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<b>a</b> <your-domain> <!-- b --> c", "a <your-domain> c"),
        ("<!-- a\n\nb --> c *d*", "c d"),
        ("a\n\n<!-- b", "a <!-- b"),
        ("<div>\na\n</div>", "a"),
        ("> " * 40 + "a", "> " * (40 - markdown.NESTED_MAX) + "a"),
        ("*a " * 30 + "b" + "*" * 30, "a " * 30 + "b"),
        ("*a*\r\n\r\n*b*", "a b"),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_what_is_no_markup_is_words(text: str, said: str) -> None:
    assert " ".join(_said(blocks(text))) == said


def _said(found: tuple[markdown.Block, ...]) -> list[str]:
    said: list[str] = []
    for block in found:
        match block:
            case Paragraph(inside):
                said.append(markdown.plain(inside))
            case Quotation(within):
                said += _said(within)
    return said


def test_addresses_are_as_written() -> None:
    assert [link.address for link in links(blocks("[a](größe%20.md?x=ß) [b](javascript:x)"))] == [
        "größe%20.md?x=ß", "javascript:x",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["a*", "[a](b) ", "![a](", "- a\n", "<a>", "`a`` ", "> a\n", "|a", "<!--", "[a]: b\n"])
def test_what_would_take_too_long_stands_as_it_was_written(unit: str) -> None:
    text = unit * (markdown.SIGNS_MAX + 1)
    began = process_time()
    found = blocks(text)
    assert process_time() - began < 0.2
    assert found == (Paragraph((Words(text.strip("\n")),), apart=True),)
    assert blocks("a" * (markdown.READ_CHARS_MAX + 1) + "\n\n*b*")[-1] == Paragraph((Words("*b*"),), apart=True)


@pytest.mark.parametrize("text", ["[" + "-" * 3_000, ("[" + ">a" * 99) * 31, "[a](b) " + "x+" * 3_000])
def test_so_does_what_is_looked_through_for_the_end_of_a_link(text: str) -> None:
    assert blocks(text) == (Paragraph((Words(text),), apart=True),)


def test_without_a_bracket_such_signs_cost_nothing() -> None:
    assert blocks("*a* " + "->" * 3_001)[0] != Paragraph((Words("*a* " + "->" * 3_001),), apart=True)
