"""Figures made of many durations: percentiles, and the share that was in time. Seconds throughout.

A percentile is the nearest rank: the smallest duration that at least so many of a hundred didn't
exceed. It is always one that really happened, and never flatters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took: the middle, nine of ten, and 99 of 100; ``None`` when nothing happened."""

    p50_s: int | None
    p90_s: int | None
    p99_s: int | None


def percentile(in_order: Sequence[int], percent: int) -> int | None:
    """The smallest of these that ``percent`` of a hundred don't exceed; ``None`` without any."""
    return in_order[-(-percent * len(in_order) // 100) - 1] if in_order else None


def spread(seconds: Iterable[int]) -> Spread:
    """The percentiles of durations in any order."""
    in_order = sorted(seconds)
    return Spread(percentile(in_order, 50), percentile(in_order, 90), percentile(in_order, 99))


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


def share(waits: Iterable[tuple[int, bool]], limit_s: int) -> Share:
    """The share of waits (so long until now or until they ended; with a response?) within a limit.

    One without a response counts as a miss from the limit on; until then nobody knows.
    """
    hits = of = 0
    for seconds, answered in waits:
        if answered or seconds > limit_s:
            of += 1
            hits += seconds <= limit_s
    return Share(hits, of)
