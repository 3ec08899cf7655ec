"""Slack's payloads as events of the desk, and the acknowledgement after the commit.

Longer than 300 lines: every kind of payload comes in by this one door.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt.authorization import AuthorizeResult

from adapters.kit.committed import committed
from adapters.kit.drawing import drawn
from adapters.slack import addresses, payloads
from adapters.slack.addresses import Place
from adapters.slack.answers import Answers
from adapters.slack.drawing import modal, mrkdwn
from adapters.slack.drawing.render import Message, linked, messages, with_ordinary_buttons
from adapters.slack.incoming.agent_panel import AgentPanel
from adapters.slack.incoming.reactions import TICKET, Reactions
from adapters.slack.incoming.staff_group import StaffGroup
from adapters.slack.payloads import (
    Body,
    Click,
    Deleted,
    Edited,
    GroupChanged,
    HomeOpened,
    PanelOpened,
    Reacted,
    Written,
)
from adapters.slack.profiles import WAIT_SECONDS, People, Reader
from bot.core.client_view.notices import ELSEWHERE, NOT_SAVED, ONE_MOMENT
from bot.core.model.people import Address, Grant, Identity, Role
from bot.core.policy import Asks
from bot.core.text.surface import LocalizedReply
from bot.ports.gateway import Gateway
from bot.ports.inbound import Answer, Inbound

ACK_SECONDS_MAX = 2.4
"""Slack waits 3 s for an acknowledgement, and a profile may take 0.4 s: what comes later isn't acknowledged."""
SHORTCUT = "ask_support"
"""The message shortcut's callback_id, as in the manifest."""
ASK = "ask"
"""That of the shortcut that is there everywhere."""
FILE_FOR = "file_for"
"""That of the staff's."""
GREETED_MAX = 10_000
"""Users kept in memory of whom it is known that they were greeted, or needn't be."""
PINS = ("📌", ":pushpin:")
"""In a message that is a question, where the policy says that only such ones are."""
OPEN_HOW = "new"
"""The command behind it, alone: it is answered by how it is written."""
SUPPORT, DESK = "/support", "/desk"
NAMING = ("staff ", "block ", "unblock ", "assign ", "note ", "figures ", "new ", "participant ")
"""Commands in which a user is named: by the id, which alone says who is meant."""

Ack = Mapping[str, Any] | None
"""The acknowledgement's body; ``None`` for an empty one."""

log = logging.getLogger(__name__)


def _under(title: str) -> Callable[[LocalizedReply], modal.View]:
    """How an answer is drawn in a modal with a title."""
    return lambda shown: modal.result(shown, title)


def _acknowledged(message: Message) -> Ack:
    """A command's answer in its acknowledgement, which can't be given twice: with buttons that are taken everywhere."""
    return {"response_type": "ephemeral", **with_ordinary_buttons(message).body()}


@dataclass(frozen=True, slots=True)
class Self:
    """Who we are, as ``auth.test`` says."""

    team: str
    bot_user: str
    bot_id: str = ""

    def authorized(self, token: str) -> AuthorizeResult:
        """As Bolt wants it, without asking Slack for every event."""
        return AuthorizeResult(
            enterprise_id=None, team_id=self.team, bot_token=token, bot_id=self.bot_id, bot_user_id=self.bot_user
        )


@dataclass(slots=True)
class EventHandler:
    """Everything that comes in from Slack."""

    gateway: Gateway
    us: Self
    people: People
    answers: Answers
    panel: AgentPanel
    staff_channel: str = ""
    ticket_emoji: str = TICKET
    neighbours: set[str] = field(default_factory=set)
    """Teams whose people wrote to us in shared channels."""
    staff_group: StaffGroup | None = None
    """Whose members are staff; ``None`` for nobody's."""
    _greetings: set[tuple[str, str]] = field(default_factory=set)
    """Users, with their team, of whom it is known that they were greeted, or needn't be."""

    async def take(self, body: Body) -> Ack:
        """Take one payload; returns after the commit. Raises when it wasn't saved."""
        if payloads.team_of(body) != self.us.team:
            log.warning("a payload of another team is left alone")
            return None
        match body.get("type"):
            case "event_callback":
                await self._event(body)
            case "block_actions" if clicked := payloads.click(body, self.us.team):
                await (self._form_opened if clicked.is_form else self._clicked)(clicked)
            case "view_submission":
                return await self._submitted(body)
            case "message_action" if body.get("callback_id") == SHORTCUT:
                await self._asked_about(body)
            case "shortcut" if body.get("callback_id") == ASK:
                await self._asks(body)
            case "message_action" if body.get("callback_id") == FILE_FOR:
                await self._filed_for(body)
            case _ if body.get("command"):
                return await self._commanded(body)
        return None

    async def inbound(self, user: str, key: str, where: Address | None = None, team: str = "", **event: Any) -> Inbound:
        """What somebody of a team, ours unless it is another one, did; in private, or at a place that others read."""
        reader, grant = await self._known(user, team)
        direct = addresses.direct(self.us.team, user)
        return Inbound(
            where or direct,
            self._who(user, team),
            key,
            private_address=direct if where else None,
            lang=reader.lang,
            zone=reader.zone,
            name=reader.name,
            forms=True,
            whispers=True,
            grant=grant,
            **event,
        )

    async def _known(self, user: str, team: str = "") -> tuple[Reader, Grant | None]:
        """Somebody's profile, and what they are by the staff's user group; both are asked for at the same time."""
        if self.staff_group is None or team not in {"", self.us.team}:
            return await self.people.reader(user), None
        reader, belongs = await asyncio.gather(self.people.reader(user), self.staff_group.has(user))
        return reader, Grant(Role.AGENT, reader.name) if belongs else None

    def _who(self, user: str, team: str) -> Identity:
        """A user of a team; of another one only in channels that are shared with it."""
        if team and team != self.us.team:
            self.neighbours.add(team)
        return addresses.who(team or self.us.team, user)

    # ── Events ─────────────────────────────────────────────────────────────────────────

    async def _event(self, body: Body) -> None:
        team = payloads.writers_team(body, self.us.team)
        match payloads.event(body, self.us.bot_user):
            case Written() as written:
                await self.written(replace(written, team=team))
            case Edited(_user, channel, ts, after, revision) as edited:
                await self._revised(replace(edited, team=team), addresses.edit_key(channel, ts, revision), after)
            case Deleted(_user, channel, ts) as deleted:
                await self._revised(replace(deleted, team=team), addresses.delete_key(channel, ts), None)
            case Reacted() as reacted:
                await self.reactions().take(replace(reacted, team=team))
            case HomeOpened(user, home):
                if home:
                    await self._home(user, team)
                await self._greeted(user, team)
            case PanelOpened() as opened:
                await self._panel_opened(opened, team)
            case GroupChanged(group) if self.staff_group:
                self.staff_group.changed(group)
            case _:
                pass

    async def _panel_opened(self, opened: PanelOpened, team: str) -> None:
        """Answers stand there from now on; what is asked most is offered."""
        self.panel.met(opened.user, Place(opened.channel, opened.thread))
        if opened.new:
            lang = (await self.people.reader(opened.user)).lang
            self.answers.begin(self.panel.opened(opened, lang))
            await self._greeted(opened.user, team)

    async def _home(self, user: str, team: str) -> None:
        """Renew somebody's App Home."""
        answer = await committed(self.gateway.home(await self.inbound(user, "", team=team)), ACK_SECONDS_MAX)
        self.answers.begin(self.answers.publish(user, answer.shown))

    async def _greeted(self, user: str, team: str) -> None:
        """Greet somebody who looks at us for the first time."""
        if (user, team) in self._greetings:
            return
        key = addresses.greeting_key(user)
        await committed(self.gateway.greet(await self.inbound(user, key, team=team)), ACK_SECONDS_MAX)
        if len(self._greetings) >= GREETED_MAX:
            self._greetings.clear()
        self._greetings.add((user, team))

    async def written(self, written: Written) -> None:
        """Words of a client, of staff under a card, or of nobody who talks to us."""
        key = addresses.message_key(written.channel, written.ts)
        if self.staff_channel and written.channel == self.staff_channel:
            if written.thread:
                await self._remarked(written, key)
        elif written.direct or written.mention or await self._is_question(written):
            thread = addresses.thread(self.us.team, written.channel, written.thread or written.ts)
            where, text = None if written.direct else thread, payloads.said(written.text, written.files)
            said = {"text": text, "files": written.files, "client_key": written.client_key, "at": written.at}
            if written.direct:
                self.answers.met(written.user, written.channel)
                said["under"] = addresses.receipt(written.channel, written.thread) if written.thread else ""
            if self.panel.is_here(written):
                self.answers.begin(self.panel.asked(written, (await self.people.reader(written.user)).lang))
            inbound = await self.inbound(written.user, key, where, written.team, **said)
            answer = await committed(self.gateway.turn(inbound), ACK_SECONDS_MAX)
            if answer.elsewhere and not answer.repeated:
                told = self.gateway.said(ELSEWHERE, answer.shown.lang)
                self.answers.begin(self.answers.point(written.user, written.channel, written.thread, told))

    async def _is_question(self, written: Written) -> bool:
        """Whether words that don't mention us are for us: in a channel that belongs to a customer.

        There the policy says which new messages are; what their asker writes below one is all for us.
        """
        asks = self.gateway.asked_in(addresses.channel(self.us.team, written.channel))
        if asks is None:
            return False
        who = self._who(written.user, written.team)
        if written.thread:
            opened = self.gateway.opener(addresses.thread(self.us.team, written.channel, written.thread))
            return await asyncio.wrap_future(opened) == who
        wanted = asks is Asks.ALL or (asks is Asks.PINS and any(pin in written.text for pin in PINS))
        return wanted and not await self.is_staff(written.user, written.team)

    async def _remarked(self, written: Written, key: str) -> None:
        """What is written under a card, and what is said of it to its writer alone."""
        board = addresses.channel(self.us.team, written.channel)
        said = payloads.said(written.text, written.files)
        inbound = await self.inbound(written.user, key, board, written.team, text=said, files=written.files)
        card = addresses.receipt(written.channel, written.thread)
        answer = await committed(self.gateway.remarked(inbound, card), ACK_SECONDS_MAX)
        if answer and not answer.repeated:
            note = self.answers.note(written.user, written.channel, written.thread, answer.shown)
            self._or_told(note, inbound, answer)

    async def _revised(self, change: Edited | Deleted, key: str, text: str | None) -> None:
        """Wherever it stands: the desk knows whether the message came in, and whose it is."""
        direct, who = addresses.direct(self.us.team, change.user), self._who(change.user, change.team)
        of = addresses.message_key(change.channel, change.ts)
        await committed(self.gateway.message_edited(Inbound(direct, who, key, text=text), of), ACK_SECONDS_MAX)

    # ── Shortcuts ────────────────────────────────────────────────────

    async def _asks(self, body: Body) -> None:
        """The shortcut that is there everywhere: the form for a question of one's own."""
        user, trigger = str(body["user"]["id"]), str(body["trigger_id"])
        team = payloads.writers_team(body, self.us.team)
        inbound = await self.inbound(user, addresses.interaction_key(trigger), team=team)
        answer = self.gateway.question(inbound)
        self._or_told(self.answers.open_form(trigger, answer.shown), inbound, answer)

    async def _asked_about(self, body: Body) -> None:
        """The shortcut on a message: what somebody wrote themselves is the question, and the answer comes directly.

        Another's words stay theirs: about those one asks in one's own.
        """
        message, user, trigger = body.get("message") or {}, str(body["user"]["id"]), str(body["trigger_id"])
        team = payloads.writers_team(body, self.us.team)
        key = addresses.interaction_key(trigger)
        written = payloads.written(message, self.us.bot_user, channel=str((body.get("channel") or {}).get("id") or ""))
        if written is None or written.user != user:
            inbound = await self.inbound(user, key, team=team)
            answer = self.gateway.question(inbound, payloads.link_to(body))
            self._or_told(self.answers.open_form(trigger, answer.shown), inbound, answer)
            return
        text = payloads.said(written.text, written.files)
        inbound = await self.inbound(user, key, team=team, text=text, files=written.files)
        await committed(self.gateway.turn(inbound), ACK_SECONDS_MAX)

    async def _filed_for(self, body: Body) -> None:
        """The staff's shortcut on a message: it becomes a ticket of its writer's; on a bot's, how one is opened."""
        user, trigger, channel = str(body["user"]["id"]), str(body["trigger_id"]), body.get("channel") or {}
        written = payloads.written(body.get("message") or {}, self.us.bot_user, channel=str(channel.get("id") or ""))
        key = addresses.interaction_key(trigger)
        if written is None:
            inbound = await self.inbound(user, key, text=OPEN_HOW)
            answer = await committed(self.gateway.ordered(inbound), ACK_SECONDS_MAX)
        else:
            inbound = await self.inbound(user, key)
            answer = await self.file_for(inbound, written, payloads.link_to(body))
        shown = tuple(await drawn(messages, answer.shown))
        self._or_told(self.answers.whisper(str(body.get("response_url")), shown), inbound, answer)

    async def file_for(self, inbound: Inbound, written: Written, link: str, thread: Address | None = None) -> Answer:
        """Make a message a ticket of its writer's; said in its thread, if there is one."""
        key, text = addresses.message_key(written.channel, written.ts), payloads.said(written.text, written.files)
        said: dict[str, Any] = {"files": written.files, "client_key": written.client_key, "at": written.at}
        message = await self.inbound(written.user, key, team=written.team, text=text, **said)
        return await committed(self.gateway.file_for(inbound, message, link, thread), ACK_SECONDS_MAX)

    # ── What emoji of staff's come to ──────────────────────────────────────────────────

    def reactions(self) -> Reactions:
        """What takes reactions."""
        us = self.us
        return Reactions(
            self.answers.api, self, us.team, us.bot_user, self.staff_channel, self.ticket_emoji, self.answers.url
        )

    async def is_staff(self, user: str, team: str) -> bool:
        """Whether somebody is staff."""
        _reader, grant = await self._known(user, team)
        return await asyncio.wrap_future(self.gateway.is_staff(self._who(user, team), grant))

    async def card_number(self, channel: str, ts: str) -> int:
        """The ticket whose card a message is; 0 for another one."""
        board = addresses.channel(self.us.team, channel)
        return await asyncio.wrap_future(self.gateway.card_number(board, addresses.receipt(channel, ts)))

    async def ordered(self, inbound: Inbound, verb: str) -> Answer:
        """Take a command of staff."""
        return await committed(self.gateway.ordered(inbound, verb), ACK_SECONDS_MAX)

    def asked_to_resolve(self, number: int) -> Answer:
        """Ask whether a ticket is to be resolved."""
        return self.gateway.asked_to_resolve(number)

    def whispered(self, reacted: Reacted, inbound: Inbound, answer: Answer) -> None:
        """Show an answer to whoever reacted alone, where they did."""
        self._or_told(self.answers.note(reacted.user, reacted.channel, "", answer.shown), inbound, answer)

    # ── Clicks and forms ───────────────────────────────────────────────────────────────

    async def _clicked(self, clicked: Click) -> None:
        public = clicked.channel and not addresses.is_direct(clicked.channel) and clicked.thread
        where = addresses.thread(self.us.team, clicked.channel, clicked.thread) if public else None
        key = addresses.interaction_key(clicked.trigger)
        inbound = await self.inbound(clicked.user, key, where, clicked.team, token=clicked.token)
        answer = await committed(self.gateway.clicked(inbound), ACK_SECONDS_MAX)
        if answer.form:
            self._or_told(self.answers.open_form(clicked.trigger, answer.shown), inbound, answer)
        elif answer.whispered:
            self._or_told(self._whispered(clicked, answer), inbound, answer)
        if answer.elsewhere and not answer.repeated:
            self.answers.begin(self._pointed(clicked, answer))
        if clicked.home:
            await self._home(clicked.user, clicked.team)

    async def _whispered(self, clicked: Click, answer: Answer) -> bool:
        """Show an answer to whoever clicked, where they are; whether it was taken."""
        if clicked.home:
            return bool(await self.answers.open(clicked.trigger, await drawn(_under(clicked.title), answer.shown)))
        if clicked.view:
            return await self.answers.fill(clicked.view, await drawn(_under(clicked.title), answer.shown))
        if clicked.response_url:
            return await self.answers.whisper(clicked.response_url, await drawn(messages, answer.shown))
        return await self.answers.note(clicked.user, clicked.channel, clicked.thread, answer.shown)

    async def _pointed(self, clicked: Click, answer: Answer) -> bool:
        """Tell whoever clicked in public where it goes on, by a link."""
        told = self.gateway.said(ELSEWHERE, answer.shown.lang)
        if not clicked.response_url:
            return await self.answers.point(clicked.user, clicked.channel, clicked.thread, told)
        link = await self.answers.direct_link(clicked.user)
        return await self.answers.whisper(clicked.response_url, (linked(told, link),))

    async def _form_opened(self, clicked: Click) -> None:
        """The modal is opened at once, and filled when the form is known: its trigger lasts three seconds."""
        wait = self.gateway.said(ONE_MOMENT, (await self.people.reader(clicked.user)).lang)
        opening = asyncio.create_task(self.answers.open(clicked.trigger, modal.waiting(clicked.title, wait)))
        key = addresses.interaction_key(clicked.trigger)
        inbound = await self.inbound(clicked.user, key, team=clicked.team, token=clicked.token)
        answer = Answer(self.gateway.said(NOT_SAVED, inbound.lang))
        try:
            answer = await committed(self.gateway.opened_form(inbound), ACK_SECONDS_MAX)
        finally:
            self._or_told(self._filled(opening, answer, clicked.title), inbound, answer)

    async def _filled(self, opening: "asyncio.Task[str]", answer: Answer, title: str) -> bool:
        view_id, form = await opening, answer.shown.form
        return bool(view_id) and await self.answers.fill(
            view_id, modal.form(form) if form else await drawn(_under(title), answer.shown)
        )

    def _or_told(self, work: Coroutine[Any, Any, bool], inbound: Inbound, answer: Answer) -> None:
        """Show an answer at once; if it isn't taken, and no message says it, send it to whoever asked."""

        async def shown_or_told() -> None:
            if not await work and (answer.whispered or answer.reopened):
                await asyncio.wrap_future(self.gateway.tell(inbound, answer))

        self.answers.begin(shown_or_told())

    async def _submitted(self, body: Body) -> Ack:
        """Take a form: what is wrong stands at its fields, and what only they read in the modal's place."""
        view, user = body["view"], str(body["user"]["id"])
        key = addresses.interaction_key(str(body.get("trigger_id") or f"{view.get('id')}/{view.get('hash')}"))
        token, values = str(view.get("private_metadata") or ""), modal.values(view.get("state") or {})
        team = payloads.writers_team(body, self.us.team)
        inbound = await self.inbound(user, key, team=team, token=token, form=values, in_place=True)
        answer = await committed(self.gateway.submitted(inbound), ACK_SECONDS_MAX)
        if answer.whispered:
            shown = await drawn(_under(payloads.title_of(view)), answer.shown)
            return {"response_action": "update", "view": shown}
        if form := answer.shown.form:
            wrong = modal.errors(form, token, dict(values))
            return (
                {"response_action": "errors", "errors": wrong}
                if wrong
                else {"response_action": "update", "view": modal.form(form)}
            )
        return {"response_action": "clear"}

    # ── Commands ───────────────────────────────────────────────────────────────────────

    async def _commanded(self, body: Body) -> Ack:
        name, text, user = str(body["command"]), str(body.get("text") or "").strip(), str(body["user_id"])
        trigger = str(body.get("trigger_id"))
        text = mrkdwn.read(text, self.us.bot_user, ids=name == DESK and text.startswith(NAMING))
        inbound = await self.inbound(user, addresses.interaction_key(trigger), text=text or None)
        if name == SUPPORT:
            return await self._supported(inbound, addresses.is_direct(str(body.get("channel_id"))))
        verb = "" if name == DESK else name.removeprefix("/")
        answer = await committed(self.gateway.ordered(inbound, verb), ACK_SECONDS_MAX)
        if answer.form:
            self._or_told(self.answers.open_form(trigger, answer.shown), inbound, answer)
            return None
        first, *rest = await drawn(messages, answer.shown)
        if rest:
            self._or_told(self.answers.whisper(str(body.get("response_url")), tuple(rest)), inbound, answer)
        return _acknowledged(first)

    async def _supported(self, inbound: Inbound, here: bool) -> Ack:
        """A question goes to the direct message; without one, it's shown where things stand."""
        answer = await committed(self.gateway.turn(inbound), ACK_SECONDS_MAX)
        if answer.reopened or answer.whispered:
            return _acknowledged((await drawn(messages, answer.shown))[-1])
        if here:
            return None
        told = self.gateway.said(ELSEWHERE, answer.shown.lang)
        link = ""
        with suppress(TimeoutError):
            link = await asyncio.wait_for(self.answers.direct_link(inbound.identity.user), WAIT_SECONDS)
        return _acknowledged(linked(told, link))
