"""The firm's own articles as Discord draws them. Pure; nothing in them calls, nothing is lost.

Discord knows headings of three levels, lists, quotes, code and masked links. It knows neither tables
nor pictures, and shows relative links as raw text.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple, assert_never

from adapters.discord.drawing.markdown import GAP, escape, linkable, still
from adapters.discord.drawing.tables import in_columns, in_fences, lines
from adapters.discord.limits import EMBED_DESCRIPTION_CHARS_MAX, size
from bot.markdown import (
    Block,
    Break,
    Code,
    Grid,
    Heading,
    Inline,
    Items,
    Link,
    Paragraph,
    Quotation,
    Rule,
    Styled,
    Verbatim,
    Words,
    blocks,
    plain,
)

HEADING_LEVEL_MAX = 3
"""Deeper headings are words in bold."""
LANGUAGE_CHARS_MAX = 20
"""The name of a code's language; a longer one is none."""
SIGNS = {"strong": "**", "emph": "*", "struck": "~~"}
RULE = "———"


class _Part(NamedTuple):
    """Some lines as drawn; code that is still to be fenced. ``apart``: a blank line stands above."""

    text: str
    apart: bool
    code: bool = False
    language: str = ""


def portions(markdown: str, chars_max: int) -> Iterator[str]:
    """An article in pieces that fit: parted where a paragraph ends, and code never without its fences."""
    held = ""
    for piece in chain.from_iterable(_pieces(group, chars_max) for group in _paragraphs(_parts(blocks(markdown)))):
        both = f"{held}\n\n{piece}" if held else piece
        if size(both) > chars_max:
            yield held
            both = piece
        held = both
    if held.strip():
        yield held


def _paragraphs(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Parts that no blank line divides."""
    group: list[_Part] = []
    for part in parts:
        if part.apart and group:
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _pieces(group: Iterable[_Part], chars_max: int) -> Iterator[str]:
    """A paragraph in one piece or, if it is too long, line by line."""
    pieces = [piece for part in group for piece in _fitting(part, chars_max)]
    whole = "\n".join(pieces)
    yield from [whole] if whole and size(whole) <= chars_max else pieces


def _fitting(part: _Part, chars_max: int) -> Iterator[str]:
    if part.code:
        yield from in_fences(part.text, chars_max, part.language)
    else:
        yield from lines(part.text, chars_max)


# ── Blocks ─────────────────────────────────────────────────────────────────────────────


def _parts(found: Iterable[Block], lead: str = "", indent: str = "") -> Iterator[_Part]:
    """What stands at a line's start: ``lead`` before the first part (a list's sign), ``indent`` before the others.

    Code and tables stand on their own: Discord would show what is before their lines.
    """
    for block in found:
        for part in _part(block, lead, indent):
            if part.code and lead.strip(" >"):
                yield _Part(lead.rstrip(), part.apart)
            yield part
            lead = indent


def _part(block: Block, lead: str, indent: str) -> Iterator[_Part]:
    match block:
        case Paragraph(inside, apart):
            yield _Part(_led(_drawn(inside), lead, indent), apart)
        case Heading(level, inside, apart) if level <= HEADING_LEVEL_MAX:
            yield _Part(f"{lead}{'#' * level} {_on_one_line(inside)}", apart)
        case Heading(_, inside, apart):
            yield _Part(f"{lead}{_drawn((Styled('strong', inside),))}", apart)
        case Code(text, language, apart):
            yield _Part(text.strip("\n"), apart, code=True, language=_known(language))
        case Quotation(within, apart):
            quoted = indent if indent.startswith(">") else f"> {indent}"
            yield from _first(apart, _parts(within, lead if lead.startswith(">") else f"> {lead}", quoted))
        case Items(items, first, apart):
            for number, item in enumerate(items):
                sign = "- " if first is None else f"{first + number}. "
                inner = _parts(item.blocks, lead + sign, indent + " " * len(sign))
                yield from _first(apart if not number else item.apart, inner)
                lead = indent
        case Grid(rows, apart):
            cells = [[plain(cell) for cell in row] for row in rows]
            for columns in in_columns(cells, EMBED_DESCRIPTION_CHARS_MAX):
                yield _Part(columns, apart, code=True)
        case Rule(apart):
            yield _Part(f"{lead}{RULE}", apart)
        case _:
            assert_never(block)


def _first(apart: bool, parts: Iterator[_Part]) -> Iterator[_Part]:
    """The parts of something that a blank line stands above, or doesn't."""
    for part in parts:
        yield part._replace(apart=apart)
        break
    yield from parts


def _led(text: str, lead: str, indent: str) -> str:
    first, *others = text.split("\n")
    return "\n".join((f"{lead}{first}", *(f"{indent}{line}".rstrip() for line in others)))


def _known(language: str) -> str:
    """A language's name as it can stand behind a fence."""
    plain_name = all(sign.isalnum() or sign in "_+#.-" for sign in language)
    return language if plain_name and len(language) <= LANGUAGE_CHARS_MAX else ""


# ── Within a line ──────────────────────────────────────────────────────────────────────


def _on_one_line(inside: Iterable[Inline], around: str = "") -> str:
    return " ".join(_drawn(inside, around, line_start=False).split())


def _drawn(inside: Iterable[Inline], around: str = "", *, line_start: bool = True) -> str:
    """Words as Discord's Markdown; ``around`` names what they stand in already, a style or a ``link``."""
    text = ""
    for each in _merged(_followable(inside, within_link="link" in around)):
        starts = text.endswith("\n") if text else line_start
        more = _one(each, around, line_start=starts)
        joined = text.endswith("*") and not text.endswith("\\*") and more.startswith("*")
        text += GAP + more if joined else more
    return still(text)


def _one(each: Inline, around: str, *, line_start: bool) -> str:
    match each:
        case Words(text):
            escaped = escape(text, line_start=line_start)
            return escaped.replace("]", "\\]") if "link" in around else escaped
        case Verbatim(text):
            return f"`{text}`" if text.strip() and "`" not in text else escape(text, line_start=line_start)
        case Break():
            return "\n"
        case Styled(style, inside):
            words = _drawn(inside, f"{around} {style}", line_start=line_start and style in around)
            sign = "_" if style == "emph" and "strong" in around else SIGNS[style]
            return words if style in around else _wrapped(words, sign)
        case Link((), address):
            return f"<{address}>"
        case Link(inside, address):
            return f"[{_on_one_line(inside, f'{around} link')}](<{address}>)"
        case _:
            assert_never(each)


def _wrapped(words: str, sign: str) -> str:
    """Signs must touch words: spaces stay outside."""
    bare = words.strip()
    if not bare:
        return words
    before, _bare, after = words.partition(bare)
    return f"{before}{sign}{bare}{sign}{after}"


def _followable(inside: Iterable[Inline], *, within_link: bool) -> Iterator[Inline]:
    """Links that Discord can follow; of the others their words, and addresses of mail and telephone."""
    for each in inside:
        if isinstance(each, Link) and not within_link:
            yield from _followed(each)
        elif isinstance(each, Link):
            yield from _followable(each.inside, within_link=True)
        else:
            yield each


def _followed(link: Link) -> Iterator[Inline]:
    words, bare = plain(link.inside), link.address.removeprefix("mailto:").removeprefix("tel:")
    shown = Link((), link.address, link.line) if linkable(link.address) else Words(bare)
    if not words or words in (link.address, bare):
        yield shown if words or isinstance(shown, Link) or bare != link.address else Words("")
    elif isinstance(shown, Link) and "://" not in words:
        yield link
    else:
        yield from _followable(link.inside, within_link=True)
        if isinstance(shown, Link) or bare != link.address:
            yield from (Words(" ("), shown, Words(")"))


def _merged(inside: Iterable[Inline]) -> Iterator[Inline]:
    """Words side by side as one: together they may be what neither is alone, an address or a call."""
    words = ""
    for each in inside:
        if isinstance(each, Words):
            words += each.text
            continue
        if words:
            yield Words(words)
            words = ""
        yield each
    if words:
        yield Words(words)
