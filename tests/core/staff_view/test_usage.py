"""How the parts of a staff's line are read: numbers, days, times."""

from datetime import UTC, date, datetime

import pytest

from bot.core.staff_view.usage import Dated, Usage, bare, dated, day, day_ahead, listed_numbers, numbered, second
from bot.core.text.surface import Msg, desk_
from tests.reading import words

HALF_PAST_TEN = datetime.fromisoformat("2026-12-17 10:30")
"""On the desk's clock, without a zone."""


def test_a_command_is_written_with_what_follows_it() -> None:
    assert Usage("reply", "<number> <text>", desk_("answer the client")).line == "reply <number> <text>"
    assert Usage("mine", "", desk_("your tickets")).line == "mine"
    assert Usage("show", "<number>", desk_("a ticket")).of_ticket
    assert not Usage("claim", "[number]", desk_("take one")).of_ticket


@pytest.mark.parametrize("line", ["/queue", "/desk queue", "desk queue", " queue "])
def test_what_a_platform_puts_before_it_goes(line: str) -> None:
    assert bare(line) == "queue"


@pytest.mark.parametrize(
    ("rest", "read"),
    [
        ("12", (12, "")), ("#12 hello there ", (12, "hello there")), ("12: hello", (12, "hello")),
        ("twelve", None), ("1234567890", None), ("12x", None), ("", None),
    ],
)  # fmt: skip
def test_a_number_stands_first(rest: str, read: tuple[int, str] | None) -> None:
    assert numbered(rest) == read


@pytest.mark.parametrize(
    ("rest", "read"), [("into 7", (7, "")), ("TO #7: now", (7, "now")), ("7 now", (7, "now")), ("with 7", None)]
)
def test_a_second_number_may_stand_behind_a_word(rest: str, read: tuple[int, str] | None) -> None:
    assert second(rest) == read


@pytest.mark.parametrize(
    ("rest", "numbers", "words"),
    [
        ("12", (12,), ""),
        ("12 13 14 the disk is full", (12, 13, 14), "the disk is full"),
        ("#12, #13 and 14: the disk", (12, 13, 14), "the disk"),
        ("12 13 12", (12, 13), ""),
        ("12: 3 disks are full", (12,), "3 disks are full"),
        ("12 and the disk is full", (12,), "and the disk is full"),
        ("the disk is full", (), "the disk is full"),
        ("", (), ""),
    ],
)
def test_several_numbers_stand_first_each_once_as_far_as_a_colon(
    rest: str, numbers: tuple[int, ...], words: str
) -> None:
    assert listed_numbers(rest) == (numbers, words)


@pytest.mark.parametrize(
    ("rest", "until", "read"),
    [
        ("2026-12-17 10:30", False, Dated(HALF_PAST_TEN, "")),
        ("to 2026-12-17T10:30 a meeting", False, Dated(HALF_PAST_TEN, "a meeting")),
        ("2026-12-17T10:30Z", False, Dated(HALF_PAST_TEN.replace(tzinfo=UTC), "")),
        ("until 2026-12-17 10:30 for once", True, Dated(HALF_PAST_TEN, "for once")),
        ("until 2026-12-17 10:30", False, None),
        ("tomorrow", False, None),
    ],
)
def test_a_day_and_a_time_are_the_desks_unless_they_end_in_z(rest: str, until: bool, read: Dated | None) -> None:
    assert dated(rest, until=until) == read


@pytest.mark.parametrize(
    ("at", "near"),
    [
        ("2026-02-30 10:30", "2026-02-28 10:30"),
        ("2026-12-17 24:00", "2026-12-17 23:00"),
        ("2026-12-17 9:75", "2026-12-17 09:59"),
        ("2026-13-00 10:30", "2026-12-01 10:30"),
        ("9999-12-31 23:59", "2400-12-31 23:59"),
        ("0000-00-31 23:59", "1970-01-31 23:59"),
    ],
)
def test_a_day_or_time_that_there_is_not_is_named_with_the_nearest(at: str, near: str) -> None:
    refused = dated(at)
    assert isinstance(refused, Msg)
    assert words(refused) == f"There is no {at}. Did you mean {near}?"


@pytest.mark.parametrize(("written", "near"), [("2027-02-29", "2027-02-28"), ("2027-1-4", "2027-01-04")])
def test_a_day_that_there_is_not_is_named_with_the_nearest(written: str, near: str) -> None:
    refused = day(f"{written} team day")
    assert isinstance(refused, Msg)
    assert words(refused) == f"There is no {written}. Did you mean {near}?"


TODAY = date(2026, 12, 16)
"""A wednesday."""


@pytest.mark.parametrize(
    ("word", "ahead"),
    [("2027-01-05", date(2027, 1, 5)), ("tomorrow", date(2026, 12, 17)), ("Friday", date(2026, 12, 18)),
     ("fri", date(2026, 12, 18)), ("wednesday", date(2026, 12, 23)), ("tue", date(2026, 12, 22)),
     ("7d", date(2026, 12, 23)), ("2W", date(2026, 12, 30))],
)  # fmt: skip
def test_a_day_ahead_may_be_said_in_a_word(word: str, ahead: date) -> None:
    assert day_ahead(word, TODAY) == ahead


def test_a_day_has_a_reason_behind_it() -> None:
    assert day("2027-01-04 team day") == (date(2027, 1, 4), "team day")
    assert day("2027-01-04") == (date(2027, 1, 4), "")
    assert day("tomorrow off") is None


@pytest.mark.parametrize(
    ("word", "near"),
    [("2027-02-30", "2027-02-28"), ("2027-13-01", "2027-01-05"), ("2027-0-40", "2027-01-05"), ("soon", "2027-01-05"),
     ("0-02-30", "2027-01-05"), ("2027-02-0", "2027-01-05"), ("fridya", "friday"), ("tomorow", "tomorrow"),
     ("fr", "2027-01-05")],
)  # fmt: skip
def test_a_day_that_there_isnt_gets_the_nearest(word: str, near: str) -> None:
    said = day_ahead(word, TODAY)
    assert isinstance(said, Msg)
    assert words(said) == f"There is no day {word}. Write one such as {near}."
