"""One connection to Discord: events in by the gateway, messages out, for as long as it holds."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from aiohttp import ClientError
from discord.utils import time_snowflake

from adapters.discord import PLATFORM, addresses
from adapters.discord.answering.followups import Followups
from adapters.discord.backfill import DiscordHistory
from adapters.discord.client import Client, point_at
from adapters.discord.incoming.command_sync import sync
from adapters.discord.incoming.event_handler import EventHandler
from adapters.discord.incoming.messages import MessageHandler
from adapters.discord.incoming.staff import StaffSide
from adapters.discord.private_channels import Talks
from adapters.discord.sender import Sender
from adapters.discord.settings import Settings
from adapters.kit.background_tasks import BackgroundTasks
from adapters.kit.catch_up import CatchUp
from bot.core.model.files import FileDue
from bot.core.model.people import Address
from bot.ports.clock import Clock
from bot.ports.fatal_error import FatalConnectionError
from bot.ports.gateway import Gateway
from bot.ports.platform import TOO_LARGE

FATAL = {
    4004: "DISCORD_TOKEN is refused",
    4010: "DISCORD_SHARD_IDS names a shard that there isn't",
    4011: "Discord wants more shards: leave DISCORD_SHARD_COUNT out, or raise it",
    4012: "Discord doesn't speak this version of its gateway any more: a newer Front Door is needed",
    4013: "Discord doesn't know an intent that we ask for: a newer Front Door is needed",
    4014: "DISCORD_MESSAGE_CONTENT is on, but the intent isn't switched on for the bot at Discord",
}
"""How the gateway closes for good: topics/opcodes-and-status-codes, "Gateway Close Event Codes"."""
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Connection:
    """Discord, connected to one desk."""

    settings: Settings
    gateway: Gateway
    clock: Clock
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    client: Client = field(init=False)
    adapter: Sender = field(init=False)
    handler: EventHandler = field(init=False)
    catching_up: "CatchUp[int, discord.Message]" = field(init=False)
    background: BackgroundTasks = field(default_factory=BackgroundTasks)
    _open: bool = False
    _refused: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        client = self.client = Client(self.settings, self._logged_in)
        talks = Talks(
            client,
            self.gateway,
            Followups(self.settings.drawing, self.background),
            self.settings.help_channel,
            self.settings.staff_channel,
        )
        staff = StaffSide(self.settings, self.gateway, self.background)
        messages = MessageHandler(client, self.settings, self.gateway, talks, staff, self.pause)
        self.handler = client.handler = EventHandler(self.gateway, talks, messages)
        history = DiscordHistory(client, messages, self.settings.help_channel)
        catching_up = self.catching_up = CatchUp(
            self.gateway, self.clock, PLATFORM, lambda: addresses.TENANT, history, self.pause
        )
        catching_up.went()
        client.went, client.came_back, client.went_on = catching_up.went, catching_up.came_back, catching_up.went_on
        self.adapter = Sender(client, talks, self.gateway, lambda: self._open, self._refused.set,
                              roles=self.settings.pinged, drawing=self.settings.drawing)  # fmt: skip

    @property
    def ready(self) -> bool:
        """Whether events come in and messages go out."""
        return self._open and self.client.there and not self.adapter.trouble

    async def run(self) -> None:
        """Take events in until cancelled. Raises FatalConnectionError when it can't work with these settings."""
        point_at(self.settings)
        try:
            await self.client.login(self.settings.token)
            await self._connected()
        except discord.LoginFailure:
            raise FatalConnectionError(FATAL[4004]) from None
        except discord.PrivilegedIntentsRequired:
            raise FatalConnectionError(FATAL[4014]) from None
        except discord.ConnectionClosed as closed:
            if closed.code in FATAL:
                raise FatalConnectionError(FATAL[closed.code]) from None
            raise
        finally:
            self._open = False
            await self.catching_up.stop()
            await self.background.finish()
            await self.client.close()

    async def _connected(self) -> None:
        """Until it ends, or the sender hears that the token is refused."""
        refused = asyncio.create_task(self._refused.wait())
        connected = asyncio.create_task(self.client.connect(reconnect=True))
        try:
            await asyncio.wait({refused, connected}, return_when=asyncio.FIRST_COMPLETED)
            if connected.done():
                connected.result()
            else:
                raise FatalConnectionError(FATAL[4004])
        finally:
            await _let_go(refused, connected)

    async def _logged_in(self) -> None:
        """Before anything comes in: our board, the help channel, and our commands."""
        board = addresses.channel(self.settings.staff_channel) if self.settings.staff_channel else None
        helping, now = self.settings.help_channel, self.catching_up.whole_at or self.clock.now()
        await asyncio.wrap_future(self.gateway.keep_board(PLATFORM, addresses.TENANT, board))
        if helping:
            place, keys = addresses.channel(helping), addresses.messages_of(helping)
            began = addresses.message_key(helping, time_snowflake(now))
            await asyncio.wrap_future(self.gateway.listen(place, keys, began, now))
        application = self.client.application_id or self.handler.messages.us
        try:
            await sync(self.client.tree, application, self.settings.guild)
        except discord.Forbidden as refused:
            log.error("Discord doesn't take our commands (%s): invite the bot to the guild, commands with it", refused)
        self._open = True

    async def caught_up(self) -> None:
        """Wait until what was written before this session is read."""
        await self.catching_up.done()

    def file_sources(self) -> Sequence[Address]:
        """Where files can be asked for now: wherever messages can be sent."""
        return self.adapter.targets()

    async def download(self, file: FileDue, bytes_max: int) -> bytes | str:
        """A file that somebody attached, or why it can't be had. Its address is asked for anew: it expires."""
        channel, message, id = map(int, file.id.split("/"))
        try:
            found = await self.client.get_partial_messageable(channel).fetch_message(message)
            attached = next((each for each in found.attachments if each.id == id), None)
            if attached is None:
                return "it isn't there any more"
            return TOO_LARGE if attached.size > bytes_max else await attached.read()
        except discord.HTTPException as refused:
            return f"HTTP {refused.status}"
        except (ClientError, OSError, TimeoutError) as broken:
            return type(broken).__name__


async def _let_go(*under_way: "asyncio.Task[Any]") -> None:
    """Cancel what is under way, and wait until it is over. Raises nothing of it."""
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)
