"""From when on a new account is heard, one second around it."""

from datetime import timedelta

from bot.core.rules.limits.newcomers import welcome_from
from tests.builders import WEDNESDAY


def test_an_account_is_heard_once_it_is_old_enough() -> None:
    old_enough = WEDNESDAY + timedelta(days=3)
    assert welcome_from(WEDNESDAY, 3, old_enough - timedelta(seconds=1)) == old_enough
    assert welcome_from(WEDNESDAY, 3, old_enough) is None


def test_without_a_limit_or_a_date_everybody_is_heard() -> None:
    assert welcome_from(WEDNESDAY, 0, WEDNESDAY) is None
    assert welcome_from(None, 3, WEDNESDAY) is None
