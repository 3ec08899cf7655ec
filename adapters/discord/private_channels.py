"""Where the private talk with somebody is held: a direct message, or a private thread where those are closed."""

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial

import discord

from adapters.discord import PLATFORM, addresses
from adapters.discord.answering.followups import Followups
from bot.core.model.people import Address
from bot.ports.gateway import Gateway

TALKS_MAX = 10_000
"""So many talks are remembered; where another is held, its latest message says."""
THREAD_NAME = "Support"
DM_CLOSED = 50007
"""Cannot send messages to this user: topics/opcodes-and-status-codes."""
NOT_A_MEMBER = frozenset({10007, 10013})
"""Unknown member, unknown user: topics/opcodes-and-status-codes."""
WAIT = frozenset({401, 429})
"""A token that is refused ends everything by itself; who was too quick may ask again."""

log = logging.getLogger(__name__)


class NoRoom(Exception):
    """Direct messages are closed, and no private thread can be made; says why, for staff."""


class Left(NoRoom):
    """They left the server."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a talk goes on, and where anything personal does if that is in public."""

    address: Address
    private_address: Address | None = None


@dataclass(slots=True)
class Talks:
    """Private talks, by user."""

    client: discord.Client
    gateway: Gateway
    followups: Followups
    help_channel: int = 0
    staff_channel: int = 0
    """No client's private thread stands there: what is written in its threads is staff's."""
    _held: "OrderedDict[int, int]" = field(default_factory=OrderedDict)
    """User → the direct message or private thread in which they were heard last."""
    _threads: "OrderedDict[int, int]" = field(default_factory=OrderedDict)
    """User → the private thread that is theirs, wherever they were heard last."""
    _met: "OrderedDict[int, int]" = field(default_factory=OrderedDict)
    """User → the public channel in which they were last: a private thread can stand there."""

    def private(self, user: int) -> Where:
        """A talk that nobody else reads."""
        return Where(addresses.direct(user))

    def public(self, user: int, channel: int, thread: int) -> Where:
        """A talk in a thread of a channel, which everybody reads."""
        self.met(user, channel)
        return Where(addresses.thread(channel, thread), addresses.direct(user))

    def heard(self, user: int, channel: int) -> None:
        """They wrote or clicked in their private talk."""
        _remember(self._held, user, channel)

    def met(self, user: int, channel: int) -> None:
        """They wrote or clicked in a public channel."""
        if channel != self.staff_channel:
            _remember(self._met, user, channel)

    def is_held(self, user: int, channel: int | None) -> bool:
        """Whether a channel is where they were heard last, so that an answer comes there."""
        return channel is not None and self._held.get(user) == channel

    async def is_theirs(self, user: int, thread: int) -> bool:
        """Whether a private thread is this user's talk, and not just one that they can read."""
        if self._threads.get(user) != thread:
            stands_at = await asyncio.wrap_future(self.gateway.stands_at(addresses.direct(user)))
            if addresses.posted(stands_at)[0] != thread and not await self._wrote(user, thread):
                return False
            _remember(self._threads, user, thread)
        return True

    async def _wrote(self, user: int, thread: int) -> bool:
        """Whether what was taken last in a private thread was theirs: nobody else's is taken there."""
        latest = self.gateway.latest_key(PLATFORM, addresses.TENANT, addresses.messages_of(thread))
        writer = self.gateway.writer(PLATFORM, addresses.TENANT, await asyncio.wrap_future(latest))
        return await asyncio.wrap_future(writer) == addresses.who(user)

    async def channel_of(self, user: int, receipt: str) -> int:
        """The channel to write to: where they were heard last, else where we wrote last, else a direct message."""
        return self._held.get(user) or addresses.posted(receipt)[0] or await self.direct(user)

    async def direct(self, user: int) -> int:
        """The direct message; discord.py knows it or asks for it."""
        return (await self.client.create_dm(discord.Object(user))).id

    async def thread_for(self, user: int) -> int:
        """A private thread with a user whose direct messages are closed. Raises NoRoom."""
        room = self._threads.get(user)
        if not room or await channel_of(self.client, room) is None:
            room = await self._opened(user)
            _remember(self._threads, user, room)
        else:
            await self.is_there(user, room)
        self.heard(user, room)
        return room

    async def is_there(self, user: int, channel: int) -> None:
        """Raises Left, if a user isn't on the server any more on which a private thread of theirs stands."""
        thread = self.client.get_channel(channel)
        if isinstance(thread, discord.Thread):
            await _is_member(thread.guild, user)

    async def _opened(self, user: int) -> int:
        """A new one where they were last, or under the help channel."""
        why = "there is no channel for a private thread"
        for where in dict.fromkeys((self._met.get(user, 0), self.help_channel)):
            parent = await channel_of(self.client, where) if where else None
            if not isinstance(parent, discord.TextChannel):
                continue
            await _is_member(parent.guild, user)
            try:
                thread = await parent.create_thread(
                    name=THREAD_NAME, type=discord.ChannelType.private_thread, invitable=False
                )
            except discord.Forbidden as refused:
                why = f"a private thread in #{parent.name}: {refused.text}"
                continue
            try:
                await thread.add_user(discord.Object(user))
            except (discord.Forbidden, discord.NotFound) as refused:
                why = f"a private thread in #{parent.name}: {refused.text}"
                await _take_away(thread)
            else:
                return thread.id
        raise NoRoom(f"direct messages are closed; {why}")


async def _is_member(guild: discord.Guild, user: int) -> None:
    """Raises Left, if they aren't. They are, where Discord doesn't say."""
    try:
        await guild.fetch_member(user)
    except discord.NotFound as missing:
        if missing.code in NOT_A_MEMBER:
            raise Left("they left the server") from None


async def _take_away(thread: discord.Thread) -> None:
    """Leave no empty thread behind: without the permission to delete it, put it aside."""
    for put_away in (thread.delete, partial(thread.edit, archived=True)):
        try:
            await put_away()
        except (discord.Forbidden, discord.NotFound) as refused:
            log.warning("the empty private thread %s stays for now: HTTP %s", thread.id, refused.code)
        else:
            return


def refuses(broken: BaseException) -> bool:
    """Whether Discord said no and would say so again; else it is away, or wants us to wait."""
    return isinstance(broken, discord.HTTPException) and 400 <= broken.status < 500 and broken.status not in WAIT


async def channel_of(client: discord.Client, id: int) -> object:
    """A channel by its id, known or asked for; ``None`` for one that isn't there, or isn't shown to us."""
    try:
        return client.get_channel(id) or await client.fetch_channel(id)
    except (discord.NotFound, discord.Forbidden):
        return None


def _remember(known: "OrderedDict[int, int]", user: int, channel: int) -> None:
    known[user] = channel
    known.move_to_end(user)
    while len(known) > TALKS_MAX:
        known.popitem(last=False)
