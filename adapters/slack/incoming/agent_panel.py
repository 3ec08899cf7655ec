"""Slack's agent panel: a talk beside whatever somebody is looking at, each in a thread of their direct message.

Where the app has the panel (``slack manifest --agent``), what stands in no thread isn't seen: answers go into the one
in which somebody wrote last. Source of events and methods: docs.slack.dev/ai/developing-ai-apps.
"""

import asyncio
import json
import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from adapters.slack.addresses import Place
from adapters.slack.api import Api, Done
from adapters.slack.drawing.render import fallback
from adapters.slack.limits import PANEL_TITLE_CHARS_MAX, PROMPT_CHARS_MAX, PROMPTS_MAX, cut
from adapters.slack.payloads import PanelOpened, Written
from bot.core.text.surface import _
from bot.ports.gateway import Gateway

THREADS_KEPT_MAX = 10_000
"""People whose thread is kept in memory; one who is left out is met again with their next message."""
ASK_ABOUT = _("What is it about? These are asked most:")
LOOKING = _("is looking for an answer …")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class AgentPanel:
    """Who writes in which thread of the panel, and what is shown there beside answers."""

    api: Api
    gateway: Gateway
    _threads: "OrderedDict[str, Place]" = field(default_factory=OrderedDict)
    """Where somebody wrote last, by their user id."""
    _named: "OrderedDict[Place, None]" = field(default_factory=OrderedDict)
    """Threads that have a title."""

    def thread_of(self, user: str) -> str:
        """The thread in which somebody's answers are to stand; empty where they don't use the panel."""
        place = self._threads.get(user)
        return place.thread if place else ""

    def met(self, user: str, place: Place) -> None:
        """Somebody opened a thread of the panel, or wrote in it."""
        _keep(self._threads, user, place)

    async def opened(self, opened: PanelOpened, lang: str) -> None:
        """Offer what is asked most, as one tap each; nothing where too little was asked so far."""
        titles = await asyncio.wrap_future(self.gateway.starters(lang, PROMPTS_MAX))
        if not titles:
            return
        said = fallback(self.gateway.said(ASK_ABOUT, lang))
        prompts = [{"title": cut(title, PROMPT_CHARS_MAX), "message": title} for title in titles]
        where = {"channel_id": opened.channel, "thread_ts": opened.thread}
        await self._show("assistant.threads.setSuggestedPrompts", title=said, prompts=json.dumps(prompts), **where)

    def is_here(self, written: Written) -> bool:
        """Whether something was written in a thread of the panel; noted, if so."""
        place = Place(written.channel, written.thread)
        here = written.direct and bool(written.thread) and (written.panel or self._threads.get(written.user) == place)
        if here:
            self.met(written.user, place)
        return here

    async def asked(self, written: Written, lang: str) -> None:
        """Say that we look for an answer, until it stands there; a thread is named after what was asked first."""
        place = Place(written.channel, written.thread)
        where = {"channel_id": place.channel, "thread_ts": place.thread}
        await self._show("assistant.threads.setStatus", status=fallback(self.gateway.said(LOOKING, lang)), **where)
        if place not in self._named and written.text.strip():
            _keep(self._named, place, None)
            title = cut(" ".join(written.text.split()), PANEL_TITLE_CHARS_MAX)
            await self._show("assistant.threads.setTitle", title=title, **where)

    async def _show(self, method: str, **what: str) -> None:
        """Decoration: what isn't taken is left out."""
        outcome = await self.api.call(method, **what)
        if not isinstance(outcome, Done):
            log.warning("%s: %s", method, outcome.reason)


def _keep(among: "OrderedDict[Any, Any]", key: Any, value: Any) -> None:
    among[key] = value
    among.move_to_end(key)
    while len(among) > THREADS_KEPT_MAX:
        among.popitem(last=False)
