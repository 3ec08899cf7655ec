"""Figures made of many durations: percentiles, and the share that was in time. Seconds throughout.

A percentile is the nearest rank: the smallest duration that at least so many of a hundred didn't
exceed. It is always one that really happened, and never flatters.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took: the middle, nine of ten, and 99 of 100; ``None`` when nothing happened."""

    p50_s: int | None
    p90_s: int | None
    p99_s: int | None


def percentile(in_order: Sequence[int], percent: int) -> int | None:
    """The smallest of these that ``percent`` of a hundred don't exceed; ``None`` without any."""
    return in_order[-(-percent * len(in_order) // 100) - 1] if in_order else None


BUCKET_BITS = 12
"""Durations of the same 4,096 seconds are looked at together: a year has some 7,700 such stretches."""


class Durations:
    """Any number of durations in any order, of which percentiles are asked: eight bytes each."""

    __slots__ = ("_seconds",)

    def __init__(self, seconds: Iterable[int] = ()) -> None:
        self._seconds = array("q", seconds)

    def add(self, seconds: int) -> None:
        """One more."""
        self._seconds.append(seconds)

    def longest(self) -> int | None:
        """The longest; ``None`` without any."""
        return max(self._seconds, default=None)

    def percentile(self, percent: int) -> int | None:
        """The smallest that ``percent`` of a hundred don't exceed; ``None`` without any. Nothing is put in order."""
        if not self._seconds:
            return None
        rank = -(-percent * len(self._seconds) // 100)
        bucket, before = _holding(Counter(each >> BUCKET_BITS for each in self._seconds), rank)
        within = Counter(each for each in self._seconds if each >> BUCKET_BITS == bucket)
        return _holding(within, rank - before)[0]

    def spread(self) -> Spread:
        """The middle, nine of ten, and 99 of 100."""
        return Spread(self.percentile(50), self.percentile(90), self.percentile(99))


def _holding(counts: Counter[int], rank: int) -> tuple[int, int]:
    """The value that holds a rank, and how many come before it."""
    values, before = iter(sorted(counts)), 0
    value = next(values)
    while before + counts[value] < rank:
        before += counts[value]
        value = next(values)
    return value, before


def spread(seconds: Iterable[int]) -> Spread:
    """The percentiles of durations in any order."""
    return Durations(seconds).spread()


@dataclass(frozen=True, slots=True)
class Share:
    """How many were in time, of those of which it is known."""

    hits: int
    of: int

    @property
    def part(self) -> float | None:
        """0 … 1, to four places, never rounded up; ``None`` when nothing is known."""
        return self.hits * 10_000 // self.of / 10_000 if self.of else None

    @property
    def percent(self) -> int:
        """0 … 100, never rounded up: 996 of 1,000 are 99. 0 when nothing is known."""
        return 100 * self.hits // self.of if self.of else 0


Z_95 = 1.959964
"""The standard normal distribution's quantile for an interval that holds 95 of 100 times."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which percentages the true share lies, 95 of 100 times."""

    low: int
    high: int


def wilson(share: Share) -> Interval | None:
    """The Wilson score interval of a share, in whole percent rounded outwards; ``None`` when nothing is known.

    E. B. Wilson 1927: unlike the usual one it stays within 0 and 100, and holds for few as well.
    """
    if not share.of:
        return None
    n, part, z2 = share.of, share.hits / share.of, Z_95 * Z_95
    middle = (part + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * sqrt(part * (1 - part) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Interval(max(0, floor(100 * (middle - half) + ROUNDED)), min(100, ceil(100 * (middle + half) - ROUNDED)))


ROUNDED = 1e-9
"""What floating point makes of 0 and 1 isn't taken for another percent."""


@dataclass(slots=True)
class Sharing:
    """Counts a share, one wait after another."""

    limit_s: int
    hits: int = 0
    of: int = 0

    def count(self, seconds: int, answered: bool) -> None:
        """A wait, so long until now or until it ended; with a response?

        One without a response counts as a miss from the limit on; until then nobody knows.
        """
        if answered or seconds > self.limit_s:
            self.of += 1
            self.hits += seconds <= self.limit_s

    def share(self) -> Share:
        """What it comes to."""
        return Share(self.hits, self.of)


def share(waits: Iterable[tuple[int, bool]], limit_s: int) -> Share:
    """The share of waits (so long until now or until they ended; with a response?) within a limit."""
    counted = Sharing(limit_s)
    for seconds, answered in waits:
        counted.count(seconds, answered)
    return counted.share()
