"""What somebody says of a day and a time, as values: "tomorrow around 3" is the 17th, at 15:00 or at 03:00.

Words are read outside of the core (:mod:`bot.ports.understanding`); days and times are those of a zone's own clocks.
"""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Days:
    """A day, or all from the first to the last; without a last one, from then on."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        """Whether a day is among them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; with an end, the stretch until then. Midnight as an end is that of the day's end."""

    start: time
    end: time | None = None

    def holds(self, at: time) -> bool:
        """Whether a time of day is meant by it."""
        if self.end is None:
            return at == self.start
        return self.start <= at and (at < self.end or self.end in (time(), self.start))


@dataclass(frozen=True, slots=True)
class SpokenTime:
    """What was said of a day and a time; nothing of either stands for any."""

    days: tuple[Days, ...] = ()
    clocks: tuple[Clock, ...] = ()
    """Readings, the likeliest first: "at 3" may be 15:00 or 03:00."""
    alone: bool = True
    """Nothing else was said."""
    apart: bool = False
    """Something else was said, but in other parts of the message."""
    zone: str = ""
    """The zone that was named with the time; empty for the speaker's own."""

    def exact(self) -> tuple[time, ...]:
        """The times of day that were said to the minute, the likeliest first."""
        return tuple(clock.start for clock in self.clocks if clock.end is None)

    def on(self, day: date) -> bool:
        """Whether a day is meant by it."""
        return not self.days or any(days.holds(day) for days in self.days)

    def at(self, local: datetime) -> bool:
        """Whether a moment of the speaker's clocks is meant by it."""
        return self.on(local.date()) and (not self.clocks or any(clock.holds(local.time()) for clock in self.clocks))
