"""What can happen to a conversation; the outcome of a command is an event as well."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.model.people import Identity
from bot.core.rules.done import Done
from bot.core.text.redaction.redact import Secret


@dataclass(frozen=True, slots=True)
class Opened:
    """The client came (back): show where things stand. Changes nothing."""


@dataclass(frozen=True, slots=True)
class Said:
    """The client typed something: cleaned and redacted. ``removed`` says what was taken out."""

    text: str
    removed: frozenset[Secret] = frozenset()
    under: int = 0
    """The ticket under whose message they typed it; 0 for none."""


@dataclass(frozen=True, slots=True)
class Chose:
    """The client took a choice. ``revision`` is the one it was offered at."""

    action: str
    revision: int


@dataclass(frozen=True, slots=True)
class Submitted:
    """The client sent a whole form: field name → value, cleaned and redacted."""

    values: tuple[tuple[str, str], ...]
    revision: int
    removed: frozenset[Secret] = frozenset()


@dataclass(frozen=True, slots=True)
class TooLong:
    """The client typed more than is taken at once; nothing of it was kept."""

    chars: int


@dataclass(frozen=True, slots=True)
class TicketFiled:
    """The ticket is in the line."""

    number: int


@dataclass(frozen=True, slots=True)
class Acted:
    """An act on a ticket happened, or what stood in its way."""

    done: Done
    number: int
    places: tuple[int, int] = (0, 0)
    """For a bump: the place in line before and after."""


@dataclass(frozen=True, slots=True)
class CodeIssued:
    """A one-time code for linking another identity: its row, and until when it is good."""

    row: int
    expires: datetime


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """The code is right: what it would link is to be shown, and asked about."""

    row: int


@dataclass(frozen=True, slots=True)
class Linked:
    """Both identities belong to one account now."""


@dataclass(frozen=True, slots=True)
class IdentitiesFound:
    """All identities of the client's account, this one among them."""

    all: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Parted:
    """An identity has an account of its own again; ``done`` is false when it wasn't linked any more."""

    identity: Identity
    done: bool = True


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """Wrong or expired; ``blocked`` after too many attempts."""

    blocked: bool = False


@dataclass(frozen=True, slots=True)
class ZoneChosen:
    """The time zone was understood; empty when it was not, or may be one of several."""

    zone: str
    asked: str
    among: tuple[str, ...] = ()


ClientEvent = Opened | Said | Chose | Submitted | TooLong
Outcome = TicketFiled | Acted | CodeIssued | LinkAsked | Linked | CodeRefused | IdentitiesFound | Parted | ZoneChosen
Event = ClientEvent | Outcome
