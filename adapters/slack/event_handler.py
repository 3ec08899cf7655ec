"""Slack's payloads as events of the desk, and the acknowledgement after the commit."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.authorization import AuthorizeResult

from adapters.kit.committed import committed
from adapters.slack import addresses, payloads
from adapters.slack.answers import Answers
from adapters.slack.drawing import modal, mrkdwn
from adapters.slack.drawing.blocks import FORM
from adapters.slack.drawing.render import messages
from adapters.slack.payloads import Body, Click, Deleted, Edited, HomeOpened, Written
from adapters.slack.profiles import People
from bot.core.client_view.notices import question_in
from bot.core.model.people import Address
from bot.core.text.surface import LocalizedForm, LocalizedQuote, LocalizedReply
from bot.core.text.tokens import ASK, STAFF
from bot.ports.gateway import GatewayApi
from bot.ports.inbound import Answer, Inbound

ACK_SECONDS_MAX = 2.4
"""Slack waits 3 s for an acknowledgement, and a profile may take 0.4 s: what comes later isn't acknowledged."""
SHORTCUT = "ask_support"
"""The message shortcut's callback_id, as in the manifest."""
SUPPORT = "/support"

Ack = Mapping[str, Any] | None
"""The acknowledgement's body; ``None`` for an empty one."""

log = logging.getLogger(__name__)


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

    desk: GatewayApi
    us: Self
    people: People
    answers: Answers
    elsewhere: Callable[[str], str]
    """Says, in a language, that the answer is in the direct message."""
    not_saved: Callable[[str], LocalizedReply]
    """Says, in a language, that it should be tried again."""
    question: Callable[[str, str], LocalizedForm]
    """The form for a question, in a language; with a link, about another's message."""
    look_for_files: Callable[[], Coroutine[Any, Any, None]]
    staff_channel: str = ""
    may_have_files: bool = False
    """Whether files came since the start; others are looked for by the connection."""

    async def take(self, body: Body) -> Ack:
        """Take one payload; returns after the commit. Raises when it wasn't saved."""
        if payloads.team_of(body) != self.us.team:
            log.warning("a payload of another team is left alone")
            return None
        match body.get("type"):
            case "event_callback":
                await self._event(body)
            case "block_actions":
                await self._clicked(body)
            case "view_submission":
                return await self._submitted(body)
            case "message_action" if body.get("callback_id") == SHORTCUT:
                await self._asked_about(body)
            case _ if body.get("command"):
                return await self._commanded(body)
        return None

    # ── Events ─────────────────────────────────────────────────────────────────────────

    async def _event(self, body: Body) -> None:
        match payloads.event(body, self.us.bot_user):
            case Written() as written:
                await self.written(written)
            case Edited() as edited:
                key = addresses.edit_key(edited.channel, edited.ts, edited.revision)
                await self._revised(edited, key, edited.after)
            case Deleted() as deleted:
                await self._revised(deleted, addresses.delete_key(deleted.channel, deleted.ts), None)
            case HomeOpened(user):
                answer = await committed(
                    self.desk.home(await self._inbound(self._direct(user), user, "")), ACK_SECONDS_MAX
                )
                self.answers.begin(self.answers.publish(user, answer.shown))
            case _:
                pass

    async def written(self, written: Written) -> None:
        """Words of a client, of staff under a card, or of nobody who talks to us."""
        key = addresses.message_key(written.channel, written.ts)
        if self.staff_channel and written.channel == self.staff_channel:
            if written.thread:
                await self._remarked(written, key)
            return
        text = payloads.said(written.text, written.files)
        said = {"text": text, "files": written.files, "client_key": written.client_key}
        if written.direct:
            await self._turn(self._direct(written.user), written.user, key, **said)
        elif written.mention:
            where = addresses.thread(self.us.team, written.channel, written.thread or written.ts)
            aside = self._direct(written.user)
            await self._turn(where, written.user, key, **said, private_address=aside)

    async def _remarked(self, written: Written, key: str) -> None:
        board = addresses.channel(self.us.team, written.channel)
        card = addresses.receipt(written.channel, written.thread)
        who = addresses.who(self.us.team, written.user)
        answer = await committed(self.desk.remark(who, board, card, key, written.text), ACK_SECONDS_MAX)
        if answer and not answer.repeated:
            note = self.answers.note(written.user, written.channel, written.thread, answer.shown)
            self._or_told(note, written.user, answer.shown)

    async def _revised(self, change: Edited | Deleted, key: str, text: str | None) -> None:
        """Wherever it stands: the desk knows whether the message came in, and whose it is."""
        staffs = self.staff_channel and change.channel == self.staff_channel
        where = addresses.channel(self.us.team, change.channel) if staffs else self._direct(change.user)
        inbound = Inbound(where, addresses.who(self.us.team, change.user), key, text=text)
        of = addresses.message_key(change.channel, change.ts)
        await committed(self.desk.message_edited(inbound, of), ACK_SECONDS_MAX)

    # ── Clients ────────────────────────────────────────────────────────────────────────

    def _direct(self, user: str) -> Address:
        return addresses.direct(self.us.team, user)

    async def _inbound(self, address: Address, user: str, key: str, **event: Any) -> Inbound:
        reader = await self.people.reader(user)
        who = addresses.who(self.us.team, user)
        return Inbound(address, who, key, lang=reader.lang, zone=reader.zone, name=reader.name, **event)

    async def _turn(self, address: Address, user: str, key: str, **event: Any) -> Answer:
        answer = await committed(self.desk.turn(await self._inbound(address, user, key, **event)), ACK_SECONDS_MAX)
        self.may_have_files = self.may_have_files or bool(event.get("files"))
        if self.may_have_files:  # their words may be on a ticket now
            self.answers.begin(self.look_for_files())
        return answer

    async def _asked_about(self, body: Body) -> None:
        """The shortcut on a message: what somebody wrote themselves is the question, and the answer comes directly.

        Another's words stay theirs: about those one asks in one's own.
        """
        message, user = body.get("message") or {}, str(body["user"]["id"])
        trigger = str(body["trigger_id"])
        written = payloads.written(message, self.us.bot_user, channel=str((body.get("channel") or {}).get("id") or ""))
        if written is None or written.user != user:
            self.answers.begin(self._question(user, trigger, payloads.link_to(body)))
            return
        text = payloads.said(written.text, written.files)
        await self._turn(self._direct(user), user, addresses.interaction_key(trigger), text=text, files=written.files)

    # ── Clicks and forms ───────────────────────────────────────────────────────────────

    async def _clicked(self, body: Body) -> None:
        clicked = payloads.click(body, FORM)
        if clicked is None:
            return
        key = addresses.interaction_key(clicked.trigger)
        if clicked.token.startswith(STAFF):
            await self._staff_clicked(clicked, key)
        elif clicked.token == ASK:
            self.answers.begin(self._question(clicked.user, clicked.trigger))
        elif clicked.is_form:
            await self._form_opened(clicked, key)
        else:
            await self._chosen(clicked, key)

    async def _chosen(self, clicked: Click, key: str) -> None:
        direct = self._direct(clicked.user)
        public = clicked.channel and not addresses.is_direct(clicked.channel) and clicked.thread
        where = addresses.thread(self.us.team, clicked.channel, clicked.thread) if public else direct
        answer = await self._turn(
            where, clicked.user, key, token=clicked.token, private_address=direct if public else None
        )
        if answer.whispered:
            whispered = self.answers.whisper(clicked.response_url, messages(answer.shown))
            self._or_told(whispered, clicked.user, answer.shown)
        elif answer.shown.form and not answer.repeated:  # a message in the talk asks the same
            self.answers.begin(self._opened(clicked.trigger, answer.shown.form))

    async def _question(self, user: str, trigger: str, about: str = "") -> None:
        """The form for a question of their own; where it can't be opened, their talk asks."""
        reader = await self.people.reader(user)
        if not await self._opened(trigger, self.question(reader.lang, about)):
            inbound = await self._inbound(self._direct(user), user, addresses.interaction_key(trigger))
            await asyncio.wrap_future(self.desk.say_again(inbound))

    async def _opened(self, trigger: str, form: LocalizedForm) -> bool:
        return bool(await self.answers.open(trigger, modal.form(form)))

    async def _form_opened(self, clicked: Click, key: str) -> None:
        """The modal is opened at once, and filled when the form is known: its trigger lasts three seconds."""
        opening = asyncio.create_task(self.answers.open(clicked.trigger, modal.waiting()))
        direct = self._direct(clicked.user)
        inbound = await self._inbound(direct, clicked.user, key)
        shown, again = self.not_saved(inbound.lang), False
        try:
            answer = await self._turn(direct, clicked.user, key)
            again = answer.shown.form is not None
            if not again:
                answer = await self._turn(direct, clicked.user, key, token=clicked.token)
            shown = answer.shown
        finally:
            self.answers.begin(self._filled(opening, shown, inbound if again else None))

    async def _filled(self, opening: "asyncio.Task[str]", shown: LocalizedReply, again: Inbound | None = None) -> None:
        """Fill the modal; ``again``: whose talk is sent to them if that can't be done, since no message says it."""
        view_id = await opening
        view = modal.form(shown.form) if shown.form else modal.result(shown)
        if not (view_id and await self.answers.fill(view_id, view)) and again:
            await asyncio.wrap_future(self.desk.say_again(again))

    def _or_told(self, work: Coroutine[Any, Any, bool], user: str, shown: LocalizedReply) -> None:
        """Show an answer at once; if it isn't taken, send it to whoever asked."""

        async def shown_or_told() -> None:
            if not await work:
                await asyncio.wrap_future(self.desk.tell(self._direct(user), shown))

        self.answers.begin(shown_or_told())

    async def _submitted(self, body: Body) -> Ack:
        view, user = body["view"], str(body["user"]["id"])
        token, values = str(view.get("private_metadata") or ""), modal.values(view.get("state") or {})
        key = addresses.interaction_key(str(body.get("trigger_id") or f"{view.get('id')}/{view.get('hash')}"))
        if token.startswith(STAFF):
            return await self._staff_submitted(user, key, token, dict(values))
        if token == ASK:
            await self._turn(self._direct(user), user, key, text=question_in(values))
            return {"response_action": "clear"}
        answer = await self._turn(self._direct(user), user, key, form=values, token=token, in_place=True)
        if answer.shown.form:
            return {"response_action": "update", "view": modal.form(answer.shown.form, dict(values))}
        if answer.stale:
            return {"response_action": "update", "view": modal.result(_with(answer.shown, dict(values)))}
        return {"response_action": "clear"}

    # ── Commands, and staff ────────────────────────────────────────────────────────────

    async def _commanded(self, body: Body) -> Ack:
        name, text, user = str(body["command"]), str(body.get("text") or "").strip(), str(body["user_id"])
        key = addresses.interaction_key(str(body.get("trigger_id")))
        text = mrkdwn.read(text, self.us.bot_user, ids=name == "/desk" and text.startswith("staff "))
        if name == SUPPORT:
            return await self._supported(body, user, key, text)
        line = text if name == "/desk" else f"{name.removeprefix('/')} {text}".strip()
        answer = await self._ordered(user, key, line)
        if answer.shown.form:
            self._or_told(self._opened(str(body.get("trigger_id")), answer.shown.form), user, answer.shown)
            return None
        first, *rest = messages(answer.shown)
        if rest:
            self._or_told(self.answers.whisper(str(body.get("response_url")), tuple(rest)), user, answer.shown)
        return {"response_type": "ephemeral", **first.body()}

    async def _supported(self, body: Body, user: str, key: str, text: str) -> Ack:
        """A question goes to the direct message; without one, it's shown where things stand."""
        answer = await self._turn(self._direct(user), user, key, text=text or None)
        if not text:
            return {"response_type": "ephemeral", **messages(answer.shown)[-1].body()}
        if addresses.is_direct(str(body.get("channel_id"))):
            return None
        return {"response_type": "ephemeral", "text": self.elsewhere(answer.shown.lang)}

    async def _ordered(self, user: str, key: str, line: str) -> Answer:
        who = addresses.who(self.us.team, user)
        where = addresses.staffs_own(self.us.team, user)
        return await committed(self.desk.command(who, where, key, line, forms=True), ACK_SECONDS_MAX)

    async def _staff_clicked(self, clicked: Click, key: str) -> None:
        answer = await self._ordered(clicked.user, key, clicked.token.removeprefix(STAFF))
        shown = answer.shown
        if shown.form:
            work = self._opened(clicked.trigger, shown.form)
        elif clicked.view:
            work = self.answers.fill(clicked.view, modal.result(shown))
        elif clicked.response_url:
            work = self.answers.whisper(clicked.response_url, messages(shown))
        else:
            work = self.answers.note(clicked.user, clicked.channel, clicked.thread, shown)
        self._or_told(work, clicked.user, shown)

    async def _staff_submitted(self, user: str, key: str, token: str, values: dict[str, str]) -> Ack:
        """What was written goes behind the command; the answer stands in the modal, with what was sent."""
        answer = await self._ordered(user, key, f"{token.removeprefix(STAFF)} {values.get('text', '')}")
        return {"response_action": "update", "view": modal.result(_with(answer.shown, values))}


def _with(shown: LocalizedReply, typed: dict[str, str]) -> LocalizedReply:
    """An answer with what was typed, so that none of it is lost."""
    quotes = tuple(LocalizedQuote(text) for text in typed.values() if text)
    return LocalizedReply((*shown.blocks, *quotes), shown.offers, None, shown.lang)
