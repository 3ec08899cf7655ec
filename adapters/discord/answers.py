"""Answers to interactions: modals, and what only one person sees. Given after the commit, within three seconds.

Whoever would have to wait longer is told to ("thinking"), and answered by a message. What isn't taken in time is a
message as well: discord.py would sleep inside a call until nobody looks any more.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

import discord
from aiohttp import ClientError

from adapters.discord.drawing import objects
from adapters.discord.drawing.drawing import Drawing
from adapters.discord.drawing.layouts import Layout
from adapters.discord.drawing.modal import Modal
from adapters.discord.drawing.render import LEFT_OUT, Message
from adapters.kit.committed import committed
from adapters.kit.drawing import drawn
from bot.core.text.surface import LocalizedReply

WAIT_SECONDS = 2.0
"""So long a first response waits for what is committed, one turn or several; the call takes its time as well."""
BEGAN = "began"
"""When we began to wait, kept with the interaction."""
FIRST_SECONDS_MAX = 3.0
"""So long after an interaction Discord takes the first response to it (interactions/receiving-and-responding)."""
CALL_SECONDS_MAX = 10.0
"""Another answer to it that takes longer is late."""
LATEST_SECONDS = 600.0
"""So long a turn is waited for at all: its interaction's token lives for 15 minutes."""
PARTS_MAX = 12
"""Of a longer answer the middle is left out, and its last part kept: there stands what can be chosen."""

Interaction = discord.Interaction[Any]
T = TypeVar("T")

log = logging.getLogger(__name__)


async def taken(interaction: Interaction, turn: "Future[T]") -> T:
    """What a turn came to. When it takes long, with the turns before it, Discord is told to wait."""
    now = asyncio.get_running_loop().time()
    began = interaction.extras.setdefault(BEGAN, now)
    try:
        return await committed(turn, max(0.0, WAIT_SECONDS - (now - began)))
    except TimeoutError:
        await wait(interaction)
    return await committed(turn, LATEST_SECONDS)


async def wait(interaction: Interaction) -> None:
    """The first response, when nothing else is to be said yet."""
    if not interaction.response.is_done():
        command = interaction.type is discord.InteractionType.application_command
        await _tried(interaction, interaction.response.defer(ephemeral=True, thinking=command))


async def done(interaction: Interaction) -> None:
    """What was asked for is elsewhere: nothing more is to be said here."""
    await wait(interaction)
    if interaction.type is discord.InteractionType.application_command:
        await _tried(interaction, interaction.delete_original_response())


async def open_form(interaction: Interaction, modal: Modal) -> bool:
    """Open a form. ``False``: it is too late for one, which must be the first response."""
    if interaction.response.is_done():
        return False
    return await _tried(interaction, interaction.response.send_modal(objects.modal(modal)))


async def whisper(
    interaction: Interaction, drawing: Drawing, shown: LocalizedReply,
    told: Callable[[], "Future[None]"] | None = None,
) -> None:  # fmt: skip
    """Say something that only they see; where that isn't taken it is ``told`` as a message, or sent directly."""
    for part, message in enumerate(_fitting(await drawn(drawing.messages, shown))):
        content = {**objects.sendable(message), "ephemeral": True}
        say = interaction.followup.send if interaction.response.is_done() else interaction.response.send_message
        if await _tried(interaction, say(**content)):
            continue
        if told:
            await asyncio.wrap_future(told())
            return
        await _tried(interaction, interaction.user.send(nonce=f"{interaction.id}-{part}", **objects.sendable(message)))


async def beside(interaction: Interaction, drawing: Drawing, shown: LocalizedReply) -> bool:
    """Say something that only they see, behind an answer they were given already; whether Discord took all of it."""
    await wait(interaction)
    for message in _fitting(await drawn(drawing.messages, shown)):
        if not await _tried(interaction, interaction.followup.send(**objects.sendable(message), ephemeral=True)):
            return False
    return True


def _fitting(parts: Sequence[Message | Layout]) -> Sequence[Message | Layout]:
    if len(parts) <= PARTS_MAX:
        return parts
    return (*parts[: PARTS_MAX - 2], Message(LEFT_OUT, (), (), ()), parts[-1])


async def put_up(interaction: Interaction, drawing: Drawing, shown: LocalizedReply) -> None:
    """Say something that everyone in the channel sees, for good."""
    content, channel = objects.sendable((await drawn(drawing.messages, shown))[0]), interaction.channel
    if not interaction.response.is_done():
        await _tried(interaction, interaction.response.send_message(**content))
    elif isinstance(channel, discord.abc.Messageable):  # they were told to wait, which only they saw
        await _tried(interaction, channel.send(nonce=str(interaction.id), **content))
        await done(interaction)


async def _tried(interaction: Interaction, call: Coroutine[Any, Any, Any]) -> bool:
    """Whether a call went well, and in time; one that came too late, or was refused, is logged."""
    try:
        async with asyncio.timeout(CALL_SECONDS_MAX if interaction.response.is_done() else FIRST_SECONDS_MAX):
            await call
    except discord.HTTPException as refused:
        log.warning("interaction %s: HTTP %s, %s", interaction.id, refused.status, refused.code)
    except (discord.RateLimited, ClientError, OSError, TimeoutError) as broken:
        log.warning("interaction %s: %s", interaction.id, type(broken).__name__)
    else:
        return True
    return False
