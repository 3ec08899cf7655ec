"""Where messages go on Slack, in the desk's words: addresses, receipts and keys. Pure.

A direct message is addressed by its user: no call is needed to know it, from wherever they write. A
thread is ``channel/ts``.
"""

import re
from dataclasses import dataclass

from adapters.slack import PLATFORM
from bot.core.model.people import Address, Identity
from bot.ports import inbound

_TS = re.compile(r"\d{1,12}\.\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, or a thread in it."""

    channel: str
    thread: str = ""


def direct(team: str, user: str) -> Address:
    """The direct message with a user."""
    return Address(PLATFORM, team, user)


def channel(team: str, id: str) -> Address:
    """A channel."""
    return Address(PLATFORM, team, id)


def thread(team: str, id: str, ts: str) -> Address:
    """A thread in a channel."""
    return Address(PLATFORM, team, f"{id}/{ts}")


def who(team: str, user: str) -> Identity:
    """A user of the team."""
    return Identity(PLATFORM, team, user)


def place(address: Address) -> Place:
    """The channel or user, and the thread, that an address stands for."""
    id, _slash, ts = address.channel.partition("/")
    return Place(id, ts if _TS.fullmatch(ts) else "")


def receipt(channel: str, ts: str) -> str:
    """What is remembered of a message: where it really stands, and its id."""
    return f"{channel}/{ts}"


def posted(receipt: str) -> Place:
    """The channel and the id of a message."""
    channel, _slash, ts = receipt.partition("/")
    return Place(channel, ts)


def is_direct(channel: str) -> bool:
    """Whether a channel's id is that of a direct message."""
    return channel.startswith("D")


def is_user(id: str) -> bool:
    """Whether it is a user's id, which stands for the direct message with them."""
    return id.startswith(("U", "W"))


# ── Keys: what makes an event the same event ───────────────────────────────────────────


def message_key(channel: str, ts: str) -> str:
    """Of a message; mention and message are one gesture and carry the same."""
    return f"message/{channel}/{ts}"


def edit_key(channel: str, ts: str, edited: str) -> str:
    """Of an edit: the message's, and the edit's revision."""
    return inbound.edit_key(message_key(channel, ts), edited)


def delete_key(channel: str, ts: str) -> str:
    """Of a deletion."""
    return inbound.delete_key(message_key(channel, ts))


def reaction_key(channel: str, ts: str, name: str, at: str) -> str:
    """Of an emoji on a message."""
    return f"reaction/{channel}/{ts}/{name}/{at}"


def greeting_key(user: str) -> str:
    """Of the greeting of somebody who looks at us for the first time."""
    return f"greeting/{user}"


def interaction_key(trigger: str) -> str:
    """Of a click, a command, a shortcut or a submitted view."""
    return f"trigger/{trigger}"
