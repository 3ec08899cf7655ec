"""What people click, send and type as commands on Discord, as events of the desk; answered after the commit."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from traceback import format_tb
from typing import Any

import discord

from adapters.discord import addresses, answers, payloads
from adapters.discord.answers import Interaction
from adapters.discord.drawing import modal
from adapters.discord.drawing.choices import FORM, token_of
from adapters.discord.incoming.messages import MessageHandler
from adapters.discord.incoming.staff import StaffSide
from adapters.discord.private_channels import Talks, Where
from adapters.kit.attachments import AttachmentCopier
from adapters.kit.background_tasks import BackgroundTasks
from bot.core.client_view.notices import ELSEWHERE, NOT_HERE, NOT_SAVED, QUESTION, question_about, question_in
from bot.core.text.surface import Form, LocalizedQuote, LocalizedReply
from bot.core.text.tokens import ASK, STAFF
from bot.i18n import localize
from bot.ports.gateway import GatewayApi
from bot.ports.inbound import Answer, Inbound

Work = Coroutine[Any, Any, object]
"""What is begun once it is known that it may be."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class EventHandler:
    """Where interactions come in: clicks, forms and commands."""

    gateway: GatewayApi
    talks: Talks
    files: AttachmentCopier
    background: BackgroundTasks
    staff: StaffSide
    messages: MessageHandler

    # ── Clicks and forms ───────────────────────────────────────────────────────────────

    async def clicked(self, interaction: Interaction) -> None:
        """A button, or something picked from a list."""
        custom_id, values = payloads.picked(interaction)
        token = token_of(custom_id, values)
        if token == ASK:
            await self.guarded(interaction, self._question(interaction, QUESTION))
        elif token.startswith(STAFF):
            await self.guarded(interaction, self.staff.clicked(interaction, token))
        elif custom_id.startswith(FORM):
            await self.guarded(interaction, self._form_opened(interaction, token))
        else:
            await self.guarded(interaction, self._chosen(interaction, token))

    async def _chosen(self, interaction: Interaction, token: str) -> None:
        where = self._where(interaction)
        answer = await self._turn(interaction, where, token=token)
        if answer.whispered:
            there = self.talks.private(interaction.user.id).address
            await answers.whisper(interaction, answer.shown, lambda: self.gateway.tell(there, answer.shown))
        elif answer.repeated or not await self._form(interaction, answer.shown):
            await self._elsewhere(interaction, where, answer)

    async def _question(self, interaction: Interaction, form: Form) -> None:
        """A form for a question of their own; where it can't be opened, their own talk asks."""
        shown = localize(form, answers.reader(interaction), lambda _action: ASK)
        if not await self._form(interaction, shown):
            where = self.talks.private(interaction.user.id)
            answer = await self._turn(interaction, where)
            await self._said_again(interaction, where)
            await self._elsewhere(interaction, where, answer)

    async def _form_opened(self, interaction: Interaction, token: str) -> None:
        """The form as it is needed now; where none is, or it can't be opened, the talk says where it stands."""
        where = self.talks.private(interaction.user.id)
        answer = await self._turn(interaction, where)
        unsent = answer.shown.form is not None
        if not unsent:
            answer = await self._turn(interaction, where, token=token)
        if not await self._form(interaction, answer.shown):
            if unsent:
                await self._said_again(interaction, where)
            await self._elsewhere(interaction, where, answer)

    async def _said_again(self, interaction: Interaction, where: Where) -> None:
        """Where the talk stands as a message: what was to be shown at once couldn't be."""
        await asyncio.wrap_future(self.gateway.say_again(self._inbound(interaction, where)))

    async def _form(self, interaction: Interaction, shown: LocalizedReply) -> bool:
        """Open a reply's form. ``False``: it has none, or it is too late; a message holds it then."""
        return shown.form is not None and await answers.open_form(interaction, modal.form(shown.form))

    async def submitted(self, interaction: Interaction) -> None:
        """A form was sent."""
        custom_id, _values = payloads.picked(interaction)
        token, typed = token_of(custom_id), payloads.answers(interaction)
        if token.startswith(STAFF):
            work: Work = self.staff.submitted(interaction, token, dict(typed))
        elif token == ASK:
            work = self.asked_aside(interaction, question_in(typed))
        else:
            work = self._filled_in(interaction, token, typed)
        await self.guarded(interaction, work, (text for _name, text in typed))

    async def _filled_in(self, interaction: Interaction, token: str, typed: tuple[tuple[str, str], ...]) -> None:
        where = self.talks.private(interaction.user.id)
        answer = await self._turn(interaction, where, form=typed, token=token)
        if answer.stale:
            quotes = tuple(LocalizedQuote(text) for _name, text in typed if text)
            shown = LocalizedReply((*answer.shown.blocks, *quotes), lang=answer.shown.lang)
            await answers.whisper(interaction, shown, lambda: self.gateway.tell(where.address, shown))
        else:
            await self._elsewhere(interaction, where, answer)

    async def _turn(self, interaction: Interaction, where: Where, **event: Any) -> Answer:
        await self._noticed(interaction)
        answer = await answers.taken(interaction, self.gateway.turn(self._inbound(interaction, where, **event)))
        self.background.begin(self.files.look())
        return answer

    def _inbound(self, interaction: Interaction, where: Where, **event: Any) -> Inbound:
        key, who = addresses.interaction_key(interaction.id), addresses.who(interaction.user.id)
        lang, name = str(interaction.locale), interaction.user.display_name
        return Inbound(where.address, who, key, private_address=where.private_address, lang=lang, name=name, **event)

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

    async def _elsewhere(self, interaction: Interaction, where: Where, answer: Answer) -> None:
        """The answer is a message in the talk; say so to whoever looks at another place."""
        there = interaction.guild_id is None or self.talks.is_held(interaction.user.id, interaction.channel_id)
        if there or where.private_address or answer.repeated:
            await answers.done(interaction)
        else:
            await answers.note(interaction, ELSEWHERE)

    # ── Commands ───────────────────────────────────────────────────────────────────────

    async def supported(self, interaction: Interaction, question: str) -> None:
        """A question goes to the private talk; without one, it's shown where things stand."""
        if question.strip():
            await self.asked_aside(interaction, question)
            return
        where = self.talks.private(interaction.user.id)
        answer = await self._turn(interaction, where)
        again = self._inbound(interaction, where)
        await answers.whisper(interaction, answer.shown, lambda: self.gateway.say_again(again))

    async def asked_about(self, interaction: Interaction, message: discord.Message) -> None:
        """A message that somebody points at: what they wrote themselves is the question.

        Another's words and files stay theirs: about those one asks in one's own.
        """
        if not (payloads.is_a_persons(message) and message.author.id == interaction.user.id):
            await self._question(interaction, question_about(message.jump_url))
            return
        said = payloads.words(message, self.messages.us)
        await self.asked_aside(interaction, said.text, files=said.files)

    async def asked_aside(self, interaction: Interaction, question: str, **also: Any) -> None:
        """A question that is answered in private."""
        where = self.talks.private(interaction.user.id)
        answer = await self._turn(interaction, where, text=question, **also)
        await self._elsewhere(interaction, where, answer)

    # ── The outermost entry ────────────────────────────────────────────────────────────

    async def guarded(self, interaction: Interaction, work: Work, typed: Iterable[str] = ()) -> None:
        """Do what an interaction asks for; whoever asked is told when it wasn't saved, and gets back what was typed."""
        if self.staff.settings.foreign(interaction.guild_id or 0):
            work.close()
            await answers.note(interaction, NOT_HERE)
            return
        try:
            await work
        except Exception as broken:  # its text may hold a client's words: only where it broke is logged
            log_broken(f"interaction {interaction.id}", broken)
            await answers.note(interaction, NOT_SAVED, typed)


def log_broken(what: str, broken: BaseException) -> None:
    """Log where something broke, and nothing that anybody wrote."""
    where = "".join(format_tb(broken.__traceback__))
    log.error("%s failed: %s\n%s", what, type(broken).__name__, where)
