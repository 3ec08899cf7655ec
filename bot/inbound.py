"""What an adapter received, as an event of the core: cleaned and redacted before anything is written."""

from dataclasses import dataclass

from bot.core import tokens
from bot.core.events import Chose, ClientEvent, Opened, Said, Submitted, TooLong
from bot.core.filing import FIELDS
from bot.core.intents import Verb, read
from bot.core.languages import Languages
from bot.core.linking import HIDDEN
from bot.core.model import Address, Identity
from bot.core.policy import Policy
from bot.core.redact import redact
from bot.core.surface import LocalizedReply
from bot.core.words import clean


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
    """What came with the words; ``text`` names them, as :func:`bot.core.attaching.named` does."""
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
    """How much there is to read."""
    return len(inbound.text or "") + sum(len(value) for _name, value in inbound.form or ())


def event_of(inbound: Inbound, policy: Policy) -> ClientEvent:
    """The payload as an event; more characters than the policy takes are refused as a whole."""
    if inbound.form is not None:
        return _form(inbound.form, inbound.token or "", policy)
    if inbound.token is not None:
        return choice(inbound.token)
    if inbound.text is None:
        return Opened()
    if len(inbound.text) > policy.limits.text_chars:
        return TooLong(len(inbound.text))
    safe = redact(clean(inbound.text), policy.privacy.keeps_ibans)
    return Said(safe.text, safe.kinds)


def choice(token: str) -> ClientEvent:
    """A choice by its token; one that is none of ours is as stale as can be."""
    read = tokens.read(token)
    return Chose(read.action, read.revision) if read else Chose("", -1)


def _form(values: tuple[tuple[str, str], ...], token: str, policy: Policy) -> ClientEvent:
    values = tuple((name, value) for name, value in values if name in FIELDS)
    chars = sum(len(value) for _name, value in values)
    if chars > policy.limits.text_chars:
        return TooLong(chars)
    safe = [(name, redact(clean(value), policy.privacy.keeps_ibans)) for name, value in values]
    removed = frozenset(kind for _name, value in safe for kind in value.kinds)
    read = tokens.read(token)
    return Submitted(tuple((name, value.text) for name, value in safe), read.revision if read else -1, removed)


def words_of(event: ClientEvent, languages: Languages) -> str:
    """What the inbox keeps of an event: the client's words, redacted."""
    match event:
        case Said(text):
            return _without_code(text, languages)
        case Chose(action):
            return f"[{action}]"
        case Submitted(values):
            return "\n".join(f"{name}: {value}" for name, value in values)
        case _:
            return ""


def _without_code(text: str, languages: Languages) -> str:
    """A link code that is typed isn't kept."""
    intent = read(text, languages)
    return text.replace(intent.text, HIDDEN) if intent.verb is Verb.LINK and intent.text else text


# ── Keys of what becomes of a message ──────────────────────────────────────────────────


def edits_of(message: str) -> str:
    """What the keys of a message's edits begin with."""
    return f"{message}/edited/"


def edit_key(message: str, revision: str) -> str:
    """Of an edit: the message's, and a revision that is greater than those before."""
    return f"{edits_of(message)}{revision}"


def delete_key(message: str) -> str:
    """Of a deletion."""
    return f"{message}/deleted"
