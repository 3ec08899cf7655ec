"""An HTML page as an article's Markdown: what says something is kept, what only looks good is counted.

Pages come from anywhere: every piece is looked at once, and what is no HTML is text. (The standard library's
parser takes time quadratic in unfinished elements, and fails at some.)
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kb.articles.plain_text import unescaped

_DROPPED = frozenset(
    ("script", "style", "nav", "header", "footer", "aside", "form", "iframe", "video", "audio", "canvas", "svg",
     "noscript", "template", "button", "select")
)  # fmt: skip
"""Elements that are left out with all that is in them."""

_VERBATIM = frozenset(("script", "style"))
"""Elements in which nothing but their own end is markup."""

_LOST = frozenset(("img", "object", "embed", "input"))
"""Elements without words of their own; an image's description stays."""

_BLOCKS = frozenset(
    ("p", "div", "section", "article", "main", "blockquote", "pre", "table", "tr", "ul", "ol", "dl", "dt", "dd",
     "figure", "hr")
)  # fmt: skip
_HEADINGS = {f"h{level}": "#" * max(2, level) + " " for level in range(1, 7)}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "kbd": "`", "samp": "`"}
LISTS_DEEP_MAX = 10
"""Lists in lists are set in so far at most; deeper ones stand below those."""

_ELEMENT = re.compile(r"""<(?P<end>/?)(?P<name>[A-Za-z][^\s<>/"']*+)(?P<given>(?:[^<>"']|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s<>/"'=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s<>"']++))?+""")
_ENDS_SCRIPT = re.compile(r"</script(?=[\s/>])", re.IGNORECASE)
_ENDS_STYLE = re.compile(r"</style(?=[\s/>])", re.IGNORECASE)
_UNSHOWN = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">"))
"""How what is no element begins, and how it ends."""
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\r\f\v\n\u00a0]+")
_EMPTY_MARK = re.compile(r"\*\*\s*\*\*|(?<!`)``(?!`)")


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page, read."""

    title: str
    markdown: str
    dropped: Mapping[str, int]
    """Elements that were left out, and how many of each."""


def read(html: str) -> Page:
    """The page as Markdown. Never raises: nearly anything is HTML."""
    reader = _Reader()
    _taken_apart(html, reader)
    lines = (line.rstrip() if line.strip() else "" for line in "".join(reader.pieces).split("\n"))
    text = _BLANK_LINES.sub("\n\n", _EMPTY_MARK.sub("", "\n".join(lines))).strip()
    return Page(_line("".join(reader.heading)) or _line("".join(reader.title)), text, dict(reader.dropped))


def _line(text: str) -> str:
    return " ".join(text.split())


def _taken_apart(html: str, reader: "_Reader") -> None:
    """Hand over elements and the words between them, in order."""
    at, said, unending = 0, 0, set[str]()
    while (at := html.find("<", at)) >= 0:
        element = _ELEMENT.match(html, at)
        end = element.end() if element else _end_of_unshown(html, at, unending)
        if end < 0:
            at += 1  # a mere sign
            continue
        reader.data(unescaped(html[said:at]))
        if element:
            end = _told(element, reader)
        elif html.startswith("<![CDATA[", at) and html.startswith("]]>", end - 3):
            reader.data(html[at + len("<![CDATA[") : end - 3])
        at = said = end
    reader.data(unescaped(html[said:]))


def _end_of_unshown(html: str, at: int, unending: set[str]) -> int:
    """Behind the comment or declaration that begins at ``at``; -1 for none, and for one that doesn't end.

    ``unending`` are the ends that no later one has either: they aren't looked for again.
    """
    for begins, ends in _UNSHOWN:
        if html.startswith(begins, at) and ends not in unending:
            end = html.find(ends, at + len(begins))
            if end >= 0:
                return end + len(ends)
            unending.add(ends)
    return -1


def _told(element: re.Match[str], reader: "_Reader") -> int:
    """Hand over one element; where to go on: behind its end where nothing within is markup."""
    name, given = element["name"].lower(), element["given"]
    if element["end"]:
        reader.end(name)
        return element.end()
    closed = given.endswith("/")
    reader.begin(name, {key.lower(): _value(value) for key, value in reversed(_ATTRIBUTE.findall(given))})
    if closed:
        reader.end(name)
    elif name in _VERBATIM:
        ends = _ENDS_SCRIPT if name == "script" else _ENDS_STYLE
        found = ends.search(element.string, element.end())
        return found.start() if found else len(element.string)
    return element.end()


def _value(text: str) -> str:
    return unescaped(text[1:-1] if text[:1] in ("'", '"') else text)


class _Reader:
    """Collects Markdown while the page goes by."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.title: list[str] = []
        self.heading: list[str] = []
        self.dropped: Counter[str] = Counter()
        self._inside: list[str] = []
        """Dropped elements that are open …"""
        self._within: Counter[str] = Counter()
        """… and how many of each."""
        self._lists: list[int] = []
        """Open lists: the number of the last item, -1 without numbers."""
        self._links: list[str] = []
        self._open: Counter[str] = Counter()
        """Marks that are still to be closed."""
        self._into = ""
        self._verbatim = 0

    def begin(self, tag: str, given: Mapping[str, str]) -> None:
        """Begin an element."""
        if self._inside or tag in _DROPPED:
            if tag in _DROPPED:
                self._inside.append(tag)
                self._within[tag] += 1
                self.dropped[tag] += len(self._inside) == 1
            return
        if tag in _LOST:
            self.dropped[tag] += 1
            self._say(given.get("alt", ""))
        elif (tag == "title" and not self.title) or (tag == "h1" and not self.heading):
            self._into = tag
        elif tag in _HEADINGS:
            self._say(f"\n\n{_HEADINGS[tag]}")
        elif not self._into:
            self._begin(tag, given)

    def _begin(self, tag: str, given: Mapping[str, str]) -> None:
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else -1)
            self._say("" if len(self._lists) > 1 else "\n\n")
        elif tag == "li":
            self._say(self._bullet())
        elif tag == "pre":
            self._verbatim += 1
            self._say("\n\n```\n")
        elif tag in _BLOCKS:
            self._say("\n\n")
        elif tag == "br":
            self._say("\n")
        elif tag in ("td", "th"):
            self._say("| " if not self.pieces or self.pieces[-1].endswith("\n") else " | ")
        elif tag == "a":
            self._links.append(given.get("href", ""))
            self._say("[" if self._links[-1] else "")
        elif tag in _MARKS and not self._verbatim:
            self._open[tag] += 1
            self._say(_MARKS[tag])

    def _bullet(self) -> str:
        if not self._lists or self._lists[-1] < 0:
            mark = "- "
        else:
            self._lists[-1] += 1
            mark = f"{self._lists[-1]}. "
        return "\n" + "   " * min(max(0, len(self._lists) - 1), LISTS_DEEP_MAX) + mark

    def end(self, tag: str) -> None:
        """End an element; one that isn't open changes nothing."""
        if self._inside:
            self._end_dropped(tag)
        elif tag == self._into:
            self._into = ""
        elif tag in ("ul", "ol"):
            del self._lists[-1:]
            self._say("" if self._lists else "\n\n")
        elif tag == "pre" and self._verbatim:
            self._verbatim -= 1
            self._say("\n```\n\n")
        elif tag == "a" and self._links:
            target = self._links.pop()
            self._say(f"]({target})" if target else "")
        elif tag in _HEADINGS or tag in _BLOCKS:
            self._say("\n\n")
        elif self._open[tag] and not self._verbatim:
            self._open[tag] -= 1
            self._say(_MARKS[tag])

    def _end_dropped(self, tag: str) -> None:
        """End an element that is left out, and those in it that weren't ended."""
        ended = ""
        while self._within[tag] and ended != tag:
            ended = self._inside.pop()
            self._within[ended] -= 1

    def data(self, data: str) -> None:
        """Take words over."""
        if self._inside or not data:
            return
        if self._into == "title":
            self.title.append(data)
        elif self._into == "h1":
            self.heading.append(data)
        else:
            self._say(data if self._verbatim else _SPACES.sub(" ", data))

    def _say(self, text: str) -> None:
        if text == " " and (not self.pieces or self.pieces[-1].endswith(("\n", " "))):
            return
        self.pieces.append(text)
