"""What is old by the policy, and from when on."""

from dataclasses import replace
from datetime import timedelta

from bot.core.policy import Policy, Retention
from bot.core.rules.retention import Copies, outlived
from tests.builders import WEDNESDAY, policy


def keeping(sent: int, received: int, reopen: int = 14) -> Policy:
    """A policy that keeps copies for so many days, and lets tickets be reopened for so many."""
    rules = policy()
    promises = replace(rules.promises, reopen_window_days=reopen)
    return replace(rules, retention=Retention(sent, received), promises=promises)


def test_what_is_kept_for_so_many_days_goes_after_them() -> None:
    assert outlived(keeping(30, 60), WEDNESDAY) == (
        (Copies.SENT, WEDNESDAY - timedelta(days=30)),
        (Copies.RECEIVED, WEDNESDAY - timedelta(days=60)),
        (Copies.ORIGINS, WEDNESDAY - timedelta(days=60)),
    )


def test_where_words_came_from_is_known_as_long_as_their_ticket_can_be_reopened() -> None:
    assert (Copies.ORIGINS, WEDNESDAY - timedelta(days=90)) in outlived(keeping(30, 60, reopen=90), WEDNESDAY)


def test_what_is_kept_for_good_never_goes() -> None:
    assert outlived(keeping(0, 0), WEDNESDAY) == ()
