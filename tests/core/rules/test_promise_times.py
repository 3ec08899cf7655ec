"""What a client is told at filing: the estimate, its grace, the guarantee; and when staff are warned."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.core.calendar.business_hours import Calendar
from bot.core.policy import OpenHours, Promises, Week
from bot.core.rules.promise_times import times, warnings
from bot.core.text.errors import NoBusinessDay

PACIFIC = "America/Los_Angeles"
DAY = OpenHours(time(7), time(19))
DESK = Calendar(
    PACIFIC,
    Week(DAY, DAY, DAY, DAY, DAY),
    closed={
        date(2027, 5, 31): "Memorial Day",
        date(2027, 11, 25): "Thanksgiving",
        date(2027, 11, 26): "Day after Thanksgiving",
    },
    early={date(2027, 11, 24): time(13)},
)
NIGHT = OpenHours(time(22), time(6))
PROMISES = Promises(
    estimate_business_days=1,
    grace_staffed_hours=1,
    response_business_days=2,
    warn_at_percent=(50, 75, 100),
    reopen_window_days=14,
)


def local(words: str) -> datetime:
    """ "Tue 2027-03-02 10:00", Pacific; the weekday is for the reader, but true."""
    moment = datetime.strptime(words, "%a %Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(PACIFIC))
    assert moment.strftime("%a") == words[:3], f"{words} is a {moment:%A}"
    return moment


def shown(moment: datetime) -> str:
    assert moment.tzinfo is UTC
    return moment.astimezone(ZoneInfo(PACIFIC)).strftime("%a %Y-%m-%d %H:%M")


def told(filed: str, promises: Promises = PROMISES, desk: Calendar = DESK) -> tuple[str, str, str]:
    at = times(desk, promises, local(filed))
    return shown(at.estimate_at), shown(at.grace_until), shown(at.promise_at)


@pytest.mark.parametrize(
    ("filed", "estimate", "grace", "promise"),
    [
        pytest.param(
            "Tue 2027-03-02 10:00",
            "Wed 2027-03-03 10:00",
            "Wed 2027-03-03 11:00",
            "Thu 2027-03-04 10:00",
            id="on an ordinary day",
        ),
        pytest.param(
            "Tue 2027-03-02 07:00",
            "Wed 2027-03-03 07:00",
            "Wed 2027-03-03 08:00",
            "Thu 2027-03-04 07:00",
            id="exactly at opening",
        ),
        pytest.param(
            "Fri 2027-03-05 18:30",
            "Mon 2027-03-08 18:30",
            "Tue 2027-03-09 07:30",
            "Tue 2027-03-09 18:30",
            id="late on a Friday: grace goes on in the morning",
        ),
        pytest.param(
            "Fri 2027-03-05 18:00",
            "Mon 2027-03-08 18:00",
            "Mon 2027-03-08 19:00",
            "Tue 2027-03-09 18:00",
            id="an hour before closing: grace ends at closing and stays there",
        ),
        pytest.param(
            "Sat 2027-03-06 12:00",
            "Tue 2027-03-09 07:00",
            "Tue 2027-03-09 08:00",
            "Wed 2027-03-10 07:00",
            id="on a Saturday: counted from Monday's opening",
        ),
        pytest.param(
            "Fri 2027-03-05 19:00",
            "Tue 2027-03-09 07:00",
            "Tue 2027-03-09 08:00",
            "Wed 2027-03-10 07:00",
            id="exactly at closing: the desk is closed",
        ),
        pytest.param(
            "Fri 2027-05-28 15:00",
            "Tue 2027-06-01 15:00",
            "Tue 2027-06-01 16:00",
            "Wed 2027-06-02 15:00",
            id="before a long weekend",
        ),
        pytest.param(
            "Tue 2027-11-23 15:00",
            "Wed 2027-11-24 13:00",
            "Mon 2027-11-29 08:00",
            "Mon 2027-11-29 15:00",
            id="before a half day: its closing, and the grace after the holidays",
        ),
        pytest.param(
            "Wed 2027-11-24 14:00",
            "Tue 2027-11-30 07:00",
            "Tue 2027-11-30 08:00",
            "Wed 2027-12-01 07:00",
            id="on a half day, after its closing",
        ),
        pytest.param(
            "Fri 2027-03-12 18:30",
            "Mon 2027-03-15 18:30",
            "Tue 2027-03-16 07:30",
            "Tue 2027-03-16 18:30",
            id="over the spring change of the clocks",
        ),
        pytest.param(
            "Fri 2027-11-05 07:15",
            "Mon 2027-11-08 07:15",
            "Mon 2027-11-08 08:15",
            "Tue 2027-11-09 07:15",
            id="over the autumn change of the clocks",
        ),
    ],
)
def test_a_ticket_filed(filed: str, estimate: str, grace: str, promise: str) -> None:
    assert told(filed) == (estimate, grace, promise)


def test_at_a_night_desk_the_hours_after_midnight_count_to_the_evening() -> None:
    desk = Calendar(PACIFIC, Week(NIGHT, NIGHT, NIGHT, NIGHT, NIGHT))

    assert told("Sat 2027-03-06 02:00", desk=desk) == (
        "Tue 2027-03-09 02:00",
        "Tue 2027-03-09 03:00",
        "Wed 2027-03-10 02:00",
    )


def test_grace_on_an_estimate_ends_with_the_guarantee() -> None:
    generous = replace(PROMISES, grace_staffed_hours=100)

    _, grace, promise = told("Tue 2027-03-02 10:00", generous)

    assert grace == promise == "Thu 2027-03-04 10:00"


def test_a_desk_that_never_opens_promises_nothing() -> None:
    with pytest.raises(NoBusinessDay):
        told("Tue 2027-03-02 10:00", desk=Calendar(PACIFIC, Week()))


# ── Warnings ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("filed", "half", "three_quarters", "due"),
    [
        ("Tue 2027-03-02 10:00", "Wed 2027-03-03 10:00", "Wed 2027-03-03 16:00", "Thu 2027-03-04 10:00"),
        ("Sat 2027-03-06 12:00", "Mon 2027-03-08 19:00", "Tue 2027-03-09 13:00", "Wed 2027-03-10 07:00"),
        ("Tue 2027-11-23 15:00", "Wed 2027-11-24 12:00", "Mon 2027-11-29 10:30", "Mon 2027-11-29 15:00"),
    ],
)
def test_staff_are_warned_by_the_staffed_time_that_has_gone(
    filed: str, half: str, three_quarters: str, due: str
) -> None:
    promise = times(DESK, PROMISES, local(filed)).promise_at

    warned = warnings(DESK, PROMISES, local(filed), promise)

    assert tuple(map(shown, warned)) == (half, three_quarters, due)
    assert warned[2] == promise


def test_a_policy_may_warn_at_other_shares() -> None:
    early = replace(PROMISES, warn_at_percent=(25, 50, 90))
    filed = local("Tue 2027-03-02 10:00")

    first, second, third = warnings(DESK, early, filed, times(DESK, early, filed).promise_at)

    assert shown(first) == "Tue 2027-03-02 16:00"
    assert shown(second) == "Wed 2027-03-03 10:00"
    assert shown(third) == "Thu 2027-03-04 07:36"


# ── For every moment ───────────────────────────────────────────────────────────────────

ZONES = (PACIFIC, "Europe/Berlin", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Chatham")
WEEKS = (
    DESK.week,
    Week(NIGHT, NIGHT, NIGHT, NIGHT, NIGHT, NIGHT, NIGHT),
    Week(*[OpenHours(time(), time())] * 7),
    Week(monday=DAY, thursday=OpenHours(time(20), time(2, 30))),
)
desks = st.builds(
    lambda zone, week: replace(DESK, zone=zone, week=week), st.sampled_from(ZONES), st.sampled_from(WEEKS)
)
moments = st.datetimes(datetime(2027, 1, 1), datetime(2036, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
promises = st.builds(
    lambda days, more, grace: Promises(days, grace, days + more, (50, 75, 100), 14),
    st.integers(1, 3),
    st.integers(0, 3),
    st.sampled_from((0, 0.25, 1, 30)),
)
gently = settings(max_examples=100, deadline=None)


@gently
@given(desks, promises, moments)
def test_every_time_that_is_told_is_one_at_which_somebody_is_or_just_was_there(
    desk: Calendar, promises: Promises, filed: datetime
) -> None:
    at = times(desk, promises, filed)

    assert filed < at.estimate_at <= at.grace_until <= at.promise_at
    for moment in (at.estimate_at, at.grace_until, at.promise_at):
        assert desk.window_at(moment) or desk.window_at(moment - timedelta(microseconds=1))


@gently
@given(desks, promises, moments, st.integers(0, 4 * 24 * 60))
def test_who_files_later_is_not_told_an_earlier_time(
    desk: Calendar, promises: Promises, filed: datetime, minutes: int
) -> None:
    later = filed + timedelta(minutes=minutes)
    tz = ZoneInfo(desk.zone)
    assume(not filed.astimezone(tz).fold and not later.astimezone(tz).fold)
    told, told_later = times(desk, promises, filed), times(desk, promises, later)

    assert told.estimate_at <= told_later.estimate_at
    assert told.grace_until <= told_later.grace_until
    assert told.promise_at <= told_later.promise_at


@gently
@given(desks, promises, moments)
def test_warnings_rise_from_filing_to_the_promise(desk: Calendar, promises: Promises, filed: datetime) -> None:
    promise = times(desk, promises, filed).promise_at
    first, second, third = warnings(desk, promises, filed, promise)

    assert filed < first < second < third == promise
    staffed = desk.staffed_between(filed, promise)
    assert abs(desk.staffed_between(filed, first) - staffed / 2) <= timedelta(microseconds=1)
