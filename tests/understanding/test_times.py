"""Times in words: what was labelled is read, and what is labelled nothing isn't."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calendar.spoken_times import Days
from bot.understanding.times import read_time
from tests.builders import LANGUAGES
from tests.understanding.times import NOW, Labelled, load

HELD_OUT_MIN = 0.95


@pytest.mark.parametrize("labelled", [each for each in load() if each.half == "tuning"], ids=lambda each: each.said)
def test_what_was_labelled_is_read(labelled: Labelled) -> None:
    assert labelled.right(read_time(labelled.said, NOW, LANGUAGES))


def test_so_is_nearly_all_of_the_half_that_nobody_tuned_on() -> None:
    held_out = [each for each in load() if each.half == "heldout"]
    right = sum(each.right(read_time(each.said, NOW, LANGUAGES)) for each in held_out)
    assert right / len(held_out) >= HELD_OUT_MIN


@pytest.mark.parametrize(
    ("said", "day"),
    [("no, please call me tomorrow at 3", "2026-12-17"), ("no mail, call me friday 15:00", "2026-12-18")],
)
def test_a_no_about_something_else_takes_no_day_away(said: str, day: str) -> None:
    read = read_time(said, NOW, LANGUAGES)
    assert read is not None
    assert [str(each.first) for each in read.days if isinstance(each, Days)] == [day]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "please",
        "1001",
        "yes",
        "25:00",
        "10:60",
        "13 pm",
        "0 am",
        "30 Feb",
        "2026-02-30",
        "123 Dec",
    ],
)
def test_what_is_no_time_is_none(said: str) -> None:
    assert read_time(said, NOW, LANGUAGES) is None


WORDS = st.sampled_from(
    ["tomorrow", "at", "3", "pm", "17.12.", "between", "and", "next", "monday", "halb", "acht", "in", "2", "not",
     "mañana", "por la tarde", "19:30", "-", "the", "21st", "Jan", "2027", "after", "before", "half past", "99", "."]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=12).map(" ".join)))
@settings(deadline=None, max_examples=200)
def test_no_text_is_too_strange(said: str) -> None:
    read = read_time(said, NOW, LANGUAGES)
    assert read is None or read.days or read.clocks


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("are you open on christmas eve?", "2026-12-24"),
        ("habt ihr an Silvester offen", "2026-12-31"),
        ("¿abrís en Nochebuena?", "2026-12-24"),
        ("what about new year's day", "2027-01-01"),
        ("am tag der deutschen einheit", "2027-10-03"),
    ],
)
def test_a_day_may_be_named_by_its_feast(said: str, day: str) -> None:
    read = read_time(said, NOW, LANGUAGES)
    assert read is not None
    assert [str(each.first) for each in read.days if isinstance(each, Days)] == [day]
