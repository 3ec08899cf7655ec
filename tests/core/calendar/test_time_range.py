"""From when to when: days and moments as staff write them, in the desk's zone."""

from datetime import UTC, datetime

import pytest

from bot.core.calendar.time_range import Span, span
from bot.core.text.surface import Msg
from tests.reading import words

PACIFIC = "America/Los_Angeles"


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in December 2026."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def test_nothing_said_is_open() -> None:
    assert span(None, None, PACIFIC) == Span()


def test_days_go_from_midnight_to_midnight_at_the_desk_the_last_one_included() -> None:
    assert span("2026-12-01", "2026-12-02", PACIFIC) == Span(utc(1, 8), utc(3, 8))
    assert span("2026-12-01", "2026-12-01", PACIFIC) == Span(utc(1, 8), utc(2, 8))


def test_a_day_on_which_the_clocks_change_is_an_hour_longer() -> None:
    found = span("2026-11-01", "2026-11-01", PACIFIC)
    assert isinstance(found, Span)
    assert found == Span(datetime(2026, 11, 1, 7, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC))


def test_a_moment_is_the_desks_unless_it_names_its_offset() -> None:
    assert span("2026-12-01T09:30", None, PACIFIC) == Span(utc(1, 17, 30), None)
    assert span(None, "2026-12-01T09:30+01:00", PACIFIC) == Span(None, utc(1, 8, 30))


@pytest.mark.parametrize(
    "bad", ["", "soon", "2026-02-30", "2026-12-01T25:00", "9999-12-31", "0001-01-01", "1950-12-31"]
)
def test_what_is_no_date_is_said_with_an_example(bad: str) -> None:
    for found in (span(bad, None, PACIFIC), span(None, bad, PACIFIC)):
        assert isinstance(found, Msg)
        assert f"“{bad}” is no date" in words(found)
        assert "2026-12-16" in words(found)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-12-02", "2026-12-01"), ("2026-12-01T10:00", "2026-12-01T10:00"), ("2026-12-01T10:00", "2026-12-01T09:00")],
)
def test_backwards_is_no_time_at_all(first: str, last: str) -> None:
    found = span(first, last, PACIFIC)
    assert isinstance(found, Msg)
    assert f"from {first} to {last} there is no time at all" in words(found)
