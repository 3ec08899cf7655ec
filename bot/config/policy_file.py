"""From the policy file to a Policy and its calendar, or to everything that is wrong with the file.

The validator and the holiday library take long to import, so they are loaded when they are needed.
Numbers aren't guessed from text nor texts from numbers; the one liberty is "24:00", which is kept
as ``time(0, 0)`` and means, as a closing does at or before the opening, the end of the day.
"""

import dataclasses
import json
import tomllib
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from bot.config.policy_mistakes import mistakes, syntax, translated
from bot.config.toml_lines import ParsedToml, nearest, read
from bot.config.toml_lines import Path as KeyPath
from bot.core.calendar.business_hours import Calendar
from bot.core.policy import Holidays, Policy
from bot.core.policy_review.check import check
from bot.core.text.errors import PolicyInvalid, Problem

TIMETABLE = ("hours", "phone_hours", "closed_days", "half_days")

CHECKED_TOGETHER = (
    TIMETABLE,
    ("holidays",),
    ("promises.estimate_business_days", "promises.response_business_days"),
    ("claims.warn_after_staffed_hours", "claims.expire_after_staffed_hours"),
    ("silence.ask_after_business_days", "silence.close_after_business_days"),
    ("tags.known", "tags.grow", "tags.rules"),
)
"""Settings whose sense depends on one another: with one of them unknown, none can be judged."""

_CALLS = ("slots.from_staffed_hours_ahead", "slots.decide_within_business_days")
_PRICES = ("rates.helpdesk_per_hour", "rates.phone_per_hour")

LEADS_TO = (
    (TIMETABLE, ("promises.grace_staffed_hours", *_CALLS, *_PRICES)),
    (("promises", "slots"), ("promises.grace_staffed_hours", *_CALLS)),
    (("slots.minutes",), ("phone_hours",)),
    (("firm.languages", "firm.terms_url"), ("firm.terms_url", "firm.terms_language")),
    (("third_party",), ("third_party", *_PRICES)),
)
"""Settings, and those whose sense depends on them alone, not the other way round."""

ABSENT_WHEN_EMPTY: Mapping[str, Any] = {"closed_days": [], "half_days": [], "customer_channels": []}
"""TOML writes a list of sections by its entries: without any, there is nothing to write."""

NO_DAYS: Mapping[date, str] = types.MappingProxyType({})

BYTES_MAX = 64_000
"""Ten times the shipped file: whatever is larger is another file, and isn't taken apart."""
FINDINGS_MAX = 100
"""So many wrong types are told at once; further ones once these are mended."""

UNREADABLE = "FRONTDOOR_POLICY names the policy file; without it the one that comes with the program is in use"
NESTED = Problem("syntax", "is nested too deeply", "no setting is a list in a list")
ENDLESS = Problem("syntax", "holds a number with thousands of digits", "write an ordinary number")
SHIPPED_HOLIDAYS = Holidays("US")
"""What the shipped file keeps; a test holds the two together."""

Further = Callable[[Policy], Iterable[Problem]]


def nothing_further(_policy: Policy) -> Iterable[Problem]:
    """What the core checks is enough for running."""
    return ()


# ── Loading ────────────────────────────────────────────────────────────────────────────


def load(path: Path | None = None, further: Further = nothing_further) -> Policy:
    """The policy in a file, or the one that is shipped.

    ``further`` are checks that the core can't make; they see the file's policy, with shipped settings
    where the file's are no settings. Raises PolicyInvalid with every problem found, each with its line,
    in the file's order.
    """
    source = str(path) if path else "policy.toml"
    text = _text(path, source)
    try:
        told = _parsed(text, source)
        policy, problems = _judged(told.settings, told.lines, further)
        problems = [*told.twice, *problems]
    except RecursionError:
        raise PolicyInvalid(source, (NESTED,)) from None
    if problems:
        raise PolicyInvalid(source, tuple(sorted(problems, key=lambda problem: problem.line or 0)))
    return policy


def located(path: Path | None, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems with their lines in a file that can be loaded, in the file's order."""
    lines = read(_text(path, str(path))).lines
    found = [dataclasses.replace(problem, line=nearest(lines, _keys(problem.where))) for problem in problems]
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def _text(path: Path | None, source: str) -> str:
    try:
        content = path.read_bytes() if path else _shipped().read_bytes()
    except OSError as error:
        raise PolicyInvalid(source, (Problem("file", f"can't be read: {error.strerror}", UNREADABLE),)) from error
    if len(content) > BYTES_MAX:
        reason = f"has more than {BYTES_MAX:,} bytes"
        raise PolicyInvalid(
            source, (Problem("file", reason, "name a policy file; the shipped one shows how it looks"),)
        )
    try:
        return content.decode("utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem("file", "holds bytes that aren't UTF-8", "save it with the encoding UTF-8", line)
        raise PolicyInvalid(source, (problem,)) from error


def _shipped() -> Traversable:
    return resources.files("bot") / "policy.toml"


def _parsed(text: str, source: str) -> ParsedToml:
    try:
        told = read(text)
    except ValueError:  # the interpreter's own limit
        raise PolicyInvalid(source, (ENDLESS,)) from None
    if told.broken:
        raise PolicyInvalid(source, (*told.twice, syntax(text, told.broken)))
    return told


# ── Judging ────────────────────────────────────────────────────────────────────────────


def _judged(raw: dict[str, Any], lines: Mapping[KeyPath, int], further: Further) -> tuple[Policy, list[Problem]]:
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
        found = mistakes(error, raw)
        for each in found[:FINDINGS_MAX]:
            problem = translated(each, shipped, lines)
            mistyped.append(dataclasses.replace(problem, line=nearest(lines, each.path)))
            unjudged |= _entangled(problem.where)
        stood_in = _with_stand_ins(raw, shipped, [each.path for each in found])
        policy = adapter.validate_json(_as_json(stood_in), strict=True)
    sense = [*_all_day(raw), *check(policy), *_country(policy.holidays), *further(policy)]
    judged = [p for p in sense if not any(_is_part(p.where, whole) for whole in unjudged)]
    return policy, mistyped + [dataclasses.replace(p, line=nearest(lines, _keys(p.where))) for p in judged]


def _entangled(where: str) -> set[str]:
    """What can't be judged when the setting at ``where`` is unknown."""
    groups = (group for group in CHECKED_TOGETHER if any(_is_part(where, whole) for whole in group))
    key = ".".join(where.split(".")[:2])
    follow = (then for given, then in LEADS_TO if any(_is_part(where, whole) for whole in given))
    return {key}.union(*groups, *follow)


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
            settings.pop(name, None)
        elif not rest or name in TIMETABLE:
            settings[name] = shipped[name]
        elif rest[0] in shipped[name]:
            settings[name][rest[0]] = shipped[name][rest[0]]
        else:
            settings[name].pop(rest[0], None)  # several mistakes may stand within it
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
