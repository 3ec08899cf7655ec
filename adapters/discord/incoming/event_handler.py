"""What people click, send and type as commands on Discord, as events of the desk; answered after the commit."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, replace
from traceback import format_tb
from typing import Any

import discord

from adapters.discord import addresses, answers, payloads
from adapters.discord.answers import Interaction
from adapters.discord.drawing import modal
from adapters.discord.drawing.choices import FORM, token_of
from adapters.discord.drawing.drawing import Drawing
from adapters.discord.incoming.messages import MessageHandler
from adapters.discord.private_channels import Talks, Where
from adapters.discord.wording import NOT_HERE
from bot.core.client_view.notices import ELSEWHERE, NOT_SAVED
from bot.core.text.surface import LocalizedQuote, Msg
from bot.ports.gateway import Gateway
from bot.ports.inbound import Answer, Inbound

Work = Coroutine[Any, Any, object]
"""What is begun once it is known that it may be."""

log = logging.getLogger(__name__)

OPEN_HOW = "new"
"""The command behind the staff's entry on messages, alone: it is answered by how it is written."""


@dataclass(slots=True)
class EventHandler:
    """Where interactions come in: clicks, forms and commands."""

    gateway: Gateway
    talks: Talks
    messages: MessageHandler

    @property
    def _drawing(self) -> Drawing:
        return self.messages.settings.drawing

    # ── Clicks and forms ───────────────────────────────────────────────────────────────

    async def clicked(self, interaction: Interaction) -> None:
        """A button, or something picked from a list."""
        custom_id, values = payloads.picked(interaction)
        token = token_of(custom_id, values)
        if custom_id.startswith(FORM):
            await self.guarded(interaction, self._form_opened(interaction, token))
        else:
            await self.guarded(interaction, self._chosen(interaction, token))

    async def _chosen(self, interaction: Interaction, token: str) -> None:
        inbound = await self._inbound(interaction, self._where(interaction), token=token, in_place=True)
        await self._shown(interaction, inbound, await answers.taken(interaction, self.gateway.clicked(inbound)))

    async def _form_opened(self, interaction: Interaction, token: str) -> None:
        inbound = await self._inbound(interaction, token=token, in_place=True)
        await self._shown(interaction, inbound, await answers.taken(interaction, self.gateway.opened_form(inbound)))

    async def submitted(self, interaction: Interaction) -> None:
        """A form was sent."""
        custom_id, _values = payloads.picked(interaction)
        typed = payloads.answers(interaction)
        work = self._filled_in(interaction, token_of(custom_id), typed)
        await self.guarded(interaction, work, (text for _name, text in typed))

    async def _filled_in(self, interaction: Interaction, token: str, typed: tuple[tuple[str, str], ...]) -> None:
        inbound = await self._inbound(interaction, form=typed, token=token)
        answer = await answers.taken(interaction, self.gateway.submitted(inbound))
        if answer.whispered:
            await self._whisper(interaction, inbound, answer)
        else:
            await self._elsewhere(interaction, inbound, answer)

    # ── Commands ───────────────────────────────────────────────────────────────────────

    async def supported(self, interaction: Interaction, question: str) -> None:
        """A question goes to the private talk; without one, it's shown where things stand."""
        if question.strip():
            await self.asked_aside(interaction, text=question)
            return
        inbound = await self._inbound(interaction)
        answer = await answers.taken(interaction, self.gateway.turn(inbound))
        await self._whisper(interaction, inbound, answer)

    async def asked_about(self, interaction: Interaction, message: discord.Message) -> None:
        """A message that somebody points at: what they wrote themselves is the question.

        Another's words and files stay theirs: about those one asks in one's own.
        """
        if payloads.is_a_persons(message) and message.author.id == interaction.user.id:
            said = payloads.words(message, self.messages.us)
            await self.asked_aside(interaction, text=said.text, files=said.files)
            return
        inbound = await self._inbound(interaction)
        await self._shown(interaction, inbound, self.gateway.question(inbound, message.jump_url))

    async def asked_aside(self, interaction: Interaction, **question: Any) -> None:
        """A question that is answered in private."""
        inbound = await self._inbound(interaction, **question)
        answer = await answers.taken(interaction, self.gateway.turn(inbound))
        if answer.whispered:
            await self._whisper(interaction, inbound, answer)
        else:
            await self._elsewhere(interaction, inbound, answer)

    async def ordered(self, interaction: Interaction, line: str, verb: str = "") -> None:
        """A command of staff: its form, or its answer, which only they see."""
        inbound = await self._inbound(interaction, at_work=True, text=line)
        await self._shown(interaction, inbound, await answers.taken(interaction, self.gateway.ordered(inbound, verb)))

    async def filed_for(self, interaction: Interaction, message: discord.Message) -> None:
        """A message that staff point at becomes a ticket of its writer's; on a bot's, how one is opened."""
        if not payloads.is_a_persons(message):
            await self.ordered(interaction, OPEN_HOW)
            return
        said, writer = payloads.words(message, self.messages.us), message.author
        theirs = Inbound(
            addresses.direct(writer.id),
            addresses.who(writer.id),
            addresses.message_key(message.channel.id, message.id),
            text=said.text,
            files=said.files,
            name=writer.display_name,
            at=message.created_at,
        )
        inbound = await self._inbound(interaction, at_work=True)
        filed = self.gateway.file_for(inbound, theirs, message.jump_url)
        await self._shown(interaction, inbound, await answers.taken(interaction, filed))

    async def panel(self, interaction: Interaction) -> None:
        """Put up the panel, if they may."""
        inbound = await self._inbound(interaction, at_work=True)
        answer = await answers.taken(interaction, self.gateway.panel(inbound))
        if answer.refused:
            await self._whisper(interaction, inbound, answer)
        else:
            await answers.put_up(interaction, self._drawing, answer.shown)

    # ── Answers ────────────────────────────────────────────────────────────────────────

    async def _shown(self, interaction: Interaction, inbound: Inbound, answer: Answer) -> None:
        """By a form that no message shows, to them alone, or in their talk."""
        alone = answer.reopened or answer.whispered
        if alone and answer.form and await answers.open_form(interaction, modal.form(answer.form)):
            return
        if answer.whispered:
            await self._whisper(interaction, inbound, answer)
            return
        if answer.reopened:  # no message says so far what the form was to ask
            await asyncio.wrap_future(self.gateway.tell(inbound, answer))
        await self._elsewhere(interaction, inbound, answer)

    async def _whisper(self, interaction: Interaction, inbound: Inbound, answer: Answer) -> None:
        """An answer that only they see; as a message where it can't be shown."""
        await answers.whisper(interaction, self._drawing, answer.shown, lambda: self.gateway.tell(inbound, answer))

    async def _elsewhere(self, interaction: Interaction, inbound: Inbound, answer: Answer) -> None:
        """The answer is a message in the talk; say so to whoever looks at another place."""
        there = interaction.guild_id is None or self.talks.is_held(interaction.user.id, interaction.channel_id)
        public = inbound.private_address is not None and not answer.reopened
        if there or public or answer.repeated:
            await answers.done(interaction)
        else:
            await answers.wait(interaction)
            said = self.gateway.said(ELSEWHERE, str(interaction.locale))
            self.talks.followups.once_there(
                interaction.user.id, lambda: answers.beside(interaction, self._drawing, said)
            )

    async def note(self, interaction: Interaction, said: Msg, typed: Iterable[str] = ()) -> None:
        """Whisper one sentence, and give back what was typed."""
        shown = self.gateway.said(said, str(interaction.locale))
        quotes = (LocalizedQuote(text) for text in typed if text)
        await answers.whisper(interaction, self._drawing, replace(shown, blocks=(*shown.blocks, *quotes)))

    # ── Who did it, and where ──────────────────────────────────────────────────────────

    async def _inbound(
        self, interaction: Interaction, where: Where | None = None, *, at_work: bool = False, **event: Any
    ) -> Inbound:
        """What somebody did; in private unless it was in a talk that others read.

        Where they are ``at_work`` as staff isn't where their own private talk would be.
        """
        self.talks.followups.acted(interaction)
        if not at_work:
            await self._noticed(interaction)
        user, where = interaction.user, where or self.talks.private(interaction.user.id)
        return Inbound(
            where.address,
            addresses.who(user.id),
            addresses.interaction_key(interaction.id),
            private_address=where.private_address,
            lang=str(interaction.locale),
            name=user.display_name,
            forms=True,
            born=user.created_at,
            grant=self.messages.staff.granted(user),
            **event,
        )

    def _where(self, interaction: Interaction) -> Where:
        """The talk that a click belongs to."""
        user, channel, message = interaction.user.id, interaction.channel, interaction.message
        if interaction.guild_id is None or (message and message.flags.ephemeral):
            return self.talks.private(user)
        if isinstance(channel, discord.Thread):
            if channel.is_private():
                return self.talks.private(user)
            return self.talks.public(user, channel.parent_id, channel.id)
        if message and message.reference and message.reference.message_id:
            return self.talks.public(user, message.channel.id, message.reference.message_id)
        return self.talks.private(user)

    async def _noticed(self, interaction: Interaction) -> None:
        """Remember where they are, for their private talk."""
        user, channel = interaction.user.id, interaction.channel
        if channel is None:
            return
        if interaction.guild_id is None:
            self.talks.heard(user, channel.id)
        elif isinstance(channel, discord.Thread) and not channel.is_private():
            self.talks.met(user, channel.parent_id)
        elif isinstance(channel, discord.Thread) and await self.talks.is_theirs(user, channel.id):
            self.talks.heard(user, channel.id)
        elif isinstance(channel, discord.TextChannel):
            self.talks.met(user, channel.id)

    # ── The outermost entry ────────────────────────────────────────────────────────────

    async def guarded(self, interaction: Interaction, work: Work, typed: Iterable[str] = ()) -> None:
        """Do what an interaction asks for; whoever asked is told when it wasn't saved, and gets back what was typed."""
        if self.messages.settings.foreign(interaction.guild_id or 0):
            work.close()
            await self.note(interaction, NOT_HERE)
            return
        try:
            await work
        except Exception as broken:  # its text may hold a client's words: only where it broke is logged
            log_broken(f"interaction {interaction.id}", broken)
            await self.note(interaction, NOT_SAVED, typed)


def log_broken(what: str, broken: BaseException) -> None:
    """Log where something broke, and nothing that anybody wrote."""
    where = "".join(format_tb(broken.__traceback__))
    log.error("%s failed: %s\n%s", what, type(broken).__name__, where)
