"""What is wrong with a policy file as a file, in words for whoever wrote it."""

import dataclasses
import difflib
import enum
import json
import re
import types
import typing
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.config.toml_lines import Path as KeyPath
from bot.core.policy import Policy
from bot.core.text.errors import Problem

if TYPE_CHECKING:
    from pydantic import ValidationError

_WANTED: Mapping[Any, tuple[str, str]] = {
    str: ("text", 'put it in quotes, such as "…"'),
    int: ("a whole number", "write digits alone, without quotes"),
    float: ("a number", "write digits, without quotes, such as 1 or 0.5"),
    Decimal: ("an amount", "write digits, without quotes, such as 80 or 79.50"),
    time: ("a time of day", 'write two digits each, in quotes, such as "07:00"'),
    date: ("a date", "write year, month and day without quotes, such as 2027-12-24"),
    tuple: ("a list", "put it in square brackets"),
    None: ("a section", 'give it its own keys, such as { open = "07:00", close = "19:00" }'),
}
"""What a setting has to be, by its type (``None`` for every dataclass), and how to write it."""

TERMS = ("firm", "terms_url")
"""The one setting of which there are two kinds: a text, or a section with one for each language."""


_AT = re.compile(r" \(at (?:line (\d{1,9}), column \d{1,9}|end of document)\)$")
_TIME = re.compile(r"=\s*+\d\d?[:.]\d\d")


@dataclasses.dataclass(frozen=True, slots=True)
class Mistake:
    """What the validator says of one place."""

    kind: str
    path: KeyPath
    value: Any


def mistakes(error: "ValidationError", raw: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """Everything that has a wrong type; of a setting of two kinds, only what is wrong with the kind given."""
    told = [Mistake(found["type"], found["loc"], found["input"]) for found in error.errors()]
    return tuple(fitting for finding in told if (fitting := _of_its_kind(finding, raw)))


def _of_its_kind(finding: Mistake, raw: Mapping[str, Any]) -> Mistake | None:
    """Without the validator's own name for the kind; ``None`` when another kind was given."""
    head, rest = finding.path[:2], finding.path[2:]
    if head != TERMS or not rest:
        return finding
    is_section = isinstance(raw["firm"]["terms_url"], dict)
    return dataclasses.replace(finding, path=(*head, *rest[1:])) if is_section is (rest[0] != "str") else None


def syntax(text: str, message: str) -> Problem:
    """Where the parser gave up, and what is usually meant there."""
    rows = text.rstrip().split("\n")
    found = _AT.search(message)
    line = int(found[1]) if found and found[1] else len(rows)
    reason = message[: found.start()] if found else message
    row = rows[line - 1] if line <= len(rows) else ""
    instead = "texts and times stand in quotes, lists in [ ], dates as 2027-12-24"
    if _TIME.search(row):
        instead = 'put times in quotes, such as "07:00"'
    return Problem("syntax", f"{reason[:1].lower()}{reason[1:]}", instead, line)


def translated(finding: Mistake, shipped: Mapping[str, Any], lines: Mapping[KeyPath, int]) -> Problem:
    """One of the validator's findings, in words for whoever wrote the file."""
    path = finding.path
    where = ".".join(str(key + 1 if isinstance(key, int) else key) for key in path)
    if finding.kind == "unexpected_keyword_argument":
        return Problem(where, "isn't a setting", _alternatives(path, lines))
    wanted = _type_at(path)
    what, instead = _wanted(wanted)
    if finding.kind == "missing":
        return Problem(where, "is missing", _example(path, shipped) or f"{what}: {instead}")
    if finding.kind == "too_long":
        return Problem(where, "has too many entries", f"write {len(typing.get_args(wanted))}")
    if isinstance(finding.value, dict) and any(map(dataclasses.is_dataclass, typing.get_args(wanted))):
        return Problem(where, "isn't a list", f"begin each entry with [[{where}]], in double brackets")
    return Problem(where, f"{json.dumps(finding.value, ensure_ascii=False)[:60]} isn't {what}", instead)


def _wanted(wanted: Any) -> tuple[str, str]:
    if isinstance(wanted, type) and issubclass(wanted, enum.StrEnum):
        return "one of its words", "write " + " or ".join(f'"{word}"' for word in wanted)
    return _WANTED[typing.get_origin(wanted) or (wanted if wanted in _WANTED else None)]


def _type_at(path: KeyPath) -> Any:
    """The type that stands at a path, without its ``| None``; of two kinds, the first."""
    found: Any = Policy
    for key in path:
        if isinstance(key, int):
            found = typing.get_args(found)[0]
        elif dataclasses.is_dataclass(found):
            found = typing.get_type_hints(found)[key]
        if isinstance(found, types.UnionType):
            found = typing.get_args(found)[0]
    return found


def _alternatives(path: KeyPath, lines: Mapping[KeyPath, int]) -> str:
    """The setting that may be meant, unless the file has it already: then one of the two is too many."""
    known = [field.name for field in dataclasses.fields(_type_at(path[:-1]))]
    close = difflib.get_close_matches(str(path[-1]), known, n=1)
    if not close:
        return f"known here: {', '.join(known)}"
    line = lines.get((*path[:-1], close[0]))
    return f"leave it out: {close[0]} stands on line {line} already" if line else f"did you mean {close[0]}?"


def _example(path: KeyPath, shipped: Any) -> str:
    """How the shipped file writes a setting, or a section's heading; empty where it has none."""
    for key in path:
        try:
            shipped = shipped[key]
        except (KeyError, IndexError):
            return ""
    if isinstance(shipped, dict):
        return f"a section [{'.'.join(map(str, path))}]"
    value = str(shipped) if isinstance(shipped, date) else json.dumps(shipped)
    return f"for example {path[-1]} = {value}"
