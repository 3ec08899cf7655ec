"""A Slack in which things go wrong: its own clock, trouble by chance, late answers; and what it saw, as a history."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from adapters.slack.api import PER_CHANNEL
from adapters.slack.sender import EVENT_TYPE
from tests.adapters.slack.fake_slack import BOT_ID, FakeSlack, listening
from tests.faults.history import Call, Post

Trouble = Callable[[str], str]
"""What goes wrong with a call of a method; see ``FakeSlack.faults``."""


@dataclass
class FaultySlack(FakeSlack):
    """Keeps the time of calls, and lets each fail as ``trouble`` says."""

    seconds: Callable[[], float] = time.time
    """Slack's own clock: message ids come from it."""
    trouble: Trouble = lambda _method: ""
    slowness: Callable[[], float] = lambda: 0.0
    """Seconds before an answer is given: so long a send is in flight."""
    seen: list[Call] = field(default_factory=list)
    _ticks: "count[int]" = field(default_factory=lambda: count(1))

    def ts(self) -> str:
        """Later than every id before, and near the clock."""
        return f"{int(self.seconds())}.{next(self._ticks):06d}"

    async def take(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        method = request.match_info["method"]
        if fault := self.trouble(method):
            self.faults[method].append(fault)
        kind, _colon, wait = (self.faults[method] or [""])[0].partition(":")
        channel = str((await request.post())["channel"]) if method in PER_CHANNEL else ""
        self.seen.append(Call(self.seconds(), method, float(wait) if kind == "429" else 0.0, channel))
        answer = await super().take(request)
        if slow := self.slowness():
            await asyncio.sleep(slow)
        return answer

    def posted(self) -> list[Post]:
        """Everything of ours that stands in Slack, in the order in which it appeared."""
        ours = (m for messages in self.messages.values() for m in messages if m.get("bot_id") == BOT_ID)
        return [_post(message) for message in sorted(ours, key=_order)]


def _order(message: dict[str, Any]) -> int:
    return int(message["ts"].partition(".")[2])


def talk_of(channel: str, thread: str = "") -> str:
    """As addresses name it: a direct message by its user, a thread in a channel with its id."""
    return f"U{channel[1:]}" if channel.startswith("D") else f"{channel}/{thread}" if thread else channel


def _post(message: dict[str, Any]) -> Post:
    metadata = message.get("metadata") or {}
    assert metadata.get("event_type") == EVENT_TYPE, message
    came = metadata["event_payload"]
    return Post(talk_of(message["channel"], message.get("thread_ts", "")), int(came["id"]), int(came["part"]))


@asynccontextmanager
async def faulty_slack(**how: Any) -> AsyncIterator[FaultySlack]:
    """A faulty Slack that listens on a free port."""
    async with listening(FaultySlack(**how)) as slack:
        yield slack
