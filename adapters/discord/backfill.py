"""What Discord kept of what was written: of private talks and threads that are known, under cards, in the help channel.

A stranger's very first direct message isn't shown to us, and clicks aren't delivered again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord
from discord.utils import time_snowflake

from adapters.discord import PLATFORM, addresses
from adapters.discord.incoming.messages import MessageHandler
from adapters.discord.private_channels import channel_of, refuses
from adapters.kit.catch_up import LOOK_BACK
from bot.ports.gateway import Places

HISTORY_SECONDS_MAX = 60.0
"""A page that takes longer is asked for again later: discord.py tries, and waits for limits, within one call."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class DiscordHistory:
    """The history of what we can see."""

    client: discord.Client
    messages: MessageHandler
    help_channel: int = 0

    async def rooms(self, places: Places) -> Sequence[int]:
        """Threads under cards, private talks, threads in public, and the help channel or what is open in its forum."""
        found = [addresses.posted(card)[1] for card in places.cards]
        for place in map(addresses.place, places.talks):
            found.append(await self._private(place.user) if place.user else place.thread or place.channel)
        channel = await channel_of(self.client, self.help_channel) if self.help_channel else None
        if isinstance(channel, discord.ForumChannel):
            found += [thread.id for thread in await channel.guild.active_threads() if thread.parent_id == channel.id]
        elif channel:
            found.append(self.help_channel)
        return [id for id in dict.fromkeys(found) if id]

    async def _private(self, user: int) -> int:
        """Where somebody's private talk is held; 0 where it can't be had."""
        stands_at = await asyncio.wrap_future(self.messages.gateway.stands_at(addresses.direct(user)))
        try:
            return await self.messages.talks.channel_of(user, stands_at)
        except discord.HTTPException as refused:
            if not refuses(refused):
                raise
            return 0

    async def since(self, room: int, whole_at: datetime) -> AsyncIterator[discord.Message]:
        """What was written there after the last message that is known, oldest first."""
        channel = await channel_of(self.client, room)
        if not isinstance(channel, discord.abc.Messageable):
            return
        last = await self._known(room, whole_at)
        last = last or max(time_snowflake(whole_at - LOOK_BACK), await self._began(channel, whole_at))
        try:
            written = channel.history(limit=None, after=discord.Object(last), oldest_first=True)
            while message := await _next(written):
                yield message
        except (discord.Forbidden, discord.NotFound) as refused:
            log.warning("back-fill of channel %s: HTTP %s, %s", room, refused.status, refused.code)

    async def take(self, message: discord.Message) -> None:
        """Take one like a message event."""
        await self.messages.written(message)

    async def _known(self, room: int, whole_at: datetime) -> int:
        """The last message of a channel that is known; 0 for none."""
        prefix = addresses.messages_of(room)
        latest = self.messages.gateway.latest_key(PLATFORM, addresses.TENANT, prefix, whole_at)
        return addresses.message_of(await asyncio.wrap_future(latest))

    async def _began(self, channel: object, whole_at: datetime) -> int:
        """Posts of a help forum that are older than our being there aren't for us; 0 elsewhere."""
        forum = channel.parent if isinstance(channel, discord.Thread) else None
        helps = isinstance(forum, discord.ForumChannel) and forum.id == self.help_channel
        return await self._known(self.help_channel, whole_at) if helps else 0


async def _next(written: AsyncIterator[discord.Message]) -> discord.Message | None:
    """The next message, if there is one. Raises TimeoutError when Discord says nothing: other places don't wait."""
    async with asyncio.timeout(HISTORY_SECONDS_MAX):
        return await anext(written, None)
