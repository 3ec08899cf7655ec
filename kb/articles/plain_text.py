"""Markdown as plain text: what an article says, without how it is marked up.

A line reader, not a full parser: it runs over every article at each load, and only has to
take the markup off.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r"\s{0,3}+(?:#{1,6}+(?=\s|\Z)|#++\s*+\Z)")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,4}[.)])\s+(?:\[[ xX]\]\s+)?")
_QUOTED = re.compile(r"^\s{0,3}(?:>\s?)+")
_ALIGNMENT = re.compile(r"[\s:|-]*+\Z")
_REFERENCE = re.compile(r"\s{0,3}\[[^\]]+\]:\s*\S+")
_HEADING_LINE = re.compile(r"^ {0,3}#{1,6} +(.*)", re.MULTILINE)
_TARGET = re.compile(r"\]\([^()\n]*\)|\]: *\S+")

_TICKS = re.compile("`+")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_STRONG = re.compile(r"(\*{1,3}|~~)(?=\S)([^*~]+?)(?<=\S)\1")
_UNDERSCORED = re.compile(r"(?<!\w)(_{1,3})(?=\S)([^_]+?)(?<=\S)\1(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKUP = re.compile(r"[`*_\[<\\&~]")
_KEPT = re.compile("\x00(\\d+)\x00")
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{20,}|[xX][0-9A-Fa-f]{20,});?")
"""Python refuses numbers of thousands of digits; Unicode has none of more than seven."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a list item, a line of code or a heading, as plain text on one line."""

    text: str
    heading: bool = False


def plain_line(text: str) -> str:
    """A stretch of Markdown without its inline markup."""
    text = text.replace("\x00", "")
    if not _MARKUP.search(text):
        return " ".join(text.split())
    kept: list[str] = []

    def keep(words: str) -> str:
        kept.append(words)
        return f"\x00{len(kept) - 1}\x00"

    if "`" in text:
        text = _code_taken_out(text, keep)
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: keep(found[1]), text)
    if "[" in text:
        text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))
    if "<" in text:
        text = _TAG.sub("", _AUTOLINK.sub(lambda found: keep(found[1].removeprefix("mailto:")), text))
    if "*" in text or "~" in text:
        text = _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))
    if "_" in text:
        text = _UNDERSCORED.sub(r"\2", text)
    if "&" in text:
        text = unescaped(text)
    if not kept:
        return " ".join(text.split())
    return " ".join(_KEPT.sub(lambda found: kept[int(found[1])], text).split())


def _code_taken_out(text: str, keep: Callable[[str], str]) -> str:
    """Code between two runs of as many backticks each; what no run ends is no code."""
    runs = list(_TICKS.finditer(text))
    ends: dict[int, list[int]] = {}
    for number in range(len(runs) - 1, -1, -1):
        ends.setdefault(len(runs[number][0]), []).append(number)
    pieces, at, number = list[str](), 0, 0
    while number < len(runs):
        alike = ends[len(runs[number][0])]
        while alike and alike[-1] <= number:
            alike.pop()
        if alike:
            begin, end = runs[number], runs[alike[-1]]
            pieces += text[at : begin.start()], keep(text[begin.end() : end.start()].strip())
            at, number = end.end(), alike[-1]
        number += 1
    return "".join((*pieces, text[at:]))


def _without_comments(markdown: str, instead: str) -> str:
    """Comments that end; the beginning of one that doesn't is text."""
    pieces, at = list[str](), 0
    while (begin := markdown.find("<!--", at)) >= 0 and (end := markdown.find("-->", begin + 4)) >= 0:
        pieces += markdown[at:begin], instead
        at = end + 3
    return "".join((*pieces, markdown[at:]))


def unescaped(text: str) -> str:
    """Character references as characters. Never raises."""
    return html.unescape(_NO_CHARACTER.sub("\ufffd", text))


def heading_in(line: str) -> str | None:
    """What a heading's line says without its signs; ``None`` for another line."""
    mark = _HEADING.match(line)
    return line[mark.end() :].strip().rstrip("#").rstrip() if mark else None


def searchable(markdown: str) -> tuple[list[str], str]:
    """Headings, and the rest of the text with the marks that don't matter to words left in.

    Much faster than ``passages``, and enough for counting words.
    """
    if "<" in markdown:
        markdown = _TAG.sub(" ", _without_comments(markdown, " "))
    if "&" in markdown:
        markdown = unescaped(markdown)
    text = _TARGET.sub("]", markdown)
    return _HEADING_LINE.findall(text), _HEADING_LINE.sub("", text)


def begins_anew(line: str) -> bool:
    """Does the line begin a paragraph of its own: a heading, a list item, a row?"""
    return _kind(line)[0] != "text"


def _cells(line: str) -> str:
    return " – ".join(cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip())


def _pieces(markdown: str) -> Iterator[tuple[str, str]]:
    """(kind, raw line) for each line that says something; kind "" ends a paragraph."""
    fence = ""
    for line in _without_comments(markdown, "").splitlines():
        mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
            else:
                yield "code", line
        elif mark:
            fence = mark[1]
            yield "", ""
        else:
            yield _kind(_QUOTED.sub("", line) if ">" in line else line)


def _kind(line: str) -> tuple[str, str]:
    if line[:1].isalpha() and "|" not in line:
        return "text", line
    if not line.strip() or _REFERENCE.match(line):
        return "", ""
    if (heading := heading_in(line)) is not None:
        return "heading", heading
    if _UNDERLINE.match(line):
        return "underline", line.strip()
    if _RULE.match(line) or ("--" in line and _ALIGNMENT.match(line)):
        return "", ""
    if bullet := _BULLET.match(line):
        return "item", line[bullet.end() :]
    if line.count("|") > 1:
        return "row", _cells(line)
    return "text", line


def passages(markdown: str) -> tuple[Passage, ...]:
    """What an article says, in order; empty pieces left out."""
    found: list[Passage] = []
    open_lines: list[str] = []

    def close(heading: bool = False) -> None:
        text = plain_line(" ".join(open_lines))
        if text:
            found.append(Passage(text, heading))
        open_lines.clear()

    for kind, line in _pieces(markdown):
        if kind == "text":
            open_lines.append(line)
            continue
        close(heading=kind == "underline")
        if kind == "item":
            open_lines.append(line)
        elif kind == "code":
            if line.strip():
                found.append(Passage(" ".join(line.split())))
        elif kind in ("heading", "row") and (text := plain_line(line)):
            found.append(Passage(text, heading=kind == "heading"))
    close()
    return tuple(found)
