"""One connection to Discord: events in by the gateway, messages out, for as long as it holds."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import discord
from aiohttp import ClientError
from discord.utils import time_snowflake

from adapters.discord import PLATFORM, addresses
from adapters.discord.backfill import Backfill
from adapters.discord.client import Client, point_at
from adapters.discord.incoming.command_sync import sync
from adapters.discord.incoming.event_handler import EventHandler, log_broken
from adapters.discord.incoming.messages import MessageHandler
from adapters.discord.incoming.staff import StaffSide
from adapters.discord.private_channels import Talks
from adapters.discord.sender import Sender
from adapters.discord.settings import Settings
from adapters.kit.attachments import TOO_LARGE, AttachmentCopier
from adapters.kit.background_tasks import BackgroundTasks
from adapters.kit.history import PlatformHistory
from bot.core.model.files import FileDue
from bot.core.rules.backoff import doubling
from bot.ports import Clock, Store
from bot.ports.fatal_error import FatalConnectionError
from bot.ports.gateway import GatewayApi

FATAL = {
    4004: "DISCORD_TOKEN is refused",
    4010: "DISCORD_SHARD_IDS names a shard that there isn't",
    4011: "Discord wants more shards: leave DISCORD_SHARD_COUNT out, or raise it",
    4012: "Discord doesn't speak this version of its gateway any more: a newer Front Door is needed",
    4013: "Discord doesn't know an intent that we ask for: a newer Front Door is needed",
    4014: "DISCORD_MESSAGE_CONTENT is on, but the intent isn't switched on for the bot at Discord",
}
"""How the gateway closes for good: topics/opcodes-and-status-codes, "Gateway Close Event Codes"."""
FILES_SECONDS = 60.0
"""So often files that couldn't be copied are looked at again."""
CATCH_UP_LONGEST_SECONDS = 300.0
"""What was written meanwhile is read at most so long after Discord lets us."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Connection:
    """Discord, connected to one desk."""

    settings: Settings
    gateway: GatewayApi
    store: Store
    clock: Clock
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    client: Client = field(init=False)
    adapter: Sender = field(init=False)
    handler: EventHandler = field(init=False)
    background: BackgroundTasks = field(default_factory=BackgroundTasks)
    _open: bool = False
    _refused: asyncio.Event = field(default_factory=asyncio.Event)
    _behind: bool = True
    _whole_at: datetime | None = None
    """Until then nothing was missed; ``None`` when nothing was at all."""
    _catching_up: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        seen = PlatformHistory(self.store, PLATFORM, addresses.TENANT)
        self.client = Client(self.settings, self._logged_in)
        talks = Talks(self.client, seen, self.settings.help_channel, self.settings.staff_channel)
        files = AttachmentCopier(PLATFORM, addresses.TENANT, self._download, self.gateway)
        staff = StaffSide(self.settings, self.gateway, self.background)
        messages = MessageHandler(
            self.client, self.settings, self.gateway, seen, talks, files, self.background, staff, self.pause
        )
        self.handler = self.client.handler = EventHandler(self.gateway, talks, files, self.background, staff, messages)
        self.client.went, self.client.came_back, self.client.went_on = self._went, self._came_back, self._went_on
        self._whole_at = self.clock.now()
        self.adapter = Sender(self.client, talks, self.gateway, lambda: self._open, self._refused.set)

    @property
    def ready(self) -> bool:
        """Whether events come in and messages go out."""
        return self._open and self.client.there and not self.adapter.trouble

    async def run(self) -> None:
        """Take events in until cancelled. Raises Hopeless when it can't work with these settings."""
        point_at(self.settings)
        looking = asyncio.create_task(self._look_for_files())
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
            await _let_go(looking, self._catching_up)
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
        seen, helping, now = self.handler.messages.seen, self.settings.help_channel, self._whole_at or self.clock.now()
        await asyncio.wrap_future(seen.keep_board(board))
        if helping:
            began = addresses.message_key(helping, time_snowflake(now))
            await asyncio.wrap_future(
                seen.begin(addresses.channel(helping), addresses.messages_of(helping), began, now)
            )
        application = self.client.application_id or self.handler.messages.us
        try:
            await sync(self.client.tree, application, self.settings.guild)
        except discord.Forbidden as refused:
            log.error("Discord doesn't take our commands (%s): invite the bot to the guild, commands with it", refused)
        self._open = True

    # ── What was written meanwhile ─────────────────────────────────────────────────────

    def _went(self) -> None:
        self._whole_at = self._whole_at or self.clock.now()

    def _went_on(self) -> None:
        if not self._behind and (self._catching_up is None or self._catching_up.done()):
            self._whole_at = None

    def _came_back(self) -> None:
        self._behind = True
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.create_task(self._catch_up())

    async def caught_up(self) -> None:
        """Wait until what was written before this session is read."""
        if self._catching_up is not None:
            await asyncio.wait({self._catching_up})

    async def _catch_up(self) -> None:
        """Read it; later, when it can't be read now, and once more when another session began meanwhile."""
        failures = 0
        while self._behind:
            self._behind = False
            if not await self._backfill():
                self._behind, failures = True, failures + 1
                await self.pause(doubling(failures, CATCH_UP_LONGEST_SECONDS))

    async def _backfill(self) -> bool:
        whole_at, channel = self._whole_at or self.clock.now(), self.settings.help_channel
        try:
            await Backfill(
                self.client, self.handler.messages.seen, self.handler.talks, self._take, whole_at, channel
            ).run()
        except Exception as broken:  # a worker's loop
            log.error("the back-fill failed and is tried again: %s", type(broken).__name__)
            return False
        if self.client.there and not self._behind:
            self._whole_at = None
        return True

    async def _take(self, message: discord.Message) -> None:
        """One that is ours to mend, or that Discord refuses, mustn't keep back those behind it."""
        try:
            await self.handler.messages.written(message)
        except Exception as broken:  # the outermost entry: its text may hold a client's words
            log_broken(f"message {message.id}", broken)

    # ── Files ──────────────────────────────────────────────────────────────────────────

    async def _look_for_files(self) -> None:
        while True:
            await self.pause(FILES_SECONDS)
            if self._open:
                self.background.begin(self.handler.files.look())

    async def _download(self, file: FileDue, bytes_max: int) -> bytes | str:
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


async def _let_go(*tasks: "asyncio.Task[Any] | None") -> None:
    """Cancel what is under way, and wait until it is over. Raises nothing of it."""
    under_way = [task for task in tasks if task is not None]
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)
