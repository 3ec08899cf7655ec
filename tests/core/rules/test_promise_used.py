"""How much of a promise is used, as staff see it."""

from datetime import timedelta

from bot.config import policy_file
from bot.core.model.tickets import State
from bot.core.rules.promise_times import left, times, used_percent
from bot.core.text.errors import MessageUnreadable
from tests.builders import WEDNESDAY, policy, ticket

CALENDAR = policy_file.calendar_for(policy(), range(2026, 2028))
PROMISED = times(CALENDAR, policy().promises, WEDNESDAY).promise_at


def test_a_new_ticket_has_used_nothing_and_half_way_it_is_half() -> None:
    waiting = ticket(promise_at=PROMISED)
    assert used_percent(CALENDAR, waiting, WEDNESDAY) == 0
    assert used_percent(CALENDAR, waiting, WEDNESDAY + timedelta(days=1)) == 50


def test_it_is_a_hundred_only_when_the_promise_is_there() -> None:
    waiting = ticket(promise_at=PROMISED)
    assert used_percent(CALENDAR, waiting, PROMISED - timedelta(seconds=1)) == 99
    assert used_percent(CALENDAR, waiting, PROMISED) == 100


def test_a_promise_without_staffed_time_is_used_up() -> None:
    night = WEDNESDAY + timedelta(hours=10)
    promised = ticket(filed_at=night, promise_at=night + timedelta(minutes=5))
    assert used_percent(CALENDAR, promised, night) == 100


def test_what_is_left_is_staffed_time_and_so_is_how_late_it_is() -> None:
    waiting = ticket(promise_at=PROMISED)
    hour = timedelta(hours=1)
    assert left(CALENDAR, waiting, WEDNESDAY) == 24 * hour
    assert left(CALENDAR, waiting, WEDNESDAY + 12 * hour) == 24 * hour - 7 * hour + 10 * timedelta(minutes=1)
    assert left(CALENDAR, waiting, PROMISED) == timedelta(0)
    assert left(CALENDAR, waiting, PROMISED + hour) == -hour
    assert left(CALENDAR, ticket(answered_at=WEDNESDAY), WEDNESDAY) is None
    assert left(CALENDAR, ticket(state=State.SOLVED), WEDNESDAY) is None


def test_a_promise_that_ends_at_an_opening_isnt_missed_in_the_night_before() -> None:
    opening = CALENDAR.window((WEDNESDAY + timedelta(days=1)).date())
    assert opening is not None
    promised = ticket(promise_at=opening.start)
    assert left(CALENDAR, promised, opening.start - timedelta(hours=3)) == timedelta(seconds=1)
    assert left(CALENDAR, promised, opening.start) == timedelta(0)


def test_nothing_is_owed_once_it_was_answered_or_closed() -> None:
    assert used_percent(CALENDAR, ticket(answered_at=WEDNESDAY), WEDNESDAY) is None
    assert used_percent(CALENDAR, ticket(state=State.SOLVED), WEDNESDAY) is None


def test_an_unreadable_message_says_so_without_its_words() -> None:
    assert "can't be read" in str(MessageUnreadable())
