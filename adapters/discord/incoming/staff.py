"""The staff's side of Discord: commands, buttons and forms, and what is written under a ticket's card.

Roles are looked at each time; what their holders may do, the desk decides.
"""

import asyncio
from dataclasses import dataclass, field

import discord

from adapters.discord import addresses, answers, payloads
from adapters.discord.answers import Interaction
from adapters.discord.drawing import modal, objects
from adapters.discord.drawing.render import messages
from adapters.discord.settings import Settings
from adapters.kit.background_tasks import BackgroundTasks
from bot.core.client_view.notices import UNREAD
from bot.core.model.people import Grant
from bot.core.text.surface import LocalizedQuote, LocalizedReply
from bot.core.text.tokens import STAFF
from bot.i18n import Reader, sentence
from bot.ports.gateway import GatewayApi
from bot.ports.inbound import Answer

NOTED = "✅"
"""The mark on what became a note."""


@dataclass(slots=True)
class StaffSide:
    """Where staff's doings come in."""

    settings: Settings
    gateway: GatewayApi
    background: BackgroundTasks
    _told: set[int] = field(default_factory=set)
    """Threads in which it was said that we can't read along."""

    def granted(self, user: discord.abc.User) -> Grant | None:
        """What the member's roles say at this moment; none of another guild counts."""
        guild = getattr(user, "guild", None)
        if self.settings.foreign(guild.id if guild else 0):
            return None
        return payloads.grant(user, self.settings.staff_roles, self.settings.lead_roles)

    # ── Commands, buttons and forms ────────────────────────────────────────────────────

    async def ordered(self, interaction: Interaction, line: str) -> None:
        """A command: its form, or its answer, which only they see."""
        answer = await self._command(interaction, line)
        form = answer.shown.form
        if form is None or not await answers.open_form(interaction, modal.form(form)):
            await self._whisper(interaction, answer.shown)

    async def _whisper(self, interaction: Interaction, shown: LocalizedReply) -> None:
        """An answer that only they see; as a message where it can't be shown."""
        where = addresses.direct(interaction.user.id)
        await answers.whisper(interaction, shown, lambda: self.gateway.tell(where, shown))

    async def _command(self, interaction: Interaction, line: str) -> Answer:
        user = interaction.user
        where, key = addresses.staffs_own(user.id), addresses.interaction_key(interaction.id)
        act = self.gateway.command(addresses.who(user.id), where, key, line, forms=True, grant=self.granted(user))
        return await answers.taken(interaction, act)

    async def clicked(self, interaction: Interaction, token: str) -> None:
        """A button is a command."""
        await self.ordered(interaction, token.removeprefix(STAFF))

    async def submitted(self, interaction: Interaction, token: str, typed: dict[str, str]) -> None:
        """What was written goes behind the command; the answer shows it, so that none of it is lost."""
        answer = await self._command(interaction, f"{token.removeprefix(STAFF)} {typed.get('text', '')}")
        quotes = tuple(LocalizedQuote(text) for text in typed.values() if text)
        shown = answer.shown
        await self._whisper(interaction, LocalizedReply((*shown.blocks, *quotes), shown.offers, shown.form, shown.lang))

    async def panel(self, interaction: Interaction) -> None:
        """Put up the panel, if they may."""
        asked = self.gateway.panel(addresses.who(interaction.user.id), self.granted(interaction.user))
        answer = await answers.taken(interaction, asked)
        await (self._whisper if answer.refused else answers.put_up)(interaction, answer.shown)

    # ── Under a card ───────────────────────────────────────────────────────────────────

    async def remarked(self, message: discord.Message, thread: discord.Thread, us: int) -> None:
        """What is written under a card is a note. Raises NotSaved; the same again is no second one."""
        text = payloads.words(message, us).text
        if not text and not self.settings.message_content:
            await self._not_read(message, thread.id)
            return
        board, card = addresses.channel(thread.parent_id), addresses.receipt(thread.parent_id, thread.id)
        who, key = addresses.who(message.author.id), addresses.message_key(thread.id, message.id)
        granted = await self.granted_writer(message)
        answer = await asyncio.wrap_future(self.gateway.remark(who, board, card, key, text, granted))
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
            await _replied(message, answer.shown)
        else:
            await message.add_reaction(NOTED)

    async def _not_read(self, message: discord.Message, thread: int) -> None:
        """Once in a thread: that nothing written there arrives."""
        if thread not in self._told:
            self._told.add(thread)
            await _replied(message, sentence(UNREAD, Reader("en", "UTC", message.created_at)))


async def _replied(message: discord.Message, shown: LocalizedReply) -> None:
    """Say it once: the nonce is the message that it is about."""
    await message.reply(nonce=str(message.id), **objects.sendable(messages(shown)[0]))
