"""The days of the year ahead on which the desk rests or closes early."""

from dataclasses import dataclass
from datetime import date, time

from bot.core.calendar.business_hours import Calendar
from bot.core.policy import Policy


@dataclass(frozen=True, slots=True)
class Special:
    """A day with hours of its own."""

    day: date
    reason: str
    close: time | None = None
    """An earlier closing; ``None`` on a day of rest."""
    public: bool = False
    """A public holiday, rather than a day that the firm chose."""


def specials(policy: Policy, desk: Calendar, first: date) -> tuple[Special, ...]:
    """Holidays, closed days and half days of the 12 months that begin with ``first``, in order."""
    until = a_year_after(first)
    own = {closed.day for closed in policy.closed_days}
    rests = [Special(day, why, public=day not in own) for day, why in desk.closed.items()]
    halves = [Special(half.day, half.reason, half.close) for half in policy.half_days if half.day not in desk.closed]
    return tuple(sorted((s for s in [*rests, *halves] if first <= s.day < until), key=lambda special: special.day))


def a_year_after(day: date) -> date:
    """The same day of the next year; the day after it when there is none."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
