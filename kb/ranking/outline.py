"""An article as sentences, each with how well somebody can begin to read there.

Whoever reads on from the middle of a procedure doesn't know what it is about: a later step is read under the heading of
its section. Items that name the case they are about ("`552 Mailbox full`: …") are read for themselves.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple, assert_never

from bot.core.text.language_data import Words
from bot.markdown import Block, Code, Grid, Heading, Item, Items, Paragraph, Quotation, Rule, blocks, plain
from kb.articles.plain_text import Opening, opening_of, without_box

ARTICLES_KEPT = 2_000
"""Read once, since an article takes a millisecond; those that are found often, some 10 MB of them."""

NAME_CHARS_MAX = 100
"""Of an item, in which a colon ends the name of its case."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^a-zà-ÿ\s])")


class Begins(Enum):
    """How a line begins: the worth of an extract that begins there is multiplied by the value."""

    ANEW = 1.0
    """A paragraph, a procedure's first step, or an item that names its case."""
    CASE = 0.95
    """A later step that names its case."""
    STEP = 0.7
    """A later step."""


AMID = 0.65
"""The same of a sentence amid one of these."""

POINTING = 0.5
"""The same of a sentence that points to another place in the article."""


class Sentence(NamedTuple):
    """A sentence of a paragraph or item, or a line of code."""

    text: str
    at: int
    """Where in the whole text."""
    section: int
    line: int
    begins: Begins
    """Of its line."""
    first: bool
    """Is it the first of its line?"""
    named: bool
    """Does its line name its case?"""
    points: bool
    """Does it point to another place in the article?"""

    @property
    def worth(self) -> float:
        """How well somebody can begin to read here, 0 … 1."""
        return self.begins.value * (1 if self.first else AMID) * (POINTING if self.points else 1)

    @property
    def headed(self) -> bool:
        """Whether it needs the section's heading above it."""
        return self.begins is not Begins.ANEW


class Section(NamedTuple):
    """A heading and what stands under it; before the first heading there is one without."""

    heading: str
    at: int
    """Where in the whole text."""
    opening: Opening = ("", "")
    """The heading and the first words below it; none where the heading stands first."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An article in sentences, and all of them as one text."""

    text: str
    """A heading or sentence a line."""
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]


class _Line(NamedTuple):
    text: str
    begins: Begins = Begins.ANEW
    named: bool = False
    heading: bool = False


@lru_cache(ARTICLES_KEPT)
def outline(markdown: str, numbered: Words, other: Words) -> Outline:
    """An article's sentences, in order; the words point elsewhere in it, see ``SearchWords``."""
    points = _pointing(numbered, other)
    sections, sentences, said, at = [Section("", 0)], list[Sentence](), list[str](), 0
    for number, line in enumerate(line for line in _lines(blocks(markdown)) if line.text):
        if line.heading:
            sections.append(Section(line.text, at))
        elif not said or said[-1] == sections[-1].heading:
            sections[-1] = sections[-1]._replace(opening=opening_of(sections[-1].heading, line.text))
        for place, text in enumerate([line.text] if line.heading else _SENTENCE_END.split(line.text)):
            if not line.heading:
                pointing = points is not None and points.search(text.casefold()) is not None
                sentences.append(
                    Sentence(text, at, len(sections) - 1, number, line.begins, not place, line.named, pointing)
                )
            said.append(text)
            at += len(text) + 1
    return Outline("\n".join(said), tuple(sections), tuple(sentences))


@lru_cache(maxsize=64)
def _pointing(numbered: Words, other: Words) -> re.Pattern[str] | None:
    """What finds "see part 3" and "as described below"; ``None`` in a language that doesn't say."""
    ways = [rf"\b(?:{_any(numbered)})\s\d"] if numbered else []
    ways += [rf"\b(?:{_any(other)})(?:\s[^\W\d]{{1,20}})?(?=[.,;:!?)]|$)"] if other else []
    return re.compile("|".join(ways)) if ways else None


def _any(words: Words) -> str:
    return "|".join(map(re.escape, sorted(words)))


def _lines(found: Iterable[Block]) -> Iterator[_Line]:
    for block in found:
        match block:
            case Heading(_, inside):
                yield _Line(plain(inside), heading=True)
            case Paragraph(inside):
                yield _Line(plain(inside))
            case Code(text):
                for line in text.splitlines():
                    yield _Line(" ".join(line.split()))
            case Quotation(within):
                yield from _lines(within)
            case Items(items, first):
                for number, item in enumerate(items):
                    yield from _item(item, numbered=first is not None, later=number > 0)
            case Grid(rows):
                for row in rows:
                    yield _Line(" – ".join(filter(None, map(plain, row))), named=True)
            case Rule():
                pass
            case _:
                assert_never(block)


def _item(item: Item, *, numbered: bool, later: bool) -> Iterator[_Line]:
    """An item's lines, the box of a task left out; what stands within goes on with it."""
    named = _names_case(item)
    begins = Begins.ANEW if not later or (named and not numbered) else Begins.CASE if named else Begins.STEP
    for place, line in enumerate(_lines(item.blocks)):
        if place:
            yield line
        else:
            yield line._replace(text=without_box(line.text), begins=begins, named=named)


def _names_case(item: Item) -> bool:
    """Whether an item begins with what it is about and a colon."""
    match item.blocks[:1]:
        case (Paragraph(inside),) if inside:
            text = plain(inside)
            colon = text.find(": ", 0, NAME_CHARS_MAX)
            return colon > 0 and _SENTENCE_END.search(text[:colon]) is None
        case _:
            return False
