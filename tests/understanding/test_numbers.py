"""Phone numbers: international and checked; the redactor leaves them whole; a time beside one is read as well."""

import pytest

from bot.core.conversation.understood import NumberProblem
from bot.ports.understanding import Speaker
from tests.builders import UNDERSTANDING, WEDNESDAY, redact


def speaker(zone: str = "", lang: str = "en") -> Speaker:
    return Speaker(WEDNESDAY, zone or "America/Los_Angeles", lang, bool(zone))


NUMBERS = [
    ("+49 170 5550123", "", "en", "+49 170 5550123"), ("0170 555 0123", "Europe/Berlin", "en", "+49 170 5550123"),
    ("(030) 555-0123", "Europe/Berlin", "de", "+49 30 5550123"), ("202 555 0123", "", "en", "+1 202-555-0123"),
    ("612 345 678", "", "es", "+34 612 34 56 78"), ("0049 30 5550123", "", "en", "+49 30 5550123"),
    ("+49 (0)30 555 01 23", "", "de", "+49 30 5550123"), ("98765 43210", "Asia/Kolkata", "en", "+91 98765 43210"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "zone", "lang", "number"), NUMBERS)
def test_a_number_is_read_with_the_country_of_whoever_writes(said: str, zone: str, lang: str, number: str) -> None:
    assert redact(said).text == said
    understood = UNDERSTANDING.read(f"call me at {said} tomorrow 3pm", speaker(zone, lang))
    assert (understood.number, understood.problem) == (number, None)
    assert understood.time is not None
    assert [str(at) for at in understood.time.exact()] == ["15:00:00"]


@pytest.mark.parametrize(
    ("said", "zone", "problem"),
    [
        ("0170 555 0123", "", NumberProblem.COUNTRY), ("+49 123", "", NumberProblem.SHORT),
        ("+49 30 12345678901234", "", NumberProblem.LONG), ("+49 900 1234567", "", NumberProblem.UNKNOWN),
        ("+999 123 4567", "", NumberProblem.COUNTRY), ("1001", "", None), ("since 2026", "", None),
    ],
)  # fmt: skip
def test_what_is_none_is_said_to_be_wrong_where_one_is_awaited(
    said: str, zone: str, problem: NumberProblem | None
) -> None:
    assert UNDERSTANDING.read(said, speaker(zone), number_awaited=True).problem == problem
    assert UNDERSTANDING.read(said, speaker(zone)).problem is None


def test_a_date_is_no_number() -> None:
    understood = UNDERSTANDING.read("2026-12-17 19:30", speaker("Europe/Berlin"), number_awaited=True)
    assert (understood.number, understood.problem) == ("", None)
    assert understood.time is not None
