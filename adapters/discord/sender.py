"""The outbox's way to Discord: posts, edits in place, threads; the same nonce for the same message, so that
Discord knows what was sent already.

What has to wait, or fails, is the outbox's, and nobody else's trouble: a limit is a channel's, unless Discord says
that it is for all calls. discord.py only sleeps where it knows that a channel's limit is used up, within the call.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import discord
from aiohttp import ClientError

from adapters.discord import PLATFORM, addresses
from adapters.discord.addresses import Place
from adapters.discord.drawing import objects
from adapters.discord.drawing.drawing import COMPONENTS, Drawing, without_stale_choices
from adapters.discord.drawing.layouts import Layout
from adapters.discord.drawing.render import Message
from adapters.discord.limits import FLAG_REFUSED, THREAD_NAME_CHARS_MAX, cut
from adapters.discord.private_channels import DM_CLOSED, Left, NoRoom, Talks, channel_of
from adapters.discord.rate_limits import BANNED_SECONDS, Later, not_slept
from adapters.kit.drawing import drawn
from bot.core.model.outbox import Decoded, OutKind, Postponed, Receipt, Sent, Standing, Undeliverable
from bot.core.model.people import Address
from bot.core.rules.backoff import Backoff
from bot.core.text.surface import LocalizedCard, LocalizedDoc, LocalizedReply, Para
from bot.core.text.words import visible
from bot.ports.gateway import Gateway

CALL_SECONDS_MAX = 15
"""All calls of one row: an answer that takes longer was lost. A limit that discord.py knows of takes 5 s."""
REST_SECONDS_MAX = 5
"""A message's old choices aren't worth a longer wait; what comes next in its conversation waits meanwhile."""
UNKNOWN_CHANNEL = 10003
"""topics/opcodes-and-status-codes, as the other numbers here."""
NO_ACCESS = 50001
NOT_THERE = frozenset({UNKNOWN_CHANNEL, NO_ACCESS, DM_CLOSED})
"""Where a private talk was held it can't be held any more."""
THREAD_THERE = 160004
"""A thread has already been created for this message."""
ARCHIVED = 50083
"""The thread is archived: its messages can't be edited."""
TOO_LARGE_STATUS = 413
"""More than a guild's, or the app's, upload limit: the words go without the files."""
NAMELESS = "Support"
LIMITED = "ratelimited"

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Sender:
    """Discord as an adapter of the outbox."""

    client: discord.Client
    talks: Talks
    gateway: Gateway
    open: Callable[[], bool]
    """Whether we are logged in."""
    refused: Callable[[], None]
    """Called when the token is refused."""
    monotonic: Callable[[], float] = time.monotonic
    roles: tuple[int, ...] = ()
    """To be pinged where a message to staff says so."""
    drawing: Drawing = COMPONENTS
    backoff: Backoff = field(default_factory=Backoff)
    name: str = PLATFORM
    trouble: str = ""
    """Why nothing is sent: the token is refused. Empty when all is well."""
    _quiet_until: float = 0.0
    """Until then Discord wants no call at all, in seconds of ``monotonic``."""
    _sent: dict[int, list[str]] = field(default_factory=dict)
    """Rows of several messages: the receipts of those that were sent."""
    _lost: dict[int, str] = field(default_factory=dict)
    """Rows whose files Discord didn't take."""
    _told: set[str] = field(default_factory=set)
    """What staff were told of already."""
    _unreachable: set[int] = field(default_factory=set)
    """Users of whom staff know that they can't be written to in private."""

    def targets(self) -> tuple[Address, ...]:
        """Everything on Discord; nothing while no call would do, so that no attempt is wasted."""
        able = self.open() and not self.trouble and self._quiet_seconds() <= 0
        return (Address(PLATFORM, addresses.TENANT, ""),) if able else ()

    def _quiet_seconds(self) -> float:
        return self._quiet_until - self.monotonic()

    async def send(self, out: Decoded) -> Receipt:
        """Post or edit one row."""
        if (quiet := self._quiet_seconds()) > 0:
            return Postponed(LIMITED, quiet)
        try:
            with not_slept():
                async with asyncio.timeout(CALL_SECONDS_MAX):
                    receipt = await self._deliver(out, out.shown)
        except NoRoom as none:
            self._sent.pop(out.id, None)
            return Undeliverable(str(none))
        except discord.RateLimited as limited:
            return Postponed(LIMITED, limited.retry_after)
        except Later as told:
            return self._later(out, told)
        except discord.HTTPException as refused:
            return self._refused(out, refused)
        except (ClientError, TimeoutError, OSError) as broken:
            return Postponed(type(broken).__name__, self.backoff.again_in(out.attempts, self.monotonic()))
        self._sent.pop(out.id, None)
        self.backoff.answered()
        return Sent(receipt, self._lost.pop(out.id, ""))

    def _refused(self, out: Decoded, why: discord.HTTPException) -> Receipt:
        if why.status == 401:
            self.pause()
            return Postponed("the token is refused")
        if why.status == 429:
            return self._later(out, Later(why.status, BANNED_SECONDS))
        if why.status >= 500:
            return self._later(out, Later(why.status))
        self._sent.pop(out.id, None)
        return Undeliverable(f"HTTP {why.status}, {why.code}: {_first_line(why.text)}")

    def _later(self, out: Decoded, told: Later) -> Receipt:
        if told.seconds is None:
            return Postponed(f"HTTP {told.status}", self.backoff.again_in(out.attempts, self.monotonic()))
        self._heed(told)
        return Postponed(LIMITED, told.seconds)

    def _heed(self, told: Later) -> None:
        """Make no call at all for so long, if Discord says so."""
        if told.everywhere and told.seconds is not None:
            log.warning("Discord wants no call at all for %.0f s", told.seconds)
            self._quiet_until = max(self._quiet_until, self.monotonic() + told.seconds)

    def pause(self) -> None:
        """The token is refused: stop, and say so once."""
        if not self.trouble:
            log.error("Discord refuses the bot's token: delivery pauses until the process is started with another")
        self.trouble = "token refused"
        self.refused()

    async def _deliver(self, out: Decoded, shown: LocalizedReply) -> str:
        place = addresses.place(out.address)
        in_talk = bool(place.user or place.thread)
        if in_talk and out.kind is OutKind.UPDATE and out.posted and await self._edited(out.posted, shown):
            return out.posted.receipt
        match out.kind:
            case OutKind.UPDATE if not in_talk:
                return await self._card(out, place, shown)
            case OutKind.UNDER if out.posted and out.posted.receipt:
                return await self._under(out, out.posted, shown)
            case _ if place.user:
                receipt = await self._to(out, place.user, shown)
            case _ if place.thread:
                receipt = await self._in_thread(out, place, shown)
            case _:
                receipt = await self._post(out, place.channel, shown)
        if out.posted and out.kind is OutKind.MESSAGE:
            await self._rest(out.posted)
        return receipt

    async def _edited(self, before: Standing, shown: LocalizedReply) -> bool:
        """Change a message where it stands in a talk. ``False``: it is gone, and has to be said anew."""
        channel, id = addresses.posted(before.receipt)
        try:
            await self._renew(channel, id, shown)
        except (discord.NotFound, discord.Forbidden) as refused:
            if not isinstance(refused, discord.NotFound) and refused.code not in NOT_THERE:
                raise
            return False
        return True

    # ── Where it goes ──────────────────────────────────────────────────────────────────

    async def _to(self, out: Decoded, user: int, shown: LocalizedReply) -> str:
        """To somebody alone: in their private talk, or as long as that can be behind their latest click."""
        try:
            receipt = await self._privately(out, user, shown)
        except NoRoom as none:
            self.talks.followups.nowhere(user)
            if isinstance(none, Left):
                await self._tell_who(user, str(none), left=True)
            elif await self.talks.followups.say(user, shown):
                await self._tell_who(user, f"{none}; they read answers only where they clicked, for a few minutes")
                return ""
            raise
        self._unreachable.discard(user)
        self.talks.followups.there(user)
        return receipt

    async def _tell_who(self, user: int, why: str, *, left: bool = False) -> None:
        """Staff are told once who can't be written to, until they can."""
        if user not in self._unreachable:
            self._unreachable.add(user)
            await asyncio.wrap_future(self.gateway.unreachable(addresses.direct(user), why, left=left))

    async def _privately(self, out: Decoded, user: int, shown: LocalizedReply) -> str:
        """In the private talk: where direct messages are closed, in a private thread."""
        channel = await self.talks.channel_of(user, out.posted.receipt if out.posted else "")
        await self.talks.is_there(user, channel)
        try:
            return await self._post(out, channel, shown)
        except (discord.NotFound, discord.Forbidden) as refused:
            if refused.code not in NOT_THERE:
                raise
            closed = refused.code == DM_CLOSED
        if not closed:  # their private thread is gone
            try:
                return await self._post(out, await self.talks.direct(user), shown)
            except discord.Forbidden as refused:
                if refused.code != DM_CLOSED:
                    raise
        return await self._post(out, await self.talks.thread_for(user), shown)

    async def _in_thread(self, out: Decoded, place: Place, shown: LocalizedReply) -> str:
        """In a thread in public, begun from the question; where we may not begin one, as a reply to it."""
        try:
            return await self._post(out, place.thread, shown)
        except discord.NotFound as missing:
            if missing.code != UNKNOWN_CHANNEL:
                raise
        try:
            await self._begin_thread(place.channel, place.thread, _topic(shown))
        except (discord.Forbidden, NoRoom) as refused:
            where = getattr(await channel_of(self.client, place.channel), "name", place.channel)
            why = refused.text if isinstance(refused, discord.Forbidden) else refused
            await self._tell(f"a question in #{where} was answered without a thread: {why}")
            return await self._post(out, place.channel, shown, reply_to=place.thread)
        return await self._post(out, place.thread, shown)

    async def _begin_thread(self, channel: int, message: int, name: str) -> None:
        parent = await channel_of(self.client, channel)
        if not isinstance(parent, discord.TextChannel):
            raise NoRoom("no thread can be begun there")
        try:
            await parent.get_partial_message(message).create_thread(name=cut(name, THREAD_NAME_CHARS_MAX))
        except discord.HTTPException as there:
            if there.code != THREAD_THERE:
                raise

    async def _tell(self, trouble: str) -> None:
        """Staff are told once of what they can mend."""
        if trouble not in self._told:
            self._told.add(trouble)
            log.error("%s", trouble)
            await asyncio.wrap_future(self.gateway.notify_problem(PLATFORM, trouble))

    # ── Cards ──────────────────────────────────────────────────────────────────────────

    async def _card(self, out: Decoded, place: Place, shown: LocalizedReply) -> str:
        """A message that is kept up to date; in a forum it is a post."""
        board = await channel_of(self.client, place.channel)
        forum = board if isinstance(board, discord.ForumChannel) else None
        if out.posted:
            _board, id = addresses.posted(out.posted.receipt)
            try:
                await self._renew(id if forum else place.channel, id, shown)
            except discord.NotFound:
                log.warning("the card of outbox row %s is gone: it is posted anew", out.id)
            else:
                return out.posted.receipt
        if forum is None:
            return await self._card_message(out, place.channel, shown)
        return addresses.receipt(place.channel, await self._card_post(out, forum, shown))

    async def _card_message(self, out: Decoded, channel: int, shown: LocalizedReply) -> str:
        """A card's message. Its nonce may bring back what was posted before an answer was lost: that is edited."""
        message = await drawn(self.drawing.one, shown)
        receipt = await self._one(out, channel, self._pinging(message, shown))
        if out.attempts > 1:
            await self._edit(channel, addresses.posted(receipt)[1], shown)
        return receipt

    async def _card_post(self, out: Decoded, forum: discord.ForumChannel, shown: LocalizedReply) -> int:
        """A card's post, begun once: a post takes no nonce, so after a lost answer it is looked for."""
        name = cut(_title(shown), THREAD_NAME_CHARS_MAX)
        if out.attempts > 1 and (begun := await self._begun(forum, name)):
            await self._renew(begun, begun, shown)
            return begun
        said = objects.sendable(await drawn(self.drawing.one, shown), self._roles(shown))
        post = await forum.create_thread(name=name, **said)
        return post.message.id

    async def _begun(self, forum: discord.ForumChannel, name: str) -> int:
        """Our own post of that name; 0 for none."""
        us = self.client.user
        for post in await forum.guild.active_threads():
            if post.parent_id == forum.id and post.name == name and us and post.owner_id == us.id:
                return post.id
        return 0

    async def _renew(self, channel: int, id: int, shown: LocalizedReply) -> None:
        """Edit a card; a post that was put aside because nobody wrote in it is taken up again for that."""
        try:
            await self._edit(channel, id, shown)
        except discord.HTTPException as put_aside:
            post = await channel_of(self.client, channel) if put_aside.code == ARCHIVED else None
            if not isinstance(post, discord.Thread):
                raise
            await post.edit(archived=False)
            await self._edit(channel, id, shown)

    async def _under(self, out: Decoded, card: Standing, shown: LocalizedReply) -> str:
        """In the thread of a card, which has the id of the card's message."""
        board, id = addresses.posted(card.receipt)
        try:
            return await self._post(out, id, shown)
        except discord.NotFound as missing:
            if missing.code != UNKNOWN_CHANNEL:
                raise
        await self._begin_thread(board, id, _title(said) if (said := card.shown) else NAMELESS)
        return await self._post(out, id, shown)

    # ── Calls ──────────────────────────────────────────────────────────────────────────

    async def _post(self, out: Decoded, channel: int, shown: LocalizedReply, reply_to: int = 0) -> str:
        """All messages of a row, each once; the last one's receipt."""
        sent = self._sent.setdefault(out.id, [])
        for message in (await drawn(self.drawing.messages, shown))[len(sent) :]:
            said = objects.sendable(message) if sent else self._pinging(message, shown)
            sent.append(await self._one(out, channel, said, len(sent), reply_to))
        return sent[-1]

    def _pinging(self, message: Message | Layout, shown: LocalizedReply) -> dict[str, Any]:
        return objects.sendable(message, self._roles(shown), tuple(map(int, shown.calls)))

    def _roles(self, shown: LocalizedReply) -> tuple[int, ...]:
        return self.roles if shown.pings else ()

    async def _one(
        self,
        out: Decoded,
        channel: int,
        said: dict[str, Any],
        part: int = 0,
        reply_to: int = 0,
    ) -> str:
        where = self.client.get_partial_messageable(channel)
        reference: dict[str, Any] = {"reference": where.get_partial_message(reply_to)} if reply_to else {}
        try:
            posted = await where.send(nonce=f"{out.id}-{part}", **said, **reference)
        except discord.HTTPException as refused:
            if refused.status != TOO_LARGE_STATUS or "files" not in said:
                raise
            files = said.pop("files")
            self._lost[out.id] = "; ".join(f"{file.filename}: too large for Discord" for file in files)
            log.error("the files of outbox row %s were refused: HTTP %s", out.id, refused.status)
            posted = await where.send(nonce=f"{out.id}-{part}", **said, **reference)
        return addresses.receipt(channel, posted.id)

    async def _edit(self, channel: int, id: int, shown: LocalizedReply) -> None:
        """As one message; what was of components once stays so, whatever the settings say by now."""
        try:
            await self._change(channel, id, await drawn(self.drawing.one, shown))
        except discord.HTTPException as refused:
            if refused.code != FLAG_REFUSED or self.drawing is COMPONENTS:
                raise
            await self._change(channel, id, await drawn(COMPONENTS.one, shown))

    async def _change(self, channel: int, id: int, message: Message | Layout) -> None:
        place = self.client.get_partial_messageable(channel)
        await place.get_partial_message(id).edit(**objects.editable(message))

    async def _rest(self, before: Standing) -> None:
        """Take what can't be chosen any more from the message before; a click on it is answered anyway."""
        if before.shown is None:
            return
        last = (await drawn(self.drawing.messages, before.shown))[-1]
        calm, (channel, id) = without_stale_choices(last), addresses.posted(before.receipt)
        if calm != last and id:
            try:
                async with asyncio.timeout(REST_SECONDS_MAX):
                    await self._change(channel, id, calm)
            except (discord.HTTPException, discord.RateLimited, Later, ClientError, OSError, TimeoutError) as failed:
                log.warning("a message kept its old choices: %s", type(failed).__name__)
                if isinstance(failed, Later):
                    self._heed(failed)


def _topic(shown: LocalizedReply) -> str:
    """What a thread under a question is called: the question, in words that anybody may read."""
    return " ".join(visible(shown.topic).split()) or _title(shown)


def _title(shown: LocalizedReply) -> str:
    """What a card's thread is called: the first article's title, else the first words."""
    titles = (block.title for block in shown.blocks if isinstance(block, LocalizedCard | LocalizedDoc))
    words = ("".join(run.text for run in block.runs) for block in shown.blocks if isinstance(block, Para))
    name = next(titles, "") or next(words, "")
    return " ".join(visible(name).split()) or NAMELESS


def _first_line(text: str) -> str:
    return text.partition("\n")[0]
