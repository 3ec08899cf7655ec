"""Understand a day and a time as clients type them: "Thu 19:30", "tomorrow at 10", "17 dic", "morgen 14 Uhr".

Only what is nothing but a day or a time is taken; a sentence that mentions one is somebody's words.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.core.words import plain, words_of

WORDS_MAX = 7
"""A longer text tells something."""

_FILLERS = words_of(
    "at on the by around about ok then please maybe a las la el los de del y um am uhr den der dann bitte o "
    "oclock hrs h hora horas por favor"
)
_DAYS = (
    "mon monday lun lunes mo montag",
    "tue tues tuesday mar martes di dienstag",
    "wed wednesday mie miercoles mi mittwoch",
    "thu thur thurs thursday jue jueves do donnerstag",
    "fri friday vie viernes fr freitag",
    "sat saturday sab sabado sa samstag",
    "sun sunday dom domingo so sonntag",
)
"""Monday first, as ``date.weekday()`` counts."""
_WEEKDAYS = {word: day for day, words in enumerate(_DAYS) for word in words.split()}
_AHEAD = {"today": 0, "hoy": 0, "heute": 0, "tomorrow": 1, "manana": 1, "morgen": 1}
_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            "jan january ene enero januar",
            "feb february febrero februar",
            "mar march marzo marz maerz",
            "apr april abr abril",
            "may mayo mai",
            "jun june junio juni",
            "jul july julio juli",
            "aug august ago agosto",
            "sep sept september septiembre",
            "oct october octubre okt oktober",
            "nov november noviembre",
            "dec december dic diciembre dez dezember",
        ),
        start=1,
    )
    for word in words.split()
}
_MARKS = re.compile(r"[^\w\s]")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|h\b|uhr\b)|\b(\d{1,2})[:.](\d{2})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class When:
    """What a text says of a day and a time, in the client's own zone; ``None`` for what it doesn't."""

    day: date | None
    time: time | None


def when(text: str, today: date) -> When | None:
    """The day and time meant; ``None`` when the text is something else, or means no day or time there is."""
    if len(text.split()) > WORDS_MAX:
        return None
    clock = _CLOCK.search(text)
    rest = text[: clock.start()] + " " + text[clock.end() :] if clock else text
    day, rest = _iso(rest)
    words = [word for word in _MARKS.sub(" ", plain(rest)).split() if word not in _FILLERS]
    if words and day is None:
        day = _day(words, today)
        if day is None:
            return None
    elif words:
        return None
    at = _time(clock) if clock else None
    if (clock and at is None) or (day is None and at is None):
        return None
    return When(day, at)


def _iso(text: str) -> tuple[date | None, str]:
    found = _ISO.search(text)
    if found is None:
        return None, text
    return _date(int(found[1]), int(found[2]), int(found[3])), text[: found.start()] + text[found.end() :]


def _day(words: list[str], today: date) -> date | None:
    """A weekday (the next one), today or tomorrow, or a day of a month; a weekday may stand beside it."""
    named = [word for word in words if word not in _WEEKDAYS]
    if not named:
        weekday = _WEEKDAYS[words[0]]
        return today + timedelta(days=(weekday - today.weekday()) % 7) if len(words) == 1 else None
    if len(named) == 1 and named[0] in _AHEAD:
        return today + timedelta(days=_AHEAD[named[0]])
    numbers = [int(word) for word in named if word.isdecimal() and len(word) <= 2]
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    if len(numbers) != 1 or len(months) != 1 or len(named) > 2:
        return None
    this = _date(today.year, months[0], numbers[0])
    return this if this is None or this >= today else _date(today.year + 1, months[0], numbers[0])


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(found: re.Match[str]) -> time | None:
    hour, minute = int(found[1] or found[4]), int(found[2] or found[5] or 0)
    half = (found[3] or "").casefold().replace(".", "")
    if half in {"am", "pm"}:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
