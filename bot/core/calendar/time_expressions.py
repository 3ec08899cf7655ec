"""Understand a day and a time as clients type them: "Thu 19:30", "tomorrow at 10", "17 dic", "morgen 14 Uhr".

Only what is nothing but a day or a time is taken; a sentence that mentions one is somebody's words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from bot.core.text.language_data import Languages, Words
from bot.core.text.words import plain

WORDS_MAX = 7
"""A longer text tells something."""

TIME_CHARS_MAX = 40
"""Nobody writes more for a time."""

_MARKS = re.compile(r"[^\w\s]")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class _Known:
    """The words of every language."""

    fillers: Words
    weekdays: Mapping[str, int]
    """Monday is 0, as ``date.weekday()`` counts."""
    ahead: Mapping[str, int]
    """In days from today."""
    months: Mapping[str, int]
    clock: re.Pattern[str]
    like_a_time: re.Pattern[str]


@lru_cache(maxsize=4)
def _known(languages: Languages) -> _Known:
    spoken = [language.times for language in languages.by_code.values()]
    hours = "|".join(dict.fromkeys(re.escape(word) for each in spoken for word in each.hours))
    vague = "|".join(dict.fromkeys(re.escape(word) for each in spoken for word in each.also_behind_hours))
    return _Known(
        languages.words(lambda language: language.times.fillers),
        {word: day for each in spoken for day, words in enumerate(each.days) for word in words},
        {word: days for each in spoken for days, words in enumerate((each.today, each.tomorrow)) for word in words},
        {word: month for each in spoken for month, words in enumerate(each.months, start=1) for word in words},
        re.compile(
            rf"\b(\d{{1,2}})(?:[:.h](\d{{2}}))?\s*(am|pm|a\.m\.|p\.m\.|(?:{hours})\b)|\b(\d{{1,2}})[:.](\d{{2}})\b",
            re.IGNORECASE,
        ),
        re.compile(rf"[\d\s:./-]+(?:a\.?m\.?|p\.?m\.?|{hours}|{vague})?", re.IGNORECASE),
    )


@dataclass(frozen=True, slots=True)
class When:
    """What a text says of a day and a time, in the client's own zone; ``None`` for what it doesn't."""

    day: date | None
    time: time | None


def when(text: str, today: date, languages: Languages) -> When | None:
    """The day and time meant; ``None`` when the text is something else, or means no day or time there is."""
    if len(text.split()) > WORDS_MAX:
        return None
    known = _known(languages)
    clock = known.clock.search(text)
    rest = text[: clock.start()] + " " + text[clock.end() :] if clock else text
    day, rest = _iso(rest)
    words = [word for word in _MARKS.sub(" ", plain(rest)).split() if word not in known.fillers]
    if words and day is None:
        day = _day(words, today, known)
        if day is None:
            return None
    elif words:
        return None
    at = _time(clock) if clock else None
    if (clock and at is None) or (day is None and at is None):
        return None
    return When(day, at)


def is_like_a_time(text: str, languages: Languages) -> bool:
    """Whether a short text can only have been meant as a time: "10", "10:75", "25 h"."""
    return bool(_known(languages).like_a_time.fullmatch(text.strip()[:TIME_CHARS_MAX]))


def _iso(text: str) -> tuple[date | None, str]:
    found = _ISO.search(text)
    if found is None:
        return None, text
    return _date(int(found[1]), int(found[2]), int(found[3])), text[: found.start()] + text[found.end() :]


def _day(words: list[str], today: date, known: _Known) -> date | None:
    """A weekday (the next one), today or tomorrow, or a day of a month; a weekday may stand beside it."""
    named = [word for word in words if word not in known.weekdays]
    if not named:
        weekday = known.weekdays[words[0]]
        return today + timedelta(days=(weekday - today.weekday()) % 7) if len(words) == 1 else None
    if len(named) == 1 and named[0] in known.ahead:
        return today + timedelta(days=known.ahead[named[0]])
    numbers = [int(word) for word in named if word.isdecimal() and len(word) <= 2]
    months = [known.months[word] for word in words if word in known.months]
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
