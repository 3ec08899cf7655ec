"""What a TOML file says twice, which the standard library's parser refuses with few words.

The second of two settings is given a name of its own, so that the parser can go on: every such pair is
found at once, and the rest of the file is judged as well.
"""

import contextlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.core.errors import Problem
from bot.toml_lines import Declared, Path, Reader, lines_of, too_deep

TWINS_MAX = 100
"""After so many this isn't a file with slips in it."""
READ_CHARS_MAX = 200_000
"""So much is read in all: with each twin the whole file is read again, a long one a few times only."""

_ALIAS = re.compile(r"twice [0-9]+")
_REPEATED = re.compile(
    r"(?:Cannot (?:declare|overwrite|redefine|mutate)|Duplicate inline).*"
    r" \(at (?:line (\d+), column (\d+)|end of document)\)$",
    re.DOTALL,
)
"""What ``tomllib`` says of a repetition, and where: the same in all its versions so far."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A setting that stands in the file for the second time, now under the name ``alias``."""

    alias: str
    second: Declared
    first: Declared
    """The setting itself, or one that contains it or is a part of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A file's settings, each as it stands first; or, in ``broken``, why there are none."""

    twice: tuple[Problem, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    lines: Mapping[Path, int] = field(default_factory=dict)
    broken: str = ""
    """What the parser said."""


def read(text: str) -> Told:
    """Everything in a TOML text.

    Raises ValueError for a number that the interpreter refuses, RecursionError for what is nested too deeply.
    """
    text = text.replace("\r\n", "\n")
    if too_deep(text):
        raise RecursionError
    twins: list[Twin] = []
    twins_max = min(TWINS_MAX, READ_CHARS_MAX // max(1, len(text)) + 1)
    while True:
        try:
            settings = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            twin = _twin(text, str(error), len(twins)) if len(twins) < twins_max else None
            if twin is None:
                return Told(tuple(map(_problem, twins)), broken=str(error))
            twins.append(twin)
            text = f'{text[: twin.second.start]}"{twin.alias}"{text[twin.second.end :]}'
        else:
            return _joined(settings, dict(lines_of(text)), twins)


def _twin(text: str, message: str, number: int) -> Twin | None:
    """What the parser stopped at, if it was a repetition."""
    stopped = _REPEATED.match(message)
    declared = _declared(text[: _offset(text, stopped[1], stopped[2])]) if stopped else []
    if not declared or (first := _first(declared[-1].path, declared[:-1])) is None:
        return None
    known = set(_ALIAS.findall(text))
    alias = next(alias for n in count(number) if (alias := f"twice {n}") not in known)
    return Twin(alias, declared[-1], first)


def _offset(text: str, line: str | None, column: str | None) -> int:
    """A place in the text from the parser's words; the end of the document without them."""
    if not line or not column:
        return len(text)
    rows = text.split("\n")[: int(line) - 1]
    return sum(len(row) + 1 for row in rows) + int(column) - 1


def _declared(text: str) -> list[Declared]:
    """What is declared up to where the parser stopped, within an inline section perhaps."""
    reader = Reader(text)
    with contextlib.suppress(IndexError):
        reader.read()
    return reader.declared


def _first(path: Path, earlier: list[Declared]) -> Declared | None:
    """The same setting, or else one that contains it or is a part of it."""
    whole = path[:-1] if isinstance(path[-1], int) else path  # an entry of a list repeats what isn't one
    same = (found for found in earlier if found.path == path)
    kin = (found for found in earlier if all(a == b for a, b in zip(found.path, whole, strict=False)))
    return next(same, None) or next(kin, None)


def _problem(twin: Twin) -> Problem:
    """Both lines, and what to do."""
    where, line = _where(twin.second.path), twin.first.line
    if twin.first.path == twin.second.path:
        return _twice(where, twin.second.line, line)
    return Problem(where, f"is given in another way on line {line}", "keep one way of writing it", twin.second.line)


def _twice(where: str, line: int | None, first: int) -> Problem:
    return Problem(where, f"is given twice, first on line {first}", "keep one of them", line)


def _where(path: Path) -> str:
    return ".".join(str(key + 1 if isinstance(key, int) else key) for key in path)


# ── What stands under a second heading belongs to the first ────────────────────────────


def _joined(settings: dict[str, Any], lines: dict[Path, int], twins: list[Twin]) -> Told:
    problems: list[Problem] = []
    for twin in twins:
        section = settings.get(twin.alias)
        _forget(settings, twin.alias)
        first = _at(settings, twin.second.path)
        inner = list(_merged(first, section, twin, lines)) if isinstance(section, dict) and first is not None else []
        problems.extend(inner or [_problem(twin)])
    return Told(tuple(problems), settings, lines)


def _merged(first: dict[str, Any], section: dict[str, Any], twin: Twin, lines: dict[Path, int]) -> Iterator[Problem]:
    """Take over what is new under the second heading; each setting that stands under both is a problem."""
    path = twin.second.path
    below: dict[Path, dict[Path, int]] = {}
    for at, line in lines.items():
        if at[0] == twin.alias:
            below.setdefault(at[:2], {})[at] = line
    for key, value in section.items():
        if key in first:
            before = lines.get((*path, key), twin.first.line)
            yield _twice(_where((*path, key)), lines.get((twin.alias, key)), before)
        else:
            first[key] = value
            lines.update({(*path, *at[1:]): n for at, n in below.get((twin.alias, key), {}).items()})


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
