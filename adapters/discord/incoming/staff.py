"""The staff's side of Discord: who is staff by a role, and what is written under a ticket's card.

Roles are looked at each time; what their holders may do, the desk decides.
"""

import asyncio
from dataclasses import dataclass, field

import discord

from adapters.discord import addresses, payloads
from adapters.discord.drawing import objects
from adapters.discord.settings import Settings
from adapters.discord.wording import UNREAD
from adapters.kit.background_tasks import BackgroundTasks
from adapters.kit.drawing import drawn
from bot.core.model.people import Grant
from bot.core.text.surface import LocalizedReply
from bot.ports.gateway import Gateway
from bot.ports.inbound import Answer, Inbound

NOTED = "✅"
"""The mark on what became a note."""


@dataclass(slots=True)
class StaffSide:
    """Where staff's doings come in."""

    settings: Settings
    gateway: Gateway
    background: BackgroundTasks
    _told: set[int] = field(default_factory=set)
    """Threads in which it was said that we can't read along."""

    def granted(self, user: discord.abc.User) -> Grant | None:
        """What the member's roles say at this moment; none of another guild counts."""
        guild = getattr(user, "guild", None)
        if self.settings.foreign(guild.id if guild else 0):
            return None
        return payloads.grant(user, self.settings.staff_roles, self.settings.lead_roles)

    # ── Under a card ───────────────────────────────────────────────────────────────────

    async def remarked(self, message: discord.Message, thread: discord.Thread, us: int) -> None:
        """What is written under a card is a note. Raises NotSaved; the same again is no second one."""
        said = payloads.words(message, us)
        text = said.text
        if not text and not self.settings.message_content:
            await self._not_read(message, thread.id)
            return
        board, card = addresses.channel(thread.parent_id), addresses.receipt(thread.parent_id, thread.id)
        who, key = addresses.who(message.author.id), addresses.message_key(thread.id, message.id)
        inbound = Inbound(board, who, key, text=text, files=said.files, grant=await self.granted_writer(message))
        answer = await asyncio.wrap_future(self.gateway.remarked(inbound, card))
        if answer and not answer.repeated:
            self.background.begin(self._noted(message, answer))

    async def wrote(self, message: discord.Message) -> bool:
        """Whether staff wrote it. Raises NotSaved."""
        granted = await self.granted_writer(message)
        return await asyncio.wrap_future(self.gateway.is_staff(addresses.who(message.author.id), granted))

    async def granted_writer(self, message: discord.Message) -> Grant | None:
        """As of now. A message that was read later comes without its writer's roles: they are asked for."""
        writer = message.author
        if message.guild and not isinstance(writer, discord.Member):
            try:
                writer = await message.guild.fetch_member(writer.id)
            except discord.NotFound:
                return None  # they left
        return self.granted(writer)

    async def _noted(self, message: discord.Message, answer: Answer) -> None:
        """A mark on what became a note; words where it didn't, or where there is more to say."""
        if answer.refused or len(answer.shown.blocks) > 1:
            await self._replied(message, answer.shown)
        else:
            await message.add_reaction(NOTED)

    async def _not_read(self, message: discord.Message, thread: int) -> None:
        """Once in a thread: that nothing written there arrives."""
        if thread not in self._told:
            self._told.add(thread)
            await self._replied(message, self.gateway.said(UNREAD))

    async def _replied(self, message: discord.Message, shown: LocalizedReply) -> None:
        """Say it once: the nonce is the message that it is about."""
        (first, *_more) = await drawn(self.settings.drawing.messages, shown)
        await message.reply(nonce=str(message.id), **objects.sendable(first))
