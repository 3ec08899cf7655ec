"""Articles that solve less than they did: said only where chance doesn't explain it."""

from datetime import UTC, datetime

from bot.core.calendar.time_range import Span
from bot.core.reports.answer_rate import Fallen, fallen, stretches
from bot.core.reports.deflection import Questions
from bot.core.reports.statistics import Share


def asked(solved: int, not_solved: int, silent: int = 0) -> Questions:
    """Questions about an article, those it didn't solve half left and half for a person."""
    return Questions(solved, silent, not_solved // 2, not_solved - not_solved // 2)


def test_one_that_solves_less_is_named_with_both_shares() -> None:
    before = {"webmail": asked(80, 20), "dns": asked(80, 20), "old": asked(80, 20), "": asked(80, 20)}
    lately = {"webmail": asked(12, 18), "dns": asked(24, 6), "new": asked(0, 30), "": asked(0, 30)}
    assert fallen(before, lately) == (Fallen("webmail", Share(80, 100), Share(12, 30)),)


def test_a_little_less_is_chance() -> None:
    assert fallen({"webmail": asked(80, 20)}, {"webmail": asked(20, 10)}) == ()


def test_intervals_that_just_meet_are_chance() -> None:
    """Of 80 in 100 the interval begins at 71 %; of 15 in 30 it ends at 67 %, of 17 in 30 at 73 %."""
    before = {"webmail": asked(80, 20)}
    assert fallen(before, {"webmail": asked(15, 15)})
    assert not fallen(before, {"webmail": asked(17, 13)})


def test_of_few_questions_nothing_is_said() -> None:
    assert fallen({"webmail": asked(100, 0)}, {"webmail": asked(0, 19)}) == ()
    assert fallen({"webmail": asked(19, 0)}, {"webmail": asked(0, 100)}) == ()
    assert fallen({"webmail": asked(20, 0)}, {"webmail": asked(0, 20)})


def test_silence_says_neither() -> None:
    assert fallen({"webmail": asked(80, 20)}, {"webmail": asked(24, 6, silent=500)}) == ()
    assert fallen({"webmail": asked(80, 0, silent=9)}, {"webmail": asked(5, 5, silent=90)}) == ()


def test_more_than_before_is_no_fall() -> None:
    assert fallen({"webmail": asked(20, 80)}, {"webmail": asked(30, 0)}) == ()


def test_the_last_month_and_the_half_year_before() -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    begun = datetime(2026, 10, 31, tzinfo=UTC)
    assert stretches(now) == (Span(datetime(2026, 5, 4, tzinfo=UTC), begun), Span(begun, now))
