"""After downtime: what was written meanwhile, read from where we stopped, through the same door.

Only conversations that are known can be read, the threads under cards, and the help channel: a stranger's
very first direct message isn't shown to us, and clicks aren't delivered again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord
from aiohttp import ClientError
from discord.utils import time_snowflake

from adapters.discord import addresses
from adapters.discord.private_channels import Talks, channel_of, refuses
from adapters.kit.history import PlatformHistory

LOOK_BACK = timedelta(days=7)
"""So far back is read in a channel from which nothing is known."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Backfill:
    """One pass over all that is known; one that fails can be taken again."""

    client: discord.Client
    seen: PlatformHistory
    talks: Talks
    take: Callable[[discord.Message], Awaitable[None]]
    whole_at: datetime
    """Until then nothing was missed: what was noted since says nothing about what came before it."""
    help_channel: int = 0

    async def run(self) -> int:
        """Read everything that is new; how many messages were taken."""
        taken, failed = 0, []
        for id in await self._channels():
            try:
                async for message in self._since(id):
                    await self.take(message)
                    taken += 1
            except (discord.HTTPException, discord.RateLimited, ClientError, OSError) as broken:
                log.warning("back-fill of channel %s fails and is tried again: %s", id, type(broken).__name__)
                failed.append(broken)
        log.info("back-fill: %s messages read", taken)
        if failed:  # the others didn't wait for it
            raise failed[0]
        return taken

    async def _channels(self) -> tuple[int, ...]:
        cards = await asyncio.wrap_future(self.seen.cards())
        found = [addresses.posted(card)[1] for card in cards]
        for address in await asyncio.wrap_future(self.seen.reached()):
            place = addresses.place(address)
            found.append(await self._private(place.user) if place.user else place.thread or place.channel)
        found += await self._help()
        return tuple(id for id in dict.fromkeys(found) if id)

    async def _private(self, user: int) -> int:
        """Where somebody's private talk is held; 0 where it can't be had."""
        posted = await asyncio.wrap_future(self.seen.talk(addresses.direct(user)))
        try:
            return await self.talks.channel_of(user, posted)
        except discord.HTTPException as refused:
            if not refuses(refused):
                raise
            return 0

    async def _help(self) -> list[int]:
        """The help channel, or the posts of the help forum that aren't over."""
        channel = await channel_of(self.client, self.help_channel) if self.help_channel else None
        if isinstance(channel, discord.ForumChannel):
            return [thread.id for thread in await channel.guild.active_threads() if thread.parent_id == channel.id]
        return [self.help_channel] if channel else []

    async def _since(self, id: int) -> AsyncIterator[discord.Message]:
        """What was written there after the last message that is known, oldest first."""
        channel = await channel_of(self.client, id)
        if not isinstance(channel, discord.abc.Messageable):
            return
        last = await self._known(id) or max(time_snowflake(self.whole_at - LOOK_BACK), await self._began(channel))
        try:
            async for message in channel.history(limit=None, after=discord.Object(last), oldest_first=True):
                yield message
        except (discord.Forbidden, discord.NotFound) as refused:
            log.warning("back-fill of channel %s: HTTP %s, %s", id, refused.status, refused.code)

    async def _known(self, id: int) -> int:
        """The last message of a channel that is known; 0 for none."""
        return addresses.message_of(
            await asyncio.wrap_future(self.seen.latest_key(addresses.messages_of(id), self.whole_at))
        )

    async def _began(self, channel: object) -> int:
        """Posts of a help forum that are older than our being there aren't for us; 0 elsewhere."""
        forum = channel.parent if isinstance(channel, discord.Thread) else None
        helps = isinstance(forum, discord.ForumChannel) and forum.id == self.help_channel
        return await self._known(self.help_channel) if helps else 0
