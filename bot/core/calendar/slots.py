"""Offer only slots that a person can still reach: free, within the phone's hours, and far enough ahead.

A slot lies on a grid that begins at the day's first phone hour. What is booked is kept in quanta of
five minutes, each of which only one appointment on a line can hold: so no two ever overlap, whatever
their starts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.calendar.business_hours import Calendar, Window
from bot.core.policy import DAY, Slots
from bot.core.text.errors import NoBusinessDay

MOMENT = "%Y-%m-%dT%H:%MZ"
"""A slot's start in UTC as a staff choice carries it: to the minute, as slots begin."""

QUANTUM = timedelta(minutes=5)
"""Staff may offer any minute; what they offer takes up every quantum that it touches."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time for one call, in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of a line that an appointment holds. Lines count from 1."""

    line: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything that decides which slots there are: two calendars and the policy."""

    desk: Calendar
    """When tickets are watched: staffed hours and business days."""
    phone: Calendar
    """When calls can begin and must have ended."""
    rules: Slots

    def first_start(self, now: datetime) -> datetime:
        """The earliest moment at which a slot may begin: staff need so much notice. Raises NoBusinessDay."""
        return self.desk.add_staffed(now, timedelta(hours=self.rules.from_staffed_hours_ahead))

    def between(self, now: datetime, days: int | None = None) -> Iterator[Slot]:
        """All slots of today and of so many business days after it, booked or not, earliest first."""
        try:
            earliest = self.first_start(now)
            last = today = now.astimezone(ZoneInfo(self.desk.zone)).date()
            for _day in range(self.rules.to_business_days_ahead if days is None else days):
                last = self.desk.next_business_day(last)
        except NoBusinessDay:
            return
        day = today - DAY
        while day <= last:
            window = self.phone.window(day)
            if window is not None:
                yield from (slot for slot in self._within(window) if slot.start >= earliest)
            day += DAY

    def _within(self, window: Window) -> Iterator[Slot]:
        """One day's slots, without those that begin or end while the clocks are turned back."""
        length = timedelta(minutes=self.rules.minutes)
        start, plain = window.start, not self._twice(window.start)
        while (end := start + length) <= window.end:
            plain_start, plain = plain, not self._twice(end)
            if plain_start and plain:
                yield Slot(start, end)
            start = end

    def _twice(self, moment: datetime) -> bool:
        """Whether the desk's clocks show this moment's time twice that night."""
        local = moment.astimezone(ZoneInfo(self.desk.zone))
        return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def moment_of(wall: datetime, zone: str) -> datetime | None:
    """What a naive local time stands for, in UTC; ``None`` where the clocks skip it, or show it twice."""
    local = wall.replace(tzinfo=ZoneInfo(zone))
    try:
        twice = local.utcoffset() != local.replace(fold=1).utcoffset()
        return None if twice else local.astimezone(UTC)
    except OverflowError:  # the last hours of the year 9999
        return None


def free(slots: Iterable[Slot], taken: Sequence[Taken], lines: int) -> tuple[Slot, ...]:
    """The slots for which at least one line has nothing booked."""
    busy = _busy(taken)
    everyone = (1 << lines) - 1
    return tuple(slot for slot in slots if _lines_busy(slot, busy) & everyone != everyone)


def free_line(slot: Slot, taken: Sequence[Taken], lines: int) -> int | None:
    """The first line with room for a slot; ``None`` when all are taken."""
    busy = _lines_busy(slot, _busy(taken))
    return next((line for line in range(1, lines + 1) if not busy >> (line - 1) & 1), None)


def quanta(start: datetime, end: datetime) -> range:
    """The numbers of all quanta that a stretch of time touches, counted from 1970."""
    return range((start - EPOCH) // QUANTUM, -((EPOCH - end) // QUANTUM))


def _busy(taken: Sequence[Taken]) -> dict[int, int]:
    """By quantum, the busy lines as bits; calls at the same time are counted as one, which is faster."""
    times: dict[tuple[datetime, datetime], int] = {}
    for each in taken:
        time = (each.start, each.end)
        times[time] = times.get(time, 0) | 1 << (each.line - 1)
    busy: dict[int, int] = {}
    for (start, end), lines in times.items():
        for quantum in quanta(start, end):
            busy[quantum] = busy.get(quantum, 0) | lines
    return busy


def _lines_busy(slot: Slot, busy: Mapping[int, int]) -> int:
    lines = 0
    for quantum in quanta(slot.start, slot.end):
        lines |= busy.get(quantum, 0)
    return lines
