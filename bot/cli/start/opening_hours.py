"""Opening hours as people write them: "Mon-Fri 9-17, Sat 10:00-14:00"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.policy_review.check_hours import WEEKDAYS

WRITTEN_CHARS_MAX = 300
"""Seven days with hours of their own take half as many."""

EXAMPLE = "for example Mon-Fri 9:00-17:00, Sat 10:00-14:00"

EVERY_DAY = ("daily", "everyday", "always", "24/7", "allweek")
ROUND_THE_CLOCK = ("always", "24/7", "24h")
WORKDAYS = ("weekdays", "workdays")
WEEKEND = ("weekend", "weekends")
_WORKDAYS, _WEEKEND = WEEKDAYS[:5], WEEKDAYS[5:]

_CLOCK = r"\d{1,2}(?:[:.]\d{2})?(?:am|pm|h)?"
_SPAN = re.compile(rf"([a-z,\-]*)(?:({_CLOCK})-({_CLOCK}))?")
"""Days, perhaps none, and hours; blanks are gone by then."""
_PARTS = re.compile(r"(?<=\d)(?=[a-z])(?!am|pm|h(?![a-z]))|(?<=am|pm)(?=[a-z])|(?<=\dh)(?=[a-z])")
"""Where the next days begin after hours, with or without a comma between."""
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm|h)?")
_TO = re.compile(r"[–—−]|\b(?:to|until|till|through|thru)\b")
_AND = re.compile(r"[;&\n+]|\band\b|\bfrom\b")
_AFTER_DAYS = re.compile(r"([a-z])[ ]?:")
_SPELT = re.compile(r"\bevery day\b|\ball week\b")
_BESIDE = re.compile(r"\b(?:we are |we're )?(?:open|hours)\b:?")


@dataclass(frozen=True, slots=True)
class Unclear:
    """No hours, and what to write instead."""

    why: str


Hours = Mapping[str, tuple[str, str]]
"""A weekday's name in the policy file → opening and closing as it is written there."""


class _Unread(Exception):
    """What was written isn't understood, or may mean two things."""


def read_hours(written: str) -> Hours | Unclear:
    """The hours of each weekday that has some; days that aren't named rest. Hours without days are those of Mon-Fri."""
    if len(written) > WRITTEN_CHARS_MAX:
        return Unclear(f"that's too long; write days and hours, {EXAMPLE}")
    found: dict[str, tuple[str, str]] = {}
    try:
        for days, hours in _spans(written.casefold()):
            for day in days:
                if day in found:
                    return Unclear(f"{day.capitalize()} is named twice; a day has one opening and one closing")
                found[day] = hours
    except _Unread as unread:
        return Unclear(str(unread))
    return (
        {day: found[day] for day in WEEKDAYS if day in found} if found else Unclear(f"write days and hours, {EXAMPLE}")
    )


def _spans(text: str) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    joined = _AND.sub(",", _TO.sub("-", _SPELT.sub("daily", _BESIDE.sub("", text))))
    joined = " ".join(_AFTER_DAYS.sub(r"\1 ", joined).replace("a.m.", "am").replace("p.m.", "pm").split())
    solid = joined.replace(" -", "-").replace("- ", "-").replace(" ,", ",").replace(", ", ",")
    waiting = ""
    for piece in solid.split(","):
        piece = f"{waiting}{piece}"
        if piece in ROUND_THE_CLOCK:
            yield WEEKDAYS, ("00:00", "24:00")
        elif any(sign.isdigit() for sign in piece):
            yield from _several(piece)
            waiting = ""
        else:
            waiting = f"{piece}," if piece else ""
    if waiting:
        raise _Unread(f"“{waiting[:-1]}” has no hours; write days and hours, {EXAMPLE}")


def _several(piece: str) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """Days and hours, perhaps several without a comma between."""
    for part in _PARTS.split(piece.replace(" am", "am").replace(" pm", "pm").replace(" ", "")):
        found = _SPAN.fullmatch(part)
        if found is None or not found[2]:
            raise _Unread(f"“{part}” isn't understood; write days and hours, {EXAMPLE}")
        yield _days(found[1]), _hours(found[2], found[3])


# ── Days ───────────────────────────────────────────────────────────────────────────────


def _days(text: str) -> tuple[str, ...]:
    if text in EVERY_DAY:
        return WEEKDAYS
    found: list[str] = []
    for part in filter(None, text.split(",")):
        first, dash, last = part.partition("-")
        if dash:
            start, end = WEEKDAYS.index(_day(first)), WEEKDAYS.index(_day(last))
            found += [WEEKDAYS[n % 7] for n in range(start, end + 1 if end >= start else end + 8)]
        else:
            found += _WORKDAYS if part in WORKDAYS else _WEEKEND if part in WEEKEND else (_day(part),)
    return tuple(found) or _WORKDAYS


def _day(text: str) -> str:
    """A weekday by its beginning, of two letters at least: "Tu", "Tues", "Thursdays"."""
    written = text.removesuffix(".").removesuffix("s") if text.endswith("days") else text
    known = [day for day in WEEKDAYS if len(written) >= 2 and day.startswith(written)]
    if not known:
        raise _Unread(f"“{text}” is no day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun")
    return known[0]


# ── Hours ──────────────────────────────────────────────────────────────────────────────


def _hours(opening: str, closing: str) -> tuple[str, str]:
    first, last = _clock(opening), _clock(closing)
    if last <= first < "12:00" and closing[0] != "0" and closing[-1] != "m":
        hour, minute = divmod(int(last[:2]) * 60 + int(last[3:]), 60)
        later = f"{hour + 12}:{minute:02}"
        raise _Unread(
            f"{opening}-{closing} would end in the next night; write {first}-{later}, or {first}-{last} if it does"
        )
    return ("00:00" if first == "24:00" else first), ("24:00" if last == "00:00" else last)


def _clock(text: str) -> str:
    found = _TIME.fullmatch(text)
    hour, minute, half = (int(found[1]), int(found[2] or 0), found[3]) if found else (99, 0, "")
    if half in {"am", "pm"}:
        hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise _Unread(f"“{text}” is no time of day; write 9:00, 17:30 or 5pm")
    return f"{hour:02}:{minute:02}"
