"""What people write on Discord, as events of the desk: in direct messages, threads, the help channel, under cards."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

import discord
from aiohttp import ClientError

from adapters.discord import PLATFORM, addresses, payloads
from adapters.discord.drawing import objects
from adapters.discord.incoming.staff import StaffSide
from adapters.discord.private_channels import Talks, Where, channel_of, refuses
from adapters.discord.settings import Settings
from adapters.discord.wording import UNREADABLE
from bot.core.model.people import Identity
from bot.core.rules.backoff import doubling
from bot.core.text.errors import NotSaved
from bot.ports.gateway import Gateway
from bot.ports.inbound import Inbound

SAVE_LONGEST_SECONDS = 30.0
"""So often a message that couldn't be saved is tried again at least."""

Pause = Callable[[float], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class MessageHandler:
    """Where messages come in, each in its turn."""

    client: discord.Client
    settings: Settings
    gateway: Gateway
    talks: Talks
    staff: StaffSide
    pause: Pause = asyncio.sleep
    _lines: "WeakValueDictionary[int, asyncio.Lock]" = field(default_factory=WeakValueDictionary)
    """One for each channel: what couldn't be saved goes before what was written after it."""

    @property
    def us(self) -> int:
        """Our own user."""
        return self.client.user.id if self.client.user else 0

    async def written(self, message: discord.Message) -> None:
        """Words of a client, of staff under a card, or of people who talk to each other."""
        if payloads.is_a_persons(message) and not self.settings.foreign(message.guild.id if message.guild else 0):
            await self._saved(message.channel.id, lambda: self._written(message))

    async def _written(self, message: discord.Message) -> None:
        channel = message.channel
        if isinstance(channel, discord.PartialMessageable):
            channel = await channel_of(self.client, channel.id) or channel  # type: ignore[assignment]
        if isinstance(channel, discord.Thread):
            await self._written_in_thread(message, channel)
        elif message.guild is None:
            self.talks.heard(message.author.id, channel.id)
            await self._asked(message, self.talks.private(message.author.id))
        elif channel.id != self.settings.staff_channel and await self._asks_us(message, channel.id):
            where = self.talks.public(message.author.id, channel.id, message.id)
            await self._asked(message, where, overheard=not self._called(message))

    async def _written_in_thread(self, message: discord.Message, thread: discord.Thread) -> None:
        user = message.author.id
        if thread.parent_id == self.settings.staff_channel:
            await self.staff.remarked(message, thread, self.us)
        elif thread.is_private():
            if await self.talks.is_theirs(user, thread.id):
                self.talks.heard(user, thread.id)
                await self._taken(message)
        elif message.id == thread.id and await self._asks_us(message, thread.parent_id):
            where = self.talks.public(user, thread.parent_id, thread.id)
            await self._asked(message, where, above=thread.name)
        elif self._called(message) or (payloads.is_readable(message) and await self._began(user, thread)):
            await self._asked(message, self.talks.public(user, thread.parent_id, thread.id))

    async def _taken(self, message: discord.Message) -> None:
        """What somebody wrote in their private thread, if we may read it."""
        if payloads.is_readable(message) or self.settings.message_content:
            await self._asked(message, self.talks.private(message.author.id))
            return
        said = self.gateway.said(UNREADABLE, str(message.guild.preferred_locale if message.guild else ""))
        await message.reply(nonce=str(message.id), **objects.sendable(self.settings.drawing.messages(said)[0]))

    async def _asks_us(self, message: discord.Message, channel: int) -> bool:
        """Whether words ask us: in the help channel all but staff's do, and answers to somebody else.

        The first message of a post in a forum has the post's id, and its title can always be read.
        """
        if self._called(message):
            return True
        asks = channel == self.settings.help_channel and message.type is not discord.MessageType.reply
        readable = payloads.is_readable(message) or message.id == message.channel.id
        return asks and readable and not await self.staff.wrote(message)

    async def _began(self, user: int, thread: discord.Thread) -> bool:
        """Whether the talk in a public thread is theirs: they needn't mention us again."""
        opener = await asyncio.wrap_future(self.gateway.opener(addresses.thread(thread.parent_id, thread.id)))
        return opener == addresses.who(user)

    def _called(self, message: discord.Message) -> bool:
        return any(user.id == self.us for user in message.mentions)

    async def _asked(self, message: discord.Message, where: Where, above: str = "", *, overheard: bool = False) -> None:
        said = payloads.words(message, self.us, above)
        key, who = addresses.message_key(message.channel.id, message.id), addresses.who(message.author.id)
        inbound = Inbound(
            where.address,
            who,
            key,
            text=said.text,
            private_address=where.private_address,
            files=said.files,
            name=message.author.display_name,
            at=message.created_at,
            born=message.author.created_at,
            overheard=overheard,
        )
        await asyncio.wrap_future(self.gateway.turn(inbound))

    async def edited(self, change: discord.RawMessageUpdateEvent) -> None:
        """Somebody changed what they wrote to us. What can't be read isn't known to have become empty."""
        message = change.message
        if message.edited_at is None or not payloads.is_a_persons(message) or not payloads.is_readable(message):
            return
        post = message.channel if message.id == change.channel_id else None
        above = post.name if isinstance(post, discord.Thread) else ""
        key = addresses.edit_key(change.channel_id, message.id, message.edited_at.isoformat())
        text, writer = payloads.words(message, self.us, above).text, addresses.who(message.author.id)
        await self._saved(change.channel_id, lambda: self._revised(change.channel_id, message.id, key, text, writer))

    async def deleted(self, change: discord.RawMessageDeleteEvent) -> None:
        """Somebody took back what they wrote to us."""
        channel, message = change.channel_id, change.message_id
        key = addresses.delete_key(channel, message)
        await self._saved(channel, lambda: self._revised(channel, message, key, None))

    async def _revised(
        self, channel: int, message: int, key: str, text: str | None, writer: Identity | None = None
    ) -> None:
        """Discord doesn't say whose a deleted message was: what came in does."""
        of = addresses.message_key(channel, message)
        whose = writer or await asyncio.wrap_future(self.gateway.writer(PLATFORM, addresses.TENANT, of))
        if whose:
            where = addresses.direct(int(whose.user))
            await asyncio.wrap_future(self.gateway.message_edited(Inbound(where, whose, key, text=text), of))

    async def _saved(self, channel: int, take: Callable[[], Awaitable[None]]) -> None:
        """Take something, after what came before it in its channel.

        Discord delivers no message twice: one that isn't saved, or for which Discord can't be asked now, is
        tried until it is.
        """
        line = self._lines.setdefault(channel, asyncio.Lock())
        async with line:
            failures = 0
            while True:
                try:
                    return await take()
                except (NotSaved, discord.RateLimited, discord.HTTPException, ClientError, OSError) as busy:
                    if refuses(busy):
                        raise
                    failures += 1
                    log.warning("a message in channel %s waits to be saved: %s", channel, type(busy).__name__)
                    await self.pause(doubling(failures, SAVE_LONGEST_SECONDS))
