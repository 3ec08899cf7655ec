"""A stretch of time as people write it: two days, two moments, or one of each."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.text.surface import Msg, desk_

YEARS = range(1970, 2401)
"""What a database may know about, and what calendars are asked; beyond, arithmetic on days would overflow."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on, up to but not including another, in UTC; ``None`` is open."""

    start: datetime | None = None
    end: datetime | None = None


def span(first: str | None, last: str | None, zone: str) -> Span | Msg:
    """What two texts in ISO 8601 say, or one sentence for staff that says what is wrong.

    ``None`` is open. A day begins and ends at midnight in ``zone`` (IANA); as ``last`` it is meant
    including its end. A moment without an offset is that zone's own time.
    """
    start, end = _bound(first, zone, timedelta(0)), _bound(last, zone, timedelta(days=1))
    if isinstance(start, Msg):
        return start
    if isinstance(end, Msg):
        return end
    if start is not None and end is not None and start >= end:
        why = "from {first} to {last} there is no time at all; the earlier one comes first"
        return desk_(why, first=first or "", last=last or "")
    return Span(start, end)


def _bound(text: str | None, zone: str, whole_day: timedelta) -> datetime | Msg | None:
    if text is None:
        return None
    at = _read(text, whole_day)
    if at is None or at.year not in YEARS:
        return desk_("“{text}” is no date that I know; write for example 2026-12-16 or 2026-12-16T12:10", text=text)
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _read(text: str, whole_day: timedelta) -> datetime | None:
    """A day's midnight, ``whole_day`` later; or a moment as it stands. ``None`` when it is neither."""
    try:
        return datetime.combine(date.fromisoformat(text) + whole_day, time())
    except (ValueError, OverflowError):
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
