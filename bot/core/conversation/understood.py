"""What was meant by words, as libraries read them: plain values that :mod:`bot.ports.understanding` hands in."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.calendar.spoken_times import SpokenTime


class NumberProblem(StrEnum):
    """Why something that looks like a phone number isn't one that can be called."""

    COUNTRY = "country"
    """A national one, of no country that is known."""
    SHORT = "short"
    LONG = "long"
    UNKNOWN = "unknown"
    """No such number is given out, or calling it costs extra."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What one message says of a time to come, of a phone number, and of where its writer is."""

    time: SpokenTime | None = None
    number: str = ""
    """In international form, as it is read: "+49 30 5550123"."""
    problem: NumberProblem | None = None
    """Why what looks like a number wasn't taken."""
    place: str = ""
    """A place or a time zone that the writer says to be in: one that is known, or near to one."""


@dataclass(frozen=True, slots=True)
class ZoneMeant:
    """The IANA zones that a text may mean, the likeliest first; ``named``: by their own name, not by one near to it."""

    zones: tuple[str, ...]
    named: bool

    @property
    def zone(self) -> str:
        """The one that is meant; empty where that must be asked."""
        return self.zones[0] if self.named and len(self.zones) == 1 else ""
