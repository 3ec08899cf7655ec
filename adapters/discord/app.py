"""What happens on Discord as events of the desk, and the first response after the commit."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from traceback import format_tb
from typing import Any
from weakref import WeakValueDictionary

import discord

from adapters.discord import answers, drawing, modal, payloads, places
from adapters.discord.answers import Interaction
from adapters.discord.choices import FORM, token_of
from adapters.discord.render import messages
from adapters.discord.settings import Settings
from adapters.discord.staff import StaffSide
from adapters.discord.talks import Talks, channel_of
from bot.core.errors import NotSaved
from bot.core.model import Address
from bot.core.notices import ELSEWHERE, NOT_SAVED, QUESTION, UNREADABLE
from bot.core.surface import Para, Shown, ShownQuote
from bot.core.tokens import ASK, STAFF
from bot.edge.copying import Copying
from bot.edge.errands import Errands
from bot.edge.house import House
from bot.edge.patience import growing
from bot.edge.seen import Seen
from bot.i18n import Reader, localize, runs
from bot.inbound import Answer, Inbound

SAVE_LONGEST_SECONDS = 30.0
"""So often a message that couldn't be saved is tried again at least."""
QUESTION_FIELD = QUESTION.fields[0].name

Pause = Callable[[float], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a talk goes on, and where anything personal does if that is in public."""

    address: Address
    aside: Address | None = None


@dataclass(slots=True)
class Door:
    """Everything that comes in from Discord."""

    client: discord.Client
    settings: Settings
    house: House
    seen: Seen
    talks: Talks
    files: Copying
    errands: Errands
    pause: Pause = asyncio.sleep
    _lines: "WeakValueDictionary[int, asyncio.Lock]" = field(default_factory=WeakValueDictionary)
    """One for each channel: what couldn't be saved goes before what was written after it."""
    staff: StaffSide = field(init=False)

    def __post_init__(self) -> None:
        self.staff = StaffSide(self.settings, self.house, self.errands)

    @property
    def us(self) -> int:
        """Our own user."""
        return self.client.user.id if self.client.user else 0

    # ── Messages ───────────────────────────────────────────────────────────────────────

    async def written(self, message: discord.Message) -> None:
        """Words of a client, of staff under a card, or of people who talk to each other."""
        if payloads.is_a_persons(message) and not self._foreign(message.guild):
            await self._saved(message.channel.id, lambda: self._written(message))

    async def _written(self, message: discord.Message) -> None:
        channel = message.channel
        if isinstance(channel, discord.PartialMessageable):
            channel = await channel_of(self.client, channel.id) or channel  # type: ignore[assignment]
        if isinstance(channel, discord.Thread):
            await self._written_in_thread(message, channel)
        elif message.guild is None:
            self.talks.heard(message.author.id, channel.id)
            await self._asked(message, Where(places.direct(message.author.id)))
        elif channel.id != self.settings.staff_channel and await self._asks_us(message, channel.id):
            await self._asked(message, self._public(message.author.id, channel.id, message.id))

    async def _written_in_thread(self, message: discord.Message, thread: discord.Thread) -> None:
        user = message.author.id
        if thread.parent_id == self.settings.staff_channel:
            await self.staff.remarked(message, thread, self.us)
        elif thread.is_private():
            if await self.talks.is_theirs(user, thread.id):
                self.talks.heard(user, thread.id)
                await self._taken(message)
        elif message.id == thread.id and await self._asks_us(message, thread.parent_id):
            where = self._public(user, thread.parent_id, thread.id)
            await self._asked(message, where, above=thread.name)
        elif self._called(message) or (payloads.is_readable(message) and await self._began(user, thread)):
            await self._asked(message, self._public(user, thread.parent_id, thread.id))

    async def _taken(self, message: discord.Message) -> None:
        """What somebody wrote in their private thread, if we may read it."""
        if payloads.is_readable(message) or self.settings.message_content:
            await self._asked(message, Where(places.direct(message.author.id)))
            return
        lang = str(message.guild.preferred_locale if message.guild else "").partition("-")[0]
        said = Shown((Para(runs(UNREADABLE, Reader(lang, "UTC", message.created_at))),))
        await message.reply(nonce=str(message.id), **drawing.sendable(messages(said)[0]))

    async def _asks_us(self, message: discord.Message, channel: int) -> bool:
        """Whether words ask us: in the help channel all but staff's do, and answers to somebody else.

        The first message of a post in a forum has the post's id, and its title can always be read.
        """
        if self._called(message):
            return True
        asks = channel == self.settings.help_channel and message.type is not discord.MessageType.reply
        readable = payloads.is_readable(message) or message.id == message.channel.id
        return asks and readable and await self.staff.granted_writer(message) is None

    async def _began(self, user: int, thread: discord.Thread) -> bool:
        """Whether the talk in a public thread is theirs: they needn't mention us again."""
        opener = await asyncio.wrap_future(self.seen.opener(places.thread(thread.parent_id, thread.id)))
        return opener == places.who(user)

    def _called(self, message: discord.Message) -> bool:
        return any(user.id == self.us for user in message.mentions)

    def _public(self, user: int, channel: int, thread: int) -> Where:
        self.talks.met(user, channel)
        return Where(places.thread(channel, thread), places.direct(user))

    async def _asked(self, message: discord.Message, where: Where, above: str = "") -> None:
        said = payloads.words(message, self.us, above)
        key, who = places.message_key(message.channel.id, message.id), places.who(message.author.id)
        inbound = Inbound(where.address, who, key, text=said.text, aside=where.aside, files=said.files)
        await asyncio.wrap_future(self.house.turn(inbound))
        self.errands.begin(self.files.look())

    async def edited(self, change: discord.RawMessageUpdateEvent) -> None:
        """Somebody changed what they wrote to us."""
        message = change.message
        if message.edited_at is None or not payloads.is_a_persons(message):
            return
        key = places.edit_key(change.channel_id, message.id, message.edited_at.isoformat())
        text = payloads.words(message, self.us).text
        await self._saved(change.channel_id, lambda: self._revised(change.channel_id, message.id, key, text))

    async def deleted(self, change: discord.RawMessageDeleteEvent) -> None:
        """Somebody took back what they wrote to us."""
        channel, message = change.channel_id, change.message_id
        key = places.delete_key(channel, message)
        await self._saved(channel, lambda: self._revised(channel, message, key, None))

    async def _revised(self, channel: int, message: int, key: str, text: str | None) -> None:
        """Discord doesn't say whose a deleted message was: what came in does."""
        before = await asyncio.wrap_future(self.seen.said(places.message_key(channel, message)))
        if before:
            inbound = Inbound(before.address, before.identity, key, text=text)
            await asyncio.wrap_future(self.house.revised(inbound, before.words))

    async def _saved(self, channel: int, take: Callable[[], Awaitable[None]]) -> None:
        """Take something, after what came before it in its channel.

        Discord delivers no message twice: one that isn't saved is tried until it is.
        """
        line = self._lines.setdefault(channel, asyncio.Lock())
        async with line:
            failures = 0
            while True:
                try:
                    return await take()
                except NotSaved as busy:
                    failures += 1
                    log.warning("a message in channel %s waits to be saved: %s", channel, type(busy).__name__)
                    await self.pause(growing(failures, SAVE_LONGEST_SECONDS))

    # ── Clicks and forms ───────────────────────────────────────────────────────────────

    async def clicked(self, interaction: Interaction) -> None:
        """A button, or something picked from a list."""
        custom_id, values = payloads.picked(interaction)
        token = token_of(custom_id, values)
        if token == ASK:
            shown = localize(QUESTION, answers.reader(interaction), lambda _action: ASK)
            await self.guarded(interaction, self._form(interaction, shown))
        elif token.startswith(STAFF):
            await self.guarded(interaction, self.staff.clicked(interaction, token))
        elif custom_id.startswith(FORM):
            await self.guarded(interaction, self._form_opened(interaction, token))
        else:
            await self.guarded(interaction, self._chosen(interaction, token))

    async def _chosen(self, interaction: Interaction, token: str) -> None:
        where = self._where(interaction)
        answer = await self._turn(interaction, where, token=token)
        if answer.repeated or not await self._form(interaction, answer.shown):
            await self._elsewhere(interaction, where, answer)

    async def _form_opened(self, interaction: Interaction, token: str) -> None:
        """The form as it is needed now; where none is, the talk says where it stands."""
        where = Where(places.direct(interaction.user.id))
        answer = await self._turn(interaction, where)
        if not answer.shown.form:
            answer = await self._turn(interaction, where, token=token)
        if not await self._form(interaction, answer.shown):
            await self._elsewhere(interaction, where, answer)

    async def _form(self, interaction: Interaction, shown: Shown) -> bool:
        """Open a reply's form. ``False``: it has none, or it is too late; a message holds it then."""
        return shown.form is not None and await answers.open_form(interaction, modal.form(shown.form))

    async def submitted(self, interaction: Interaction) -> None:
        """A form was sent."""
        custom_id, _values = payloads.picked(interaction)
        token, typed = token_of(custom_id), payloads.answers(interaction)
        if token.startswith(STAFF):
            work: Awaitable[None] = self.staff.submitted(interaction, token, dict(typed))
        elif token == ASK:
            question = dict(typed).get(QUESTION_FIELD, "")
            work = self.asked_aside(interaction, question)
        else:
            work = self._filled_in(interaction, token, typed)
        await self.guarded(interaction, work, (text for _name, text in typed))

    async def _filled_in(self, interaction: Interaction, token: str, typed: tuple[tuple[str, str], ...]) -> None:
        where = Where(places.direct(interaction.user.id))
        answer = await self._turn(interaction, where, form=typed, token=token)
        if answer.stale:
            quotes = tuple(ShownQuote(text) for _name, text in typed if text)
            await answers.whisper(interaction, Shown((*answer.shown.blocks, *quotes), lang=answer.shown.lang))
        else:
            await self._elsewhere(interaction, where, answer)

    async def _turn(self, interaction: Interaction, where: Where, **event: Any) -> Answer:
        await self._noticed(interaction)
        key, who = places.interaction_key(interaction.id), places.who(interaction.user.id)
        inbound = Inbound(where.address, who, key, aside=where.aside, lang=str(interaction.locale), **event)
        answer = await answers.taken(interaction, self.house.turn(inbound))
        self.errands.begin(self.files.look())
        return answer

    def _where(self, interaction: Interaction) -> Where:
        """The talk that a click belongs to."""
        user, channel, message = interaction.user.id, interaction.channel, interaction.message
        if interaction.guild_id is None or (message and message.flags.ephemeral):
            return Where(places.direct(user))
        if isinstance(channel, discord.Thread):
            return (
                Where(places.direct(user))
                if channel.is_private()
                else self._public(user, channel.parent_id, channel.id)
            )
        if message and message.reference and message.reference.message_id:
            return self._public(user, message.channel.id, message.reference.message_id)
        return Where(places.direct(user))

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
        if there or where.aside or answer.repeated:
            await answers.done(interaction)
        else:
            await answers.note(interaction, ELSEWHERE)

    # ── Commands ───────────────────────────────────────────────────────────────────────

    async def supported(self, interaction: Interaction, question: str) -> None:
        """A question goes to the private talk; without one, it's shown where things stand."""
        if question.strip():
            await self.asked_aside(interaction, question)
            return
        answer = await self._turn(interaction, Where(places.direct(interaction.user.id)))
        await answers.whisper(interaction, answer.shown)

    async def asked_about(self, interaction: Interaction, message: discord.Message) -> None:
        """A message that somebody points at: its words are the question."""
        said = payloads.words(message, self.us)
        await self.asked_aside(interaction, said.text, files=said.files)

    async def asked_aside(self, interaction: Interaction, question: str, **also: Any) -> None:
        """A question that is answered in private."""
        where = Where(places.direct(interaction.user.id))
        answer = await self._turn(interaction, where, text=question, **also)
        await self._elsewhere(interaction, where, answer)

    def _foreign(self, guild: discord.Guild | None) -> bool:
        return bool(guild and self.settings.guild and guild.id != self.settings.guild)

    # ── The outermost entry ────────────────────────────────────────────────────────────

    async def guarded(self, interaction: Interaction, work: Awaitable[object], typed: Iterable[str] = ()) -> None:
        """Do what an interaction asks for; whoever asked is told when it wasn't saved, and gets back what was typed."""
        try:
            await work
        except Exception as broken:  # its text may hold a client's words: only where it broke is logged
            log_broken(f"interaction {interaction.id}", broken)
            await answers.note(interaction, NOT_SAVED, typed)


def log_broken(what: str, broken: BaseException) -> None:
    """Log where something broke, and nothing that anybody wrote."""
    where = "".join(format_tb(broken.__traceback__))
    log.error("%s failed: %s\n%s", what, type(broken).__name__, where)
