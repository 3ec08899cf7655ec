"""An HTML page as an article's Markdown: what says something is kept, what only looks good is counted.

Reads with the standard library's forgiving parser, so that unclosed and unknown elements are no obstacle.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

_DROPPED = frozenset(
    ("script", "style", "nav", "header", "footer", "aside", "form", "iframe", "video", "audio", "canvas", "svg",
     "noscript", "template", "button", "select")
)  # fmt: skip
"""Elements that are left out with all that is in them."""

_LOST = frozenset(("img", "object", "embed", "input"))
"""Elements without words of their own; an image's description stays."""

_BLOCKS = frozenset(
    ("p", "div", "section", "article", "main", "blockquote", "pre", "table", "tr", "ul", "ol", "dl", "dt", "dd",
     "figure", "hr")
)  # fmt: skip
_HEADINGS = {f"h{level}": "#" * max(2, level) + " " for level in range(1, 7)}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "kbd": "`", "samp": "`"}
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
    reader.feed(html)
    reader.close()
    lines = (line.rstrip() if line.strip() else "" for line in "".join(reader.pieces).split("\n"))
    text = _BLANK_LINES.sub("\n\n", _EMPTY_MARK.sub("", "\n".join(lines))).strip()
    return Page(_line(reader.heading or reader.title), text, dict(reader.dropped))


def _line(text: str) -> str:
    return " ".join(text.split())


class _Reader(HTMLParser):
    """Collects Markdown while the page goes by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.title = self.heading = ""
        self.dropped: Counter[str] = Counter()
        self._inside: list[str] = []
        """Dropped elements that are open."""
        self._lists: list[int] = []
        """Open lists: the number of the last item, -1 without numbers."""
        self._links: list[str] = []
        self._open: list[str] = []
        """Marks that are still to be closed."""
        self._into = ""
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        given = {name: value or "" for name, value in attrs}
        if self._inside or tag in _DROPPED:
            if tag in _DROPPED:
                self._inside.append(tag)
                self.dropped[tag] += len(self._inside) == 1
            return
        if tag in _LOST:
            self.dropped[tag] += 1
            self._say(given.get("alt", ""))
        elif tag in ("title", "h1") and not getattr(self, "title" if tag == "title" else "heading"):
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
            self._open.append(tag)
            self._say(_MARKS[tag])

    def _bullet(self) -> str:
        if not self._lists or self._lists[-1] < 0:
            mark = "- "
        else:
            self._lists[-1] += 1
            mark = f"{self._lists[-1]}. "
        return "\n" + "   " * max(0, len(self._lists) - 1) + mark

    def handle_endtag(self, tag: str) -> None:
        """End an element; one that isn't open changes nothing."""
        if self._inside:
            while tag in self._inside and self._inside.pop() != tag:
                pass
        elif tag == self._into:
            self._into = ""
        elif tag in ("ul", "ol"):
            self._lists = self._lists[:-1]
            self._say("" if self._lists else "\n\n")
        elif tag == "pre" and self._verbatim:
            self._verbatim -= 1
            self._say("\n```\n\n")
        elif tag == "a" and self._links:
            target = self._links.pop()
            self._say(f"]({target})" if target else "")
        elif tag in _HEADINGS or tag in _BLOCKS:
            self._say("\n\n")
        elif tag in self._open and not self._verbatim:
            self._open.remove(tag)
            self._say(_MARKS[tag])

    def handle_data(self, data: str) -> None:
        """Take words over."""
        if self._inside:
            return
        if self._into == "title":
            self.title += data
        elif self._into == "h1":
            self.heading += data
        else:
            self._say(data if self._verbatim else _SPACES.sub(" ", data))

    def _say(self, text: str) -> None:
        if text == " " and (not self.pieces or self.pieces[-1].endswith(("\n", " "))):
            return
        self.pieces.append(text)
