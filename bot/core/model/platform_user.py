"""A user of a platform as people write and read one: checked before anybody relies on it.

An identity that no platform ever sends opens nothing, however often it is said to be on the list.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.model.people import Address, Identity
from bot.core.text.surface import Msg, desk_

PLATFORM_NAMES = {"slack": "Slack", "discord": "Discord", "terminal": "Terminal"}

WRITTEN_CHARS_MAX = 100
"""More than any platform's workspace and user together."""

_MENTION = re.compile(r"<@!?([^<>|]{1,40})(?:\|[^<>]{0,100})?>")
"""Slack's and Discord's own way of writing a user: the id, perhaps with a name."""


_WRITTEN = re.compile(r"<@!?(\w{1,40})(?:\|[^<>]{0,100})?>|(?<!\w)@([A-Z0-9]{2,21})\b", re.ASCII)
"""A user in the middle of a line; Slack's own signs are gone by then."""


def with_names(text: str, name_of: Callable[[str], str]) -> str:
    """A line of staff's in which a platform wrote users by their ids: colleagues by their names on the desk instead.

    ``name_of`` says how a user is called; who isn't known to it stays as they were written.
    """
    return _WRITTEN.sub(lambda found: f"@{name}" if (name := name_of(found[1] or found[2])) else found[0], text)


def channel_of(written: str) -> Address | None:
    """The channel meant by ``platform:workspace:channel``; ``None`` where that names none of a network platform."""
    platform, _colon, place = written.partition(":")
    tenant, colon, channel = place.partition(":")
    shape = SHAPES.get(platform)
    if shape is None or platform == "terminal" or not colon or not _CHANNEL.fullmatch(channel):
        return None
    known = shape.tenant.fullmatch(tenant) if shape.tenant else not tenant
    return Address(platform, tenant, channel) if known else None


_CHANNEL = re.compile(r"[A-Z0-9]{2,21}", re.ASCII)
"""A channel's id on Slack or Discord."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a platform names its users."""

    user: re.Pattern[str]
    example: str
    talk: str
    """The channel of the private talk with a user, as the adapter has it."""
    tenant: re.Pattern[str] | None = None
    """Of the workspace that its users belong to; ``None`` where they belong to none."""


SHAPES = {
    # docs.slack.dev/reference/objects/user-object: ids begin with U or W, workspaces' with T, an organization's with E
    "slack": Shape(re.compile(r"[UW][A-Z0-9]{1,20}"), "U0G9QF9C6", "{user}", re.compile(r"[TE][A-Z0-9]{1,20}")),
    # docs.discord.com/developers/reference#snowflakes: 64 bits, of which none issued so far has fewer digits than 17
    "discord": Shape(re.compile(r"\d{17,20}", re.ASCII), "145607444398080001", "@{user}"),
    "terminal": Shape(re.compile(r"[^/<>]{1,80}"), "kim", "chat/{user}"),
}


def user_of(platform: str, written: str, here: Identity | None = None, tenant: str = "") -> Identity | Msg:
    """The user meant by an id, a mention, or ``T…/U…``; else one sentence that says what is wrong.

    ``here`` is whoever asks: their platform may go without a name, and their workspace is meant where
    none is written.
    """
    platform = platform.casefold() or (here.platform if here else "")
    where, _slash, user = written[:WRITTEN_CHARS_MAX].strip().rpartition("/")
    if found := _MENTION.fullmatch(user):
        user = found[1]
    user, where = user.removeprefix("@"), where or tenant
    shape = SHAPES.get(platform)
    if shape is None and not (here and here.platform == platform):
        return desk_("There is no platform {name}: take one of {known}.", name=platform, known=", ".join(SHAPES))
    if shape is None:
        return Identity(platform, where, user)
    if shape.tenant is not None:
        user, where = user.upper(), where.upper() or (here.tenant if here and here.platform == platform else "")
    if not shape.user.fullmatch(user):
        return desk_("“{user}” is no user's id on {name}; one looks like {example}.", user=user, name=platform,
                     example=shape.example)  # fmt: skip
    return _of_workspace(platform, shape, where, user)


def private_talk(user: Identity) -> Address | None:
    """Where somebody is written to who never wrote to us; ``None`` on a platform where that isn't known."""
    shape = SHAPES.get(user.platform)
    return Address(user.platform, user.tenant, shape.talk.format(user=user.user)) if shape else None


def shown(user: Identity) -> str:
    """A user in lists and answers: ``slack:T…/U…``."""
    workspace = f"{user.tenant}/" if user.tenant else ""
    return f"{user.platform}:{workspace}{user.user}"


def place(identity: Identity) -> str:
    """How an identity is called: its platform, and who they are there."""
    return f"{PLATFORM_NAMES.get(identity.platform, identity.platform.capitalize())} ({identity.user})"


def _of_workspace(platform: str, shape: Shape, where: str, user: str) -> Identity | Msg:
    if shape.tenant is None:
        if where:
            return desk_("On {name}, users belong to no workspace: write {user} alone.", name=platform, user=user)
        return Identity(platform, "", user)
    if not where:
        return desk_("On {name}, a user belongs to a workspace: write it before the user, such as T024BE7LD/{user}.",
                     name=platform, user=user)  # fmt: skip
    if not shape.tenant.fullmatch(where):
        return desk_("{tenant} is no workspace's id on {name}; one looks like T024BE7LD.", tenant=where, name=platform)
    return Identity(platform, where, user)
