"""Clients and staff, their identities, and the addresses where they are reached."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Identity:
    """One user on one platform. ``tenant`` is the Slack team; empty where user ids are global."""

    platform: str
    tenant: str
    user: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The event that words came with: its key on a platform and tenant, and whose it is.

    By it a file finds its entry, and an edit or a deletion the words that it is about: never by what they say.
    """

    platform: str
    tenant: str
    key: str
    sender: Identity
    files: bool = field(default=False, compare=False)
    """Files came with it."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where messages can be sent: a channel, a thread or a terminal."""

    platform: str
    tenant: str
    channel: str


@dataclass(frozen=True, slots=True)
class Block:
    """A lead's word that nothing is taken from a client for a while."""

    until: datetime
    since: datetime
    by: str
    reason: str
    """The client reads it."""
    told: bool = False
    """They tried to write since, and were told."""


@dataclass(frozen=True, slots=True)
class Account:
    """A client of the firm, created with the first ticket."""

    id: int
    name: str
    created_at: datetime
    email: str = ""
    customer: str = ""
    """The firm's own customer number."""
    verified_by: str = ""
    """The staff member who checked who this is; empty while nobody did."""
    card: bool = False
    """Whether a card is on file, as staff noted it; its number is never seen or kept here."""
    phone: str = ""
    """Where to call them, in international form: "+49 30 5550123"."""
    block: Block | None = None
    """Nothing is taken from them until it ends; one that is over stays until the next."""


class Role(StrEnum):
    """What a staff member may do; a lead may also do what is an agent's own."""

    AGENT = "agent"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone who works at the desk. ``name`` is unique on the desk and shown to clients."""

    name: str
    role: Role
    active: bool = True
    zone: str = ""
    """Where they read times (IANA), as they chose; empty: the desk's."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a platform's own roles say of somebody at this moment: they work here as ``role``.

    Asked anew at every use, so that whoever loses the role is out at once.
    """

    role: Role
    name: str
    """What the platform calls them; it becomes their name on the desk unless somebody has it."""
