"""Where each key of a TOML file stands, which the standard library's parser doesn't tell.

It reads text that ``tomllib`` has accepted, so that it only has to follow, never to judge.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Keys and, for lists, places counted from 0, as one would look it up in the parsed file."""

KEY_PARTS_MAX = 20
"""More dots in a key than any setting has: each part costs as much as all before it."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*+)*+")
_KEY_PART = re.compile(r"""[ \t]*+("(?:[^"\\]|\\.)*+"|'[^']*+'|[A-Za-z0-9_-]++)[ \t]*+""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}+(?!")|' + r"'''.*?'{3,5}+(?!')|" + r'"(?:[^"\\]|\\.)*+"|' + r"'[^']*+'", re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}\n#]+")
_OPAQUE = re.compile(rf"{_STRING.pattern}|#[^\n]*+", re.DOTALL)
_NEWLINE = re.compile("\n")
_BETWEEN = re.compile(r"[=,\[\]{}\n]")


def too_deep(text: str) -> bool:
    """Whether a key of a TOML text has more than ``KEY_PARTS_MAX`` parts; asked before any parser reads it."""
    return any(part.count(".") >= KEY_PARTS_MAX for part in _BETWEEN.split(_OPAQUE.sub("x", text)))


def lines_of(text: str) -> Mapping[Path, int]:
    """The line (from 1) of every key, section, list entry and inline key of a valid TOML text."""
    return Reader(text).read()


def nearest(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of a path, or of the closest section around it: where a missing key belongs."""
    for length in range(len(path), 0, -1):
        if line := lines.get(path[:length]):
            return line
    return None


@dataclass(frozen=True, slots=True)
class Declared:
    """A key with its value, or a section's heading, as it stands in the text."""

    path: Path
    line: int
    start: int
    """Offset of the key, without brackets and the blanks around it …"""
    end: int
    """… and of what comes after it."""


class Reader:
    """One pass over the text, noting the line of each path when it is first met."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.lines: dict[Path, int] = {}
        self.declared: list[Declared] = []
        """In the order in which they are complete: what stands in an inline section comes before it."""
        self._newlines = [found.start() for found in _NEWLINE.finditer(text)]
        self.entries: dict[Path, int] = {}
        """How many ``[[…]]`` sections each list of sections has so far."""

    def read(self) -> Mapping[Path, int]:
        section: Path = ()
        self._skip_blank()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                section = self._header()
            else:
                self._pair(section)
            self._skip_blank()
        return self.lines

    def _header(self) -> Path:
        repeated = self.text.startswith("[[", self.at)
        self.at += 2 if repeated else 1
        start = self.at
        parts = self._key()
        end = self.at
        path: Path = ()
        for number, part in enumerate(parts, 1):
            path = (*path, part)
            self._note(path)
            if repeated and number == len(parts):
                self.entries[path] = self.entries.get(path, 0) + 1
            if path in self.entries:
                path = (*path, self.entries[path] - 1)
                self._note(path)
        self._declare(path, start, end)
        self.at += 2 if repeated else 1
        return path

    def _pair(self, section: Path) -> None:
        path, start = section, self.at
        for part in self._key():
            path = (*path, part)
            self._note(path)
        end = self.at
        self.at += 1  # the equals sign
        self._value(path)
        self._declare(path, start, end)

    def _key(self) -> list[str]:
        parts = []
        while match := _KEY_PART.match(self.text, self.at):
            parts.append(_unquoted(match[1]))
            self.at = match.end()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return parts

    def _value(self, path: Path) -> None:
        while self.text[self.at] in " \t":
            self.at += 1
        if self.text[self.at] == "[":
            self._list(path)
        elif self.text[self.at] == "{":
            self._inline(path)
        else:
            match = _STRING.match(self.text, self.at) or _PLAIN.match(self.text, self.at)
            self.at = match.end() if match else len(self.text)

    def _list(self, path: Path) -> None:
        self.at += 1
        place = 0
        while not self._closed_by("]"):
            self._note((*path, place))
            self._value((*path, place))
            place += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while not self._closed_by("}"):
            self._pair(path)

    def _closed_by(self, bracket: str) -> bool:
        """Go to the next entry of a list or an inline section; ``True`` behind its closing bracket."""
        self._skip_blank()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip_blank()
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True

    def _skip_blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _note(self, path: Path) -> None:
        self.lines.setdefault(path, self._line(self.at))

    def _declare(self, path: Path, start: int, end: int) -> None:
        self.declared.append(Declared(path, self._line(start), start, end))

    def _line(self, at: int) -> int:
        return bisect_left(self._newlines, at) + 1


def _unquoted(key: str) -> str:
    if key[0] not in ("'", '"'):
        return key
    return next(iter(tomllib.loads(f"{key} = 0")))
