"""What an adapter received, and the answer to it."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.model.people import Address, Grant, Identity
from bot.core.text.surface import LocalizedForm, LocalizedReply


@dataclass(frozen=True, slots=True)
class Attached:
    """A file on its platform, which came with words."""

    id: str
    name: str
    media: str
    bytes: int
    url: str


@dataclass(frozen=True, slots=True)
class Carried:
    """A file that is here already, such as one on the machine of a terminal."""

    name: str
    media: str
    content: bytes

    @property
    def bytes(self) -> int:
        """How large it is."""
        return len(self.content)


Brought = Attached | Carried
"""A file that came with a command."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """Where something came from, from whom, under which key, and what.

    Exactly one of ``text``, ``token`` or ``form`` (with its ``token``) is set; none of them means that
    the client opened the talk and wants to see where it stands. What staff do comes in the same way: ``address``
    and ``private_address`` are where a client would be answered.
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
    """The platform shows a form where it was asked for, or what is wrong with one in the form itself: then nothing is
    sent."""
    opens: bool = False
    """``token`` is a form's own button: what is wanted is the form as it is needed now, where there is one."""
    forms: bool = False
    """The platform can ask by a form for what a command of staff lacks."""
    whispers: bool = False
    """The platform can say something to them alone at ``address``: what is only about where things stand or go on
    isn't sent, it comes with the answer."""
    under: str = ""
    """The platform's id of the message of ours that it was written under; empty for none."""
    at: datetime | None = None
    """When it was written, as the platform says; ``None`` where it doesn't: now."""
    born: datetime | None = None
    """Since when there is that user on the platform; ``None`` where it doesn't say."""
    overheard: bool = False
    """It was said to nobody in particular, where people ask us and talk to each other as well."""
    grant: Grant | None = None
    """What the platform vouches for: they are staff by a role there."""

    @property
    def private(self) -> Address:
        """Where nobody else reads along."""
        return self.private_address or self.address


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
    """It is for whoever asked alone, where they are: no message says it."""
    reopened: bool = False
    """Where the talk stands, which was asked for and isn't sent."""
    elsewhere: bool = False
    """It goes on where nobody else reads, and that isn't said here: the platform tells who asked, and nobody else."""

    @property
    def form(self) -> LocalizedForm | None:
        """The form that is to be opened now: not once more for an event that was known."""
        return None if self.repeated and not self.whispered else self.shown.form


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
