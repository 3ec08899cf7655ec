"""Opening hours as people write them."""

import pytest

from bot.cli.start.opening_hours import WRITTEN_CHARS_MAX, Hours, Unclear, read_hours
from bot.core.policy_review.check_hours import WEEKDAYS

WORKDAYS = WEEKDAYS[:5]


def on(days: tuple[str, ...], opening: str = "09:00", closing: str = "17:00") -> dict[str, tuple[str, str]]:
    """The same hours on several days."""
    return dict.fromkeys(days, (opening, closing))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Mon-Fri 9:00-17:00", on(WORKDAYS)),
        ("mon - fri 9 - 17", on(WORKDAYS)),
        ("Mon–Fri, 9:00–17:00", on(WORKDAYS)),
        ("Monday to Friday: from 9 to 17", on(WORKDAYS)),
        ("weekdays 9am-5pm", on(WORKDAYS)),
        ("Mon-Fri 9 a.m. until 5 p.m.", on(WORKDAYS)),
        ("9h-17h", on(WORKDAYS)),
        ("we're open 9.00-17.00", on(WORKDAYS)),
        ("Mon-Fri 9-17, Sat 10:00-14:00", on(WORKDAYS) | on(("saturday",), "10:00", "14:00")),
        ("Mon-Fri 9-17 Sat 10-14", on(WORKDAYS) | on(("saturday",), "10:00", "14:00")),
        ("weekdays 9-17; weekend 10am-2pm", on(WORKDAYS) | on(("saturday", "sunday"), "10:00", "14:00")),
        ("Mon, Wed and Fridays 9-17", on(("monday", "wednesday", "friday"))),
        ("Sat-Mon 9-17", on(("monday", "saturday", "sunday"))),
        ("daily 8-20", on(WEEKDAYS, "08:00", "20:00")),
        ("every day 8:30-12pm", on(WEEKDAYS, "08:30", "12:00")),
        ("24/7", on(WEEKDAYS, "00:00", "24:00")),
        ("always", on(WEEKDAYS, "00:00", "24:00")),
        ("Mon-Fri 00:00-24:00", on(WORKDAYS, "00:00", "24:00")),
        ("Mon 8am-12am", on(("monday",), "08:00", "24:00")),
        ("Fri 22-6", on(("friday",), "22:00", "06:00")),
        ("Fri 09:00-05:00", on(("friday",), "09:00", "05:00")),
    ],
)
def test_hours_are_read_as_people_write_them(written: str, meant: Hours) -> None:
    read = read_hours(written)
    assert read == meant
    assert list(read) == [day for day in WEEKDAYS if day in meant]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "write days and hours"),
        ("hello", "“hello” has no hours"),
        ("Mon-Fri", "“mon-fri” has no hours"),
        ("Mon-Fri 9", "“mon-fri9” isn't understood"),
        ("Mon-Fri 9-5", "write 09:00-17:00, or 09:00-05:00 if it does"),
        ("Mon-Fri 9:30-5:15", "write 09:30-17:15, or 09:30-05:15 if it does"),
        ("Mon 25-26", "“25” is no time of day"),
        ("Mon 9-24:30", "“24:30” is no time of day"),
        ("Mon 13am-15", "“13am” is no time of day"),
        ("Mon 9:75-15", "“9:75” is no time of day"),
        ("M-F 9-17", "“m” is no day"),
        ("Blursday 9-17", "“blursday” is no day"),
        ("Mon-Fri 9-12, Fri 13-17", "Friday is named twice"),
        ("x" * (WRITTEN_CHARS_MAX + 1), "too long"),
    ],
)
def test_what_isnt_clear_is_asked_again_with_what_to_write(written: str, why: str) -> None:
    read = read_hours(written)
    assert isinstance(read, Unclear)
    assert why in read.why
