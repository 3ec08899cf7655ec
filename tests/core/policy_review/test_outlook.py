"""A policy in the year ahead: days that take every appointment, and settings that are hardly meant."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.phone_hours import phone_calendar
from bot.core.policy import ClosedDay, HalfDay, OpenHours, Policy, Week
from bot.core.policy_review.outlook import Outlook, outlook
from bot.core.text.errors import Problem
from tests.core.policy_review.test_check import NIGHT, OFFICE, PHONE, SOUND, TERMS, desk, figure, firm

TODAY = date(2027, 3, 1)
"""A monday."""
CHRISTMAS = {date(2027, 12, 24): "Christmas Day (observed)"}
PLAIN = replace(firm(terms_language="en"), closed_days=(), half_days=())
"""Nothing about it is worth a look."""


def ahead(policy: Policy, holidays: dict[date, str] | None = None) -> Outlook:
    """What is found about a policy on that monday."""
    rest = {**(holidays or {}), **{closed.day: closed.reason for closed in policy.closed_days}}
    early = {half.day: half.close for half in policy.half_days}
    return outlook(policy, Calendar(policy.firm.zone, policy.hours, rest, early), TODAY)


def remark(policy: Policy, holidays: dict[date, str] | None = None) -> Problem:
    """The only thing about it that is worth a look."""
    found = ahead(policy, holidays)
    assert found.problems == ()
    (one,) = found.remarks
    return one


def every(weekday: int, weeks: int = 160) -> tuple[ClosedDay, ...]:
    """All days of one weekday, for years."""
    first = TODAY + timedelta(days=weekday)
    return tuple(ClosedDay(first + timedelta(weeks=week), "rest") for week in range(weeks))


def test_an_ordinary_policy_can_be_kept_for_a_year() -> None:
    assert ahead(PLAIN, CHRISTMAS) == Outlook((), ())


def test_where_nothing_is_billed_no_terms_are_missed() -> None:
    assert ahead(replace(PLAIN, firm=replace(PLAIN.firm, terms_url="", terms_language="")), CHRISTMAS).remarks == ()


# ── Nothing to be had ──────────────────────────────────────────────────────────────────


def test_closed_days_that_take_every_day_of_the_desk_are_a_problem() -> None:
    (problem,) = ahead(replace(PLAIN, hours=Week(OFFICE), phone_hours=Week(PHONE), closed_days=every(0))).problems

    assert problem.where == "hours"
    assert "never opens in the next 12 months" in problem.reason


def test_closed_days_that_take_every_day_of_the_phone_are_a_problem() -> None:
    (problem,) = ahead(replace(PLAIN, phone_hours=Week(PHONE), closed_days=every(0))).problems

    assert problem.where == "phone_hours"
    assert "no appointment is to be had" in problem.reason


def test_half_days_that_end_before_the_phone_begins_take_its_appointments_as_well() -> None:
    halves = tuple(HalfDay(closed.day, time(9), "half") for closed in every(0))

    (problem,) = ahead(replace(PLAIN, phone_hours=Week(PHONE), half_days=halves)).problems

    assert problem.where == "phone_hours"


def test_a_desk_that_stops_for_good_is_a_problem_of_its_promises() -> None:
    closed = tuple(ClosedDay(TODAY + timedelta(days=n), "gone") for n in range(5, 1200))

    found = ahead(replace(PLAIN, closed_days=closed))

    assert "rests for good" in found.problems[-1].reason
    assert found.problems[-1].where == "closed_days"


def test_without_a_phone_nothing_is_said_about_appointments() -> None:
    assert ahead(replace(PLAIN, phone_hours=Week())) == Outlook((), ())


# ── Worth a look ───────────────────────────────────────────────────────────────────────


def test_a_horizon_that_leaves_days_without_an_offer() -> None:
    found = remark(replace(PLAIN, phone_hours=Week(PHONE), slots=replace(PLAIN.slots, to_business_days_ahead=2)))

    assert found.where == "slots.to_business_days_ahead"
    assert "first on 2027-03-02" in found.reason


@pytest.mark.parametrize(
    "policy", [firm(terms_url="https://example.com/{lang}"), firm(terms_url=TERMS), firm(languages=("en",))]
)
def test_terms_that_everybody_can_read_are_not_remarked_on(policy: Policy) -> None:
    assert ahead(replace(policy, half_days=())) == Outlook((), ())


def test_one_document_for_several_languages_should_say_its_own() -> None:
    found = remark(replace(SOUND, half_days=()))

    assert found.where == "firm.terms_url"
    assert "terms_language" in found.instead


def test_a_closed_day_on_which_the_desk_rests_anyway() -> None:
    found = remark(replace(PLAIN, closed_days=(ClosedDay(date(2027, 3, 6), "stock-taking"),)))

    assert (found.where, found.reason) == ("closed_days.1.day", "is a Saturday, when the desk rests anyway")


def test_a_half_day_on_a_holiday() -> None:
    found = remark(replace(PLAIN, half_days=(HalfDay(date(2027, 12, 24), time(12), "Eve"),)), CHRISTMAS)

    assert found.where == "half_days.1.day"
    assert "is a holiday (Christmas Day (observed))" in found.reason


@pytest.mark.parametrize("close", [time(9), time(10), time(10, 29)])
def test_a_half_day_without_room_for_a_call(close: time) -> None:
    found = remark(replace(PLAIN, half_days=(HalfDay(date(2027, 3, 2), close, "Eve"),)))

    assert found.where == "half_days.1.close"
    assert f"ends at {close:%H:%M}, before a call of 30 minutes fits" in found.reason


def test_a_half_day_with_room_for_one_call_is_fine() -> None:
    assert ahead(replace(PLAIN, half_days=(HalfDay(date(2027, 3, 2), time(10, 30), "Eve"),))) == Outlook((), ())


def test_a_half_day_without_a_phone_is_fine() -> None:
    halves = (HalfDay(date(2027, 3, 2), time(9), "Eve"),)
    assert ahead(replace(PLAIN, phone_hours=Week(), half_days=halves)) == Outlook((), ())


def test_grace_that_the_guarantee_cuts_short_on_some_days() -> None:
    short = OpenHours(time(10), time(11))

    found = remark(
        replace(
            PLAIN,
            hours=Week(OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, short),
            promises=replace(PLAIN.promises, grace_staffed_hours=2),
        )
    )

    assert found.where == "promises.grace_staffed_hours"
    assert "first on 2027-03-05" in found.reason


def test_a_claim_that_outlasts_the_guarantee() -> None:
    found = remark(replace(PLAIN, claims=replace(PLAIN.claims, expire_after_staffed_hours=24)))

    assert found.where == "claims.expire_after_staffed_hours"


def test_a_desk_open_at_night_has_a_year_ahead_as_well() -> None:
    night = desk(Week(*[NIGHT] * 7), phone_hours=Week(*[OpenHours(time(23), time(2))] * 7), closed_days=())

    assert [found.where for found in ahead(night).remarks] == ["firm.terms_url"]
    assert ahead(figure("slots", lines=2)).problems == ()


# ── The phone's calendar ───────────────────────────────────────────────────────────────


def phone(half: time, hours: Week = SOUND.hours, calls: Week = SOUND.phone_hours) -> Calendar:
    """The phone's calendar where the tuesday is a half day and the wednesday a holiday."""
    own = Calendar("UTC", hours, {date(2027, 3, 3): "a holiday"}, {date(2027, 3, 2): half})
    return phone_calendar(own, calls)


def test_the_phone_rests_when_the_desk_does() -> None:
    assert phone(time(12)).window(date(2027, 3, 3)) is None
    assert phone(time(12)).window(date(2027, 3, 6)) is None


def test_on_a_half_day_calls_end_with_the_desk() -> None:
    window = phone(time(12)).window(date(2027, 3, 2))

    assert window is not None
    assert (window.start.time(), window.end.time()) == (time(10), time(12))


@pytest.mark.parametrize("close", [time(8), time(10)])
def test_a_half_day_that_ends_before_the_first_call_has_none(close: time) -> None:
    assert phone(close).window(date(2027, 3, 2)) is None


def test_a_half_night_that_ends_after_midnight_keeps_its_calls_until_then() -> None:
    nights, calls = Week(*[NIGHT] * 7), Week(*[OpenHours(time(23), time(5))] * 7)

    window = phone(time(2), nights, calls).window(date(2027, 3, 2))

    assert window is not None
    assert window.end == datetime(2027, 3, 3, 2, tzinfo=UTC)
    assert phone(time(23), nights, calls).window(date(2027, 3, 2)) is None


def test_half_days_of_days_without_calls_change_nothing() -> None:
    assert phone(time(12), calls=Week(monday=PHONE)).window(date(2027, 3, 2)) is None
