"""Ten years of phone slots, moment by moment: none outside hours, none at a time that the clocks skip or show twice.

The tests take the days around every change of clocks, and a sample of others. The long form takes every
quarter of an hour from 2027 to 2036 (half an hour for four desks): ``python -m tests.core.calendar.ten_years``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.config import policy_file
from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.phone_hours import phone_calendar
from bot.core.calendar.slots import Grid, Slot
from bot.core.policy import DAY, OpenHours, Week
from bot.core.text.surface import Moment
from bot.i18n import Reader, moment
from tests.builders import policy

FIRST, LAST = date(2027, 1, 1), date(2036, 12, 31)
QUARTER = timedelta(minutes=15)

CLIENTS = ("Africa/Cairo", "Europe/Berlin", "Australia/Lord_Howe")
"""Clocks that change at midnight, in the afternoon of the desk, and by half an hour."""

AT_NIGHT = Week(*[OpenHours(time(22), time(6))] * 7)
"""Every night: it meets each change of the clocks."""


def by_day() -> Grid:
    """The shipped desk in Los Angeles, with its holidays."""
    desk = policy_file.calendar_for(policy(), range(FIRST.year - 1, LAST.year + 2))
    return Grid(desk, phone_calendar(desk, policy().phone_hours), policy().slots)


def by_night(zone: str = "America/Los_Angeles") -> Grid:
    """A desk that is open, by phone too, from 22:00 to 06:00."""
    desk = Calendar(zone, AT_NIGHT)
    return Grid(desk, phone_calendar(desk, AT_NIGHT), policy().slots)


@dataclass
class TenYears:
    """One desk through the years. Each slot is looked at once, each moment's list of them as a whole."""

    grid: Grid
    days_ahead: int | None = None
    """Business days; ``None``: as many as the policy says."""
    known: dict[Slot, tuple[str, ...]] = field(default_factory=dict)
    """Slots that were looked at, each with what the clients read."""
    moments: int = 0

    def at(self, now: datetime) -> None:
        """What must hold of the slots that are offered at a moment."""
        offered = tuple(self.grid.between(now, self.days_ahead))
        ahead = timedelta(hours=self.grid.rules.from_staffed_hours_ahead)
        assert all(slot.start >= now + ahead for slot in offered), now
        shown = [self.known.get(slot) or self._look_at(slot) for slot in offered]
        for texts in zip(*shown, strict=True):
            assert len(set(texts)) == len(offered), f"two slots read alike at {now}"
        self.moments += 1

    def _look_at(self, slot: Slot) -> tuple[str, ...]:
        zone = self.grid.desk.zone
        assert not _twice(slot.start, zone), f"{slot} begins at a time that comes twice"
        assert not _twice(slot.end, zone), f"{slot} ends at a time that comes twice"
        assert self._in_hours(slot), f"{slot} lies outside the hours"
        self.known[slot] = tuple(_read(slot.start, client) for client in CLIENTS)
        return self.known[slot]

    def _in_hours(self, slot: Slot) -> bool:
        """By the clock on the desk's wall alone: not by the calendar that made the slot."""
        start, end = (at.astimezone(ZoneInfo(self.grid.desk.zone)) for at in (slot.start, slot.end))
        for day in (start.date(), start.date() - DAY):
            hours = self.grid.phone.week.days()[day.weekday()]
            if hours is None or day in self.grid.desk.closed:
                continue
            midnight = datetime.combine(day, time())
            opening, closing = (midnight + at for at in hours.span())
            if opening <= start.replace(tzinfo=None) and end.replace(tzinfo=None) <= closing:
                return True
        return False


def _twice(at: datetime, zone: str) -> bool:
    local = at.astimezone(ZoneInfo(zone))
    return local.replace(fold=0).astimezone(UTC) != local.replace(fold=1).astimezone(UTC)


def _read(at: datetime, zone: str) -> str:
    """What a client reads, which must stand for one moment only."""
    text = moment(Moment(at, "short"), Reader("en", zone, at))
    assert ("UTC" in text) is _twice(at, zone), f"{text} in {zone} is not one moment"
    return text


# ── Which moments ──────────────────────────────────────────────────────────────────────


def every(step: timedelta, first: date, last: date) -> Iterator[datetime]:
    """All moments so far apart, from the first day to the last."""
    now, end = (datetime.combine(day, time(), UTC) for day in (first, last + DAY))
    while now < end:
        yield now
        now += step


@cache
def changes(zone: str) -> tuple[date, ...]:
    """The days on which a zone's clocks change."""
    noons = [datetime.combine(at.date(), time(12), ZoneInfo(zone)) for at in every(DAY, FIRST, LAST)]
    return tuple(noon.date() for before, noon in pairwise(noons) if before.utcoffset() != noon.utcoffset())


def sampled(zone: str) -> Iterator[datetime]:
    """The days around each change of the desk's clocks and of its clients', and one day in three weeks."""
    for day in sorted({day for each in (zone, *CLIENTS) for day in changes(each)}):
        yield from every(timedelta(hours=7, minutes=15), day - DAY, day + DAY)
    yield from every(timedelta(days=19, hours=5, minutes=45), FIRST, LAST)


if __name__ == "__main__":
    for grid in (by_day(), by_night(), by_night("Africa/Cairo"), by_night("Australia/Lord_Howe")):
        years = TenYears(grid)
        for now in every(QUARTER, FIRST, LAST):
            years.at(now)
        print(f"{grid.desk.zone}: {years.moments} moments, {len(years.known)} slots")
