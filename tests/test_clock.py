"""The clocks: the machine's, and one that starts elsewhere and goes on at real speed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.clock import OffsetClock, SystemClock

NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)


class Stopwatch:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_the_machines_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_an_offset_clock_starts_where_it_is_told_and_goes_on() -> None:
    stopwatch = Stopwatch()
    clock = OffsetClock(NOON, stopwatch)

    assert clock.now() == NOON
    stopwatch.seconds += 90
    assert clock.now() == NOON + timedelta(seconds=90)


def test_an_offset_clock_never_goes_back() -> None:
    clock = OffsetClock(NOON)

    assert NOON <= clock.now() <= clock.now()


def test_an_offset_clock_speaks_utc_whatever_zone_it_was_started_in() -> None:
    berlin = timezone(timedelta(hours=1))

    clock = OffsetClock(NOON.astimezone(berlin), Stopwatch())

    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC


def test_an_offset_clock_needs_to_know_the_zone() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        OffsetClock(datetime(2027, 3, 2, 12))  # noqa: DTZ001 - that's the point
