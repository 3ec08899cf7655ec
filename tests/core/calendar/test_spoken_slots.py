"""What is offered for a time in words: the one that is meant, what fits, or why not and what is nearest."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.calendar.slots import Slot
from bot.core.calendar.spoken_slots import Fit, Why, fit, joined, moments, only_day
from bot.core.calendar.spoken_times import Clock, Days, SpokenTime
from tests.builders import CALL_AT, WEDNESDAY
from tests.core.calendar.test_slots import grid

BERLIN = "Europe/Berlin"
HOURS = tuple(grid().between(WEDNESDAY))
"""For Berlin: 22:30 to 01:30 today, 19:00 to 01:30 tomorrow and on friday, and so on."""
THURSDAY = Days(date(2026, 12, 17), date(2026, 12, 17))
FRIDAY = Days(date(2026, 12, 18), date(2026, 12, 18))
SATURDAY = Days(date(2026, 12, 19), date(2026, 12, 19))


def said(*days: Days, at: str = "", zone: str = "") -> SpokenTime:
    """ "15:00/03:00" are two readings, "18:00-20:00" is a stretch."""
    clocks = []
    for reading in filter(None, at.split("/")):
        start, _dash, end = reading.partition("-")
        clocks.append(Clock(time.fromisoformat(start), time.fromisoformat(end) if end else None))
    return SpokenTime(days, tuple(clocks), zone=zone)


def offered(spoken: SpokenTime, free: tuple[Slot, ...] = HOURS, every: tuple[Slot, ...] = HOURS) -> Fit:
    return fit(spoken, every, free, BERLIN)


def starts(found: Fit, form: str = "%d %H:%M") -> list[str]:
    return [(slot.start + timedelta(hours=1)).strftime(form) for slot in found.slots]


def test_a_time_to_the_minute_on_one_day_is_that_one() -> None:
    found = offered(said(THURSDAY, at="19:30"))
    assert (found.exactly, found.why) == (Slot(CALL_AT, CALL_AT + timedelta(minutes=30)), Why.FITS)
    assert found.exactly == offered(said(THURSDAY, at="07:30/19:30")).exactly, "only one reading can be had"


@pytest.mark.parametrize(
    "spoken", [said(at="19:30"), said(THURSDAY), said(THURSDAY, FRIDAY, at="19:30"), said(THURSDAY, at="19:00-20:00")]
)
def test_what_may_be_several_is_left_to_choose(spoken: SpokenTime) -> None:
    found = offered(spoken)
    assert (found.exactly, found.why) == (None, Why.FITS)
    assert len(found.slots) > 1


def test_of_several_days_the_first_times_of_each_are_offered_and_of_one_day_all() -> None:
    assert starts(offered(said(THURSDAY, FRIDAY))) == [
        *("17 00:00", "17 00:30", "17 01:00"), *("18 00:00", "18 00:30", "18 01:00"),
    ]  # fmt: skip
    assert len(offered(said(THURSDAY)).slots) == 13


def test_the_earliest_is_the_first_that_is_free() -> None:
    first = offered(said(Days(date(2026, 12, 16), None)))
    assert (first.why, starts(first)[0]) == (Why.FIRST, "16 22:30")
    assert offered(said(Days(date(2026, 12, 16), None), at="19:00-20:00")).why is Why.FITS


@pytest.mark.parametrize(
    ("spoken", "why", "nearest"),
    [
        (said(THURSDAY, at="15:00/03:00"), Why.EARLY, ["17 19:00", "17 19:30", "17 20:00"]),
        (said(THURSDAY, at="15:00"), Why.EARLY, ["17 19:00", "17 19:30", "17 20:00"]),
        (said(at="09:00"), Why.EARLY, ["16 22:30", "16 23:00", "16 23:30"]),
        (said(THURSDAY, at="19:40"), Why.BETWEEN, ["17 19:00", "17 19:30", "17 20:00"]),
        (said(SATURDAY, at="19:00"), Why.NO_CALLS, ["19 00:00", "19 00:30", "19 01:00"]),
        (said(SATURDAY, at="12:00-18:00"), Why.NO_CALLS, ["19 00:00", "19 00:30", "19 01:00"]),
        (said(Days(date(2027, 3, 1), date(2027, 3, 1))), Why.FAR, ["01 00:00", "01 00:30", "01 01:00"]),
    ],
)
def test_where_none_is_meant_it_says_why_and_what_is_nearest(spoken: SpokenTime, why: Why, nearest: list[str]) -> None:
    found = offered(spoken)
    assert (found.why, found.exactly) == (why, None)
    assert starts(found) == nearest
    assert found.hours is not None
    assert list(found.slots) == sorted(found.slots, key=lambda slot: slot.start)
    assert why.explains


def test_the_hours_of_the_day_that_was_named_are_said() -> None:
    hours = offered(said(THURSDAY, at="15:00")).hours
    assert hours == (datetime(2026, 12, 17, 18, tzinfo=UTC), datetime(2026, 12, 18, 0, 30, tzinfo=UTC))


def test_later_than_the_last_is_late() -> None:
    found = fit(said(THURSDAY, at="18:00"), HOURS, HOURS, "America/Los_Angeles")
    assert found.why is Why.LATE


def test_taken_is_said_only_of_what_is_taken() -> None:
    free = tuple(slot for slot in HOURS if slot.start != CALL_AT)
    found = offered(said(THURSDAY, at="19:30"), free)
    assert (found.why, found.hours is not None, starts(found)) == (
        Why.TAKEN,
        True,
        ["17 19:00", "17 20:00", "17 20:30"],
    )


def test_without_any_times_there_are_none() -> None:
    assert offered(said(THURSDAY), (), ()) == Fit((), Why.NO_CALLS)


def test_a_time_of_another_zone_is_that_zones() -> None:
    assert offered(said(THURSDAY, at="10:30", zone="America/Los_Angeles")).exactly == Slot(
        CALL_AT, CALL_AT + timedelta(minutes=30)
    )


def test_what_was_said_before_still_holds() -> None:
    assert joined(None, said(at="19:30")) == said(at="19:30")
    assert joined(said(THURSDAY), said(at="19:30")) == said(THURSDAY, at="19:30")
    assert joined(said(THURSDAY), said(FRIDAY)) == said(FRIDAY)
    assert joined(said(at="18:00-00:00"), said(FRIDAY)) == said(FRIDAY, at="18:00-00:00")
    assert joined(said(THURSDAY, at="19:30"), said(FRIDAY)) == said(FRIDAY), "another day books nothing"
    assert joined(said(THURSDAY), said(FRIDAY, at="20:00")) == said(FRIDAY, at="20:00")


def test_one_day_alone() -> None:
    assert only_day(said(THURSDAY)) == date(2026, 12, 17)
    assert only_day(said(THURSDAY, at="19:30")) is only_day(said(THURSDAY, FRIDAY)) is only_day(said()) is None


def test_moments_are_those_that_there_are() -> None:
    assert moments(said(THURSDAY, at="19:30"), BERLIN) == (CALL_AT,)
    assert moments(said(THURSDAY, at="19:00-20:00"), BERLIN) == moments(said(at="19:30"), BERLIN) == ()
    spring = Days(date(2027, 3, 28), date(2027, 3, 28))
    assert moments(said(spring, at="02:30"), BERLIN) == ()


def test_days_and_clocks_hold_what_they_say() -> None:
    evening = Clock(time(18), time())
    assert evening.holds(time(23, 30))
    assert not evening.holds(time(17, 59))
    assert not replace(evening, end=time(20)).holds(time(20))
    assert Days(date(2026, 12, 16), None).holds(date(2030, 1, 1))
    assert not THURSDAY.holds(date(2026, 12, 18))
