"""A day or a time that was said, as the moment at which it begins."""

from datetime import UTC, date, datetime, time

import pytest

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.spoken_moments import begins, is_a_moment
from bot.core.calendar.spoken_times import Clock, Days, SpokenTime
from tests.builders import WEDNESDAY, policy

CALENDAR = Calendar("America/Los_Angeles", policy().hours, {date(2026, 12, 25): "Christmas"})


def on(day: int, *clocks: Clock) -> SpokenTime:
    return SpokenTime((Days(date(2026, 12, day), date(2026, 12, day)),), clocks)


@pytest.mark.parametrize(
    ("said", "begins_at"),
    [
        (on(18), datetime(2026, 12, 18, 15, tzinfo=UTC)),
        (on(19), datetime(2026, 12, 21, 15, tzinfo=UTC)),
        (on(25), datetime(2026, 12, 28, 15, tzinfo=UTC)),
        (on(18, Clock(time(15)), Clock(time(3))), datetime(2026, 12, 18, 23, tzinfo=UTC)),
        (on(18, Clock(time(12), time(18))), datetime(2026, 12, 18, 20, tzinfo=UTC)),
        (SpokenTime(clocks=(Clock(time(15)),)), datetime(2026, 12, 16, 23, tzinfo=UTC)),
        (SpokenTime(clocks=(Clock(time(9)),)), datetime(2026, 12, 17, 17, tzinfo=UTC)),
        (on(16, Clock(time(9))), datetime(2026, 12, 16, 17, tzinfo=UTC)),
    ],
    ids=["friday", "saturday", "christmas", "at 3", "afternoon", "today still", "tomorrow by now", "over"],
)
def test_when_it_begins(said: SpokenTime, begins_at: datetime) -> None:
    assert begins(said, CALENDAR, WEDNESDAY) == begins_at


def test_whenever_is_no_moment() -> None:
    assert not is_a_moment(SpokenTime())
    assert not is_a_moment(SpokenTime((Days(date(2026, 12, 16), None),)))
    assert is_a_moment(SpokenTime(clocks=(Clock(time(15)),)))
    assert is_a_moment(on(18))
