"""The firm's own Markdown as Discord draws it. Pure; nothing in it calls, nothing is lost.

Discord knows headings of three levels, lists, quotes, code and masked links. It knows neither tables
nor pictures, shows relative links as raw text, and underlines what Markdown makes strong with ``__``.
"""

import re
from collections.abc import Iterator
from textwrap import dedent

from adapters.discord.drawing.markdown import escape, linkable, still
from adapters.discord.drawing.tables import fenced, in_code
from adapters.discord.limits import EMBED_DESCRIPTION_CHARS_MAX, size

_PARTS = re.compile(
    r"\\(?P<escaped><(?:[@#:/&!]|a:|t:|id:)|[^0-9A-Za-z\s]|)"
    r"|(?P<code>```.*?```|(?<!`)(?:``[^`\n]{1,2000}``|`[^`\n]{1,2000}`)(?!`))"
    r"|!?\[(?P<words>[^\[\]\n]{0,500})\]\(\s{0,3}<?(?P<address>[^()\s<>]{0,2000}(?:\([^()\s<>]{0,500}\)[^()\s<>]{0,500})?)>?"
    r"(?:\s[^()\n]{0,300})?\)"
    r"|<(?:mailto:|tel:|(?=https?:))(?P<auto>[^\s<>]{1,2000})>"
    r"|(?P<url>(?:https?|steam|discord)://[^\s<>`]+)"
    r"|(?P<sign><(?:[@#:/&!]|a:|t:|id:)|\|\||`+|:(?=[^\s:]{1,64}:))"
    r"|(?<![\w_])__(?P<strong>[^_\n]{1,500})__(?![\w_])",
    re.DOTALL | re.IGNORECASE,
)
"""What differs within a line. A backtick that belongs to no pair is escaped, so that both readers pair them alike."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_DEEP = re.compile(r"^ {0,3}#{4,6}[ \t]++([^\n]*[^\s])[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$", re.MULTILINE)
_QUOTE = re.compile(r"^ {0,3}>[> ]*", re.MULTILINE)
_SUBTEXT = re.compile(r"^( *)-#", re.MULTILINE)
_TABLE = re.compile(r"^ {0,3}\|[^\n]*\n {0,3}\|[ :|-]{3,}\|?[ \t]*(?:\n {0,3}\|[^\n]*)*", re.MULTILINE)
_BAR = re.compile(r"(?<!\\)\|")
_BLANK_LINE = re.compile(r"\n[ \t]*+\n")
_BLOCK = re.compile(
    r"^[ \t]*```(?P<language>[\w+#.-]*+)(?![^\n]*```)[^\n]*\n(?P<code>.*?)(?:^[ \t]*```[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""Code between fences; Markdown lets it run to the end where the second is missing, Discord doesn't."""


def harmless(markdown: str) -> str:
    """The same article in Discord's Markdown: nobody is called, no link unfolds, every table can be read."""
    shown: list[str] = []
    at = 0
    for block in _BLOCK.finditer(markdown):
        shown += _prose(markdown[at : block.start()]), fenced(dedent(block["code"]), block["language"])
        at = block.end()
    return "".join((*shown, _prose(markdown[at:])))


def _prose(markdown: str) -> str:
    text = _BREAK.sub("\n", _COMMENT.sub("", markdown))
    text = _DEEP.sub(r"**\1**", _RULE.sub("———", _SUBTEXT.sub(r"\1\\-#", _QUOTE.sub("> ", text))))
    shown: list[str] = []
    at = 0
    for table in _TABLE.finditer(text):
        shown += _inline(text[at : table.start()]), _table(table[0])
        at = table.end()
    return "".join((*shown, _inline(text[at:])))


def _inline(text: str) -> str:
    return still(_PARTS.sub(_part, text))


def _part(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "code":
            return found[0]
        case "address":
            return _linked(found["words"], found["address"])
        case "auto" | "url":
            return escape(found[found.lastgroup])
        case "escaped":
            return _escaped(found["escaped"] or "\\")
        case "strong":
            return f"**{_inline(found['strong'])}**"
        case _:
            return _escaped(found["sign"])


def _escaped(signs: str) -> str:
    return "".join(sign if sign.isalnum() else f"\\{sign}" for sign in signs)


def _linked(words: str, address: str) -> str:
    """A link, or a picture's; what Discord can't follow is its words alone."""
    words = _inline(words)
    if linkable(address) and words.strip() and "://" not in words:
        return f"[{words}](<{address}>)"
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    if linkable(address) or bare != address:
        return words if bare == words else f"{words} ({escape(bare, line_start=False)})".strip()
    return words


def _table(table: str) -> str:
    lines = [line.strip().removeprefix("|").removesuffix("|") for line in table.splitlines()]
    rows = [[_cell(cell) for cell in _BAR.split(line)] for line in (lines[0], *lines[2:])]
    return "\n".join(in_code(rows, EMBED_DESCRIPTION_CHARS_MAX))


def _cell(cell: str) -> str:
    words = _PARTS.sub(lambda found: found["words"] or found["strong"] or found[0].strip("`"), cell)
    return words.replace("\\|", "|").replace("**", "").strip()


# ── In portions ────────────────────────────────────────────────────────────────────────


def portions(markdown: str, chars_max: int) -> Iterator[str]:
    """Markdown in pieces that fit: parted where a paragraph ends, and code never without its fences."""
    held = ""
    for paragraph in _paragraphs(markdown):
        for piece in _pieces(paragraph, chars_max):
            both = f"{held}\n\n{piece}" if held else piece
            if size(both) > chars_max:
                yield held
                both = piece
            held = both
    if held.strip():
        yield held


def _paragraphs(markdown: str) -> Iterator[str]:
    at = 0
    for block in _BLOCK.finditer(markdown):
        yield from _split(markdown[at : block.start()])
        yield block[0].strip("\n")
        at = block.end()
    yield from _split(markdown[at:])


def _split(text: str) -> Iterator[str]:
    yield from (part.strip("\n") for part in _BLANK_LINE.split(text) if part.strip())


def _pieces(paragraph: str, chars_max: int) -> Iterator[str]:
    if size(paragraph) <= chars_max:
        yield paragraph
        return
    block = _BLOCK.fullmatch(paragraph)
    if block is None:
        yield from _lines(paragraph, chars_max)
        return
    room = chars_max - size(fenced("", block["language"], empty=True))
    for part in _lines(block["code"].removesuffix("\n"), room):
        yield fenced(part, block["language"], empty=True)


def _lines(text: str, room: int) -> Iterator[str]:
    held: list[str] = []
    length = 0
    for line in (part for whole in text.split("\n") for part in _chunks(whole, room)):
        if held and length + size(line) + 1 > room:
            yield "\n".join(held)
            held, length = [], 0
        length += size(line) + (1 if held else 0)
        held.append(line)
    yield "\n".join(held)


def _chunks(line: str, room: int) -> Iterator[str]:
    """A line in parts; half of the room in characters fits whatever they are."""
    while size(line) > room:
        end = line.rfind(" ", 1, room // 2) + 1 or room // 2
        yield line[:end]
        line = line[end:]
    yield line
