"""Code in Markdown, put aside while the text around it is changed, and put back where its place then is."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator

_OPENS = re.compile(
    r"^(?P<indent>[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)"
    r"(?:(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)"
    r"|\{%-?[ ]*highlight[ ]+(?P<liquid>[\w+#.-]+)[^%\n]*%\}[ \t]*"
    r"|\{\{[<%][ ]*(?:highlight|code)[ ]+(?P<hugo>\"?[\w+#.=-]+\"?)[^<>\n]*[>%]\}\}[ \t]*"
    r"|<CodeBlock(?P<jsx>[^<>\n]*)>[ \t]*)$"
)
_CLOSES = {
    "liquid": re.compile(r"[ \t]*\{%-?[ ]*endhighlight[ ]*-?%\}[ \t]*"),
    "hugo": re.compile(r"[ \t]*\{\{[<%][ ]*/[ ]*(?:highlight|code)[ ]*[>%]\}\}[ \t]*"),
    "jsx": re.compile(r"[ \t]*</CodeBlock>[ \t]*"),
}
_INFO = re.compile(r"\s*+(?:\{[ ]*+\.?|\.)?([\w+#-][\w+#-]*+(?:\.[\w+#-]++)*+)(?![ \t]*+=)")
_JSX_LANGUAGE = re.compile(r"language=[\"'{]*([\w+#.-]+)")
_MARK = re.compile("\ue001(\\d+)\ue001")
_MARKED_LINE = re.compile("^([^\n\ue001]*)\ue001(\\d+)\ue001[ \t]*$", re.MULTILINE)
_TICKS = re.compile("`+")
_RUN = re.compile(r"\\[\\`]|`+|\n[ \t]*\n")


class Aside:
    """Pieces of code, by number."""

    def __init__(self) -> None:
        self._blocks: dict[int, list[str]] = {}
        self._spans: dict[int, str] = {}
        self._count = 0

    def block(self, language: str, lines: list[str]) -> str:
        """Put a block of code aside; what stands for it."""
        self._count += 1
        longest = max((len(found[0]) for each in lines for found in _TICKS.finditer(each)), default=0)
        fence = "`" * max(3, longest + 1)
        self._blocks[self._count] = [f"{fence}{language}", *lines, fence]
        return f"\ue001{self._count}\ue001"

    def span(self, text: str) -> str:
        """Put code within a line aside; what stands for it."""
        self._count += 1
        self._spans[self._count] = text
        return f"\ue001{self._count}\ue001"

    def for_table(self, text: str) -> None:
        """Escape bars in the code that is named in a text which becomes a table."""
        for found in _MARK.finditer(text):
            if (span := self._spans.get(int(found[1]))) is not None:
                self._spans[int(found[1])] = span.replace("\\|", "|").replace("|", "\\|")

    def back(self, text: str) -> str:
        """The text with its code where it stood, as far in as its place is now."""
        text = _MARKED_LINE.sub(self._block, text)
        return _MARK.sub(
            lambda found: self._spans.get(int(found[1]), " ".join(self._blocks.get(int(found[1]), ()))), text
        )

    def _block(self, found: re.Match[str]) -> str:
        before, lines = found[1], self._blocks.get(int(found[2]))
        if lines is None:
            return found[0]
        above = "" if not before.strip(" \t>") else None
        further = before if above == "" else " " * len(before)
        return "\n".join(
            (
                f"{before}{lines[0]}",
                *(f"{further}{each}".rstrip() if not each else f"{further}{each}" for each in lines[1:]),
            )
        )


def put_aside(text: str, aside: Aside) -> str:
    """The text with marks for its fenced blocks and its code within lines."""
    return _spans("\n".join(_blocks(text.split("\n"), aside)), aside)


def _blocks(lines: list[str], aside: Aside) -> Iterator[str]:
    at = 0
    while at < len(lines):
        opened = _OPENS.match(lines[at])
        if opened is None or ("`" in (opened["info"] or "") and (opened["fence"] or "").startswith("`")):
            yield lines[at]
            at += 1
            continue
        end = _end(lines, at + 1, opened)
        indent = len(opened["indent"].expandtabs(4))
        body = [_less(each, indent) for each in lines[at + 1 : end]]
        yield opened["indent"] + aside.block(_language(opened), body)
        at = end + 1


def _end(lines: list[str], at: int, opened: re.Match[str]) -> int:
    fence = opened["fence"]
    kind = next((name for name in _CLOSES if opened[name] is not None), "")
    while at < len(lines):
        each = lines[at].strip()
        if fence and each.startswith(fence) and not each.strip(fence[0]):
            return at
        if kind and _CLOSES[kind].fullmatch(lines[at]):
            return at
        at += 1
    return at


def _less(each: str, indent: int) -> str:
    each = each.expandtabs(4) if each.startswith("\t") and indent else each
    return each[min(indent, len(each) - len(each.lstrip(" "))) :]


def _language(opened: re.Match[str]) -> str:
    if opened["jsx"] is not None:
        found = _JSX_LANGUAGE.search(opened["jsx"])
        return found[1] if found else ""
    if named := opened["liquid"] or opened["hugo"]:
        return named.strip('"').removeprefix("lang=").strip('"')
    found = _INFO.match(opened["info"] or "")
    return found[1] if found else ""


def _spans(text: str, aside: Aside) -> str:
    """Each run of backticks up to the next as long in the same paragraph."""
    found = [each for each in _RUN.finditer(text) if not each[0].startswith("\\")]
    paragraph, by_length, where = 0, defaultdict[tuple[int, int], deque[int]](deque), dict[int, tuple[int, int]]()
    for number, each in enumerate(found):
        if each[0].startswith("\n"):
            paragraph += 1
        else:
            where[number] = (paragraph, len(each[0]))
            by_length[where[number]].append(number)
    pieces, at, number = list[str](), 0, 0
    while number < len(found):
        if number in where:
            same = by_length[where[number]]
            while same and same[0] <= number:
                same.popleft()
            if same:
                start, end = found[number].start(), found[same[0]].end()
                pieces += text[at:start], aside.span(text[start:end])
                at, number = end, same[0]
        number += 1
    return "".join((*pieces, text[at:]))
