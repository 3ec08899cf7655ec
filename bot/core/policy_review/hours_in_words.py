"""Hours of the week in words: the support page and the differences of two policies say them alike."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core.policy import OpenHours
from bot.core.text.surface import Moment, Msg, _

PLAIN_DAY = date(2001, 1, 10)
"""Times of day are shown as on this day: no zone changed its clocks on it."""

WEEKDAY_WORDS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip

T = TypeVar("T")


def clock(at: time, zone: str) -> Moment:
    """A time of day in ``zone`` (IANA), for a reader in that zone."""
    return Moment(datetime.combine(PLAIN_DAY, at, ZoneInfo(zone)), "clock")


def open_hours(hours: OpenHours | None, zone: str) -> Msg | str:
    """A weekday's opening and closing; a dash on a day of rest."""
    if hours is None:
        return "–"
    if hours.close == hours.open == time():
        return _("around the clock")
    opens, closes = clock(hours.open, zone), clock(hours.close, zone)
    if hours.close == time():
        return _("{opens} to midnight", opens=opens)
    if hours.close <= hours.open:
        return _("{opens} to {closes} the next day", opens=opens, closes=closes)
    return _("{opens} to {closes}", opens=opens, closes=closes)


def runs(days: Sequence[T]) -> Iterator[tuple[Msg, T]]:
    """What is said of each weekday, Monday first, with equal neighbours joined: "Monday to Friday"."""
    found: list[tuple[int, int, T]] = []
    for place, told in enumerate(days):
        if found and found[-1][2] == told:
            found[-1] = (found[-1][0], place, told)
        else:
            found.append((place, place, told))
    for first, last, told in found:
        one = WEEKDAY_WORDS[first]
        yield (one if first == last else _("{first} to {last}", first=one, last=WEEKDAY_WORDS[last])), told
