"""How long something takes, as clients write it."""

import pytest

from bot.core.calendar.spoken_durations import minutes_in
from tests.builders import LANGUAGES


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("how much is a quarter of an hour?", 15),
        ("what would 15 minutes cost me?", 15),
        ("for 90min", 90),
        ("and for 2 hours?", 120),
        ("2h", 120),
        ("half an hour", 30),
        ("an hour", 60),
        ("an hour and a half", 90),
        ("three quarters of an hour", 45),
        ("1.5 hours", 90),
        ("was kostet eine viertelstunde?", 15),
        ("und eine dreiviertelstunde?", 45),
        ("1,5 stunden", 90),
        ("anderthalb stunden", 90),
        ("cuánto es un cuarto de hora", 15),
        ("quince minutos", 15),
        ("hora y media", 90),
        ("media hora", 30),
        ("0,1 min", 1),
        ("what do you charge per hour?", 0),
        ("how much in minutes", 0),
        ("0 minutes", 0),
        ("3 days", 0),
        ("40 hours", 0),
        ("since 9", 0),
        ("", 0),
    ],
)
def test_minutes(text: str, minutes: int) -> None:
    assert minutes_in(text, LANGUAGES) == minutes
