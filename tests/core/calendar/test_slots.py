"""Phone slots: only those that a person can still reach, whatever calendar and clocks do."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import policy_file
from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.phone_hours import phone_calendar
from bot.core.calendar.slots import QUANTUM, Grid, Slot, Taken, free, free_line, moment_of, quanta
from bot.core.policy import DAY, OpenHours, Slots, Week
from tests.builders import WEDNESDAY, policy
from tests.core.calendar.ten_years import TenYears, by_day, by_night, changes, every, sampled

LA = ZoneInfo("America/Los_Angeles")
MINUTE = timedelta(minutes=1)


def grid(closed: dict[date, str] | None = None, early: dict[date, time] | None = None) -> Grid:
    """The shipped desk, with closed days and half days of its own."""
    shipped = policy_file.calendar_for(policy(), range(2026, 2028), closed or {})
    desk = Calendar(shipped.zone, shipped.week, shipped.closed, early or {})
    return Grid(desk, phone_calendar(desk, policy().phone_hours), policy().slots)


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment on the desk's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=LA).astimezone(UTC)


def starts(slots: tuple[Slot, ...], day: date) -> list[str]:
    """The slots of one day, as the desk's clock shows their beginnings."""
    shown = [slot.start.astimezone(LA) for slot in slots]
    return [f"{at:%H:%M}" for at in shown if at.date() == day]


def at(now: datetime, days: int | None = None, of: Grid | None = None) -> tuple[Slot, ...]:
    return tuple((of or grid()).between(now, days))


WHOLE_DAY = [f"{hour}:{minute}" for hour in range(10, 17) for minute in ("00", "30")][:-1]


# ── The grid ───────────────────────────────────────────────────────────────────────────


def test_slots_fill_the_phones_hours_from_an_hour_ahead_on() -> None:
    offered = at(WEDNESDAY)
    assert starts(offered, date(2026, 12, 16)) == ["13:30", "14:00", "14:30", "15:00", "15:30", "16:00"]
    assert starts(offered, date(2026, 12, 17)) == WHOLE_DAY
    assert all(slot.end - slot.start == 30 * MINUTE for slot in offered)
    assert list(offered) == sorted(offered, key=lambda slot: slot.start)


def test_ten_business_days_after_today_can_be_booked_and_holidays_are_none() -> None:
    days = sorted({slot.start.astimezone(LA).date() for slot in at(WEDNESDAY)})
    december = [16, 17, 18, 21, 22, 23, 24, 28, 29, 30, 31]
    assert days == [date(2026, 12, day) for day in december], "Christmas and weekends aren't counted"
    assert {slot.start.astimezone(LA).date() for slot in at(WEDNESDAY, 0)} == {date(2026, 12, 16)}
    assert {slot.start.astimezone(LA).date() for slot in at(WEDNESDAY, 2)} == {date(2026, 12, d) for d in (16, 17, 18)}


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (local(2026, 12, 16, 13, 0), "Wed 14:00"),
        (local(2026, 12, 16, 13, 0) + timedelta(seconds=1), "Wed 14:30"),
        (local(2026, 12, 16, 15, 0), "Wed 16:00"),
        (local(2026, 12, 16, 15, 1), "Thu 10:00"),
        (local(2026, 12, 16, 5, 0), "Wed 10:00"),
        (local(2026, 12, 18, 18, 30), "Mon 10:00"),
        (local(2026, 12, 19, 12, 0), "Mon 10:00"),
        (local(2026, 12, 24, 16, 0), "Mon 10:00"),
    ],
    ids=[
        "in an hour",
        "a second late",
        "the day's last",
        "too late",
        "early",
        "evening",
        "weekend",
        "eve of a holiday",
    ],
)
def test_staff_have_a_staffed_hour_of_notice(now: datetime, first: str) -> None:
    assert f"{at(now)[0].start.astimezone(LA):%a %H:%M}" == first


def test_a_half_day_ends_its_slots_and_one_that_ends_before_the_phones_hours_has_none() -> None:
    thursday = date(2026, 12, 17)
    assert starts(at(WEDNESDAY, of=grid(early={thursday: time(12)})), thursday) == WHOLE_DAY[:4]
    assert starts(at(WEDNESDAY, of=grid(early={thursday: time(12, 15)})), thursday) == WHOLE_DAY[:4]
    assert starts(at(WEDNESDAY, of=grid(early={thursday: time(9)})), thursday) == []
    assert starts(at(WEDNESDAY, of=grid(early={thursday: time(18)})), thursday) == WHOLE_DAY


def test_a_day_that_staff_closed_has_none_and_the_next_business_day_takes_its_place() -> None:
    thursday = date(2026, 12, 17)
    days = {slot.start.astimezone(LA).date() for slot in at(WEDNESDAY, of=grid({thursday: "team day"}))}
    assert thursday not in days
    assert max(days) == date(2027, 1, 4)


def test_a_desk_without_any_hours_has_no_slots() -> None:
    closed = Calendar("UTC", Week())
    assert at(WEDNESDAY, of=Grid(closed, closed, policy().slots)) == ()


# ── Lines and quanta ───────────────────────────────────────────────────────────────────

NOON = local(2026, 12, 17, 12)
SLOT = Slot(NOON, NOON + 30 * MINUTE)


def test_a_slot_is_free_while_one_line_is() -> None:
    first, second = Taken(1, SLOT.start, SLOT.end), Taken(2, SLOT.start, SLOT.end)
    assert free([SLOT], [first], 1) == ()
    assert free([SLOT], [first], 2) == (SLOT,)
    assert free([SLOT], [first, second], 2) == ()
    assert [free_line(SLOT, taken, 2) for taken in ([], [first], [second], [first, second])] == [1, 2, 1, None]


def test_a_line_that_was_given_up_counts_for_nothing() -> None:
    assert free([SLOT], [Taken(3, SLOT.start, SLOT.end)], 2) == (SLOT,)
    assert free([SLOT], [Taken(1, SLOT.start, SLOT.end), Taken(3, SLOT.start, SLOT.end)], 1) == ()


def test_an_odd_exception_takes_every_slot_that_it_touches() -> None:
    odd = Taken(1, NOON + 13 * MINUTE, NOON + 43 * MINUTE)
    left = starts(free(at(WEDNESDAY, 1), [odd], 1), date(2026, 12, 17))
    assert left == [start for start in WHOLE_DAY if start not in {"12:00", "12:30"}]
    touching = Taken(1, NOON - 30 * MINUTE, NOON)
    assert free([SLOT], [touching], 1) == (SLOT,), "one may begin as another ends"


def test_a_stretch_takes_up_every_quantum_that_it_touches() -> None:
    assert len(quanta(NOON, NOON + 30 * MINUTE)) == 6
    assert len(quanta(NOON + MINUTE, NOON + 31 * MINUTE)) == 7
    assert quanta(NOON, NOON + 30 * MINUTE).stop == quanta(NOON + 30 * MINUTE, NOON + 60 * MINUTE).start


stretches = st.builds(
    lambda line, start, length: Taken(line, NOON + start * MINUTE, NOON + (start + length) * MINUTE),
    st.integers(1, 3), st.integers(-120, 120), st.integers(1, 90),
)  # fmt: skip


def touch(a: Slot | Taken, b: Slot | Taken) -> bool:
    """Whether two stretches touch a common five minutes, counted by hand."""
    begin = NOON - timedelta(hours=6)
    fives = [begin + i * QUANTUM for i in range(12 * 12)]
    return any(
        five < a.end and five < b.end and a.start < five + QUANTUM and b.start < five + QUANTUM for five in fives
    )


@given(st.lists(stretches, max_size=5), st.integers(1, 3))
@settings(deadline=None, max_examples=40)
def test_what_is_free_is_what_counting_by_hand_finds(taken: list[Taken], lines: int) -> None:
    room = [line for line in range(1, lines + 1) if not any(t.line == line and touch(SLOT, t) for t in taken)]
    assert free([SLOT], taken, lines) == ((SLOT,) if room else ())
    assert free_line(SLOT, taken, lines) == (room[0] if room else None)


# ── Clocks that change ─────────────────────────────────────────────────────────────────


def night(now: datetime, first: datetime) -> list[str]:
    """The slots of one night from 22:00 to 06:00, on the desk's clock."""
    return [
        f"{slot.start.astimezone(LA):%H:%M}"
        for slot in by_night().between(now)
        if first <= slot.start < first + timedelta(hours=12)
    ]


def test_in_spring_the_hour_that_the_clocks_skip_holds_no_slot() -> None:
    slots = night(local(2027, 3, 12, 12), local(2027, 3, 13, 22))
    assert slots == [
        *("22:00", "22:30", "23:00", "23:30", "00:00", "00:30", "01:00", "01:30"),
        *("03:00", "03:30", "04:00", "04:30", "05:00", "05:30"),
    ]


def test_in_autumn_no_slot_begins_or_ends_in_the_hour_that_comes_twice() -> None:
    slots = night(local(2027, 11, 5, 12), local(2027, 11, 6, 22))
    assert slots == [
        *("22:00", "22:30", "23:00", "23:30", "00:00"),
        *("02:00", "02:30", "03:00", "03:30", "04:00", "04:30", "05:00", "05:30"),
    ]


def test_after_midnight_the_rest_of_the_night_can_still_be_asked_for() -> None:
    offered = [slot.start.astimezone(LA) for slot in by_night().between(local(2027, 1, 13, 2, 10), 0)]
    assert f"{offered[0]:%a %H:%M}" == "Wed 03:30"
    assert [f"{at:%H:%M}" for at in offered[:6]] == ["03:30", "04:00", "04:30", "05:00", "05:30", "22:00"]


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        ("2026-12-17 10:30", datetime(2026, 12, 17, 18, 30, tzinfo=UTC)),
        ("2027-03-14 01:59", datetime(2027, 3, 14, 9, 59, tzinfo=UTC)),
        ("2027-03-14 02:30", None),
        ("2027-03-14 03:00", datetime(2027, 3, 14, 10, 0, tzinfo=UTC)),
        ("2027-11-07 00:59", datetime(2027, 11, 7, 7, 59, tzinfo=UTC)),
        ("2027-11-07 01:30", None),
        ("2027-11-07 02:00", datetime(2027, 11, 7, 10, 0, tzinfo=UTC)),
        ("9999-12-31 23:00", None),
    ],
)
def test_a_time_on_the_desks_clock_is_one_moment_or_none(wall: str, moment: datetime | None) -> None:
    assert moment_of(datetime.fromisoformat(wall), "America/Los_Angeles") == moment


def test_slots_that_do_not_fill_the_day_leave_its_rest() -> None:
    rules = Slots(minutes=50, from_staffed_hours_ahead=0.5, to_business_days_ahead=1, lines=1,
                  decide_within_business_days=1)  # fmt: skip
    desk = Calendar("UTC", Week(wednesday=OpenHours(time(9), time(12)), thursday=OpenHours(time(9), time(12))))
    offered = [*Grid(desk, desk, rules).between(datetime(2026, 12, 16, 8, tzinfo=UTC))]
    assert [f"{slot.start:%a %H:%M}" for slot in offered] == [
        *("Wed 09:50", "Wed 10:40"), *("Thu 09:00", "Thu 09:50", "Thu 10:40"),
    ]  # fmt: skip


@pytest.mark.parametrize("desk", [by_day, by_night], ids=["by day", "by night"])
def test_ten_years_around_every_change_of_clocks(desk: Callable[[], Grid]) -> None:
    years = TenYears(desk(), days_ahead=1)
    for now in sampled(years.grid.desk.zone):
        years.at(now)
    assert years.moments > 900
    assert len(years.known) > 5000


@pytest.mark.parametrize("zone", ["Africa/Cairo", "Australia/Lord_Howe"])
def test_ten_years_of_desks_whose_clocks_change_otherwise(zone: str) -> None:
    years = TenYears(by_night(zone), days_ahead=0)
    for day in changes(zone):
        for now in every(timedelta(hours=5, minutes=15), day - DAY, day):
            years.at(now)
    assert len(years.known) > 500
