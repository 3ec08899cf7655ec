"""How long something takes, in words: "a quarter of an hour", "90 min", "anderthalb Stunden"."""

import re
from functools import lru_cache

from bot.core.text.language_data import Languages
from bot.core.text.words import plain

HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES
_COUNTED = frozenset({1, HOUR_MINUTES})
"""Minutes of the units that mean nothing without a number: "per hour"."""
_SYMBOLS = {"h": HOUR_MINUTES, "min": 1}
"""Written so in every language."""


def minutes_in(text: str, languages: Languages) -> int:
    """The first length of time that is named, below a day, in minutes rounded up; 0 for none."""
    pattern, numbers, units = _reading(languages)
    for found in pattern.finditer(plain(text)):
        many, unit = found["many"] or "", units[found["unit"]]
        if not many and unit in _COUNTED:
            continue
        count = numbers.get(many) or float((many or "1").replace(",", "."))
        minutes = -int(-count * unit // 1)
        if 0 < minutes < DAY_MINUTES:
            return minutes
    return 0


@lru_cache(maxsize=4)
def _reading(languages: Languages) -> tuple[re.Pattern[str], dict[str, int], dict[str, int]]:
    """The pattern of a number and a unit, and what both stand for, in every language."""
    numbers: dict[str, int] = {}
    units = dict(_SYMBOLS)
    for language in languages.by_code.values():
        times = language.times
        numbers |= {phrase: many for many, phrases in times.numbers for phrase in phrases}
        numbers |= dict.fromkeys(times.one, 1)
        units |= {phrase: each for each, phrases in times.units for phrase in phrases if each < DAY_MINUTES}
    many, unit = (
        "|".join(re.escape(word) for word in sorted(words, key=lambda word: -len(word))) for words in (numbers, units)
    )
    return re.compile(rf"\b(?:(?P<many>\d{{1,4}}(?:[.,]\d{{1,2}})?|{many})\s?)?(?P<unit>{unit})\b"), numbers, units
