"""The moment at which something said begins: "friday" is that day's opening, "friday at 3" is 15:00 then."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.spoken_times import SpokenTime
from bot.core.policy import DAY


def begins(said: SpokenTime, calendar: Calendar, now: datetime) -> datetime:
    """When it begins, on the desk's clock, in UTC; a day on which the desk rests begins with its next opening.

    A time without a day is the next one. Raises NoBusinessDay.
    """
    zone = ZoneInfo(calendar.zone)
    today = now.astimezone(zone).date()
    day = said.days[0].first if said.days else today
    if not said.clocks:
        return calendar.add_staffed(_at(day, time(), zone), timedelta())
    clock = (*said.exact(), said.clocks[0].start)[0]
    moment = _at(day, clock, zone)
    return _at(day + DAY, clock, zone) if not said.days and moment <= now else moment


def is_a_moment(said: SpokenTime) -> bool:
    """Whether it names a day or a time: "whenever", from now on, names none."""
    return bool(said.clocks) if not said.days else said.days[0].last is not None


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
