"""The business calendar: a Pacific office, a desk at night, and every kind of clock change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.core.calendar.business_hours import Calendar, Window
from bot.core.policy import OpenHours, Week
from bot.core.text.errors import NoBusinessDay

PACIFIC = "America/Los_Angeles"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def hours(opening: str, closing: str) -> OpenHours:
    return OpenHours(time.fromisoformat(opening), time.fromisoformat(closing))


def weekdays(opening: str, closing: str) -> Week:
    day = hours(opening, closing)
    return Week(day, day, day, day, day)


def every_day(opening: str, closing: str) -> Week:
    return replace(weekdays(opening, closing), saturday=hours(opening, closing), sunday=hours(opening, closing))


def local(words: str, zone: str = PACIFIC) -> datetime:
    """ "Tue 2027-03-02 10:00", the weekday being for the reader, but true."""
    weekday, rest = words.split(" ", 1)
    moment = datetime.fromisoformat(rest).replace(tzinfo=ZoneInfo(zone))
    assert moment.strftime("%a") == weekday, f"{rest} is a {moment:%A}"
    return moment


def shown(moment: datetime, zone: str = PACIFIC) -> str:
    assert moment.tzinfo is UTC
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


OFFICE = Calendar(
    PACIFIC,
    weekdays("07:00", "19:00"),
    closed={date(2027, 5, 31): "Memorial Day", date(2027, 11, 25): "Thanksgiving"},
    early={date(2027, 11, 24): time(13)},
)
NIGHT = Calendar(PACIFIC, weekdays("22:00", "06:00"))
LATE = Calendar(PACIFIC, weekdays("18:00", "00:00"))
ALWAYS = Calendar(PACIFIC, every_day("00:00", "00:00"))
NEVER = Calendar(PACIFIC, Week())


# ── When is the desk open? ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("desk", "moment", "is_open"),
    [
        (OFFICE, "Tue 2027-03-02 06:59", False),
        (OFFICE, "Tue 2027-03-02 07:00", True),
        (OFFICE, "Tue 2027-03-02 18:59", True),
        (OFFICE, "Tue 2027-03-02 19:00", False),
        (OFFICE, "Sat 2027-03-06 12:00", False),
        (OFFICE, "Mon 2027-05-31 12:00", False),
        (OFFICE, "Wed 2027-11-24 12:59", True),
        (OFFICE, "Wed 2027-11-24 13:00", False),
        (NIGHT, "Mon 2027-03-01 05:00", False),
        (NIGHT, "Mon 2027-03-01 23:00", True),
        (NIGHT, "Tue 2027-03-02 05:59", True),
        (NIGHT, "Tue 2027-03-02 06:00", False),
        (NIGHT, "Sat 2027-03-06 05:00", True),
        (NIGHT, "Sat 2027-03-06 23:00", False),
        (LATE, "Mon 2027-03-01 23:59", True),
        (LATE, "Tue 2027-03-02 00:00", False),
        (ALWAYS, "Sun 2027-03-14 03:00", True),
    ],
)
def test_open_from_the_opening_until_just_before_the_closing(desk: Calendar, moment: str, is_open: bool) -> None:
    assert (desk.window_at(local(moment)) is not None) is is_open


def test_what_happens_after_midnight_belongs_to_the_evening_before() -> None:
    window = NIGHT.window_at(local("Tue 2027-03-02 02:00"))

    assert window is not None
    assert window.day == date(2027, 3, 1)
    assert shown(window.start) == "Mon 2027-03-01 22:00"
    assert shown(window.end) == "Tue 2027-03-02 06:00"


def test_a_night_before_a_closed_day_is_worked_to_its_end() -> None:
    desk = replace(NIGHT, closed={date(2027, 3, 2): "Inventory"})

    assert desk.window_at(local("Tue 2027-03-02 05:00"))
    assert not desk.window_at(local("Tue 2027-03-02 23:00"))


def test_a_half_day_at_night_may_end_before_or_after_midnight() -> None:
    desk = replace(NIGHT, early={date(2027, 3, 1): time(23), date(2027, 3, 3): time(2)})

    assert shown(desk.add_staffed(local("Mon 2027-03-01 22:00"), HOUR)) == "Mon 2027-03-01 23:00"
    assert shown(desk.add_staffed(local("Wed 2027-03-03 22:00"), 4 * HOUR)) == "Thu 2027-03-04 02:00"
    assert shown(desk.add_staffed(local("Wed 2027-03-03 22:00"), 5 * HOUR)) == "Thu 2027-03-04 23:00"


def test_a_half_day_never_makes_a_day_longer() -> None:
    desk = replace(OFFICE, early={date(2027, 3, 2): time(22)})

    assert not desk.window_at(local("Tue 2027-03-02 20:00"))


def test_a_closed_day_stays_closed_even_if_it_is_a_half_day_too() -> None:
    desk = replace(OFFICE, closed={date(2027, 3, 2): "Inventory"}, early={date(2027, 3, 2): time(12)})

    assert desk.window(date(2027, 3, 2)) is None


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("Tue 2027-03-02 12:34", "Tue 2027-03-02 12:34"),
        ("Tue 2027-03-02 03:00", "Tue 2027-03-02 07:00"),
        ("Tue 2027-03-02 19:00", "Wed 2027-03-03 07:00"),
        ("Fri 2027-05-28 20:00", "Tue 2027-06-01 07:00"),
    ],
)
def test_work_begins_at_the_next_opening(moment: str, opening: str) -> None:
    assert OFFICE.add_staffed(local(moment), MINUTE) == local(opening) + MINUTE


def test_the_next_business_day_skips_weekends_and_holidays() -> None:
    assert OFFICE.next_business_day(date(2027, 5, 27)) == date(2027, 5, 28)
    assert OFFICE.next_business_day(date(2027, 5, 28)) == date(2027, 6, 1)


def test_a_calendar_keeps_what_it_was_made_of() -> None:
    closed: dict[date, str] = {}
    desk = replace(OFFICE, closed=closed)
    closed[date(2027, 3, 2)] = "Inventory"

    assert desk.window_at(local("Tue 2027-03-02 12:00"))
    assert desk == replace(OFFICE, closed={})
    assert hash(desk) == hash(OFFICE)


# ── Staffed time ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "staffed", "end"),
    [
        ("Tue 2027-03-02 10:00", 1.0, "Tue 2027-03-02 11:00"),
        ("Tue 2027-03-02 18:00", 1.0, "Tue 2027-03-02 19:00"),
        ("Tue 2027-03-02 18:30", 1.0, "Wed 2027-03-03 07:30"),
        ("Fri 2027-03-05 18:30", 1.0, "Mon 2027-03-08 07:30"),
        ("Sat 2027-03-06 12:00", 0.0, "Mon 2027-03-08 07:00"),
        ("Tue 2027-03-02 19:00", 0.0, "Tue 2027-03-02 19:00"),
        ("Tue 2027-03-02 19:00", 0.5, "Wed 2027-03-03 07:30"),
        ("Tue 2027-03-02 07:00", 36.0, "Thu 2027-03-04 19:00"),
        ("Tue 2027-11-23 18:00", 8.0, "Fri 2027-11-26 08:00"),
    ],
)
def test_adding_staffed_hours(start: str, staffed: float, end: str) -> None:
    assert shown(OFFICE.add_staffed(local(start), staffed * HOUR)) == end


def test_staffed_time_is_never_taken_away() -> None:
    with pytest.raises(ValueError, match="never taken away"):
        OFFICE.add_staffed(local("Tue 2027-03-02 10:00"), -MINUTE)


@pytest.mark.parametrize(
    ("start", "end", "staffed"),
    [
        ("Tue 2027-03-02 10:00", "Tue 2027-03-02 11:30", 1.5),
        ("Fri 2027-03-05 18:30", "Mon 2027-03-08 07:30", 1.0),
        ("Fri 2027-05-28 07:00", "Tue 2027-06-01 19:00", 24.0),
        ("Sat 2027-03-06 01:00", "Sun 2027-03-07 23:00", 0.0),
        ("Tue 2027-03-02 11:30", "Tue 2027-03-02 10:00", -1.5),
    ],
)
def test_staffed_time_between_two_moments(start: str, end: str, staffed: float) -> None:
    assert OFFICE.staffed_between(local(start), local(end)) == staffed * HOUR


def test_a_night_in_which_the_clocks_change_is_shorter_or_longer() -> None:
    desk = Calendar(PACIFIC, every_day("22:00", "06:00"))

    assert desk.staffed_between(local("Sat 2027-03-13 12:00"), local("Sun 2027-03-14 12:00")) == 7 * HOUR
    assert desk.staffed_between(local("Sat 2027-11-06 12:00"), local("Sun 2027-11-07 12:00")) == 9 * HOUR


# ── The same clock time ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("desk", "start", "days", "end"),
    [
        (OFFICE, "Tue 2027-03-02 10:00", 0, "Tue 2027-03-02 10:00"),
        (OFFICE, "Tue 2027-03-02 10:00", 1, "Wed 2027-03-03 10:00"),
        (OFFICE, "Fri 2027-03-05 18:30", 1, "Mon 2027-03-08 18:30"),
        (OFFICE, "Sat 2027-03-06 12:00", 1, "Tue 2027-03-09 07:00"),
        (OFFICE, "Fri 2027-05-28 15:00", 2, "Wed 2027-06-02 15:00"),
        (OFFICE, "Tue 2027-11-23 15:00", 1, "Wed 2027-11-24 13:00"),
        (OFFICE, "Fri 2027-03-12 18:30", 1, "Mon 2027-03-15 18:30"),
        (OFFICE, "Fri 2027-11-05 07:00", 1, "Mon 2027-11-08 07:00"),
        (NIGHT, "Mon 2027-03-01 23:00", 1, "Tue 2027-03-02 23:00"),
        (NIGHT, "Tue 2027-03-02 02:00", 1, "Wed 2027-03-03 02:00"),
        (NIGHT, "Sat 2027-03-06 02:00", 1, "Tue 2027-03-09 02:00"),
        (NIGHT, "Tue 2027-03-02 12:00", 1, "Wed 2027-03-03 22:00"),
    ],
)
def test_the_same_clock_time_some_business_days_later(desk: Calendar, start: str, days: int, end: str) -> None:
    assert shown(desk.same_clock(local(start), days)) == end


def test_a_day_that_opens_later_gives_its_opening() -> None:
    desk = Calendar(PACIFIC, replace(weekdays("07:00", "19:00"), wednesday=hours("09:00", "19:00")))

    assert shown(desk.same_clock(local("Tue 2027-03-02 08:00"), 1)) == "Wed 2027-03-03 09:00"


def test_a_time_that_the_clocks_skip_is_the_moment_when_they_jump() -> None:
    assert shown(ALWAYS.same_clock(local("Sat 2027-03-13 02:30"), 1)) == "Sun 2027-03-14 03:00"
    assert shown(ALWAYS.same_clock(local("Sat 2027-03-13 02:59:59.5"), 1)) == "Sun 2027-03-14 03:00"


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    twice = ALWAYS.same_clock(local("Sat 2027-11-06 01:30"), 1)

    assert twice == datetime(2027, 11, 7, 8, 30, tzinfo=UTC)
    assert shown(twice) == shown(twice + HOUR) == "Sun 2027-11-07 01:30"


def test_filed_the_second_time_the_clock_says_so_it_is_still_that_clock_time() -> None:
    second = local("Sun 2027-11-07 01:30").replace(fold=1)

    assert shown(ALWAYS.same_clock(second, 1)) == "Mon 2027-11-08 01:30"


def test_hours_within_the_jump_of_the_clocks_do_not_happen() -> None:
    desk = Calendar(PACIFIC, every_day("02:10", "02:50"))

    assert desk.window(date(2027, 3, 14)) is None
    assert desk.next_business_day(date(2027, 3, 13)) == date(2027, 3, 15)


def test_a_midnight_that_is_skipped_still_divides_two_days() -> None:
    """In Cairo the clocks go from Thursday 23:59 to Friday 01:00."""
    desk = Calendar("Africa/Cairo", every_day("00:00", "00:00"))
    thursday, friday = desk.window(date(2027, 4, 29)), desk.window(date(2027, 4, 30))

    assert thursday is not None
    assert friday is not None
    assert thursday.end == friday.start
    assert shown(friday.start, "Africa/Cairo") == "Fri 2027-04-30 01:00"
    assert friday.end - friday.start == 23 * HOUR


# ── What can't be answered ─────────────────────────────────────────────────────────────


def test_a_desk_that_never_opens_is_never_open() -> None:
    noon = local("Tue 2027-03-02 12:00")

    assert not NEVER.window_at(noon)
    assert NEVER.staffed_between(noon, noon + 30 * DAY) == timedelta(0)


QUESTIONS: dict[str, Callable[[Calendar, datetime], object]] = {
    "add staffed": lambda desk, t: desk.add_staffed(t, HOUR),
    "same clock": lambda desk, t: desk.same_clock(t, 1),
    "next business day": lambda desk, t: desk.next_business_day(t.date()),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_a_desk_that_never_opens_says_so(question: Callable[[Calendar, datetime], object]) -> None:
    with pytest.raises(NoBusinessDay, match="no business day within 750 days from 2027-03-0"):
        question(NEVER, local("Tue 2027-03-02 12:00"))


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        OFFICE.add_staffed(datetime(2027, 3, 2, 12), HOUR)  # noqa: DTZ001 - that's the point


# ── For every desk and every moment ────────────────────────────────────────────────────

ZONES = (
    PACIFIC,
    "America/Nuuk",
    "America/St_Johns",
    "Europe/Berlin",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
)
WEEKS = (
    weekdays("07:00", "19:00"),
    weekdays("22:00", "06:00"),
    every_day("00:00", "00:00"),
    every_day("18:00", "00:00"),
    every_day("01:45", "02:15"),
    every_day("02:05", "02:25"),
    every_day("22:30", "00:30"),
    Week(saturday=hours("10:00", "14:00")),
    Week(monday=hours("07:00", "19:00"), tuesday=hours("20:00", "02:30"), wednesday=hours("09:00", "12:00")),
)
FIRST, LAST = datetime(2027, 1, 1, tzinfo=UTC), datetime(2036, 12, 1, tzinfo=UTC)


@lru_cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The noons (UTC) before each change of a zone's offset; any noon where it never changes."""
    tz = ZoneInfo(zone)
    noons = [FIRST + 12 * HOUR + n * DAY for n in range((LAST - FIRST).days)]
    found = [t for t in noons if t.astimezone(tz).utcoffset() != (t + DAY).astimezone(tz).utcoffset()]
    return tuple(found) or (noons[0],)


@st.composite
def desks(draw: st.DrawFn) -> Calendar:
    zone, week = draw(st.sampled_from(ZONES)), draw(st.sampled_from(WEEKS))
    near = st.builds(lambda t, n: t.date() + n * DAY, st.sampled_from(changes(zone)), st.integers(-4, 4))
    closed = draw(st.lists(near, max_size=3))
    early = draw(st.dictionaries(near, st.times().map(lambda t: t.replace(second=0, microsecond=0)), max_size=3))
    return Calendar(zone, week, dict.fromkeys(closed, "rest"), early)


def moments(desk: Calendar) -> st.SearchStrategy[datetime]:
    """Any moment, with those around a change of the clocks and around full hours more often."""
    near = st.builds(
        lambda t, minutes: t + minutes * MINUTE,
        st.sampled_from(changes(desk.zone)),
        st.integers(-4 * 96, 6 * 96).map(lambda quarter: quarter * 15),
    )
    anytime = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC))
    return st.one_of(near, near, anytime)


@st.composite
def visits(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    desk = draw(desks())
    return desk, draw(moments(desk))


def first_window(desk: Calendar, t: datetime) -> Window:
    """Day after day until there is one that isn't over yet."""
    day = t.astimezone(ZoneInfo(desk.zone)).date()
    found = (desk.window(day + n * DAY) for n in range(-1, 30))
    return next(window for window in found if window and t < window.end)


gently = settings(max_examples=100, deadline=None)
staffed_times = st.integers(0, 3 * 24 * 60).map(lambda minutes: minutes * MINUTE)


@gently
@given(visits())
def test_work_begins_at_the_first_open_moment(visit: tuple[Calendar, datetime]) -> None:
    desk, t = visit
    opening = max(t, first_window(desk, t).start)

    assert desk.window_at(opening)
    assert desk.staffed_between(t, opening) == timedelta(0)
    assert desk.add_staffed(t, TICK) == opening + TICK


@gently
@given(visits(), staffed_times)
@example((OFFICE, local("Fri 2027-03-12 18:59")), timedelta(days=30))
def test_adding_and_measuring_staffed_time_are_inverse(visit: tuple[Calendar, datetime], staffed: timedelta) -> None:
    desk, t = visit
    end = desk.add_staffed(t, staffed)

    assert desk.staffed_between(t, end) == staffed
    assert desk.add_staffed(t, desk.staffed_between(t, end)) == end
    assert desk.window_at(end) or desk.window_at(end - timedelta(microseconds=1))


@gently
@given(visits(), staffed_times, staffed_times)
def test_staffed_time_adds_up(visit: tuple[Calendar, datetime], one: timedelta, two: timedelta) -> None:
    desk, t = visit

    assert desk.add_staffed(desk.add_staffed(t, one), two) >= desk.add_staffed(t, one)
    assert desk.add_staffed(desk.add_staffed(t, one), MINUTE + two) == desk.add_staffed(t, one + MINUTE + two)


@gently
@given(visits(), st.integers(0, 5))
def test_the_same_clock_time_is_kept_unless_that_day_has_no_such_time(
    visit: tuple[Calendar, datetime], days: int
) -> None:
    desk, t = visit
    tz = ZoneInfo(desk.zone)
    counted = max(t, first_window(desk, t).start)
    day = first_window(desk, t).day
    for _ in range(days):
        day = desk.next_business_day(day)
    goal = desk.window(day)
    assert goal is not None

    end = desk.same_clock(t, days)

    assert goal.start <= end <= goal.end
    wanted = counted.astimezone(tz).replace(tzinfo=None, fold=0) + (day - first_window(desk, t).day)
    if goal.start < end < goal.end and real(wanted, tz):
        assert end.astimezone(tz).replace(tzinfo=None) == wanted
        assert end.astimezone(tz).fold == 0


def real(wall: datetime, tz: ZoneInfo) -> bool:
    """Whether the clocks ever show it."""
    return wall.replace(tzinfo=tz).astimezone(UTC).astimezone(tz).replace(tzinfo=None) == wall


@gently
@given(visits(), st.integers(0, 3 * 96), st.integers(1, 2))
def test_who_files_later_is_not_told_an_earlier_time(
    visit: tuple[Calendar, datetime], quarters: int, days: int
) -> None:
    """But for an hour that comes twice: its second pass gives the clock times of the first again."""
    desk, t = visit
    later = t + quarters * 15 * MINUTE
    tz = ZoneInfo(desk.zone)
    assume(not t.astimezone(tz).fold and not later.astimezone(tz).fold)

    assert desk.same_clock(t, days) <= desk.same_clock(later, days)


@gently
@given(visits())
def test_business_days_follow_one_another(visit: tuple[Calendar, datetime]) -> None:
    desk, t = visit
    one = desk.window(desk.next_business_day(t.date()))
    assert one is not None
    two = desk.window(desk.next_business_day(one.day))
    assert two is not None

    assert t.date() < one.day < two.day
    assert one.start < one.end <= two.start < two.end


@gently
@given(st.integers(0, 3600), st.integers(0, 95), st.integers(0, 14 * 96))
def test_an_office_is_staffed_when_the_wall_clock_says_so(day: int, quarter: int, length: int) -> None:
    tz, step = ZoneInfo(PACIFIC), timedelta(minutes=15)
    start = FIRST + day * DAY + quarter * step
    walls = [(start + n * step).astimezone(tz) for n in range(length)]
    staffed = sum(
        wall.weekday() < 5 and 7 <= wall.hour < (13 if wall.date() in OFFICE.early else 19)
        for wall in walls
        if wall.date() not in OFFICE.closed
    )

    assert OFFICE.staffed_between(start, start + length * step) == staffed * step
