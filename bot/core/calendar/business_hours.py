"""The business calendar: when the desk is open, and arithmetic in staffed time.

Moments go in aware, in any zone, and come out in UTC. Days are the desk's own: what happens
after midnight at a desk that opened the evening before belongs to the business day before.

A local time that the clocks skip stands for the moment when they jump; of one that comes twice,
the first is meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.policy import DAY, OpenHours, Week
from bot.core.text.errors import NoBusinessDay

LOOK_AHEAD_DAYS = 750
"""Calendar days searched for an open one: two years and a little, longer than any desk rests."""

_ZERO = timedelta(0)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """One business day's open hours, from ``start`` up to but not including ``end``, in UTC."""

    day: date
    """The local day on which it opens."""
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """Open hours in one zone. A day in ``closed`` has none, even if it is also in ``early``."""

    zone: str
    """IANA name; unknown names raise ``zoneinfo.ZoneInfoNotFoundError``."""
    week: Week
    closed: Mapping[date, str] = field(default_factory=dict, hash=False)
    """Holidays and other closed days, each with its reason."""
    early: Mapping[date, time] = field(default_factory=dict, hash=False)
    """Half days: their closing, which never makes a day longer."""
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _windows: dict[date, Window | None] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        # Own copies: the windows remembered must stay true when the caller's mapping changes.
        object.__setattr__(self, "closed", dict(self.closed))
        object.__setattr__(self, "early", dict(self.early))
        object.__setattr__(self, "_zone", ZoneInfo(self.zone))

    # ── When is the desk open? ─────────────────────────────────────────────────────────

    def window(self, day: date) -> Window | None:
        """The open hours of a business day; ``None`` when the desk rests."""
        if day not in self._windows:
            self._windows[day] = self._opened_on(day)
        return self._windows[day]

    def window_at(self, t: datetime) -> Window | None:
        """The open hours around a moment; ``None`` while closed, the moment of closing included."""
        t = _utc(t)
        today = self._day_of(t)
        for day in (today - DAY, today):
            window = self.window(day)
            if window and window.start <= t < window.end:
                return window
        return None

    def next_business_day(self, day: date) -> date:
        """The first business day after ``day``. Raises NoBusinessDay."""
        return self._window_from(day + DAY).day

    # ── Arithmetic ─────────────────────────────────────────────────────────────────────

    def add_staffed(self, t: datetime, staffed: timedelta) -> datetime:
        """The moment after so much staffed time; a sum that ends exactly at closing stays there.

        Adding nothing while closed gives the next opening. Raises NoBusinessDay, and ValueError
        for less than nothing.
        """
        if staffed < _ZERO:
            raise ValueError("staffed time is added, never taken away")
        t = _utc(t)
        window = self._window_from(self._day_of(t) - DAY)
        while staffed > (room := window.end - max(t, window.start)) or room < _ZERO:
            staffed -= max(room, _ZERO)
            window = self._window_from(window.day + DAY)
        return max(t, window.start) + staffed

    def staffed_between(self, a: datetime, b: datetime) -> timedelta:
        """How much of the time from ``a`` to ``b`` is staffed; negative when ``b`` comes first."""
        a, b = _utc(a), _utc(b)
        if b < a:
            return -self.staffed_between(b, a)
        staffed, day, last = _ZERO, self._day_of(a) - DAY, self._day_of(b)
        while day <= last:
            if window := self.window(day):
                staffed += max(min(b, window.end) - max(a, window.start), _ZERO)
            day += DAY
        return staffed

    def same_clock(self, t: datetime, business_days: int) -> datetime:
        """The same time on the desk's clock so many business days later, within that day's hours.

        While closed, ``t`` counts from the next opening. A day that opens later or closes earlier
        than this time gives its opening or closing. Raises NoBusinessDay.
        """
        t = _utc(t)
        window = goal = self._window_after(t)
        for _ in range(business_days):
            goal = self._window_from(goal.day + DAY)
        wall = max(t, window.start).astimezone(self._zone).replace(tzinfo=None, fold=0)
        moment = self._moment(wall + (goal.day - window.day))
        return min(max(moment, goal.start), goal.end)

    # ── Between the wall clock and UTC ─────────────────────────────────────────────────

    def _day_of(self, t: datetime) -> date:
        return t.astimezone(self._zone).date()

    def _window_from(self, day: date) -> Window:
        """The open hours of ``day``, or of the first business day after it."""
        for ahead in range(LOOK_AHEAD_DAYS):
            if window := self.window(day + ahead * DAY):
                return window
        raise NoBusinessDay(day, LOOK_AHEAD_DAYS)

    def _window_after(self, t: datetime) -> Window:
        """The open hours around ``t``, or the next ones."""
        window = self._window_from(self._day_of(t) - DAY)
        while window.end <= t:
            window = self._window_from(window.day + DAY)
        return window

    def _opened_on(self, day: date) -> Window | None:
        hours = self.week.days()[day.weekday()]
        if hours is None or day in self.closed:
            return None
        opening, closing = hours.span()
        if day in self.early:
            closing = min(closing, OpenHours(hours.open, self.early[day]).span()[1])
        midnight = datetime.combine(day, time())
        start, end = self._moment(midnight + opening), self._moment(midnight + closing)
        # Hours that lie within a jump of the clocks don't happen.
        return Window(day, start, end) if start < end else None

    def _moment(self, wall: datetime) -> datetime:
        """What a naive local time stands for."""
        moment = wall.replace(tzinfo=self._zone).astimezone(UTC)
        skipped = moment.astimezone(self._zone).replace(tzinfo=None) != wall
        return self._jump_around(wall) if skipped else moment

    def _jump_around(self, wall: datetime) -> datetime:
        """When the clocks jump over a local time: zones change on full seconds."""
        before = wall.replace(tzinfo=self._zone, fold=0)
        old_offset = before.utcoffset()
        # Read with the offset that comes after, a skipped time lies before the jump; and the other way round.
        low = wall.replace(tzinfo=self._zone, fold=1).astimezone(UTC).replace(microsecond=0)
        high = before.astimezone(UTC).replace(microsecond=0) + _SECOND
        while high - low > _SECOND:
            middle = low + (high - low) // _SECOND // 2 * _SECOND
            if middle.astimezone(self._zone).utcoffset() == old_offset:
                low = middle
            else:
                high = middle
        return high


def _utc(t: datetime) -> datetime:
    if t.tzinfo is None:
        raise ValueError(f"{t} has no zone: a calendar needs to know which moment is meant")
    return t.astimezone(UTC)
