"""Hours that can't be kept: each week by itself, the phone's within the desk's, and single days within both."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, time, timedelta

from bot.core.policy import DAY, HalfDay, OpenHours, Policy, Week
from bot.core.text.errors import Problem

WEEKDAYS = tuple(field.name for field in fields(Week))
"""Monday first, as in ``Week.days()``."""

Span = tuple[timedelta, timedelta]
_ZERO = timedelta(0)


def check_hours(policy: Policy) -> Iterator[Problem]:
    """Everything about hours and days that contradicts itself."""
    yield from _week("hours", policy.hours)
    yield from _open_at_all(policy)
    yield from _week("phone_hours", policy.phone_hours)
    yield from _phone(policy)
    yield from _room_for_calls(policy)
    yield from _days(policy)


def _week(table: str, week: Week) -> Iterator[Problem]:
    """Hours that can't be kept, each day by itself and beside its neighbours."""
    for weekday, hours in zip(WEEKDAYS, week.days(), strict=True):
        if hours is None:
            continue
        if hours.open == hours.close != time():
            yield Problem(
                f"{table}.{weekday}", "opens and closes at the same time", "leave out a day on which you rest"
            )
        for key, clock in (("open", hours.open), ("close", hours.close)):
            if clock.tzinfo is not None:
                yield Problem(f"{table}.{weekday}.{key}", "names an offset", "hours are local: write the time alone")
    days = _spans(week)
    for (weekday, (_, end)), (following, (start, _)) in zip(days, _around(days), strict=True):
        if end > start:
            yield Problem(
                f"{table}.{weekday}.close",
                f"is later than the opening on {following.capitalize()}",
                "close before the next day's hours begin, or exactly then",
            )


def _spans(week: Week) -> list[tuple[str, Span]]:
    """Every open weekday with its hours, counted from the midnight that begins Monday."""
    return [
        (WEEKDAYS[place], (place * DAY + hours.span()[0], place * DAY + hours.span()[1]))
        for place, hours in enumerate(week.days())
        if hours is not None
    ]


def _around(days: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """The open weekday after each one; after the last comes the next week's first."""
    return days[1:] + [(weekday, (start + 7 * DAY, end + 7 * DAY)) for weekday, (start, end) in days[:1]]


def _open_at_all(policy: Policy) -> Iterator[Problem]:
    if not any(policy.hours.days()):
        yield Problem("hours", "the desk never opens", "give at least one weekday its hours")


def _phone(policy: Policy) -> Iterator[Problem]:
    """Appointments are kept by the desk's own staff."""
    staffed = _stretches(policy.hours)
    for weekday, (start, end) in _spans(policy.phone_hours):
        if not any(first <= start and end <= last for first, last in staffed):
            own = policy.hours.days()[WEEKDAYS.index(weekday)]
            rests = "is a day on which the desk rests" if own is None else "goes beyond the desk's hours of that day"
            instead = "leave it out" if own is None else f"from {own.open:%H:%M} to {told(own.close)} at most"
            yield Problem(f"phone_hours.{weekday}", rests, instead)


def _room_for_calls(policy: Policy) -> Iterator[Problem]:
    """A day of the phone on which not one appointment fits promises what nobody can have."""
    length = timedelta(minutes=max(policy.slots.minutes, 0))
    for weekday, (start, end) in _spans(policy.phone_hours):
        if _ZERO < end - start < length:
            yield Problem(
                f"phone_hours.{weekday}",
                f"is shorter than an appointment of {policy.slots.minutes} minutes, so that none ever fits",
                "make it longer, leave it out, or make slots.minutes smaller",
            )


def _stretches(week: Week) -> list[Span]:
    """Open time without a break, over the week with the one before and the one after."""
    days = [span for _, span in _spans(week)]
    merged: list[Span] = []
    for start, end in ((a + shift * 7 * DAY, b + shift * 7 * DAY) for shift in (-1, 0, 1) for a, b in days):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return merged


# ── Days ───────────────────────────────────────────────────────────────────────────────


def _days(policy: Policy) -> Iterator[Problem]:
    closed = [entry.day for entry in policy.closed_days]
    yield from _repeated("closed_days", closed)
    yield from _repeated("half_days", [half.day for half in policy.half_days])
    for place, half in enumerate(policy.half_days, 1):
        if half.day in closed:
            yield Problem(f"half_days.{place}.day", "is a closed day, too", "keep it in one of the two lists")
        yield from _half_day(f"half_days.{place}", half, policy.hours)


def _repeated(table: str, days: list[date]) -> Iterator[Problem]:
    seen: Counter[date] = Counter()
    for place, day in enumerate(days, 1):
        seen[day] += 1
        if seen[day] == 2:
            yield Problem(f"{table}.{place}.day", "is listed before", "leave one of them out")


def _half_day(where: str, half: HalfDay, week: Week) -> Iterator[Problem]:
    weekday = WEEKDAYS[half.day.weekday()]
    hours = week.days()[half.day.weekday()]
    if half.close.tzinfo is not None:
        yield Problem(f"{where}.close", "names an offset", "hours are local: write the time alone")
    elif hours is None:
        yield Problem(f"{where}.day", f"is a {weekday.capitalize()}, when the desk rests anyway", "leave it out")
    elif OpenHours(hours.open, half.close).span()[1] >= hours.span()[1]:
        yield Problem(
            f"{where}.close",
            f"isn't within the hours of {weekday.capitalize()}",
            f"later than {hours.open:%H:%M} and earlier than {told(hours.close)}",
        )


def told(clock: time) -> str:
    """A closing as the file writes it."""
    return f"{clock:%H:%M}" if clock != time() else "24:00"
