"""How a staff command is written, what it does and who may use it; and how its numbers, days and times are read.

A slash-command, a button and a line in the terminal all arrive as one line, such as
``reply 12 Please restart your phone``.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches

from bot.core.calendar.time_range import YEARS
from bot.core.model.people import Role
from bot.core.text.surface import Msg, desk_


@dataclass(frozen=True, slots=True)
class Usage:
    """A command's row in the staff's help."""

    name: str
    follows: str
    """What is written behind the name, as help shows it."""
    does: Msg
    role: Role = Role.AGENT
    asks: bool = False
    """A platform with forms asks for what a line with nothing but the ticket's number still lacks."""
    saved: bool = False
    """Its words may be a saved reply."""
    asks_behind: tuple[str, ...] = ()
    """What may stand before the number where a form is asked for, such as "update 3"."""

    @property
    def of_ticket(self) -> bool:
        """Whether a ticket's number comes first; it may be left out for the current one."""
        return self.follows.startswith("<number>")

    @property
    def line(self) -> str:
        """The command with what follows it."""
        return f"{self.name} {self.follows}".strip()


def bare(line: str) -> str:
    """A line without what a platform has it begin with."""
    return line.strip().removeprefix("/").removeprefix("desk ")


_NUMBER = re.compile(r"#?(\d{1,9})(?:\s*[:,])?(?:\s+|$)")
_SECOND = re.compile(r"(?:in)?to\s+#?(\d{1,9})(?:\s*[:,])?(?:\s+|$)|#?(\d{1,9})(?:\s*[:,])?(?:\s+|$)", re.IGNORECASE)


def numbered(rest: str) -> tuple[int, str] | None:
    """The number that a line begins with, and what follows it; ``None`` when it begins with none."""
    found = _NUMBER.match(rest)
    return (int(found[1]), rest[found.end() :].strip()) if found else None


def second(rest: str) -> tuple[int, str] | None:
    """The number behind ``to``, ``into`` or nothing, and what follows it; ``None`` when there is none."""
    found = _SECOND.match(rest)
    return (int(found[1] or found[2]), rest[found.end() :].strip()) if found else None


def listed_numbers(rest: str) -> tuple[tuple[int, ...], str]:
    """The numbers that a line begins with, each once, and what follows them or a colon behind the last."""
    numbers: dict[int, None] = {}
    while found := _NUMBER.match(rest):
        numbers[int(found[1])] = None
        rest = rest[found.end() :].strip()
        if ":" in found[0]:
            break
        joined = rest.removeprefix("and ").strip()
        rest = joined if _NUMBER.match(joined) else rest
    return tuple(numbers), rest


_DATE = r"(?P<date>\d{4}-\d{1,2}-\d{1,2})[T\s]+(?P<time>\d{1,2}:\d{2})(?P<utc>Z?)"
_DATED = re.compile(rf"(?:to\s+)?{_DATE}(?:\s+|$)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_UNTIL = re.compile(rf"until\s+{_DATE}(?:\s+|$)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Dated:
    """A time, and what follows it."""

    at: datetime
    """On the desk's clock, without a zone; a moment, in UTC, where a choice or an ending ``Z`` says so."""
    rest: str


def dated(rest: str, *, until: bool = False) -> Dated | Msg | None:
    """The day and time that a line begins with, behind ``to``, or ``until``, if need be.

    ``None`` when there is none; a sentence when there is no such day or time.
    """
    found = (_UNTIL if until else _DATED).match(rest)
    if found is None:
        return None
    try:
        at = datetime.strptime(f"{found['date']} {found['time']}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 (local)
    except ValueError:
        return _impossible(found)
    if at.year not in YEARS:
        return _impossible(found)
    return Dated(at.replace(tzinfo=UTC) if found["utc"] else at, found["rest"].strip())


def _impossible(found: re.Match[str]) -> Msg:
    hours, minutes = found["time"].split(":")
    near = f"{_nearest_day(found['date'])} {min(int(hours), 23):02}:{min(int(minutes), 59):02}"
    return desk_("There is no {date} {time}. Did you mean {near}?", date=found["date"], time=found["time"], near=near)


def _nearest_day(written: str) -> str:
    """The day that is nearest to one that no calendar has, such as the 31st of a month of 30 days."""
    year, month, number = map(int, written.split("-"))
    year = min(max(year, YEARS.start), YEARS.stop - 1)
    month = min(max(month, 1), 12)
    return date(year, month, min(max(number, 1), monthrange(year, month)[1])).isoformat()


_DIGITS = re.compile(r"\d{1,4}")


_AHEAD = re.compile(r"(\d{1,3})([dw])", re.IGNORECASE | re.ASCII)
_DAYS = {"d": 1, "w": 7}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAY = 3
"""Letters of a weekday's name that are enough."""


def day_ahead(word: str, today: date) -> date | Msg:
    """The day that a word is: an ISO one, tomorrow, the next friday, or as many days or weeks ahead as ``7d`` says.

    Else a sentence with the nearest there is.
    """
    said = word.casefold()
    if ahead := _AHEAD.fullmatch(word):
        return today + timedelta(days=int(ahead[1]) * _DAYS[ahead[2].lower()])
    if said == "tomorrow":
        return today + timedelta(days=1)
    for weekday, name in enumerate(_WEEKDAYS):
        if len(said) >= SHORT_WEEKDAY and name.startswith(said):
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return _near_day(word)


def _near_day(word: str) -> date | Msg:
    try:
        return date.fromisoformat(word)
    except ValueError:
        numbers = [int(digits) for digits in _DIGITS.findall(word)][:3]
        year, month, at = numbers if len(numbers) == 3 else (0, 0, 0)
        near = _nearest_day(f"{year}-{month}-{at}") if year in YEARS and 1 <= month <= 12 < at else ""
        alike = get_close_matches(word.casefold(), (*_WEEKDAYS, "tomorrow"), 1)
        example = near or next(iter(alike), "2027-01-05")
        return desk_("There is no day {word}. Write one such as {example}.", word=word, example=example)


def day(rest: str) -> tuple[date, str] | Msg | None:
    """The ISO day that a line begins with, and what follows it; ``None`` when it begins with none.

    A sentence, with the nearest one, when there is no such day.
    """
    word, _space, reason = rest.partition(" ")
    try:
        return date.fromisoformat(word), reason.strip()
    except ValueError:
        if not _DAY.fullmatch(word):
            return None
        return desk_("There is no {day}. Did you mean {near}?", day=word, near=_nearest_day(word))


_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
