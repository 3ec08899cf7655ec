"""The outbox's way to Slack: posts, edits in place, threads; once where Slack lets us see what is there."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from adapters.kit.drawing import drawn
from adapters.slack import PLATFORM, addresses
from adapters.slack.addresses import Place
from adapters.slack.api import Api, Done, Limited, Outcome, Refused, Unknown
from adapters.slack.drawing.render import (
    Message,
    last,
    messages,
    one,
    pinging,
    with_ordinary_buttons,
    without_stale_choices,
)
from adapters.slack.limits import CHANNEL_BURST, CHANNEL_SECONDS
from adapters.slack.outgoing import buttons
from adapters.slack.outgoing.marks import EVENT_TYPE, Files, There, files_of, marked, ours
from bot.core.model.outbox import TALK, Decoded, OutKind, Postponed, Receipt, Sent, Standing, Undeliverable
from bot.core.model.people import Address
from bot.core.rules.backoff import Backoff
from bot.core.text.surface import Fetched, File, LocalizedReply

LOOK_BACK_SECONDS = 600
"""Clocks differ: a message is looked for from so long before its row was written."""
CARRY_TRIES = 4
"""So often a message waits for its file to come with it; then the file comes behind it."""
LOOK_UP_MAX = 100
"""Messages looked at for one that may be there."""
QUIET = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}
"""Nothing that clients wrote is turned into a preview, a mention or a link."""
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"})
"""A message that can't be edited: another is posted in its place."""

ROW_SECONDS_MAX = 45.0
"""All calls of one row: shorter than the outbox's lease, so that a row is never with two senders."""
LOOK_FOR_SECONDS = 300.0
"""A message that can't be looked for in so long is sent again: a duplicate beats silence."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Pace:
    """One message a second in each channel, with room for a short burst."""

    clock: Callable[[], float] = time.monotonic
    _free_at: dict[str, float] = field(default_factory=dict)
    """When a channel has its whole burst again."""

    def wait(self, channel: str) -> float:
        """Seconds until something may be sent there; 0 for now."""
        now = self.clock()
        return max(self._free_at.get(channel, now) - now - (CHANNEL_BURST - 1) * CHANNEL_SECONDS, 0.0)

    def sent(self, channel: str) -> None:
        """Something was sent there."""
        now = self.clock()
        if len(self._free_at) > 10_000:  # those that are free again needn't be known
            self._free_at = {id: at for id, at in self._free_at.items() if at > now}
        self._free_at[channel] = max(self._free_at.get(channel, now), now) + CHANNEL_SECONDS


@dataclass(slots=True)
class Sender:
    """Slack as an adapter of the outbox."""

    api: Api
    team: Callable[[], str]
    """The team that the token belongs to; empty while it isn't known."""
    group: str = ""
    """Staff's user group, to be pinged where a message says so."""
    thread_of: Callable[[str], str] = lambda _user: ""
    """The thread of a direct message, by its user, in which messages are to stand; empty for none."""
    pace: Pace = field(default_factory=Pace)
    name: str = PLATFORM
    trouble: str = ""
    """Why nothing is sent: the token is refused. Empty when all is well."""
    backoff: Backoff = field(default_factory=Backoff)
    """Since when nobody knows what becomes of calls; ``None`` while Slack answers."""
    _unseen_since: dict[int, float] = field(default_factory=dict)
    """Rows that may have been posted and couldn't be looked for so far."""
    _nothing_sent: set[int] = field(default_factory=set)
    """Rows of which certainly no part was posted: no need to look for them."""

    def targets(self) -> Sequence[Address]:
        """Everything in the team; nothing while the token is refused, so that no attempt is wasted."""
        return (Address(PLATFORM, self.team(), ""),) if self.team() and not self.trouble else ()

    async def send(self, out: Decoded) -> Receipt:
        """Post or edit one row."""
        if out.attempts <= 1:
            self._nothing_sent.add(out.id)
        try:
            async with asyncio.timeout(ROW_SECONDS_MAX):
                return await self._send(out, out.shown)
        except TimeoutError:
            return self._receipt(out, Unknown("not answered in time"), "")
        except BaseException:  # whoever sends it next has to look for it
            self._nothing_sent.discard(out.id)
            raise

    async def _send(self, out: Decoded, shown: LocalizedReply) -> Receipt:
        where = self._where(out)
        wait = self.pace.wait(where.channel)
        if wait > 0:
            return Postponed("one message a second", wait)
        if out.kind is OutKind.UPDATE and out.posted:
            draw = last if out.key.startswith(TALK) else one
            edited = await self._edit(addresses.posted(out.posted.receipt), await drawn(draw, shown))
            if not (isinstance(edited, Refused) and edited.reason in GONE):
                return self._receipt(out, edited, out.posted.receipt)
        return await self._post(out, where, shown)

    def _where(self, out: Decoded) -> Place:
        if out.kind is OutKind.UNDER and out.posted:
            return addresses.posted(out.posted.receipt) if out.posted.receipt else addresses.place(out.address)
        where = addresses.place(out.address)
        alone = addresses.is_user(where.channel) and not where.thread
        return Place(where.channel, self.thread_of(where.channel)) if alone else where

    # ── Posting ────────────────────────────────────────────────────────────────────────

    async def _post(self, out: Decoded, where: Place, shown: LocalizedReply) -> Receipt:
        update, files = out.kind is OutKind.UPDATE, files_of(shown)
        said = replace(shown, blocks=tuple(block for block in shown.blocks if not isinstance(block, File | Fetched)))
        parts = (await drawn(one, said),) if update else await drawn(messages, said)
        there = await self._there(out, where)
        if isinstance(there, Postponed):
            return there
        self._unseen_since.pop(out.id, None)
        receipt, lost = "", list[str]()
        for number, message in enumerate(parts):
            receipt = there.parts.get(number, "")
            if receipt and update:  # as it was posted: what it says may be newer by now
                return self._receipt(out, await self._edit(addresses.posted(receipt), message), receipt)
            if receipt:
                files = () if there.carried else files
                continue
            group = self.group if shown.pings else ""
            if (group or shown.calls) and not number:
                message = pinging(message, group, shown.calls)
            final = number == len(parts) - 1 and not update
            outcome, receipt = await self._part(out, where, message, number, files if final else ())
            if not isinstance(outcome, Done):
                return self._receipt(out, outcome, "")
            self._nothing_sent.discard(out.id)
            files = () if "files" in outcome.data else files
        if files and (failed := await self._attach(out, addresses.posted(receipt).channel, where.thread, files, lost)):
            return failed
        self._nothing_sent.discard(out.id)
        if out.kind is OutKind.MESSAGE and out.posted:
            await self._rest(out.posted)
        return Sent(receipt, "; ".join(lost))

    async def _part(
        self, out: Decoded, where: Place, message: Message, number: int, files: Files
    ) -> tuple[Outcome, str]:
        """Post one message, with files if it can carry them: what came of it, and where it stands."""
        carried = await self._carry(out, where, message, number, files) if files else None
        if carried is not None:
            return carried, await self._found(out, where, number) if isinstance(carried, Done) else ""
        outcome = await self._words(out, where, message, number)
        data = outcome.data if isinstance(outcome, Done) else {}
        return outcome, addresses.receipt(data.get("channel") or where.channel, data.get("ts", ""))

    async def _words(self, out: Decoded, where: Place, message: Message, number: int) -> Outcome:
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": str(out.id), "part": number}}
        outcome = await buttons.put(
            self.api,
            "chat.postMessage",
            message,
            channel=where.channel,
            thread_ts=where.thread or None,
            metadata=metadata,
            **QUIET,
        )
        return self._taken(outcome, where)

    def _taken(self, outcome: Outcome, where: Place) -> Outcome:
        if isinstance(outcome, Done):
            self.backoff.answered()
            self.pace.sent(where.channel)
        return outcome

    # ── Files ──────────────────────────────────────────────────────────────────────────

    async def _carry(self, out: Decoded, where: Place, message: Message, number: int, files: Files) -> Outcome | None:
        """Post a message and its files as one; ``None`` where Slack can't, or doesn't want to."""
        marks, channel = marked(with_ordinary_buttons(message), out.id, number), where.channel
        if marks is None:
            return None
        if addresses.is_user(channel):
            opened = await self.api.call("conversations.open", users=channel)
            if isinstance(opened, Unknown | Limited) and out.attempts < CARRY_TRIES:
                return opened  # later, as one message, rather than now as two
            channel = _channel_in(opened)
            if not channel:
                return None
        outcome = self._taken(await self.api.upload(channel, where.thread, files, marks.blocks), where)
        if isinstance(outcome, Refused) and not outcome.token_dead:
            log.warning("the message of outbox row %s can't carry its file: %s", out.id, outcome.reason)
            return None
        return outcome

    async def _found(self, out: Decoded, where: Place, number: int) -> str:
        """Where a message stands that came with its files: Slack doesn't say. Empty when it isn't seen yet."""
        channel = await self.channel_of(where.channel)
        outcome = await self._look_up(out, channel, where.thread)
        there = ours(outcome.data.get("messages", ()), str(out.id), channel) if isinstance(outcome, Done) else There()
        return there.parts.get(number, "")

    async def _attach(self, out: Decoded, channel: str, thread: str, files: Files, lost: list[str]) -> Receipt | None:
        """Upload what comes with a message behind it; ``None`` when all is there but what is ``lost``: refused."""
        for name, content in files:
            outcome = await self.api.upload(channel, thread, ((name, content),))
            if isinstance(outcome, Refused) and not outcome.token_dead:
                log.error("the file of outbox row %s was refused: %s", out.id, outcome.reason)
                lost.append(f"{name}: {outcome.reason}")
            elif not isinstance(outcome, Done):
                return self._receipt(out, outcome, "")
        return None

    # ── What stands there ──────────────────────────────────────────────────────────────

    async def _edit(self, where: Place, message: Message) -> Outcome:
        outcome = await buttons.put(
            self.api, "chat.update", message, channel=where.channel, ts=where.thread, parse="none", link_names=False
        )
        if isinstance(outcome, Done):
            self.pace.sent(where.channel)
        return outcome

    async def _rest(self, before: Standing) -> None:
        """Take what can't be chosen any more from the message before; a click on it is answered anyway."""
        if before.shown is None or not before.receipt:
            return
        stands = await drawn(last, before.shown)
        calm = without_stale_choices(stands)
        if calm != stands:
            await self._edit(addresses.posted(before.receipt), calm)

    # ── What Slack said ────────────────────────────────────────────────────────────────

    def _receipt(self, out: Decoded, outcome: Outcome, receipt: str) -> Receipt:
        match outcome:
            case Done():
                self._nothing_sent.discard(out.id)
                return Sent(receipt)
            case Limited(seconds, reason):
                return Postponed(reason, seconds)
            case Refused(reason) if outcome.token_dead:
                self.pause(reason)
                return Postponed(reason)
            case Refused(reason):
                self._nothing_sent.discard(out.id)
                return Undeliverable(reason)
            case Unknown(reason):
                self._nothing_sent.discard(out.id)
                return Postponed(reason, self.backoff.again_in(out.attempts, self.pace.clock()))
            case _:
                assert_never(outcome)

    def pause(self, reason: str) -> None:
        """The token is refused: stop, and say so once."""
        if not self.trouble:
            log.error("Slack refuses the bot's token (%s): delivery pauses until it is accepted again", reason)
        self.trouble = reason

    # ── What may be there already ──────────────────────────────────────────────────────

    async def _there(self, out: Decoded, where: Place) -> "There | Postponed":
        """Parts of a row that an earlier attempt may have posted.

        Where nobody can tell it isn't sent yet; in the end it is, though it may be there.
        """
        if out.id in self._nothing_sent:
            return There()
        channel = await self.channel_of(where.channel)
        outcome = await self._look_up(out, channel, where.thread)
        if isinstance(outcome, Done):
            return ours(outcome.data.get("messages", ()), str(out.id), channel)
        now = self.pace.clock()
        if not isinstance(outcome, Refused) and now - self._unseen_since.setdefault(out.id, now) < LOOK_FOR_SECONDS:
            wait = outcome.seconds if isinstance(outcome, Limited) else self.backoff.again_in(out.attempts, now)
            return Postponed(outcome.reason, wait)
        log.warning("outbox row %s is sent again without having looked for it", out.id)
        return There()

    async def _look_up(self, out: Decoded, channel: str, thread: str) -> Outcome:
        """What was posted there since about when the row was written."""
        if addresses.is_user(channel):
            return Unknown("channel not found out")
        oldest = out.created_at.timestamp() - LOOK_BACK_SECONDS
        return await self.api.call(
            "conversations.replies" if thread else "conversations.history",
            channel=channel,
            ts=thread or None,
            oldest=f"{oldest:.6f}",
            include_all_metadata=True,
            limit=LOOK_UP_MAX,
        )

    async def channel_of(self, id: str) -> str:
        """The channel of a direct message, for methods that don't take a user; the user's id if Slack doesn't say."""
        if not addresses.is_user(id):
            return id
        return _channel_in(await self.api.call("conversations.open", users=id)) or id


def _channel_in(opened: Outcome) -> str:
    """The channel that was opened; empty where Slack doesn't say."""
    return str((opened.data.get("channel") or {}).get("id") or "") if isinstance(opened, Done) else ""
