"""Where messages go on Discord, in the desk's words: addresses, receipts and keys. Pure.

Ids are unique all over Discord, so no guild is needed beside them. The private talk with somebody is
addressed by who they are, ``@user``: whether it is a direct message or a private thread is found out when
it is sent. A thread in public is ``channel/thread``; one begun from a message has that message's id.
"""

from dataclasses import dataclass

from adapters.discord import PLATFORM
from bot.core.model.people import Address, Identity
from bot.ports import inbound

TENANT = ""
"""Users, channels and messages have ids of their own, whichever guild they are in."""
DIGITS = 20
"""A snowflake is a 64-bit number: written with so many digits, ids in keys are ordered as they were made."""


@dataclass(frozen=True, slots=True)
class Place:
    """A user's private talk, or a channel, or a thread in it."""

    user: int = 0
    channel: int = 0
    thread: int = 0


def who(user: int) -> Identity:
    """A user."""
    return Identity(PLATFORM, TENANT, str(user))


def direct(user: int) -> Address:
    """The private talk with a user."""
    return Address(PLATFORM, TENANT, f"@{user}")


def channel(id: int) -> Address:
    """A channel."""
    return Address(PLATFORM, TENANT, str(id))


def thread(channel: int, id: int) -> Address:
    """A thread in a channel, or one that will be begun from the message with this id."""
    return Address(PLATFORM, TENANT, f"{channel}/{id}")


def place(address: Address) -> Place:
    """What an address stands for; an empty place for one that isn't Discord's."""
    if address.channel.startswith("@"):
        return Place(user=_id(address.channel[1:]))
    channel, _slash, thread = address.channel.partition("/")
    return Place(channel=_id(channel), thread=_id(thread))


def receipt(channel: int, message: int) -> str:
    """What is remembered of a message: where it really stands, and its id."""
    return f"{channel}/{message}"


def posted(receipt: str) -> tuple[int, int]:
    """The channel and the id of a message; zeros for none."""
    channel, _slash, message = receipt.partition("/")
    return _id(channel), _id(message)


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0


# ── Keys: what makes an event the same event ───────────────────────────────────────────


def message_key(channel: int, message: int) -> str:
    """Of a message: ordered within its channel by when it was written."""
    return f"{messages_of(channel)}{message:0{DIGITS}d}"


def messages_of(channel: int) -> str:
    """What the keys of a channel's messages begin with."""
    return f"message/{channel}/"


def message_of(key: str) -> int:
    """The message that a key stands for; 0 for another key."""
    return _id(key.split("/")[2]) if key.count("/") >= 2 else 0


def edit_key(channel: int, message: int, edited: str) -> str:
    """Of an edit: the message's, and when it was made."""
    return inbound.edit_key(message_key(channel, message), edited)


def delete_key(channel: int, message: int) -> str:
    """Of a deletion."""
    return inbound.delete_key(message_key(channel, message))


def interaction_key(id: int) -> str:
    """Of a click, a command or a submitted modal."""
    return f"interaction/{id}"
