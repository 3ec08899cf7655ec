"""How much of a promise is used, as staff see it."""

from datetime import timedelta

from bot.config import policy_file
from bot.core.model.tickets import State
from bot.core.rules.promise_times import times, used_percent
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


def test_nothing_is_owed_once_it_was_answered_or_closed() -> None:
    assert used_percent(CALENDAR, ticket(answered_at=WEDNESDAY), WEDNESDAY) is None
    assert used_percent(CALENDAR, ticket(state=State.SOLVED), WEDNESDAY) is None


def test_an_unreadable_message_says_so_without_its_words() -> None:
    assert "can't be read" in str(MessageUnreadable())
