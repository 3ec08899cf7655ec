"""How soon something is tried again, by the second."""

from bot.core.rules.backoff import LATER_SECONDS, SOON_FOR_SECONDS, SOON_SECONDS, Backoff, doubling


def test_pauses_double_up_to_the_longest() -> None:
    assert [doubling(failures, 60) for failures in (0, 1, 2, 5, 6, 10_000)] == [1, 2, 4, 32, 60, 60]


def test_an_outage_is_looked_at_often_at_first_and_less_often_later() -> None:
    backoff = Backoff()
    assert [backoff.again_in(attempts, 1000) for attempts in (1, 2, 5)] == [2, 4, SOON_SECONDS]
    assert backoff.again_in(5, 1000 + SOON_FOR_SECONDS - 1) == SOON_SECONDS
    assert backoff.again_in(5, 1000 + SOON_FOR_SECONDS) == LATER_SECONDS


def test_a_platform_that_answered_is_looked_at_often_again() -> None:
    backoff = Backoff()
    backoff.again_in(5, 1000)
    backoff.answered()
    assert backoff.again_in(5, 1000 + SOON_FOR_SECONDS) == SOON_SECONDS
