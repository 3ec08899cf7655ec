"""Moments on the command line: read from ISO 8601, written with the desk's offset."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.cli.screen import refuse
from bot.core.text.surface import Moment, desk_
from bot.i18n import Reader, plain

EXAMPLE = "2026-12-16T12:10 or 2026-12-16T21:10+01:00"
YEARS = range(1900, 2401)
"""Years in which calendars and zones are worth asking; beyond, arithmetic on days would overflow."""


def given(option: str, text: str, zone: str) -> datetime:
    """What an option says, in ``zone`` (IANA); a text without an offset is that zone's own time.

    Ends the program with exit code 2 when it is no moment.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        refuse(f"{option} {text!r} is no moment in ISO 8601; write for example {EXAMPLE}")
    if at.year not in YEARS:
        refuse(f"{option} {text!r} is too far away; write for example {EXAMPLE}")
    local = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(ZoneInfo(zone))


def iso(at: datetime, zone: str) -> str:
    """A moment in ISO 8601 with the offset that ``zone`` has then."""
    return at.astimezone(ZoneInfo(zone)).isoformat()


def iso_or_none(at: datetime | None, zone: str) -> str | None:
    """The same for what may not have happened."""
    return None if at is None else iso(at, zone)


def words(at: datetime, zone: str, now: datetime) -> str:
    """A moment as staff read it: "Wed, Dec 16, 12:10 PM", with the year where it isn't this one."""
    return plain(desk_("{at}", at=Moment(at, "short")), Reader("en", zone, now))
