"""From the policy file to a Policy and its calendar, or to everything that is wrong with the file.

The validator and the holiday library take long to import, so they are loaded when they are needed.
Numbers aren't guessed from text nor texts from numbers; the one liberty is "24:00", which is kept
as ``time(0, 0)`` and means, as a closing does at or before the opening, the end of the day.
"""

import dataclasses
import difflib
import json
import re
import tomllib
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from bot.core.errors import PolicyInvalid, Problem
from bot.core.hours import Calendar
from bot.core.policy import Holidays, Policy
from bot.core.policy_check import check
from bot.toml_lines import Path as KeyPath
from bot.toml_lines import lines_of, nearest

TIMETABLE = ("hours", "phone_hours", "closed_days", "half_days")

CHECKED_TOGETHER = (
    TIMETABLE,
    ("holidays",),
    ("promises.estimate_business_days", "promises.response_business_days"),
    ("claims.warn_after_staffed_hours", "claims.expire_after_staffed_hours"),
)
"""Settings whose sense depends on one another: with one of them unknown, none can be judged."""

ABSENT_WHEN_EMPTY: Mapping[str, Any] = {"closed_days": [], "half_days": []}
"""TOML writes a list of sections by its entries: without any, there is nothing to write."""

NO_DAYS: Mapping[date, str] = types.MappingProxyType({})

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

NESTED = Problem("syntax", "is nested too deeply", "no setting is a list in a list")
ENDLESS = Problem("syntax", "holds a number with thousands of digits", "write an ordinary number")
SHIPPED_HOLIDAYS = Holidays("US")
"""What the shipped file keeps; a test holds the two together."""

# ── Loading ────────────────────────────────────────────────────────────────────────────


def load(path: Path | None = None) -> Policy:
    """The policy in a file, or the one that is shipped.

    Raises PolicyInvalid with every problem found, each with its line, in the file's order.
    """
    source = str(path) if path else "policy.toml"
    text = _text(path, source)
    try:
        policy, problems = _judged(_parsed(text, source), lines_of(text))
    except RecursionError:
        raise PolicyInvalid(source, (NESTED,)) from None
    if problems:
        raise PolicyInvalid(source, tuple(sorted(problems, key=lambda problem: problem.line or 0)))
    return policy


def _text(path: Path | None, source: str) -> str:
    try:
        content = path.read_bytes() if path else _shipped().read_bytes()
    except OSError as error:
        raise PolicyInvalid(source, (Problem("file", f"can't be read: {error.strerror}"),)) from error
    try:
        return content.decode("utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem("file", "holds bytes that aren't UTF-8", "save it with the encoding UTF-8", line)
        raise PolicyInvalid(source, (problem,)) from error


def _shipped() -> Traversable:
    return resources.files("bot") / "policy.toml"


def _parsed(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyInvalid(source, (_syntax(text, str(error)),)) from error
    except ValueError:  # the interpreter's own limit
        raise PolicyInvalid(source, (ENDLESS,)) from None


def _syntax(text: str, message: str) -> Problem:
    """Where the parser gave up, and what is usually meant there."""
    rows = text.rstrip().split("\n")
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = int(found[1]) if found and found[1] else len(rows)
    reason = message[: found.start()] if found else message
    row = rows[line - 1] if line <= len(rows) else ""
    instead = "texts and times stand in quotes, lists in [ ], dates as 2027-12-24"
    if re.search(r"=\s*\d\d?[:.]\d\d", row):
        instead = 'put times in quotes, such as "07:00"'
    return Problem("syntax", f"{reason[:1].lower()}{reason[1:]}", instead, line)


# ── Judging ────────────────────────────────────────────────────────────────────────────


def _judged(raw: dict[str, Any], lines: Mapping[KeyPath, int]) -> tuple[Policy, list[Problem]]:
    """The policy and its problems.

    Where types are wrong, the shipped settings stand in, so that the others are checked for sense as
    well; nothing is reported about the stand-ins.
    """
    from pydantic import TypeAdapter, ValidationError

    adapter = TypeAdapter(Policy)
    mistyped: list[Problem] = []
    unjudged: set[str] = set()
    try:
        policy = adapter.validate_json(_as_json(raw), strict=True)
    except ValidationError as error:
        if not all(found["loc"] for found in error.errors()):
            raise RecursionError from error  # the validator's own limit: what is wrong is the file as a whole
        shipped = {**ABSENT_WHEN_EMPTY, **tomllib.loads(_shipped().read_text("utf-8"))}
        for found in error.errors():
            problem = _translated(found["type"], found["loc"], found["input"], shipped)
            mistyped.append(dataclasses.replace(problem, line=nearest(lines, found["loc"])))
            unjudged |= _entangled(problem.where)
        stood_in = _with_stand_ins(raw, shipped, [found["loc"] for found in error.errors()])
        policy = adapter.validate_json(_as_json(stood_in), strict=True)
    sense = [*_all_day(raw), *check(policy), *_country(policy.holidays)]
    judged = [p for p in sense if not any(_is_part(p.where, whole) for whole in unjudged)]
    return policy, mistyped + [dataclasses.replace(p, line=nearest(lines, _keys(p.where))) for p in judged]


def _entangled(where: str) -> set[str]:
    """What can't be judged when the setting at ``where`` is unknown."""
    groups = (group for group in CHECKED_TOGETHER if any(_is_part(where, whole) for whole in group))
    key = ".".join(where.split(".")[:2])
    return {key}.union(*groups)


def _is_part(where: str, whole: str) -> bool:
    return where == whole or where.startswith(f"{whole}.")


def _with_stand_ins(raw: Mapping[str, Any], shipped: Mapping[str, Any], wrong: Iterable[KeyPath]) -> Mapping[str, Any]:
    """The file's settings with the shipped ones at the wrong places, and nothing unknown.

    The timetable is taken over by whole sections: a day's shipped hours mean little beside others.
    """
    settings = {name: dict(part) if isinstance(part, dict) else part for name, part in raw.items()}
    for section, *rest in wrong:
        name = str(section)
        if name not in shipped:
            del settings[name]
        elif not rest or name in TIMETABLE:
            settings[name] = shipped[name]
        elif rest[0] in shipped[name]:
            settings[name][rest[0]] = shipped[name][rest[0]]
        else:
            del settings[name][rest[0]]
    return settings


def _as_json(raw: Mapping[str, Any]) -> str:
    """JSON has lists and texts for tuples and times, which lets the validator be strict otherwise."""
    sections = {**ABSENT_WHEN_EMPTY, **raw}
    return json.dumps({k: _midnight(v) if k in TIMETABLE else v for k, v in sections.items()}, default=str)


def _midnight(value: Any) -> Any:
    """Hours with a closing at "24:00" written as "00:00"."""
    if isinstance(value, list):
        return [_midnight(entry) for entry in value]
    if isinstance(value, dict):
        late = {"close": "00:00"} if value.get("close") == "24:00" else {}
        return {key: _midnight(entry) for key, entry in value.items()} | late
    return value


def _all_day(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """A day from "00:00" to "00:00" may be meant as closed or as open: nobody should guess."""
    for table in ("hours", "phone_hours"):
        week = raw.get(table)
        for weekday, hours in week.items() if isinstance(week, dict) else ():
            if hours == {"open": "00:00", "close": "00:00"}:
                reason = "opens and closes at the same time"
                yield Problem(f"{table}.{weekday}", reason, 'close at "24:00", or leave out a day of rest')


def _country(kept: Holidays) -> Iterator[Problem]:
    if not kept.country:
        if kept.subdivision:
            yield Problem("holidays.subdivision", "belongs to no country", "name the country, too")
        return
    if kept == SHIPPED_HOLIDAYS:
        return  # known to be right; the library takes a fifth of a second to import
    import holidays

    known = holidays.list_supported_countries()
    if kept.country not in known:
        reason = f'no holidays are known for "{kept.country}"'
        yield Problem("holidays.country", reason, 'write an ISO 3166 code such as "US" or "DE"')
    elif kept.subdivision and kept.subdivision not in known[kept.country]:
        instead = f"one of {', '.join(known[kept.country])}" if known[kept.country] else 'write ""'
        reason = f'{kept.country} has no part "{kept.subdivision}"'
        yield Problem("holidays.subdivision", reason, instead)


# ── Plain words ────────────────────────────────────────────────────────────────────────


def _translated(kind: str, path: KeyPath, value: Any, shipped: Mapping[str, Any]) -> Problem:
    """One of the validator's findings, in words for whoever wrote the file."""
    where = ".".join(str(key + 1 if isinstance(key, int) else key) for key in path)
    if kind == "unexpected_keyword_argument":
        return Problem(where, "isn't a setting", _alternatives(path))
    wanted = _type_at(path)
    what, instead = _WANTED[typing.get_origin(wanted) or (wanted if wanted in _WANTED else None)]
    if kind == "missing":
        return Problem(where, "is missing", _example(path, shipped) or f"{what}: {instead}")
    if kind == "too_long":
        return Problem(where, "has too many entries", f"write {len(typing.get_args(wanted))}")
    return Problem(where, f"{json.dumps(value, ensure_ascii=False)[:60]} isn't {what}", instead)


def _type_at(path: KeyPath) -> Any:
    """The type that stands at a path, without its ``| None``."""
    found: Any = Policy
    for key in path:
        found = typing.get_args(found)[0] if isinstance(key, int) else typing.get_type_hints(found)[key]
        if isinstance(found, types.UnionType):
            found = typing.get_args(found)[0]
    return found


def _alternatives(path: KeyPath) -> str:
    known = [field.name for field in dataclasses.fields(_type_at(path[:-1]))]
    close = difflib.get_close_matches(str(path[-1]), known, n=1)
    return f"did you mean {close[0]}?" if close else f"known here: {', '.join(known)}"


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


def _keys(where: str) -> KeyPath:
    """A problem's place as the keys that lead there; entries count from 1 in words, from 0 in data."""
    return tuple(int(key) - 1 if key.isdigit() else key for key in where.split("."))


# ── Calendars ──────────────────────────────────────────────────────────────────────────


def holidays_of(policy: Policy, years: range) -> Mapping[date, str]:
    """The public holidays that the policy keeps in the years of ``range``, with their names."""
    return _public(policy.holidays.country, policy.holidays.subdivision, years)


@lru_cache(maxsize=16)
def _public(country: str, subdivision: str, years: range) -> Mapping[date, str]:
    if not country:
        return NO_DAYS
    import holidays

    found = holidays.country_holidays(country, subdiv=subdivision or None, years=years, expand=False)
    return types.MappingProxyType(dict(sorted(found.items())))


def calendar_for(policy: Policy, years: range, closed: Mapping[date, str] = NO_DAYS) -> Calendar:
    """The desk's calendar: public holidays in ``years``, the policy's closed days, and ``closed``.

    ``closed`` is what staff closed; where a day is in several, the later of these gives the reason.
    Outside ``years`` no public holiday is known.
    """
    rest = {**holidays_of(policy, years), **{d.day: d.reason for d in policy.closed_days}, **closed}
    return Calendar(policy.firm.zone, policy.hours, rest, {half.day: half.close for half in policy.half_days})
