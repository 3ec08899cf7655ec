"""Which free slots somebody means by a time in words; where none is it, why, and which are nearest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.core.calendar.slots import Slot, moment_of
from bot.core.calendar.spoken_times import Days, SpokenTime

OFFERED_MAX = 6
"""So many of several days are offered: enough to choose from, few enough to read."""
OFFERED_A_DAY_MAX = 3
NEAREST_MAX = 3
"""So many beside a time that can't be had."""
NOON = time(12)


class Why(StrEnum):
    """How what is offered relates to what was said."""

    FITS = "fits"
    FIRST = "first"
    """The first that are free were asked for."""
    TAKEN = "taken"
    EARLY = "early"
    LATE = "late"
    BETWEEN = "between"
    """Within the hours; calls begin at other minutes, or it is too soon."""
    NO_CALLS = "no calls"
    """Nobody calls that day."""
    FAR = "far"

    @property
    def explains(self) -> bool:
        """Whether nothing fits, and why must be said."""
        return self not in (Why.FITS, Why.FIRST)


@dataclass(frozen=True, slots=True)
class Fit:
    """What is offered for a time in words."""

    slots: tuple[Slot, ...]
    why: Why = Why.FITS
    exactly: Slot | None = None
    """The one that was named to the minute."""
    hours: tuple[datetime, datetime] | None = None
    """From when to when calls can be on the day that was named, or at all, where it has none."""


def fit(said: SpokenTime, every: Sequence[Slot], free: Sequence[Slot], zone: str) -> Fit:
    """The free slots that are meant, else the nearest ones. ``every`` also holds those that are booked."""
    own = ZoneInfo(said.zone or zone)
    meant = tuple(slot for slot in free if said.at(slot.start.astimezone(own)))
    if not meant:
        return _nearest(said, every, free, own)
    exactly = meant[0] if len(meant) == 1 and said.exact() and _one_day(said) else None
    first = not said.clocks and any(days.last is None for days in said.days)
    return Fit(_few(meant, own), Why.FIRST if first else Why.FITS, exactly)


def joined(before: SpokenTime | None, now: SpokenTime) -> SpokenTime:
    """What is said now, with the day or the part of a day that was said before."""
    if before is None:
        return now
    stretches = tuple(clock for clock in before.clocks if clock.end is not None)
    return replace(now, days=now.days or before.days, clocks=now.clocks or (stretches if now.days else ()))


def only_day(said: SpokenTime) -> date | None:
    """The one day that was said, when nothing else was."""
    return said.days[0].first if _one_day(said) and not said.clocks else None


def moments(said: SpokenTime, zone: str) -> tuple[datetime, ...]:
    """The moments that were named to the minute on the one day that was named, in UTC."""
    if not _one_day(said):
        return ()
    day, own = said.days[0].first, said.zone or zone
    return tuple(at for clock in said.exact() if (at := moment_of(datetime.combine(day, clock), own)))


def _one_day(said: SpokenTime) -> bool:
    return len(said.days) == 1 and said.days[0] == Days(said.days[0].first, said.days[0].first)


def _few(slots: Sequence[Slot], own: ZoneInfo) -> tuple[Slot, ...]:
    """All of one day; of several the first ones of each."""
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.start.astimezone(own).date(), []).append(slot)
    if len(by_day) == 1:
        return tuple(slots)
    return tuple(slot for day in by_day.values() for slot in day[:OFFERED_A_DAY_MAX])[:OFFERED_MAX]


def _nearest(said: SpokenTime, every: Sequence[Slot], free: Sequence[Slot], own: ZoneInfo) -> Fit:
    """None is meant: why, and what there is around that time."""
    if not every:
        return Fit((), Why.NO_CALLS)
    first, last = (each.start.astimezone(own).date() for each in (every[0], every[-1]))
    day = said.days[0].first if said.days else first
    clock = said.clocks[0].start if said.clocks else NOON
    asked = datetime.combine(day, clock, own)
    around = sorted(free, key=lambda slot: abs(slot.start - asked))[:NEAREST_MAX]
    why, hours = _why(said, every, asked, own)
    if day > last:
        why = Why.FAR
    in_order = tuple(sorted(around, key=lambda slot: slot.start))
    return Fit(in_order, why, hours=hours or (every[0].start, every[-1].end))


def _why(
    said: SpokenTime, every: Sequence[Slot], asked: datetime, own: ZoneInfo
) -> tuple[Why, tuple[datetime, datetime] | None]:
    if any(said.at(slot.start.astimezone(own)) for slot in every):
        return Why.TAKEN, None
    runs = _runs(every)
    if within := next((run for run in runs if run[0] <= asked < run[1]), None):
        return Why.BETWEEN, within
    here = next((run for run in runs if run[0].astimezone(own).date() == asked.date()), None)
    if here is None:
        return Why.NO_CALLS, None
    return Why.EARLY if asked < here[0] else Why.LATE, here


def _runs(every: Sequence[Slot]) -> list[tuple[datetime, datetime]]:
    """Stretches without a gap: the hours of one day, which may end after midnight somewhere else."""
    edges = [0, *(at for at, (one, other) in enumerate(pairwise(every), start=1) if one.end != other.start), len(every)]
    return [(every[start].start, every[end - 1].end) for start, end in pairwise(edges)]
