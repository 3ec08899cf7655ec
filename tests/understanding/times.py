"""The labelled times: what was said on a wednesday at 12:10, and which days and times are meant."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from bot.core.calendar.spoken_times import Clock, Days, SpokenTime

NOW = datetime(2026, 12, 16, 12, 10)  # noqa: DTZ001 (the clock of whoever speaks)
HALVES = ("tuning", "heldout")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text and what it says; nothing of either: no time to come is meant."""

    lang: str
    half: str
    said: str
    nothing: bool
    days: frozenset[Days]
    clocks: frozenset[Clock]

    def right(self, read: SpokenTime | None) -> bool:
        """Whether exactly this was read."""
        if read is None or self.nothing:
            return self.nothing and read is None
        return frozenset(read.days) == self.days and frozenset(read.clocks) == self.clocks

    def roughly(self, read: datetime | None) -> bool:
        """Whether one moment, which is all that a library gives, lies in what is meant."""
        if read is None or self.nothing:
            return self.nothing and read is None
        return SpokenTime(tuple(self.days), tuple(self.clocks)).at(read.replace(tzinfo=None))


def load() -> Sequence[Labelled]:
    """All of them."""
    lines = Path(__file__).with_name("times.jsonl").read_text(encoding="utf-8").splitlines()
    return [_labelled(json.loads(line)) for line in lines]


def _labelled(row: dict[str, object]) -> Labelled:
    days, times = row.get("days", []), row.get("times", [])
    assert isinstance(days, list)
    assert isinstance(times, list)
    return Labelled(
        str(row["lang"]), str(row["half"]), str(row["said"]), bool(row.get("nothing")),
        frozenset(map(_days, days)), frozenset(map(_clock, times)),
    )  # fmt: skip


def _days(text: str) -> Days:
    first, dots, last = text.partition("..")
    start = date.fromisoformat(first)
    return Days(start, date.fromisoformat(last) if last else None if dots else start)


def _clock(text: str) -> Clock:
    start, dash, end = text.partition("-")
    clock = Clock(time.fromisoformat(start), time.fromisoformat(end) if dash else None)
    return Clock(clock.start) if clock.start == clock.end else clock
