"""Answers to interactions: modals, ephemeral notes, App Home. Given after the commit, beside the acknowledgement.

Each says whether it was taken: what wasn't, whoever asked gets as a message.
"""

import logging
from collections import OrderedDict
from dataclasses import dataclass, field

from adapters.kit.background_tasks import BackgroundTasks
from adapters.kit.drawing import drawn
from adapters.slack import addresses
from adapters.slack.api import Api, Done, Outcome
from adapters.slack.drawing import modal
from adapters.slack.drawing.render import Message, as_json, home, linked, messages
from adapters.slack.outgoing import buttons
from bot.core.text.surface import LocalizedReply

EPHEMERAL_PARTS_MAX = 4
"""A response_url is good for five answers in 30 minutes (docs: interactivity/handling-user-interaction)."""

ROOMS_MAX = 10_000
"""Direct messages whose channels are kept in memory."""

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Answers(BackgroundTasks):
    """What is under way beside acknowledgements."""

    api: Api
    url: str = ""
    """The workspace's address on the web; empty while unknown."""
    _rooms: "OrderedDict[str, str]" = field(default_factory=OrderedDict)
    """The channels of direct messages, by their user."""

    # ── Views ──────────────────────────────────────────────────────────────────────────

    async def open(self, trigger: str, view: modal.View) -> str:
        """Open a modal; its id, empty when the trigger was too old or used."""
        outcome = await self.api.call("views.open", trigger_id=trigger, view=as_json(view))
        _noted("views.open", outcome)
        return str((outcome.data.get("view") or {}).get("id", "")) if isinstance(outcome, Done) else ""

    async def open_form(self, trigger: str, shown: LocalizedReply) -> bool:
        """Open a reply's form, if it has one."""
        return shown.form is not None and bool(await self.open(trigger, modal.form(shown.form)))

    async def fill(self, view_id: str, view: modal.View) -> bool:
        """Put something else into a modal that is open."""
        return _noted("views.update", await self.api.call("views.update", view_id=view_id, view=as_json(view)))

    async def publish(self, user: str, shown: LocalizedReply) -> None:
        """Renew somebody's App Home; the next time that they open it, it is tried again."""
        _noted("views.publish", await self.api.call("views.publish", user_id=user, view=as_json(home(shown))))

    # ── Where it goes on ───────────────────────────────────────────────────────────────

    def met(self, user: str, channel: str) -> None:
        """Remember which channel somebody's direct message is."""
        self._rooms[user] = channel
        self._rooms.move_to_end(user)
        while len(self._rooms) > ROOMS_MAX:
            self._rooms.popitem(last=False)

    async def direct_link(self, user: str) -> str:
        """Where their direct message with us is opened; empty when that can't be said."""
        if user not in self._rooms:
            opened = await self.api.call("conversations.open", users=user)
            room = (opened.data.get("channel") or {}).get("id") if isinstance(opened, Done) else None
            if room:
                self.met(user, str(room))
        room = self._rooms.get(user)
        return f"{self.url}archives/{room}" if self.url and room else ""

    async def point(self, user: str, channel: str, thread: str, told: LocalizedReply) -> bool:
        """Say to one person in a channel, by a link, that it goes on in their direct message."""
        return await self._note(user, channel, thread, (linked(told, await self.direct_link(user)),))

    # ── Notes that only one person sees ────────────────────────────────────────────────

    async def whisper(self, url: str, parts: tuple[Message, ...]) -> bool:
        """Answer at a response_url, only to who asked; the message with the button stays."""
        for message in parts[:EPHEMERAL_PARTS_MAX]:
            if not await buttons.respond(self.api, url, message, response_type="ephemeral", replace_original=False):
                log.warning("an answer wasn't taken at its response_url")
                return False
        return True

    async def note(self, user: str, channel: str, thread: str, shown: LocalizedReply) -> bool:
        """Say something to one person in a channel or thread."""
        return await self._note(user, channel, thread, await drawn(messages, shown))

    async def _note(self, user: str, channel: str, thread: str, parts: tuple[Message, ...]) -> bool:
        where = {
            "user": user,
            "channel": channel,
            "thread_ts": None if addresses.is_direct(channel) else thread or None,
        }
        method = "chat.postEphemeral"
        for message in parts:
            if not _noted(method, await buttons.put(self.api, method, message, **where)):
                return False
        return True


def _noted(method: str, outcome: Outcome) -> bool:
    """Whether it was done; what wasn't is logged."""
    done = isinstance(outcome, Done)
    if not isinstance(outcome, Done):
        log.warning("%s: %s", method, outcome.reason)
    return done
