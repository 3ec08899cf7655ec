"""Markdown of other makers as plain Markdown: their notes, tabs, attributes, lists of terms; bodies not set in."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from bot.markdown import Heading, blocks, plain
from kb.importing.markup.code import Aside, put_aside
from kb.importing.markup.kinds import NOTES
from kb.importing.markup.tags import Tags, label
from kb.importing.page import BLANK_LINES, PRIVATE, TITLE_CHARS_MAX

NESTED_MAX = 12
"""Notes and tabs within one another; deeper ones stay as they are."""
_NOTE = re.compile(
    r"^([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+([\w-]+(?:[ \t]+[\w-]+)*+)?[ \t]*+(?:\"([^\"]*)\"|'([^']*)')?[ \t]*$"
)
_TAB = re.compile(r"^([ \t]*)===[!+]*[ \t]+[\"'](.*)[\"'][ \t]*$")
_FENCED = re.compile(
    r"^([ \t]*):{3,}[ \t]*(?:\{[ ]*\.?([\w-]+)[^{}]*\}|([\w-]+))?[ \t]*(?:\[([^\[\]]*)\])?[ \t]*(.*?)[ \t]*$"
)
_ALERT = re.compile(r"^([ \t]*(?:>[ \t]*)+)\[!([A-Za-z]+)\][+-]?[ \t]*(.*)$")
_SETEXT = re.compile(r"^[ ]{0,3}(=+|-+)[ \t]*$")
_ATTRIBUTES = re.compile(
    r"(?:(?<![ \t])[ \t]++)?(?:\{:[^{}\n]*+\}|\{[ ]*+(?:[.#][\w-]++|[a-z-]++=(?:\"[^\"\n]*+\"|'[^'\n]*+'))[^{}\n]*+\})"
)
_NOTHING = re.compile(
    r"^[ \t]*(?:\[TOC\]|\[\[_?TOC_?\]\]|\{:toc\}|\$\{toc\}|\\newpage|--8<--.*|\{![^\n]*!\}|@\[toc\].*"
    r"|:::[ \t]+[\w-]+(?:\.[\w.]+)+)[ \t]*$",
    re.IGNORECASE,
)
_MODULE = re.compile(
    r"^(?:import\s+(?:[\w{*][^\n]*?\sfrom\s+)?[\"'][^\"'\n]+[\"'];?"
    r"|export\s+(?:const|default|let|function|async)\b[^\n]*)[ \t]*$"
)
_MODULE_BEGINS = re.compile(r"^(?:import\s*\{[^}\n]*$|export\s+(?:const|default|let|function)\b[^\n]*[({\[`=>][ \t]*$)")
_TERM = re.compile(r"^[ ]{0,3}:[ \t]+(\S.*)$")
_FOOTNOTE = re.compile(r"^[ ]{0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)$")
_FOOTNOTE_HERE = re.compile(r"\[\^([^\]\s]+)\]")
_KEYS = re.compile(r"\+\+([\w-]+(?:\+[\w-]+)*)\+\+")
_ICON = re.compile(r":(?:material|octicons|fontawesome|simple|mdi|fa)-[\w-]+:[ ]?")
_MARKED = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]+)==(?![=\w])|(?<!\^)\^\^(?=\S)([^\^\n]+)\^\^")


def plain_markdown(
    text: str, include: Callable[[str], str] = lambda name: "", words: dict[str, str] | None = None
) -> tuple[str, dict[str, int]]:
    """The text as plain Markdown, and what was left out. ``include`` knows other files, ``words`` the site's values."""
    aside = Aside()
    text = PRIVATE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    tags = Tags(aside, include, words)
    text = tags.read(_without_modules(put_aside(text, aside)))
    lines = _Lines(tags.dropped)
    text = "\n".join(lines.read(text.split("\n")))
    text = _MARKED.sub(lambda found: found[1] or found[2], _ICON.sub("", _KEYS.sub(_keys, _ATTRIBUTES.sub("", text))))
    text = lines.with_footnotes(text)
    text = aside.back(BLANK_LINES.sub("\n\n", text)).strip("\n").rstrip()
    return text, {what: count for what, count in tags.dropped.items() if count}


def titled(text: str) -> tuple[str, str]:
    """The heading of the first level that a text begins with, and what stands below it; empty for none.

    A line that is too long for a title stays where it is, so that none of its words is lost.
    """
    text = text.lstrip("\n")
    line, newline, below = text.partition("\n")
    under, _newline, rest = below.partition("\n")
    if _SETEXT.match(under) and under.strip().startswith("=") and line.strip():
        line, below = f"# {line.strip()}", rest
    match blocks(line) if line.startswith("#") and len(line) <= TITLE_CHARS_MAX else ():
        case (Heading(1, inside),) if newline:
            return plain(inside), below
        case _:
            return "", text


def _keys(found: re.Match[str]) -> str:
    return "+".join(key.capitalize() for key in found[1].split("+"))


class _Lines:
    """Goes through a text line by line."""

    def __init__(self, dropped: Counter[str]) -> None:
        self._dropped = dropped
        self._footnotes: dict[str, list[str]] = {}

    def read(self, lines: list[str], deep: int = 0) -> Iterator[str]:
        """The lines without other makers' marks."""
        at, before = 0, ""
        while at < len(lines):
            line = lines[at]
            body = self._opened(line) if deep < NESTED_MAX else None
            if body is not None:
                indent, title = body
                inside, at = _set_in(lines, at + 1, indent)
                yield from (indent + each for each in label(title).split("\n"))
                yield from (indent + each if each else "" for each in self.read(inside, deep + 1))
                yield ""
                before = ""
            elif _TERM.match(line) and before.strip():
                yield from self._described(line)
                inside, at = _set_in(lines, at + 1, "", least=2)
                yield from self.read(inside, deep + 1)
                before = ""
            elif found := _FOOTNOTE.match(line):
                inside, at = _set_in(lines, at + 1, "")
                self._footnotes.setdefault(found[1], [found[2], *inside])
            else:
                term = at + 1 < len(lines) and _TERM.match(lines[at + 1]) and line.strip() and not before.strip()
                yield from (f"**{line.strip()}**", "") if term else self._plain(line)
                before = line
                at += 1

    def _described(self, line: str) -> Iterator[str]:
        found = _TERM.match(line)
        yield ""
        yield found[1] if found else line

    def _opened(self, line: str) -> tuple[str, str] | None:
        """How far in a note or a tab stands whose body is set in, and its title; ``None`` for another line."""
        if found := _TAB.match(line):
            return found[1], found[2]
        if (found := _NOTE.match(line)) and (found[2] or found[3]):
            title = found[3] if found[3] is not None else found[4]
            kind = (found[2] or "").split()[:1]
            return found[1], title if title is not None else _kind(kind[0] if kind else "")
        return None

    def _plain(self, line: str) -> Iterator[str]:
        if found := _FENCED.match(line):
            kind = found[2] or found[3] or ""
            if kind or not found[5]:
                title = found[4] or found[5] or ""
                title = "" if title.startswith("{") else title
                yield from (found[1] + each for each in label(title or _kind(kind)).split("\n")) if kind else ("",)
                return
        if found := _ALERT.match(line):
            yield f"{found[1]}**{found[3] or _kind(found[2])}**"
            yield found[1].rstrip()
            return
        if _NOTHING.match(line) or (line.strip() and not _ATTRIBUTES.sub("", line).strip()):
            self._dropped["include"] += "--8<--" in line or "{!" in line
            return
        if line.strip() == "* TOC" or line.strip() == "- TOC":
            return
        yield line

    def with_footnotes(self, text: str) -> str:
        """Notes at the end, with the number that stands where they belong."""
        numbers: dict[str, int] = {}

        def numbered(found: re.Match[str]) -> str:
            if found[1] not in self._footnotes:
                return found[0]
            return f"({numbers.setdefault(found[1], len(numbers) + 1)})"

        if not self._footnotes:
            return text
        text = _FOOTNOTE_HERE.sub(numbered, text)
        said = ("\n".join(self._footnotes[name]).strip() for name in numbers)
        return "\n\n".join((text.rstrip(), *(f"({number}) {each}" for number, each in enumerate(said, 1))))


def _kind(kind: str) -> str:
    kind = kind.lower()
    return (
        NOTES.get(kind, kind.replace("-", " ").capitalize() if kind.isalpha() and len(kind) < 20 else "")
        if kind not in ("tabs", "tab-set", "code-group", "grid", "columns", "steps", "raw", "panel", "row", "col")
        else ""
    )


def _set_in(lines: list[str], at: int, indent: str, least: int = 4) -> tuple[list[str], int]:
    """The lines that are set in further than ``indent``, no longer so; and where it goes on."""
    width, body = len(indent.expandtabs(4)), list[str]()
    while at < len(lines):
        line = lines[at].expandtabs(4) if "\t" in lines[at] else lines[at]
        if not line.strip():
            body.append("")
        elif len(line) - len(line.lstrip(" ")) >= width + least:
            body.append(
                line[width + least :] if least == 4 else line[width + min(4, len(line) - len(line.lstrip(" "))) :]
            )
        else:
            break
        at += 1
    while body and not body[-1]:
        body.pop()
        at -= 1
    return body, at


def _without_modules(text: str) -> str:
    """The text without lines of a program, and what belongs to them up to a blank line that isn't set in."""
    if "import " not in text and "export " not in text:
        return text
    lines, kept, at = text.split("\n"), list[str](), 0
    while at < len(lines):
        if _MODULE_BEGINS.match(lines[at]):
            while at < len(lines) and (lines[at].strip() or (lines[at + 1 : at + 2] and lines[at + 1][:1] in " \t})]")):
                at += 1
        elif not _MODULE.match(lines[at]):
            kept.append(lines[at])
        at += 1
    return "\n".join(kept)
