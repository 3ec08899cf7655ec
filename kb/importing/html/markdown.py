"""A part of a page as Markdown: made regular first, then written by html-to-markdown.

The library reads well-made HTML rightly; here it gets nothing else. Signs that Markdown would take for markup are
escaped here, and only those, by a sign of our own: the library writes backslashes twice.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

from kb.importing.html.addresses import shows_film, unsafe
from kb.importing.html.code import NUMBERS, code_text, language_of
from kb.importing.html.tables import only_for_looks, rows_of, span
from kb.importing.html.tree import BLOCKS, Node
from kb.importing.page import PRIVATE

_ESCAPE = "\ue000"
"""Stands for a backslash while the library is at work; of private use, so no page has it."""
_GAP = re.compile(r"[ \t\r\f\v\n\u00a0\u2007\u202f]+")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SIGNS = re.compile(
    r"(?<![\w*_])[*_](?![\s])|(?<!\s)[*_](?![\w*_])|\*|`|~~|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\[(?=[^\[\]]*+\]\()"
)
_AT_START = re.compile(r"\s*+(?:(#{1,6}|[-+>]|=+|-{2,})(?=\s|$)|(\d{1,9})([.)])(?=\s|$))")
_STYLES = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "del": "del", "s": "del", "strike": "del"}
_CODE = frozenset(("code", "kbd", "samp", "tt", "var"))
_BLANKS = re.compile(r"\n{3,}")


def markdown(inside: list[Node | str], dropped: dict[str, int], *, literal: bool = True) -> str:
    """What stands in a part of a page, as Markdown; ``literal`` is false where its signs mean what they do there."""
    html = _Writer(dropped, literal).blocks(inside)
    if not html.strip():
        return ""
    written = _library()(html).replace(_ESCAPE, "\\")
    return _BLANKS.sub("\n\n", "\n".join(each.rstrip() for each in written.split("\n"))).strip()


@cache
def _library() -> Any:
    from html_to_markdown import ConversionOptions, PreprocessingOptions, convert

    options = ConversionOptions(
        extract_metadata=False,
        bullets="-",
        autolinks=False,
        br_in_tables=True,
        compact_tables=True,
        highlight_style="none",
        preprocessing=PreprocessingOptions(enabled=False),
    )
    return lambda html: convert(html, options).content or ""


class _Writer:
    """Writes regular HTML."""

    def __init__(self, dropped: dict[str, int], literal: bool) -> None:
        self._dropped, self._literal = dropped, literal

    def _drop(self, what: str) -> str:
        self._dropped[what] = self._dropped.get(what, 0) + 1
        return ""

    # ── Blocks ──

    def blocks(self, inside: list[Node | str], language: str = "") -> str:
        """Blocks; words between them become paragraphs."""
        written, run = list[str](), list[Node | str]()
        for each in inside:
            if isinstance(each, Node) and (each.tag in BLOCKS or _has_blocks(each)):
                if run:
                    written.append(self._paragraph(run))
                    run = []
                written.append(self._block(each, language))
            else:
                run.append(each)
        if run:
            written.append(self._paragraph(run))
        return "".join(written)

    def _paragraph(self, run: list[Node | str], tag: str = "p") -> str:
        text = self._line(run)
        return f"<{tag}>{text}</{tag}>" if text else ""

    def _line(self, run: list[Node | str]) -> str:
        if not run:
            return ""
        text = _trimmed("".join([self._inline(each) for each in run]))
        if self._literal and (found := _AT_START.match(text)):
            at = found.start(3) if found[3] else found.start(1)
            text = f"{text[:at]}{_ESCAPE}{text[at:]}"
        return text

    def _block(self, node: Node, language: str) -> str:
        language = (language_of(node) or language) if node.given else language
        match node.tag:
            case "p" | "address":
                return self.blocks(node.inside) if _has_blocks(node) else self._paragraph(node.inside)
            case "pre":
                return self._pre(node, language)
            case "ul" | "ol":
                return self._list(node)
            case "table":
                return self._table(node, language)
            case "blockquote":
                return f"<blockquote>{self.blocks(node.inside)}</blockquote>"
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                return self._paragraph(node.inside, f"h{max(2, int(node.tag[1]))}")
            case "dt" | "summary" | "legend":
                return self._strong(node)
            case "hr":
                return "<hr>"
            case "li":
                return f"<ul><li>{self.blocks(node.inside)}</li></ul>"
            case _ if "admonition-title" in node.marks():
                return self._strong(node)
            case _:
                return self.blocks(node.inside, language)

    def _strong(self, node: Node) -> str:
        if _has_blocks(node):
            return self.blocks(node.inside)
        text = self._line(node.inside)
        return (
            f"<p><strong>{text}</strong></p>" if text and "<strong>" not in text else f"<p>{text}</p>" if text else ""
        )

    def _pre(self, node: Node, language: str) -> str:
        inner = node.first("code")
        language = (inner and language_of(inner)) or language
        text = code_text(node).replace("\r\n", "\n").replace("\u00a0", " ").strip("\n")
        text = _UNSEEN.sub("", text)
        if not text.strip():
            return ""
        given = f' class="language-{escape(language)}"' if language else ""
        return f"<pre><code{given}>{escape(text, quote=False)}\n</code></pre>"

    def _list(self, node: Node) -> str:
        """A list; what stands in it outside an item belongs to the item before."""
        items = list[list[Node | str]]()
        for each in node.inside:
            if isinstance(each, Node) and each.tag == "li":
                items.append(list(each.inside))
            elif isinstance(each, Node) or each.strip():
                items = items or [[]]
                items[-1].append(each)
        said = [text for item in items if (text := self._item(item))]
        start = node.given.get("start", "")
        first = (
            f' start="{start}"' if node.tag == "ol" and start.isascii() and start.isdigit() and len(start) < 9 else ""
        )
        return f"<{node.tag}{first}>{''.join(f'<li>{text}</li>' for text in said)}</{node.tag}>" if said else ""

    def _item(self, inside: list[Node | str]) -> str:
        """An item; its first paragraph alone stands bare, so that lists stay tight."""
        text = self.blocks(inside)
        head, end, rest = text.removeprefix("<p>").partition("</p>")
        if text.startswith("<p>") and end and not rest.startswith("<p>") and "<pre" not in rest and "<p>" not in rest:
            return head + rest
        return text

    def _table(self, node: Node, language: str) -> str:
        if "highlighttable" in node.marks() or "rouge-table" in node.marks() or "lntable" in node.marks():
            found = [each for each in node.below() if each.tag == "pre" and not NUMBERS.intersection(each.marks())]
            code = next((each for each in reversed(found)), None)
            return self._pre(code, language_of(code) or language) if code else ""
        rows = [
            [cell for cell in row.inside if isinstance(cell, Node) and cell.tag in ("td", "th")]
            for row in rows_of(node)
        ]
        caption = node.first("caption")
        above = self._paragraph(caption.inside) if caption else ""
        if only_for_looks(node, rows):
            return above + "".join(self.blocks(cell.inside, language) for row in rows for cell in row)
        return f"{above}<table>{''.join(self._rows(rows))}</table>"

    def _rows(self, rows: list[list[Node]]) -> Iterator[str]:
        """Rows of as many cells each: what spans several leaves empty ones."""
        held: dict[int, int] = {}
        for number, row in enumerate(rows):
            cells, tag = list[str](), "td" if number else "th"
            for cell in row:
                while held.get(len(cells), 0):
                    held[len(cells)] -= 1
                    cells.append("")
                wide, high = span(cell, "colspan"), span(cell, "rowspan")
                for column in range(wide):
                    if high > 1:
                        held[len(cells)] = high - 1
                    cells.append("" if column else self._cell(cell))
            yield f"<tr>{''.join(f'<{tag}>{text}</{tag}>' for text in cells)}</tr>"

    def _cell(self, cell: Node) -> str:
        """A cell on one line: blocks within are put apart by breaks."""
        return "<br>".join(_cell_lines(cell, self))

    # ── Within a line ──

    def inline(self, inside: list[Node | str]) -> str:
        """Words, styles, links and pictures."""
        return "".join(self._inline(each) for each in inside)

    def _inline(self, each: Node | str) -> str:
        if isinstance(each, str):
            return self._words(each)
        match each.tag:
            case "br":
                return "<br>"
            case "wbr":
                return ""
            case "img":
                return self._picture(each)
            case "a":
                return self._link(each)
            case "iframe" | "embed":
                source = each.given.get("src", "")
                return self._film(each, source) if shows_film(source) else self._drop(each.tag)
            case "input":
                box = each.given.get("type") == "checkbox"
                return f"[{'x' if 'checked' in each.given else ' '}] " if box else self._drop("input")
            case tag if tag in _STYLES:
                text = self.inline(each.inside)
                return f"<{_STYLES[tag]}>{text}</{_STYLES[tag]}>" if text.strip() else text
            case tag if tag in _CODE:
                text = _UNSEEN.sub("", _GAP.sub(" ", code_text(each)))
                return f"<code>{escape(text, quote=False)}</code>" if text.strip() else text
            case "q":
                return f"“{self.inline(each.inside)}”"
            case "object" | "audio" | "video":
                return self._drop(each.tag)
            case _:
                return self.inline(each.inside)

    def _film(self, node: Node, source: str) -> str:
        source = f"https:{source}" if source.startswith("//") else source
        return f'<a href="{escape(source)}">{escape(node.given.get("title", "") or "Video")}</a>'

    def _words(self, text: str) -> str:
        text = _GAP.sub(" ", text if text.isascii() else _UNSEEN.sub("", text))
        if self._literal:
            text = text if text.isascii() else PRIVATE.sub("", text)
            text = _SIGNS.sub(lambda found: "".join(_ESCAPE + sign for sign in found[0]), text)
        return escape(text, quote=False) if "&" in text or "<" in text or ">" in text else text

    def _picture(self, node: Node) -> str:
        given = node.given
        source = given.get("src", "").strip()
        if not source or source.startswith("data:"):
            source = (
                given.get("data-src")
                or given.get("data-original")
                or given.get("data-lazy-src")
                or given.get("srcset", "").split(" ")[0]
            )
        alt = _GAP.sub(" ", given.get("alt", "").replace("[", "(").replace("]", ")")).strip()
        if not source or source.startswith("data:"):
            self._drop("img")
            return self._words(alt)
        if given.get("width") == "1" or given.get("height") == "1":
            return ""
        return f'<img src="{escape(source)}" alt="{escape(alt)}">'

    def _link(self, node: Node) -> str:
        href, text = node.given.get("href", "").strip(), self.inline(node.inside)
        if not href or not text.strip():
            return text
        if unsafe(href):
            self._drop("link")
            return text
        if "<a href" in text:
            return text
        return f'<a href="{escape(href)}">{text}</a>'


def _trimmed(text: str) -> str:
    text = text.strip()
    while text.startswith("<br>") or text.endswith("<br>"):
        text = text.removeprefix("<br>").removesuffix("<br>").strip()
    return text


def _has_blocks(node: Node) -> bool:
    for each in node.inside:
        if isinstance(each, Node) and (each.tag in BLOCKS or (each.inside and _has_blocks(each))):
            return True
    return False


def _cell_lines(cell: Node, writer: "_Writer") -> Iterator[str]:
    run = list[Node | str]()
    for each in cell.inside:
        if isinstance(each, Node) and (each.tag in BLOCKS or _has_blocks(each)):
            if text := _trimmed(writer.inline(run)):
                yield text
            run = []
            if each.tag == "pre":
                if text := " ".join(code_text(each).split()):
                    yield f"<code>{escape(text, quote=False)}</code>"
            else:
                for text in _cell_lines(each, writer):
                    yield f"• {text}" if each.tag == "li" else text
        else:
            run.append(each)
    if text := _trimmed(writer.inline(run)):
        yield text
