"""A small Slack: the Web API over HTTP on loopback. It records calls, keeps messages, and fails as it is told to."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from aiohttp import web

from tests.adapters.slack.rules import broken_rule
from tests.builders import WEDNESDAY

TEAM, BOT_USER, BOT_ID = "T1", "UBOT", "BBOT"
TOKEN, SECRET, APP_TOKEN = "xoxb-made-up", "shhh-made-up", "xapp-made-up"
STAFF_CHANNEL = "C0STAFF"

Call = dict[str, Any]
Answer = dict[str, Any]
JSON = frozenset({"blocks", "metadata", "view", "files", "prompts"})


def direct_of(user: str) -> str:
    """The id of the direct message with a user."""
    return f"D{user[1:]}"


@dataclass
class FakeSlack:
    """What stands in Slack, and what was asked of it."""

    calls: list[tuple[str, Call]] = field(default_factory=list)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    ephemeral: list[Call] = field(default_factory=list)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    panel: dict[str, Call] = field(default_factory=dict)
    """By thread of the agent panel: its title, its status, and what it suggests."""
    files: list[Call] = field(default_factory=list)
    uploads: dict[str, bytes] = field(default_factory=dict)
    downloads: dict[str, bytes] = field(default_factory=dict)
    profiles: dict[str, dict[str, str]] = field(default_factory=dict)
    faults: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    """By method, or method and channel: ``429:seconds``, ``500``, ``reset`` (not done), ``lost`` (done, but its answer
    is lost), or an error."""
    always: dict[str, str] = field(default_factory=dict)
    """Errors of methods that fail until further notice."""
    complaints: list[str] = field(default_factory=list)
    """Rules of Slack's that a call broke."""
    groups: dict[str, set[str]] = field(default_factory=dict)
    """User groups and who is in them."""
    unknown_blocks: set[str] = field(default_factory=set)
    """Kinds of blocks that this Slack is too old for, and refuses."""
    triggers: dict[str, float] = field(default_factory=dict)
    """Trigger ids and when they were made; each is good once, for three seconds."""
    made: set[str] = field(default_factory=set)
    """Every trigger id."""
    now: float = 0.0
    ahead_seconds: float = 0.0
    """So much later than at the beginning it is here."""
    base: str = ""
    scopes: str = ""
    hidden: set[str] = field(default_factory=set)
    """Messages that stand in a thread only."""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    socket_answers: list[dict[str, Any]] = field(default_factory=list)
    hanging: dict[tuple[str, str], tuple[asyncio.Event, bool]] = field(default_factory=dict)
    """Methods and channels of which calls aren't answered yet; and whether what they ask for is done at once."""
    waiting: int = 0
    """How many calls aren't answered."""
    _count: "count[int]" = field(default_factory=lambda: count(1))

    # ── For tests ──────────────────────────────────────────────────────────────────────

    def ts(self) -> str:
        """The id of the next message."""
        number = next(self._count)
        return f"{int(WEDNESDAY.timestamp() + self.ahead_seconds) + number}.{number:06}"

    def trigger(self) -> str:
        """A fresh trigger id."""
        id = f"trigger-{next(self._count)}"
        self.triggers[id] = self.now
        self.made.add(id)
        return id

    def asked(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for name, call in self.calls if name == method]

    def posts(self, channel: str) -> list[dict[str, Any]]:
        """What stands in a channel."""
        return self.messages[channel]

    def hangs(self, method: str, channel: str = "", *, done: bool = False) -> Callable[[], None]:
        """Leave a method's calls unanswered, those for one channel if it has one, until what is returned is called."""
        over = asyncio.Event()
        self.hanging[method, channel] = over, done

        def release() -> None:
            self.hanging.pop((method, channel), None)
            over.set()

        return release

    # ── The Web API ────────────────────────────────────────────────────────────────────

    async def take(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        method, given = request.match_info["method"], dict(await request.post())
        call = {name: json.loads(str(value)) if name in JSON else str(value) for name, value in given.items()}
        self.calls.append((method, call))
        over, done = self.hanging.get((method, str(call.get("channel", ""))), (None, False))
        if over is not None and not done:
            await self._released(over)
        faults = self.faults[f"{method} {call.get('channel', '')}"] or self.faults[method]
        fault = faults.popleft() if faults else self.always.get(method, "")
        kind, _colon, seconds = fault.partition(":")
        if kind == "429":
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": seconds}
            )
        if kind == "500":
            return web.Response(status=500, text="oops")
        if kind == "reset":
            return self._hang_up(request)
        if kind and kind != "lost":
            return web.json_response({"ok": False, "error": kind})
        if request.headers.get("Authorization") not in {f"Bearer {TOKEN}", f"Bearer {APP_TOKEN}"}:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        answer = self._answer(method, call)
        if over is not None and done:
            await self._released(over)
        if kind == "lost":
            return self._hang_up(request)
        headers = {"X-OAuth-Scopes": self.scopes}
        return web.json_response({"ok": "error" not in answer, **answer}, headers=headers)

    async def _released(self, over: asyncio.Event) -> None:
        self.waiting += 1
        try:
            await over.wait()
        finally:
            self.waiting -= 1

    def _hang_up(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    def _answer(self, method: str, call: Call) -> Answer:
        if self._knows_not(call):
            return {"error": "invalid_blocks"}
        if broken := broken_rule(method, call):
            self.complaints.append(f"{method}: {broken}")
            return {"error": "invalid_blocks"}
        known = getattr(self, f"_{method.replace('.', '_')}", None)
        if known is None:
            self.complaints.append(f"{method}: not known here")
            return {"error": "unknown_method"}
        answer: Answer = known(call)
        return answer

    def _knows_not(self, call: Mapping[str, Any]) -> bool:
        return any(block["type"] in self.unknown_blocks for block in call.get("blocks") or ())

    def _auth_test(self, _call: Call) -> Answer:
        return {
            "url": "https://acme.slack.example/",
            "team_id": TEAM,
            "team": "Example",
            "user_id": BOT_USER,
            "bot_id": BOT_ID,
            "user": "frontdoor",
        }

    def _users_info(self, call: Call) -> Answer:
        profile = self.profiles.get(call["user"], {"locale": "en-US", "tz": "Europe/Berlin"})
        return {"user": {"id": call["user"], **profile}}

    def _conversations_open(self, call: Call) -> Answer:
        return {"channel": {"id": direct_of(call["users"])}}

    def _chat_postMessage(self, call: Call) -> Answer:
        channel = call["channel"] if call["channel"][0] in "CGD" else direct_of(call["channel"])
        ts = self.ts()
        self.messages[channel].append({**call, "channel": channel, "ts": ts, "bot_id": BOT_ID, "user": BOT_USER})
        return {"channel": channel, "ts": ts}

    def _chat_update(self, call: Call) -> Answer:
        for message in self.messages[call["channel"]]:
            if message["ts"] == call["ts"]:
                message.update(call)
                return {"channel": call["channel"], "ts": call["ts"]}
        return {"error": "message_not_found"}

    def _chat_postEphemeral(self, call: Call) -> Answer:
        self.ephemeral.append(call)
        return {"message_ts": self.ts()}

    def _conversations_history(self, call: Call) -> Answer:
        found = [m for m in self.messages[call["channel"]] if _within(m, call) and m["ts"] not in self.hidden]
        shown = found if call.get("include_all_metadata") else [{**m, "metadata": None} for m in found]
        begin, limit = int(call.get("cursor", 0)), int(call.get("limit", 100))
        page: Answer = {"messages": list(reversed(shown))[begin : begin + limit]}
        if len(shown) > begin + limit:
            page["response_metadata"] = {"next_cursor": str(begin + limit)}
        return page

    def _conversations_replies(self, call: Call) -> Answer:
        found = [m for m in self.messages[call["channel"]] if call["ts"] in {m.get("thread_ts"), m["ts"]}]
        return {"messages": [m for m in found if _within(m, call)]}

    def _usergroups_users_list(self, call: Call) -> Answer:
        if call["usergroup"] not in self.groups:
            return {"error": "no_such_subteam"}
        return {"users": sorted(self.groups[call["usergroup"]])}

    def _views_open(self, call: Call) -> Answer:
        made = self.triggers.pop(call["trigger_id"], None)
        if made is None:
            return {"error": "invalid_trigger_id"}
        if self.now - made > 3:
            return {"error": "expired_trigger_id"}
        id = f"V{next(self._count)}"
        self.views[id] = call["view"]
        return {"view": {"id": id, **call["view"]}}

    def _views_update(self, call: Call) -> Answer:
        if call["view_id"] not in self.views:
            return {"error": "not_found"}
        self.views[call["view_id"]] = call["view"]
        return {"view": {"id": call["view_id"], **call["view"]}}

    def _views_publish(self, call: Call) -> Answer:
        self.homes[call["user_id"]] = call["view"]
        return {"view": {"id": "VHOME"}}

    def _assistant_threads_setStatus(self, call: Call) -> Answer:
        return self._in_panel(call, status=call["status"])

    def _assistant_threads_setTitle(self, call: Call) -> Answer:
        return self._in_panel(call, title=call["title"])

    def _assistant_threads_setSuggestedPrompts(self, call: Call) -> Answer:
        return self._in_panel(call, prompts=call["prompts"], above=call.get("title", ""))

    def _in_panel(self, call: Call, **shown: Any) -> Answer:
        self.panel.setdefault(call["thread_ts"], {}).update(shown)
        return {}

    def _files_getUploadURLExternal(self, call: Call) -> Answer:
        id = f"F{next(self._count)}"
        return {"upload_url": f"{self.base}/upload/{id}", "file_id": id, "name": call["filename"]}

    def _files_completeUploadExternal(self, call: Call) -> Answer:
        self.files.append(call)
        if "channel_id" in call:
            shown = {"blocks": call.get("blocks", []), "files": call["files"], "text": "", "metadata": None}
            where = {"channel": call["channel_id"], "thread_ts": call.get("thread_ts"), "ts": self.ts()}
            self.messages[call["channel_id"]].append({**shown, **where, "bot_id": BOT_ID, "user": BOT_USER})
        return {"files": call["files"]}

    def _apps_connections_open(self, _call: Call) -> Answer:
        return {"url": f"{self.base.replace('http', 'ws', 1)}/socket"}

    # ── Beside it ──────────────────────────────────────────────────────────────────────

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a file."""
        self.uploads[request.match_info["id"]] = await request.read()
        return web.Response(text="OK")

    async def download(self, request: web.Request) -> web.Response:
        """A file that somebody attached; only for the bot."""
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=302, headers={"Location": "/login"})
        return web.Response(body=self.downloads[request.match_info["id"]])

    async def respond(self, request: web.Request) -> web.Response:
        """An answer at a response_url."""
        body: Mapping[str, Any] = await request.json()
        if self._knows_not(body):
            return web.Response(status=400)
        if broken := broken_rule("response_url", dict(body)):
            self.complaints.append(f"response_url: {broken}")
            return web.Response(status=400)
        self.ephemeral.append({**body, "at": request.match_info["id"]})
        return web.Response(text="ok")

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Socket Mode: events go down, acknowledgements come up."""
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        self.sockets.append(ws)
        await ws.send_json({"type": "hello", "num_connections": 1})
        async for message in ws:
            self.socket_answers.append(json.loads(message.data))
        return ws


def _within(message: dict[str, Any], call: Call) -> bool:
    """Whether a message is as old as it is asked for."""
    ts, oldest, latest = message["ts"], call.get("oldest", "0"), call.get("latest", "9999999999")
    return oldest < ts < latest or (call.get("inclusive") == "true" and ts in {oldest, latest})


@asynccontextmanager
async def fake_slack() -> AsyncIterator[FakeSlack]:
    """A Slack that listens on a free port."""
    async with listening(FakeSlack()) as slack:
        yield slack


Kind = TypeVar("Kind", bound=FakeSlack)


@asynccontextmanager
async def listening(slack: Kind) -> AsyncIterator[Kind]:
    """Let a Slack listen on a free port."""
    app = web.Application()
    app.router.add_post("/api/{method}", slack.take)
    app.router.add_post("/upload/{id}", slack.upload)
    app.router.add_get("/download/{id}", slack.download)
    app.router.add_post("/respond/{id}", slack.respond)
    app.router.add_get("/socket", slack.socket)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield slack
    finally:
        for ws in slack.sockets:
            await ws.close()
        await runner.cleanup()
        await asyncio.sleep(0)
