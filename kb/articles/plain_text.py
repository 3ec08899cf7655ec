"""Markdown as plain text: what an article says, without how it is marked up."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from bot.markdown import Block, Code, Grid, Heading, Items, Paragraph, Quotation, Rule, blocks, plain

_HEADING_LINE = re.compile(r"^ {0,3}#{1,6} +(.*)", re.MULTILINE)
_SECTION = re.compile(r"^ {0,3}#{1,6} ++(.*+)\n(?: *+\n){0,3}(.{1,200})", re.MULTILINE)
_TARGET = re.compile(r"\]\([^()\n]*\)|\]: *\S+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_TASK = re.compile(r"\[[ xX]\]\s+")
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{20,}|[xX][0-9A-Fa-f]{20,});?")
"""Python refuses numbers of thousands of digits; Unicode has none of more than seven."""


OPENING_WORDS = 3
"""So many, the first, tell whether two sections with the same heading say the same."""

Opening = tuple[str, str]
"""A section's heading, and the first words below it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a list item, a line of code or a heading, as plain text on one line."""

    text: str
    heading: bool = False


def passages(markdown: str) -> tuple[Passage, ...]:
    """What an article says, in order; empty pieces left out."""
    return said(blocks(markdown))


def said(found: Iterable[Block]) -> tuple[Passage, ...]:
    """The same of an article that was read already."""
    return tuple(passage for passage in _passages(found) if passage.text)


def _passages(found: Iterable[Block]) -> Iterator[Passage]:
    for block in found:
        match block:
            case Heading(_, inside):
                yield Passage(plain(inside), heading=True)
            case Paragraph(inside):
                yield Passage(plain(inside))
            case Code(text):
                yield from (Passage(" ".join(line.split())) for line in text.splitlines())
            case Quotation(within):
                yield from _passages(within)
            case Items(items):
                for item in items:
                    yield from _item(item.blocks)
            case Grid(rows):
                yield from (Passage(" – ".join(filter(None, map(plain, row)))) for row in rows)
            case Rule():
                pass
            case _:
                assert_never(block)


def _item(within: tuple[Block, ...]) -> Iterator[Passage]:
    """An item's passages, the box of a task left out."""
    for number, passage in enumerate(_passages(within)):
        yield passage if number else replace(passage, text=without_box(passage.text))


def without_box(text: str) -> str:
    """An item's text without the box of a task."""
    return _TASK.sub("", text, count=1) if _TASK.match(text) else text


def searchable(markdown: str) -> tuple[list[str], str]:
    """Headings, and the rest of the text with the marks that don't matter to words left in.

    For counting words, of which markup has none: reading the Markdown would take twice as long as building the
    whole index, forty times as long as this.
    """
    if "<" in markdown:
        markdown = _TAG.sub(" ", _without_comments(markdown))
    if "&" in markdown:
        markdown = unescaped(markdown)
    text = _TARGET.sub("]", markdown)
    return _HEADING_LINE.findall(text), _HEADING_LINE.sub("", text)


def opening_of(heading: str, text: str) -> Opening:
    """A section's heading and its first words."""
    return heading, " ".join(text.split(maxsplit=OPENING_WORDS)[:OPENING_WORDS])


def openings(markdown: str) -> set[Opening]:
    """How the sections begin that have a heading and plain words below it."""
    return {opening_of(found[1].strip(), found[2]) for found in _SECTION.finditer(markdown)}


def _without_comments(markdown: str) -> str:
    """Comments that end; the beginning of one that doesn't is text."""
    pieces, at = list[str](), 0
    while (begin := markdown.find("<!--", at)) >= 0 and (end := markdown.find("-->", begin + 4)) >= 0:
        pieces += markdown[at:begin], " "
        at = end + 3
    return "".join((*pieces, markdown[at:]))


def unescaped(text: str) -> str:
    """Character references as characters. Never raises."""
    return html.unescape(_NO_CHARACTER.sub("\ufffd", text))
