"""What an adapter received, and the answer to it."""

from dataclasses import dataclass

from bot.core.model.people import Address, Identity
from bot.core.text.surface import LocalizedReply


@dataclass(frozen=True, slots=True)
class Attached:
    """A file on its platform, which came with words."""

    id: str
    name: str
    media: str
    bytes: int
    url: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """Where something came from, from whom, under which key, and what.

    Exactly one of ``text``, ``token`` or ``form`` (with its ``token``) is set; none of them means that
    the client opened the talk and wants to see where it stands.
    """

    address: Address
    identity: Identity
    key: str
    """Unique per event on the platform and tenant; a redelivery carries the same."""
    text: str | None = None
    token: str | None = None
    form: tuple[tuple[str, str], ...] | None = None
    """Field name → value."""
    lang: str = ""
    """The platform's idea of the reader's language (BCP 47 or a locale name); empty when it has none."""
    zone: str = ""
    """The platform's idea of the reader's zone; empty when it has none."""
    name: str = ""
    """What the platform calls them, where others read it as well; empty when that isn't known."""
    client_key: str = ""
    """The client's own id of the message, where the platform has one: a second unique key."""
    private_address: Address | None = None
    """Set where others read along: the direct message in which anything personal goes on."""
    files: tuple[Attached, ...] = ()
    """What came with the words; ``text`` names them, as :func:`bot.core.rules.attachments.named` does."""
    in_place: bool = False
    """The platform shows what is wrong with a form in the form itself: then nothing is sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the turn came to. ``repeated``: the event was known, so nothing was sent."""

    shown: LocalizedReply
    repeated: bool = False
    stale: bool = False
    """What was chosen or filled in belonged to an earlier turn: nothing was done with it."""
    refused: bool = False
    """They may not do this, or it can't be done."""
    whispered: bool = False
    """Nothing was sent: it is for whoever asked alone, where they are."""


READ_AT_ONCE_CHARS_MAX = 2_000
"""Words up to so many characters are read in less than a millisecond or two: as long as a message of Discord."""


def chars_of(inbound: Inbound) -> int:
    """How many characters an event brings."""
    return len(inbound.text or "") + sum(len(value) for _name, value in inbound.form or ())


def edits_of(message: str) -> str:
    """What the keys of a message's edits begin with."""
    return f"{message}/edited/"


def edit_key(message: str, revision: str) -> str:
    """The key of an edit: the message's, and a revision that is greater than those before."""
    return f"{edits_of(message)}{revision}"


def delete_key(message: str) -> str:
    """The key of a message's deletion."""
    return f"{message}/deleted"
