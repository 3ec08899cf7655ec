"""What an hour may mean, and which day a weekday is: the arithmetic of times in words."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from bot.core.calendar.spoken_times import Clock, Days

DAY_MINUTES = 1440
NOON = 720
DAY = timedelta(days=1)
FIRST_PM_HOUR = 7
"""Before that, "at 3" is the afternoon's first of all."""

Stretch = tuple[int, int]
"""From and until, in minutes of a day; the same for a time to the minute."""


def one_day(day: date) -> Days:
    return Days(day, day)


def coming(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def all_but(today: date, without: set[date]) -> Iterator[Days]:
    """All days from today on, but for some."""
    start = today
    for day in sorted(without):
        if day > start:
            yield Days(start, day - DAY)
        start = max(start, day + DAY)
    yield Days(start, None)


def date_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def readings_of(
    hour: int, minute: int, ahead: int, half: int | None, part: Stretch | None, sure: bool
) -> list[Stretch]:
    """The times that an hour may mean, likeliest first; none where there is no such time."""
    if half is not None:
        if not 1 <= hour <= 12:
            return []
        hours = [hour % 12 + half]
    elif hour > 24 or (hour == 24 and minute):
        return []
    elif sure or hour > 12 or hour == 0:
        hours = [hour % 24]
    elif hour == 12:
        hours = [0, 12] if part and part[0] >= 18 * 60 else [12]
    else:
        hours = [hour + 12, hour] if hour < FIRST_PM_HOUR else [hour, hour + 12]
    moments = [(each * 60 + minute + ahead) % DAY_MINUTES for each in hours]
    if part and len(moments) > 1:
        moments = within(moments, part)
    return [(each, each) for each in moments]


def within(moments: list[int], part: Stretch) -> list[int]:
    """The reading that a part of the day means, also where it lies a little beside it: "3 at night"."""
    found = [each for each in moments if part[0] <= each < part[1]]
    if found:
        return found[:1]
    early = part[0] >= 18 * 60 or part[1] <= NOON
    return [min(moments) if early else max(moments)]


def stretches_between(first: list[Stretch], last: list[Stretch]) -> Iterator[Stretch]:
    """The shortest stretches between the readings of two times."""
    for start, _ in first:
        ends = [end or DAY_MINUTES for end, _same in last if (end or DAY_MINUTES) > start]
        if ends and ((len(first) > 1 and len(last) > 1) or start == first[0][0] or len(first) == 1):
            yield start, min(ends)


def clock_of(stretch: Stretch) -> Clock:
    start, end = stretch
    if start == end:
        return Clock(time_of(start))
    return Clock(time_of(start), time_of(end))


def time_of(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
