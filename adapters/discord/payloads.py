"""What discord.py hands us, read into what the desk understands. Decides nothing but what is for us."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import discord

from adapters.discord.drawing import markdown
from adapters.discord.drawing.modal import values
from bot.core.model.people import Grant, Role
from bot.core.rules.attachments import named
from bot.ports.inbound import Attached

TYPED = frozenset({discord.MessageType.default, discord.MessageType.reply})
"""Messages that people typed; others say that somebody joined, or pinned something."""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote, files among it."""

    text: str
    files: tuple[Attached, ...]


def is_a_persons(message: discord.Message) -> bool:
    """Whether a person typed it."""
    return message.type in TYPED and not message.author.bot and message.webhook_id is None


def is_readable(message: discord.Message) -> bool:
    """Whether Discord let us see what was written: without the privileged intent, it often doesn't."""
    return bool(message.content or message.attachments or message.message_snapshots)


def words(message: discord.Message, bot_user: int, above: str = "") -> Words:
    """The words of a message, forwarded ones too; ``above`` is what stands over it, such as a post's title."""
    files = tuple(map(_attached, [message] * len(message.attachments), message.attachments))
    text = markdown.read(message.content, without_user=str(bot_user))
    forwarded = (markdown.read(each.content) for each in message.message_snapshots)
    lines = [above, text, *forwarded, *(named(file.name) for file in files)]
    return Words("\n".join(line for line in lines if line).strip(), files)


def _attached(message: discord.Message, file: discord.Attachment) -> Attached:
    id = f"{message.channel.id}/{message.id}/{file.id}"
    return Attached(id, file.filename, file.content_type or "application/octet-stream", file.size, file.url)


def grant(user: discord.abc.User, staff: Collection[int], lead: Collection[int]) -> Grant | None:
    """What the roles of a member say, as Discord sent them with what they just did."""
    roles = {role.id for role in getattr(user, "roles", ())}
    if roles & set(lead):
        return Grant(Role.LEAD, user.display_name)
    return Grant(Role.AGENT, user.display_name) if roles & set(staff) else None


def picked(interaction: discord.Interaction) -> tuple[str, Sequence[str]]:
    """The id of what was clicked or submitted, and what was picked from a list."""
    data = _data(interaction)
    return str(data.get("custom_id", "")), tuple(map(str, data.get("values") or ()))


def answers(interaction: discord.Interaction) -> tuple[tuple[str, str], ...]:
    """What was typed into a modal: field name → value."""
    return values(_data(interaction).get("components") or ())


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})
