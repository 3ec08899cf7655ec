"""discord.py's client as we use it: what Discord sends goes to the door, and nothing is kept of it."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from yarl import URL

from adapters.discord import rate_limits
from adapters.discord.incoming import commands
from adapters.discord.incoming.commands import Tree
from adapters.discord.incoming.components import Choice, Pick
from adapters.discord.incoming.event_handler import EventHandler, log_broken
from adapters.discord.settings import Settings

RATE_LIMIT_SECONDS = 30.0
"""So long discord.py waits for a rate limit by itself; its shortest."""
GUILDS_SECONDS = 2.0
"""So long after the last guild that Discord tells us of at the start, there are no more."""


class GatewayAway(ConnectionError):
    """The gateway couldn't be reached at the start."""


log = logging.getLogger(__name__)


def point_at(settings: Settings) -> None:
    """Where discord.py finds Discord; it holds for the whole process."""
    discord.http.Route.BASE = settings.base_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.gateway_url)
    logging.getLogger("discord").setLevel(logging.WARNING)  # below, it would log what people wrote


def intents(settings: Settings) -> discord.Intents:
    """What Discord is asked to send: no more than we read."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    wanted.message_content = settings.message_content
    return wanted


class Client(discord.AutoShardedClient):
    """The gateway's other end."""

    handler: EventHandler
    """Set by the connection before anything comes in."""

    def __init__(self, settings: Settings, logged_in: Callable[[], Awaitable[None]]) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody will speak
        super().__init__(
            intents=intents(settings),
            shard_count=settings.shard_count,
            shard_ids=list(settings.shard_ids) if settings.shard_ids else None,  # type: ignore[arg-type]
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=RATE_LIMIT_SECONDS,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=GUILDS_SECONDS,
            http_trace=rate_limits.trace(),
        )
        self._logged_in = logged_in
        self._gateway = URL(settings.gateway_url)
        self._tried: set[int] = set()
        self._away: set[int] = set()
        self.went: Callable[[], None] = lambda: None
        """Called when something may be missed from now on."""
        self.came_back: Callable[[], None] = lambda: None
        """Called when a session began in which what was sent before is not sent again."""
        self.went_on: Callable[[], None] = lambda: None
        """Called when a session goes on: nothing was missed."""
        self.tree: Tree = commands.tree(self, lambda: self.handler)

    async def setup_hook(self) -> None:
        """Logged in, before anything comes in."""
        self.add_dynamic_items(Choice, Pick)
        await self._logged_in()

    async def launch_shard(self, gateway: URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect, at the address that is set, whichever Discord names.

        When it fails, discord.py calls this again, for ever and ever deeper in itself: the second time it
        is for supervision to wait, and to begin anew.
        """
        if shard_id in self._tried:
            raise GatewayAway
        self._tried.add(shard_id)
        await super().launch_shard(self._gateway, shard_id, initial=initial)

    @property
    def there(self) -> bool:
        """Whether every shard hears Discord; discord.py's own ``is_ready`` stays true when one doesn't any more."""
        return self.is_ready() and not self.is_closed() and not self._away

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """A shard hears nothing for now; discord.py connects it again."""
        self._away.add(shard_id)
        self.went()

    async def on_shard_resumed(self, shard_id: int) -> None:
        """It goes on where it was: Discord sends by itself what we missed."""
        self._away.discard(shard_id)
        if not self._away:
            self.went_on()

    async def on_shard_connect(self, shard_id: int) -> None:
        """A new session began: what was written before it isn't sent."""
        self._away.discard(shard_id)

    async def on_shard_ready(self, _shard_id: int) -> None:
        """A new session knows its channels. (``on_ready`` comes once only when there are several shards.)"""
        self.came_back()

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        await _entered(f"message {message.id}", self.handler.messages.written(message))

    async def on_raw_message_edit(self, change: discord.RawMessageUpdateEvent) -> None:
        """Somebody changed what they wrote."""
        await _entered(f"edit of message {change.message_id}", self.handler.messages.edited(change))

    async def on_raw_message_delete(self, change: discord.RawMessageDeleteEvent) -> None:
        """Somebody took back what they wrote."""
        await _entered(f"deletion of message {change.message_id}", self.handler.messages.deleted(change))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A form was sent; everything else comes by the command tree and ``surfaces``."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self.handler.submitted(interaction)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """discord.py would log what it was called with."""
        log.error("%s failed", event_method)


async def _entered(what: str, work: Awaitable[None]) -> None:
    """The outermost entry of what needs no answer."""
    try:
        await work
    except Exception as broken:  # its text may hold a client's words: only where it broke is logged
        log_broken(what, broken)
