"""A day and a time as clients type them, in three languages; a sentence that mentions one is none."""

from datetime import date, time

import pytest
from bot.core.calendar.time_expressions import When, when
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import LANGUAGES

TODAY = date(2026, 12, 16)
"""A wednesday."""
THURSDAY = date(2026, 12, 17)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY), ("hoy", TODAY), ("Heute", TODAY), ("tomorrow", THURSDAY), ("mañana", THURSDAY),
        ("morgen", THURSDAY), ("on Thursday, please", THURSDAY), ("el jueves", THURSDAY), ("Donnerstag", THURSDAY),
        ("wed", TODAY), ("tuesday", date(2026, 12, 22)), ("2026-12-17", THURSDAY), ("17 Dec", THURSDAY),
        ("Dec 17", THURSDAY), ("17 dic", THURSDAY), ("el 17 de diciembre", THURSDAY), ("17. Dez.", THURSDAY),
        ("Thu 17 Dec", THURSDAY), ("Donnerstag, den 17. Dezember", THURSDAY), ("3 Jan", date(2027, 1, 3)),
        ("tomorrow, thursday", THURSDAY),
    ],
)  # fmt: skip
def test_a_day_is_understood(text: str, day: date) -> None:
    assert when(text, TODAY, LANGUAGES) == When(day, None)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("19:30", time(19, 30)), ("at 7:30 pm", time(19, 30)), ("7pm", time(19)), ("12 am", time(0)),
        ("12 p.m.", time(12)), ("um 14 Uhr", time(14)), ("a las 14.30", time(14, 30)), ("9 h", time(9)),
        ("0:05", time(0, 5)),
    ],
)  # fmt: skip
def test_a_time_is_understood(text: str, at: time) -> None:
    assert when(text, TODAY, LANGUAGES) == When(None, at)


@pytest.mark.parametrize(
    "text", ["Thu 19:30", "tomorrow at 7:30 pm", "el jueves a las 19:30", "morgen um 19:30 Uhr", "2026-12-17 19:30"]
)
def test_a_day_and_a_time_together(text: str) -> None:
    assert when(text, TODAY, LANGUAGES) == When(THURSDAY, time(19, 30))


@pytest.mark.parametrize(
    "text",
    [
        "", "please", "7", "1001", "yes", "25:00", "10:60", "13 pm", "0 am", "30 Feb", "29 Feb", "2026-02-30",
        "17", "Dec", "17 18 Dec", "17 Dec Jan", "thu fri", "17 Dec evening", "2026-12-17 or later",
        "since monday", "it broke at 10:30", "my number is 030 19:30", "call me tomorrow",
        "on the thursday after the holidays would be very nice", "tomorrow 25:00", "123 Dec",
    ],
)  # fmt: skip
def test_anything_else_is_somebodys_words(text: str) -> None:
    assert when(text, TODAY, LANGUAGES) is None


@given(st.one_of(st.text(max_size=60), st.from_regex(r"(thu |17 dec |tomorrow )?\d{1,4}[:.h]?\d{0,3} ?(pm|am|uhr)?")))
@settings(deadline=None, max_examples=100)
def test_no_text_is_too_strange(text: str) -> None:
    meant = when(text, TODAY, LANGUAGES)
    assert meant is None or meant.day is not None or meant.time is not None
