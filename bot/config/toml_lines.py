"""Where each key of a TOML file stands, and what it says twice, which the standard library's parser doesn't tell.

The second of two settings is given a name of its own, so that ``tomllib`` can go on: every such pair is
found at once, and the rest of the file is judged as well. Both parsers see the same text, tree-sitter for the
places and ``tomllib`` for the values; where a file is broken, only what stands before that is believed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.core.text.errors import Problem

if TYPE_CHECKING:  # loaded with the first file
    from tree_sitter import Node, Parser

Path = tuple[str | int, ...]
"""Keys and, for lists, places counted from 0, as one would look it up in the parsed file."""

KEY_PARTS_MAX = 20
"""More dots in a key than any setting has: each part costs as much as all before it."""
NESTED_MAX = 50
"""More brackets open at once than any setting has: to make a tree takes up to 15 µs for one that never closes."""
DUPLICATES_MAX = 100
"""After so many this isn't a file with slips in it."""

_OPAQUE = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}+(?!")|' + r"'''.*?'{3,5}+(?!')|" + r'"(?:[^"\\]|\\.)*+"|' + r"'[^']*+'|#[^\n]*+",
    re.DOTALL,
)
_BETWEEN = re.compile(r"[=,\[\]{}\n]")
_BRACKETS = re.compile(r"[\[\]{}]")
_ALIAS = re.compile(r"twice [0-9]+")
_KEYS = frozenset({"bare_key", "quoted_key", "dotted_key"})
_OPENING = frozenset({"[", "[["})
_CLOSING = frozenset({"]", "]]"})


class Kind(Enum):
    """How a path came to be, which decides in what other ways it may be written."""

    VALUE = "value"
    SECTION = "section"
    LIST = "list of sections"
    AROUND = "around a section"
    """``a`` for ``[a.b]``: may still get a heading of its own, or keys."""
    DOTTED = "dotted"
    """``a`` for ``a.b = 1``: more keys may follow within the same section."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A key with its value, or a section's heading, as it stands in the text."""

    path: Path
    line: int
    start: int
    """Offset in bytes of the key, without brackets and the blanks around it …"""
    end: int
    """… and of what comes after it."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A setting that stands in the file for the second time, now under the name ``alias``."""

    alias: str
    second: Declared
    first: Declared
    """The setting itself, or one that contains it or is a part of it."""
    where: Path
    """As the file names it: what stands under a second heading has the path of the first."""


@dataclass(frozen=True, slots=True)
class ParsedToml:
    """A file's settings, each as it stands first; or, in ``broken``, why there are none."""

    twice: tuple[Problem, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    lines: Mapping[Path, int] = field(default_factory=dict)
    broken: str = ""
    """What the parser said."""


def read(text: str) -> ParsedToml:
    """Everything in a TOML text.

    Raises ValueError for a number that the interpreter refuses, RecursionError for what is nested too deeply.
    """
    text = text.replace("\r\n", "\n")
    if too_deep(text):
        raise RecursionError
    reader = Reader(text)
    reader.read()
    try:
        settings = tomllib.loads(reader.renamed())
    except tomllib.TOMLDecodeError as error:
        return ParsedToml(tuple(map(_problem, reader.duplicates)), broken=str(error))
    return _joined(settings, reader.lines, reader.duplicates)


def too_deep(text: str) -> bool:
    """Whether a key has too many parts, or too many brackets are open at once; asked before any parser reads it."""
    bare = _OPAQUE.sub("x", text)
    return any(part.count(".") >= KEY_PARTS_MAX for part in _BETWEEN.split(bare)) or _nested(bare) > NESTED_MAX


def _nested(bare: str) -> int:
    """How many brackets are open at once, where most are."""
    depth = most = 0
    for sign in _BRACKETS.findall(bare):
        depth = depth + 1 if sign in "[{" else max(0, depth - 1)
        most = max(most, depth)
    return most


def nearest(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of a path, or of the closest section around it: where a missing key belongs."""
    for length in range(len(path), 0, -1):
        if line := lines.get(path[:length]):
            return line
    return None


# ── Following the text ─────────────────────────────────────────────────────────────────


class Broken(Exception):
    """From here on the text is no TOML."""


class Reader:
    """One pass over the text: the line of each path when it is first met, and what is there already."""

    def __init__(self, text: str) -> None:
        self._content = text.encode("utf-8", "replace")
        known = set(_ALIAS.findall(text))
        self._free = (alias for n in count() if (alias := f"twice {n}") not in known)
        self._kinds: dict[Path, Kind] = {}
        self._entries: dict[Path, int] = {}
        """How many ``[[…]]`` sections each list of sections has so far."""
        self._dotted: list[Path] = []
        """Dotted within this section: complete when it ends."""
        self._meant: dict[str | int, Path] = {}
        """What an alias stands for."""
        self.lines: dict[Path, int] = {}
        self.declared: list[Declared] = []
        self.duplicates: list[Duplicate] = []

    def read(self) -> None:
        """Up to where the text is broken."""
        try:
            for node in _parser().parse(self._content).root_node.named_children:
                if node.children and node.children[0].type in _OPENING:
                    self._section(node)
                elif node.type != "comment":
                    self._pair(node, (), self._kinds)
        except Broken:
            return

    def renamed(self) -> str:
        """The text with the second ones under names of their own."""
        pieces, at = list[bytes](), 0
        for duplicate in sorted(self.duplicates, key=lambda duplicate: duplicate.second.start):
            pieces += self._content[at : duplicate.second.start], f'"{duplicate.alias}"'.encode()
            at = duplicate.second.end
        return b"".join((*pieces, self._content[at:])).decode()

    def _section(self, node: "Node") -> None:
        opening, *inner = node.children
        if not inner or inner[0].type not in _KEYS or inner[0].has_error:
            raise Broken
        section = self._header(inner[0], repeated=opening.type == "[[")
        if len(inner) < 2 or inner[1].type not in _CLOSING or inner[1].is_missing:
            raise Broken
        for pair in inner[2:]:
            if pair.type != "comment":
                self._pair(pair, section, self._kinds)

    def _header(self, key: "Node", repeated: bool) -> Path:
        self._kinds.update(dict.fromkeys(self._dotted, Kind.SECTION))
        self._dotted.clear()
        *around, last = self._parts(key)
        path: Path = ()
        held = False
        for part in around:
            path = (*path, part)
            self._note(path, key)
            held |= self._kinds.setdefault(path, Kind.AROUND) is Kind.VALUE
            path = self._entry(path)
        path = (*path, last)
        kind = self._kinds.get(path)
        self._note(path, key)
        if repeated and not held and kind in (None, Kind.LIST):
            self._kinds[path] = Kind.LIST
            self._entries[path] = self._entries.get(path, 0) + 1
        elif repeated:
            path, held = (*path, 0), True
        inner = self._entry(path)
        held |= not repeated and kind not in (None, Kind.AROUND)
        alias = self._declare(inner, key, held)
        if alias:
            self._note((alias,), key)
            return (alias,)
        if inner != path:
            self._note(inner, key)
        self._kinds[inner] = Kind.SECTION
        return inner

    def _entry(self, path: Path) -> Path:
        """Of a list of sections its last entry."""
        return (*path, self._entries[path] - 1) if path in self._entries else path

    def _pair(self, node: "Node", section: Path, kinds: dict[Path, Kind]) -> None:
        """A key with its value, in a section or in braces; ``kinds`` are those that it may collide with."""
        key, *rest = node.children or (node,)
        if key.type not in _KEYS or key.has_error or not rest or rest[0].type != "=" or rest[0].is_missing:
            raise Broken
        *around, last = self._parts(key)
        path, held = section, False
        for part in around:
            path = (*path, part)
            self._note(path, key)
            if kinds.get(path, Kind.AROUND) is Kind.AROUND:
                kinds[path] = Kind.DOTTED
                self._dotted.append(path)
            held |= kinds[path] is not Kind.DOTTED
        path = (*path, last)
        self._note(path, key)
        if not node.has_error:
            self._value(rest[1], path)
        if not self._declare(path, key, held or path in kinds):
            kinds[path] = Kind.VALUE
        if node.has_error:
            raise Broken

    def _value(self, node: "Node", path: Path) -> None:
        if node.type == "array":
            entries = (child for child in node.named_children if child.type != "comment")
            for place, entry in enumerate(entries):
                self._note((*path, place), entry)
                self._value(entry, (*path, place))
        elif node.type == "inline_table":
            kinds: dict[Path, Kind] = {}
            for pair in node.named_children:
                if pair.type != "comment":
                    self._pair(pair, path, kinds)

    def _parts(self, key: "Node") -> Sequence[str]:
        """A key's parts, unquoted."""
        if key.type == "dotted_key":
            return [part for child in key.named_children for part in self._parts(child)]
        said = (key.text or b"").decode()
        return [next(iter(tomllib.loads(f"{said} = 0"))) if said[:1] in ("'", '"') else said]

    def _note(self, path: Path, node: "Node") -> None:
        self.lines.setdefault(path, node.start_point.row + 1)

    def _declare(self, path: Path, key: "Node", again: bool) -> str:
        """Keep it; the alias of what stands there again."""
        declared = Declared(path, key.start_point.row + 1, key.start_byte, key.end_byte)
        alias = ""
        if again and len(self.duplicates) < DUPLICATES_MAX and (first := _first(path, self.declared)):
            alias = next(self._free)
            where = (*self._meant.get(path[0], path[:1]), *path[1:])
            self._meant[alias] = where
            self.duplicates.append(Duplicate(alias, declared, first, where))
        else:
            self.declared.append(declared)
        return alias


@cache
def _parser() -> "Parser":
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_toml.language()))


def _first(path: Path, earlier: list[Declared]) -> Declared | None:
    """The same setting, or else one that contains it or is a part of it."""
    whole = path[:-1] if isinstance(path[-1], int) else path  # an entry of a list repeats what isn't one
    same = (found for found in earlier if found.path == path)
    kin = (found for found in earlier if all(a == b for a, b in zip(found.path, whole, strict=False)))
    return next(same, None) or next(kin, None)


def _problem(duplicate: Duplicate) -> Problem:
    """Both lines, and what to do."""
    where, line, again = _where(duplicate.where), duplicate.first.line, duplicate.second.line
    if duplicate.first.path == duplicate.second.path:
        return _twice(where, again, line)
    return Problem(
        where, f"is given in another way on line {line}", "keep one way of writing it", duplicate.second.line
    )


def _twice(where: str, line: int | None, first: int) -> Problem:
    return Problem(where, f"is given twice, first on line {first}", "keep one of them", line)


def _where(path: Path) -> str:
    return ".".join(str(key + 1 if isinstance(key, int) else key) for key in path)


# ── What stands under a second heading belongs to the first ────────────────────────────


def _joined(settings: dict[str, Any], lines: dict[Path, int], duplicates: list[Duplicate]) -> ParsedToml:
    problems: list[Problem] = []
    for duplicate in duplicates:
        section = settings.get(duplicate.alias)
        _forget(settings, duplicate.alias)
        first = _at(settings, duplicate.second.path)
        inner = (
            list(_merged(first, section, duplicate, lines)) if isinstance(section, dict) and first is not None else []
        )
        problems.extend(inner or [_problem(duplicate)])
    return ParsedToml(tuple(problems), settings, lines)


def _merged(
    first: dict[str, Any], section: dict[str, Any], duplicate: Duplicate, lines: dict[Path, int]
) -> Iterator[Problem]:
    """Take over what is new under the second heading; each setting that stands under both is a problem."""
    path = duplicate.second.path
    below: dict[Path, dict[Path, int]] = {}
    for at, line in lines.items():
        if at[0] == duplicate.alias:
            below.setdefault(at[:2], {})[at] = line
    for key, value in section.items():
        if key in first:
            before = lines.get((*path, key), duplicate.first.line)
            yield _twice(_where((*path, key)), lines.get((duplicate.alias, key)), before)
        else:
            first[key] = value
            lines.update({(*path, *at[1:]): n for at, n in below.get((duplicate.alias, key), {}).items()})


def _forget(settings: Any, alias: str) -> None:
    """Take the second one out, wherever it landed."""
    if isinstance(settings, dict):
        settings.pop(alias, None)
    for part in settings.values() if isinstance(settings, dict) else settings if isinstance(settings, list) else ():
        _forget(part, alias)


def _at(settings: Any, path: Path) -> dict[str, Any] | None:
    """The section at a path, if there is one."""
    for key in path:
        try:
            settings = settings[key]
        except (KeyError, IndexError, TypeError):
            return None
    return settings if isinstance(settings, dict) else None
