"""A Slack in which things go wrong: its own clock, trouble by chance, late answers; and what it saw, as a history."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from adapters.slack.api import PER_CHANNEL
from adapters.slack.outgoing.marks import EVENT_TYPE
from tests.adapters.slack.fake_slack import STAFF_CHANNEL, FakeSlack, listening
from tests.adapters.slack.looking import words
from tests.faults.history import Call, Edit, History, Post
from tests.faults.payloads import gist

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
    came: list[Post] = field(default_factory=list)
    """Every message of ours in the order in which it appeared, as it was then."""
    edits: list[Edit] = field(default_factory=list)
    last_trigger: str = ""
    card_channels: tuple[str, ...] = (STAFF_CHANNEL,)
    """Channels with cards, and threads under them."""
    _ticks: "count[int]" = field(default_factory=lambda: count(1))

    def ts(self) -> str:
        """Later than every id before, and near the clock."""
        return f"{int(self.seconds())}.{next(self._ticks):06d}"

    def trigger(self) -> str:
        """A fresh trigger id, which is remembered."""
        self.last_trigger = super().trigger()
        return self.last_trigger

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

    def _chat_postMessage(self, call: dict[str, Any]) -> dict[str, Any]:
        answer = super()._chat_postMessage(call)
        self.came.append(self._post({**call, **answer}))
        return answer

    def _files_completeUploadExternal(self, call: dict[str, Any]) -> dict[str, Any]:
        answer = super()._files_completeUploadExternal(call)
        message = self.messages[call["channel_id"]][-1]
        marks = [str(block.get("block_id", "")).split(".") for block in call.get("blocks", ())]
        for _type, row, part in (mark for mark in marks if mark[0] == EVENT_TYPE):
            came = {"event_type": EVENT_TYPE, "event_payload": {"id": row, "part": part}}
            named = [{"type": "section", "text": each["title"]} for each in call["files"]]
            at = next((at for at, each in enumerate(message["blocks"]) if each["type"] == "actions"), None)
            shown = [*message["blocks"][:at], *named, *([] if at is None else message["blocks"][at:])]
            self.came.append(self._post({**message, "blocks": shown, "metadata": came}))
        return answer

    def _chat_update(self, call: dict[str, Any]) -> dict[str, Any]:
        answer = super()._chat_update(call)
        if "error" not in answer:
            self.edits.append(Edit(f"{call['channel']}/{call['ts']}", gist(words(call["blocks"]))))
        return answer

    def _post(self, message: dict[str, Any]) -> Post:
        came, channel, thread = message["metadata"], message["channel"], message.get("thread_ts", "")
        assert came["event_type"] == EVENT_TYPE, message
        on_board = channel in self.card_channels
        return Post(
            talk=talk_of(channel, "" if on_board else thread),
            row=int(came["event_payload"]["id"]),
            part=int(came["event_payload"]["part"]),
            shows=gist("".join(map(_as_written, message["blocks"]))),
            id=f"{channel}/{message['ts']}",
            under=f"{channel}/{thread}" if on_board and thread else "",
        )

    def history(self, **more: Any) -> History:
        """What Slack saw, as a history; ``more`` is what others know."""
        ids = {file["id"] for call in self.files for file in call["files"]}
        uploads = [content.decode() for id, content in self.uploads.items() if id in ids]
        known = {"posts": tuple(self.came), "calls": tuple(self.seen), "edits": tuple(self.edits)}
        return History(**{**known, "uploads": uploads, "card_channels": self.card_channels, **more})


_TITLE = re.compile("[“„](.+?)[”“]")


def _as_written(block: dict[str, Any]) -> str:
    """What a block shows, in the order of its reply: an article's title is its link, and on its button for the ear."""
    if block["type"] == "actions":
        spoken = [_TITLE.search(each.get("accessibility_label", "")) for each in block["elements"]]
        if any(spoken):
            return "".join(found[1] for found in spoken if found)
    if block["type"] == "rich_text" and (linked := block["elements"][0]["elements"][0]).get("text") and "url" in linked:
        title = {"type": "text", "text": linked["text"]}
        others = [title, *block["elements"][0]["elements"][1:], {"type": "link", "url": linked["url"]}]
        return words({"type": "rich_text", "elements": [{**block["elements"][0], "elements": others}]})
    return words(block)


def talk_of(channel: str, thread: str = "") -> str:
    """As addresses name it: a direct message by its user, a thread in a channel with its id."""
    return f"U{channel[1:]}" if channel.startswith("D") else f"{channel}/{thread}" if thread else channel


@asynccontextmanager
async def faulty_slack(**how: Any) -> AsyncIterator[FaultySlack]:
    """A faulty Slack that listens on a free port."""
    async with listening(FaultySlack(**how)) as slack:
        yield slack
