"""Articles' Markdown, read once by markdown-it-py: the blocks that the search counts on and platforms draw.

CommonMark with tables and struck words. Of HTML only the words stay: tags and comments are left out, ``<br>`` ends a
line, and a placeholder such as ``<your-domain>`` is words. Nothing is lost: what nests too deeply, or would take too
long, stands as it was written.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.token import Token
from markdown_it.utils import EnvType

READ_CHARS_MAX = 200_000
"""The longest of the shipped articles has a fortieth. The library takes 0.5 µs for a character of theirs …"""
SIGNS, SIGNS_MAX = "\n!*_~[]<|`\\&", 3_000
"""… and up to 50 µs for a line or one of these signs, of which a long page has some hundreds …"""
SEEN_SIGNS = "#$%+-:=>@^{}"
"""… or one of these, where a bracket is open: its end is looked for anew for each bracket within another."""
NESTED_MAX = 16
"""Quotes, lists and their items within one another; a chat has no room for more."""
STYLES_MAX = 8
"""Styles and links within one another."""

# ── Within a line ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text: nothing in it is markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Code within a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Styled:
    """Words in one style."""

    style: Literal["strong", "emph", "struck"]
    inside: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere, or a picture with its description; ``address`` is as written."""

    inside: tuple["Inline", ...]
    address: str
    line: int
    """Of the Markdown, from 0."""
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line, of the source or by ``<br>``: whether it is shown is up to the platform."""


Inline = Words | Verbatim | Styled | Link | Break

# ── Blocks ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words in a row; ``apart`` says, here as in every block, that a blank line stands above it in the source."""

    inside: tuple[Inline, ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, of level 1 … 6."""

    level: int
    inside: tuple[Inline, ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of code, without their fences."""

    text: str
    language: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """Blocks with a line at their side."""

    blocks: tuple["Block", ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list."""

    blocks: tuple["Block", ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; ``first`` is the number of its first item, ``None`` for bullets."""

    items: tuple[Item, ...]
    first: int | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells, the first of them the head."""

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""

    apart: bool = False


Block = Paragraph | Heading | Code | Quotation | Items | Grid | Rule


def blocks(markdown: str) -> tuple[Block, ...]:
    """What an article consists of, in order. Takes time in proportion to its length, whatever is in it."""
    signs = SIGNS + SEEN_SIGNS if "[" in markdown else SIGNS
    if len(markdown) > READ_CHARS_MAX or sum(map(markdown.count, signs)) > SIGNS_MAX:
        return tuple(_unread(markdown))
    source = markdown.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    env: EnvType = {_LAST_END: source.rfind("-->")}
    return tuple(_Reader(source, env).blocks())


def links(found: Iterable[Block | Item]) -> Iterator[Link]:
    """Every link and picture, in order."""
    for block in found:
        match block:
            case Paragraph() | Heading():
                yield from _links(block.inside)
            case Quotation() | Item():
                yield from links(block.blocks)
            case Items():
                yield from links(block.items)
            case Grid():
                yield from (link for row in block.rows for cell in row for link in _links(cell))
            case Code() | Rule():
                pass


def _links(inside: Iterable[Inline]) -> Iterator[Link]:
    for each in inside:
        if isinstance(each, Link):
            yield each
        if isinstance(each, Link | Styled):
            yield from _links(each.inside)


def plain(inside: Iterable[Inline]) -> str:
    """The words alone, on one line."""
    return " ".join("".join(_words(inside)).split())


def _words(inside: Iterable[Inline]) -> Iterator[str]:
    for each in inside:
        match each:
            case Words(text) | Verbatim(text):
                yield text
            case Styled() | Link():
                yield from _words(each.inside)
            case Break():
                yield " "


# ── From the library's tokens ──────────────────────────────────────────────────────────

_LAST_END = "the last end of a comment"
_TAGS = frozenset((
    *block_names,
    "a", "abbr", "b", "br", "cite", "code", "del", "em", "font", "i", "img", "input", "ins", "kbd", "mark", "pre", "q",
    "s", "samp", "script", "small", "span", "strike", "strong", "style", "sub", "sup", "tt", "u", "var", "video",
))  # fmt: skip
"""What is HTML's own; ``<your-domain>`` isn't."""
_STYLES: dict[str, Literal["strong", "emph", "struck"]] = {"strong": "strong", "em": "emph", "s": "struck"}


def _unread(markdown: str) -> Iterator[Paragraph]:
    """An article's paragraphs as they were written."""
    yield from (Paragraph((Words(part.strip("\n")),), apart=True) for part in markdown.split("\n\n") if part.strip())


class _AsWritten(MarkdownIt):
    """The library, with addresses as their authors wrote them: whoever draws a link decides what may be followed."""

    def normalizeLink(self, url: str) -> str:
        return url

    def normalizeLinkText(self, link: str) -> str:
        return link

    def validateLink(self, url: str) -> bool:
        return True


_IN_LINE = re.compile(r"[\n!&*<\[\\\]_`~]")
"""Signs of markup within a line; without any, its words are words."""


@cache
def _library() -> MarkdownIt:
    reader = _AsWritten("commonmark", {"maxNesting": 2 * NESTED_MAX}).enable(["table", "strikethrough"])
    reader.block.ruler.at("html_block", _comment, {"alt": ["paragraph", "reference", "blockquote"]})
    reader.block.ruler.before("table", "too_deep", _too_deep)
    return reader


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A comment that ends; the beginning of another one is words, as are other lines of HTML without their tags."""
    at = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<!--", at) or state.env[_LAST_END] < at:
        return False
    return html_block(state, start, end, silent)


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """What the library would leave out, as a paragraph."""
    if silent or state.level < NESTED_MAX:
        return False
    token = state.push("unread", "", 0)
    token.content = state.getLines(start, end, state.blkIndent, False).strip()
    token.map = [start, end]
    state.line = end
    return True


class _Reader:
    """One article's tokens as blocks."""

    def __init__(self, source: str, env: EnvType) -> None:
        self._lines, self._env, self._library = source.split("\n"), env, _library()
        self._tokens = iter(self._library.block.parse(source, self._library, env, []) or ())

    def blocks(self, end: str = "") -> Iterator[Block]:
        """The blocks up to the end of whatever they stand in."""
        for token in self._tokens:
            if token.type == end:
                return
            yield from self._block(token, self._apart(token))

    def _apart(self, token: Token) -> bool:
        above = token.map[0] - 1 if token.map else -1
        return above >= 0 and not self._lines[above].strip("> \t")

    def _block(self, token: Token, apart: bool) -> Iterator[Block]:
        match token.type:
            case "paragraph_open":
                if inside := self._until("paragraph_close"):
                    yield Paragraph(inside, apart)
            case "heading_open":
                yield Heading(int(token.tag[1]), self._until("heading_close"), apart)
            case "fence" | "code_block":
                yield Code(token.content, token.info.split()[0] if token.info.strip() else "", apart)
            case "blockquote_open":
                yield Quotation(tuple(self.blocks("blockquote_close")), apart)
            case "bullet_list_open" | "ordered_list_open":
                first = int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None
                yield Items(tuple(self._items(token.type.replace("open", "close"))), first, apart)
            case "table_open":
                yield Grid(tuple(self._rows()), apart)
            case "html_block":
                _comment, _end, rest = token.content.rpartition("-->")
                if rest.strip():
                    yield Paragraph(self._inline(rest.strip(), token.map), apart)
            case "unread":
                yield Paragraph((Words(token.content),), apart)
            case "hr":
                yield Rule(apart)

    def _items(self, end: str) -> Iterator[Item]:
        for token in self._tokens:
            if token.type == end:
                return
            yield Item(tuple(self.blocks("list_item_close")), self._apart(token))

    def _rows(self) -> Iterator[tuple[tuple[Inline, ...], ...]]:
        row: list[tuple[Inline, ...]] = []
        for token in self._tokens:
            if token.type == "table_close":
                return
            if token.type == "inline":
                row.append(self._inline(token.content, token.map))
            elif token.type == "tr_close":
                yield tuple(row)
                row = []

    def _until(self, end: str) -> tuple[Inline, ...]:
        inside: tuple[Inline, ...] = ()
        for token in self._tokens:
            if token.type == end:
                break
            inside = self._inline(token.content, token.map)
        return inside

    def _inline(self, content: str, where: Sequence[int] | None) -> tuple[Inline, ...]:
        if not _IN_LINE.search(content):
            return (Words(content),) if content else ()
        tokens: list[Token] = []
        self._library.inline.parse(content, self._library, self._env, tokens)
        return _nested(tokens, where[0] if where else 0)


def _nested(tokens: Iterable[Token], line: int) -> tuple[Inline, ...]:
    """What opens and closes as what stands within what; what is too deep loses its style."""
    opened: list[tuple[Token, int]] = []
    inside: list[list[Inline]] = [[]]
    for token in tokens:
        if token.nesting == 1:
            opened.append((token, line))
            if len(opened) <= STYLES_MAX:
                inside.append([])
        elif token.nesting == -1:
            if len(opened) <= STYLES_MAX:
                within = tuple(inside.pop())
                inside[-1].append(_closed(*opened[-1], within))
            opened.pop()
        else:
            line += token.type in ("softbreak", "hardbreak")
            _add(inside[-1], token, line)
    return tuple(inside[0])


def _closed(token: Token, line: int, inside: tuple[Inline, ...]) -> Inline:
    if token.tag == "a":
        return Link(inside, str(token.attrs["href"]), line)
    return Styled(_STYLES[token.tag], inside)


def _add(inside: list[Inline], token: Token, line: int) -> None:
    match token.type:
        case "softbreak" | "hardbreak":
            inside.append(Break())
        case "code_inline":
            inside.append(Verbatim(token.content))
        case "image":
            inside.append(Link(_nested(token.children or (), line), str(token.attrs["src"]), line, picture=True))
        case "html_inline":
            _add_tag(inside, token.content)
        case _:
            _add_words(inside, token.content)


def _add_tag(inside: list[Inline], tag: str) -> None:
    name = tag.strip("</>").partition(" ")[0].rstrip("/").lower()
    if name == "br":
        inside.append(Break())
    elif name not in _TAGS and not name.startswith(("!", "?")):
        _add_words(inside, tag)


def _add_words(inside: list[Inline], text: str) -> None:
    if inside and isinstance(last := inside[-1], Words):
        inside[-1] = Words(last.text + text)
    elif text:
        inside.append(Words(text))
