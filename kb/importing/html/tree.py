"""HTML as a tree: what stands within what, however badly it was written.

Pages come from anywhere: every piece is looked at once, and what is no HTML is text. (The standard library's
parser takes time quadratic in unfinished elements, and fails at some.)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from kb.articles.plain_text import unescaped
from kb.importing.page import sound

_VERBATIM = frozenset(("script", "style"))
"""Elements in which nothing but their own end is markup."""
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
"""Elements that hold nothing and have no end."""
BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "center", "details", "dd", "div", "dl", "dt", "fieldset",
     "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
     "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul")
)  # fmt: skip
"""Elements that stand on lines of their own."""
_CELLS, _ROWS, _GROUPS = ("td", "th"), ("tr",), ("thead", "tbody", "tfoot")
_ENDS_OPEN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), ("ul", "ol")),
    **dict.fromkeys(("dt", "dd"), (("dt", "dd"), ("dl",))),
    **dict.fromkeys(_CELLS, (_CELLS, ("tr", "table"))),
    **dict.fromkeys(_ROWS, ((*_ROWS, *_CELLS), ("table",))),
    **dict.fromkeys(_GROUPS, ((*_GROUPS, *_ROWS, *_CELLS), ("table",))),
}
"""What an element ends that is still open, and what it doesn't look beyond."""
_PARAGRAPH = (("p",), ("div", "li", "td", "th", "section", "article", "main", "blockquote", "dd", "body"))
DEEP_MAX = 48
"""Elements within one another; what is deeper stands beside its parent."""

_ELEMENT = re.compile(r"""<(?P<end>/?)(?P<name>[A-Za-z][^\s<>/"']*+)(?P<given>(?:[^<>"']|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s<>/"'=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s<>"']++))?+""")
_ENDS_SCRIPT = re.compile(r"</script(?=[\s/>])", re.IGNORECASE)
_ENDS_STYLE = re.compile(r"</style(?=[\s/>])", re.IGNORECASE)
_UNSHOWN = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">"))
"""How what is no element begins, and how it ends."""


@dataclass(slots=True, eq=False)
class Node:
    """One element."""

    tag: str
    given: dict[str, str] = field(default_factory=dict)
    """Its attributes."""
    inside: list["Node | str"] = field(default_factory=list)

    def below(self) -> Iterator["Node"]:
        """Every element within this one, in order."""
        waiting = [each for each in reversed(self.inside) if isinstance(each, Node)]
        while waiting:
            node = waiting.pop()
            yield node
            if node.inside:
                waiting += [each for each in reversed(node.inside) if isinstance(each, Node)]

    def text(self, most: int | None = None) -> str:
        """The words alone; of ``most`` pieces at most."""
        return " ".join("".join(islice(self._texts(), most)).split())

    def _texts(self) -> Iterator[str]:
        for each in self.inside:
            if isinstance(each, str):
                yield each
            elif each.tag not in _VERBATIM:
                apart = each.tag in BLOCKS or each.tag == "br"
                yield " " if apart else ""
                yield from each._texts()
                yield " " if apart else ""

    def first(self, *tags: str) -> "Node | None":
        """The first element of these kinds within."""
        return next((each for each in self.below() if each.tag in tags), None)

    def marks(self) -> list[str]:
        """The words of its class and id, in small letters."""
        return f"{self.given.get('class', '')} {self.given.get('id', '')}".lower().split() if self.given else []


class Sizes:
    """How many characters of words stand within each element of a tree as it was when it was first asked."""

    def __init__(self, tree: Node) -> None:
        self._tree = tree
        self._sizes: dict[Node, int] = {}

    @property
    def total(self) -> int:
        """Within the whole tree."""
        return self.of(self._tree)

    def of(self, node: Node) -> int:
        """Within one element."""
        if not self._sizes:
            self._add(self._tree)
        return self._sizes.get(node, 0)

    def _add(self, node: Node) -> int:
        size = 0
        for each in node.inside:
            if isinstance(each, str):
                size += len(each.strip())
            elif each.tag not in _VERBATIM:
                size += self._add(each)
        self._sizes[node] = size
        return size


def parse(html: str) -> Node:
    """The page as a tree. Never raises: nearly anything is HTML."""
    grown = _Tree()
    _taken_apart(sound(html), grown)
    return grown.root


def attributes(text: str) -> dict[str, str]:
    """What stands in an element's beginning behind its name; of what is given twice, the first."""
    return {key.lower(): _value(value) for key, value in reversed(_ATTRIBUTE.findall(text))} if text else {}


def _taken_apart(html: str, tree: "_Tree") -> None:
    """Hand over elements and the words between them, in order."""
    at, said, unending = 0, 0, set[str]()
    while (at := html.find("<", at)) >= 0:
        element = _ELEMENT.match(html, at)
        end = element.end() if element else _end_of_unshown(html, at, unending)
        if end < 0:
            at += 1  # a mere sign
            continue
        if said < at:
            text = html[said:at]
            tree.say(unescaped(text) if "&" in text else text)
        if element:
            end = _told(element, tree)
        elif html.startswith("<![CDATA[", at) and html.startswith("]]>", end - 3):
            tree.say(html[at + len("<![CDATA[") : end - 3])
        at = said = end
    tree.say(unescaped(html[said:]))


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


def _told(element: re.Match[str], tree: "_Tree") -> int:
    """Hand over one element; where to go on: behind its end where nothing within is markup."""
    ends, name, given = element.groups()
    name = name.lower()
    if ends:
        tree.end(name)
        return element.end()
    tree.begin(name, attributes(given), closed=given[-1:] == "/" and name not in BLOCKS)
    if name in _VERBATIM and not given.endswith("/"):
        ends = _ENDS_SCRIPT if name == "script" else _ENDS_STYLE
        found = ends.search(element.string, element.end())
        return found.start() if found else len(element.string)
    return element.end()


def _value(text: str) -> str:
    return unescaped(text[1:-1] if text[:1] in ("'", '"') else text)


class _Tree:
    """Grows while the page goes by."""

    def __init__(self) -> None:
        self.root = Node("")
        self._open = [self.root]
        self._count: dict[str, int] = {}
        """Open elements by name …"""
        self._too_deep: dict[str, int] = {}
        """… and those that weren't opened."""

    def begin(self, tag: str, given: dict[str, str], closed: bool) -> None:
        """Begin an element, and end what it ends."""
        if (ends := _ENDS_OPEN.get(tag)) is not None:
            self._end_open(*ends)
        elif self._count.get("p") and tag in BLOCKS:
            self._end_open(*_PARAGRAPH)
        node = Node(tag, given, [])
        if tag in _VOID or closed:
            self._open[-1].inside.append(node)
        elif len(self._open) >= DEEP_MAX:
            self._too_deep[tag] = self._too_deep.get(tag, 0) + 1
            if self._open[-1].inside[-1:] != [" "]:
                self._open[-1].inside.append(" ")
        else:
            self._open[-1].inside.append(node)
            self._open.append(node)
            self._count[tag] = self._count.get(tag, 0) + 1

    def _end_open(self, ended: tuple[str, ...], beyond: tuple[str, ...]) -> None:
        for tag in ended:
            if self._count.get(tag):
                break
        else:
            return
        last = 0
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag in beyond:
                break
            if self._open[at].tag in ended:
                last = at
        if last:
            self._pop_to(last)

    def _pop_to(self, last: int) -> None:
        while len(self._open) > last:
            self._count[self._open.pop().tag] -= 1

    def end(self, tag: str) -> None:
        """End an element and what is open within; one that isn't open changes nothing."""
        if self._too_deep.get(tag):
            self._too_deep[tag] -= 1
        elif self._count.get(tag):
            at = len(self._open) - 1
            while self._open[at].tag != tag:
                at -= 1
            self._pop_to(at)

    def say(self, text: str) -> None:
        """Take words over."""
        if text:
            self._open[-1].inside.append(text)
