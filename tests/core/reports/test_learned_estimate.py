"""What clients are told of the desk's own figures: the learned estimate, the share of quick answers."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.config import policy_file
from bot.core.reports.learned_estimate import Learned, lasting, learned, learned_message, share_message
from bot.core.reports.statistics import Share
from tests.builders import WEDNESDAY, policy
from tests.reading import words

CALENDAR = policy_file.calendar_for(policy(), range(2025, 2029))
Response = tuple[datetime, datetime]


def after(**wait: float) -> Response:
    """A ticket filed on that wednesday, and its first response."""
    return WEDNESDAY, WEDNESDAY + timedelta(**wait)


def test_it_takes_thirty_responses_to_learn() -> None:
    assert learned([after(hours=1)] * 29, CALENDAR, policy()) is None
    assert learned([after(hours=1)] * 30, CALENDAR, policy()) == Learned(30, 3600, 3600)


def test_half_and_nine_of_ten_are_told_apart() -> None:
    waits = [after(minutes=10 * n) for n in range(1, 41)]
    assert learned(waits, CALENDAR, policy()) == Learned(40, 200 * 60, 360 * 60)


def test_nights_and_weekends_don_t_count() -> None:
    """Filed on Wednesday at 12:10, answered on Thursday at 8:10: eight hours of somebody being there."""
    assert learned([after(hours=20)] * 30, CALENDAR, policy()) == Learned(30, 8 * 3600, 8 * 3600)


def test_a_response_from_before_its_question_took_no_time() -> None:
    assert learned([after(days=-1)] * 30, CALENDAR, policy()) == Learned(30, 0, 0)


def test_only_the_last_two_hundred_count() -> None:
    latest, before = [after(hours=1)] * 200, [after(hours=5)] * 300
    assert learned([*latest, *before], CALENDAR, policy()) == Learned(200, 3600, 3600)


def test_a_policy_that_learns_from_nothing_learns_nothing() -> None:
    eager = replace(policy(), measured=replace(policy().measured, learned_from_tickets=0))
    assert learned([], CALENDAR, eager) is None


def test_clients_read_it_beside_the_estimate() -> None:
    assert words(learned_message(Learned(200, 50 * 60, 5 * 3600))) == (
        "Lately, half of our first answers came within 50 minutes and nine of ten within 5 hours,"
        " counting only the hours when we're open."
    )


def test_the_share_is_told_without_rounding_up() -> None:
    assert words(share_message(Share(1989, 2000), 8)) == (
        "Of our last 2,000 tickets, 99 % had a first answer within 8 hours, nights and weekends included."
    )
    assert "within 1 hour," in words(share_message(Share(100, 100), 1))


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "5 minutes"),
        (300, "5 minutes"),
        (301, "10 minutes"),
        (7200, "120 minutes"),
        (7201, "3 hours"),
        (3 * 3600, "3 hours"),
        (3 * 3600 + 1, "4 hours"),
    ],
)
def test_durations_are_rounded_up(seconds: int, told: str) -> None:
    assert words(lasting(seconds)) == told
