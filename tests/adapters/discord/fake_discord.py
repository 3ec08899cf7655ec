"""A small Discord on loopback: as much of its REST and gateway as a whole process needs. It closes as it is told to."""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from typing import Any

from aiohttp import WSMsgType, web
from discord.utils import time_snowflake

from tests.builders import WEDNESDAY

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.not.a-token"
BOT, GUILD, GENERAL = "900000000000000001", "900000000000000002", "900000000000000003"
HELLO, READY_OP, HEARTBEAT, ACK, IDENTIFY, RESUME, INVALID = 10, 0, 1, 11, 2, 6, 9


def user(id: str, name: str, **more: Any) -> dict[str, Any]:
    """A user's payload."""
    return {"id": id, "username": name, "discriminator": "0", "global_name": name, "avatar": None, **more}


@dataclass
class FakeDiscord:
    """What stands on Discord, and what was asked of it."""

    base: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)
    posts: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    commands: list[dict[str, Any]] = field(default_factory=list)
    identified: list[dict[str, Any]] = field(default_factory=list)
    resumed: list[dict[str, Any]] = field(default_factory=list)
    closes: "deque[int]" = field(default_factory=deque)
    """Close codes that the next sessions are answered with, instead of READY."""
    forgets: bool = False
    """Sessions can't be resumed."""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    faults: dict[str, "deque[str]"] = field(default_factory=lambda: defaultdict(deque))
    """By channel, of messages that are posted there: ``429:seconds``, ``global:seconds``, ``banned``, a 5xx,
    ``hang`` (until released), or ``lost`` (done, and its answer hangs)."""
    released: asyncio.Event = field(default_factory=asyncio.Event)
    """What hangs is answered from then on."""
    waiting: int = 0
    """How many calls aren't answered."""
    limit: tuple[int, float] = (0, 0.0)
    """So many messages a channel takes in so many seconds; 0 for any number."""
    seconds: Callable[[], float] = time.monotonic
    token: str = TOKEN
    _taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _nonces: dict[str, dict[str, Any]] = field(default_factory=dict)
    _seq: "count[int]" = field(default_factory=lambda: count(1))
    _ids: "count[int]" = field(default_factory=lambda: count(time_snowflake(WEDNESDAY)))

    @property
    def settings(self) -> dict[str, str]:
        """An environment that leads here."""
        return {"DISCORD_TOKEN": TOKEN, "DISCORD_API_BASE_URL": f"{self.base}/api/v10",
                "DISCORD_GATEWAY_URL": f"{self.base.replace('http', 'ws', 1)}/gateway"}  # fmt: skip

    # ── REST ───────────────────────────────────────────────────────────────────────────

    async def take(self, request: web.Request) -> web.Response:
        """One call."""
        path = request.path.removeprefix("/api/v10")
        self.calls.append((request.method, path))
        if request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"code": 0, "message": "401: Unauthorized"}, 401)
        match (request.method, *path.strip("/").split("/")):
            case ("POST", "channels", channel, "messages"):
                return await self._posted(channel, await _body(request))
        answer = self._answer(request.method, path.strip("/").split("/"), await _body(request))
        if answer is None:
            return _json({"code": 10003, "message": "Unknown Channel"}, 404)
        return _json(answer)

    def _answer(self, method: str, path: list[str], body: Any) -> Any:
        match (method, *path):
            case ("GET", "users", "@me"):
                return user(BOT, "frontdoor", bot=True)
            case ("GET", *_, "applications", "@me"):
                return {"id": BOT, "name": "Front Door", "description": "", "summary": "", "verify_key": "",
                        "bot_public": True, "bot_require_code_grant": False, "flags": 0,
                        "icon": None, "rpc_origins": [], "owner": user("5", "owner"), "team": None}  # fmt: skip
            case ("GET", "gateway", "bot"):
                limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
                return {"url": "ws://nowhere.invalid", "shards": 1, "session_start_limit": limit}
            case (_, "applications", _, *_, "commands"):
                self.commands = body if method == "PUT" else self.commands
                return [{"id": str(n), "application_id": BOT, "version": "1", "description": "", **each}
                        for n, each in enumerate(self.commands)]  # fmt: skip
            case ("POST", "users", "@me", "channels"):
                return _direct(body["recipient_id"])
            case ("GET", "channels", id) if id.startswith("7"):
                return _direct(id[1:])
            case ("GET", "channels", _, "messages"):
                return []
            case ("PATCH", "channels", channel, "messages", id):
                for message in self.posts[channel]:
                    if message["id"] == id:
                        message.update(body)
                        return message
        return None

    async def _posted(self, channel: str, body: dict[str, Any]) -> web.Response:
        """A message, or what goes wrong with it; with its limit as Discord tells it."""
        kind, _colon, seconds = (self.faults[channel].popleft() if self.faults[channel] else "").partition(":")
        if kind == "hang":
            await self._release()
        if kind == "banned":
            return web.Response(text="<html>", status=429, content_type="text/html")
        if kind in {"429", "global"}:
            return _later(float(seconds), everywhere=kind == "global")
        if kind.isdecimal():
            return _json({"code": 0, "message": "made up"}, int(kind))
        allowed, within = self.limit
        now = self.seconds()
        lately = self._taken[channel] = [at for at in self._taken[channel] if at > now - within]
        if allowed and len(lately) >= allowed:
            return _later(lately[0] + within - now)
        lately.append(now)
        if body["nonce"] not in self._nonces:
            self._nonces[body["nonce"]] = self._post(channel, body)
        if kind == "lost":
            await self._release()
        answer = _json(self._nonces[body["nonce"]])
        if allowed:
            left = {"Limit": allowed, "Remaining": allowed - len(lately), "Reset-After": lately[0] + within - now}
            answer.headers.update({f"X-RateLimit-{name}": str(value) for name, value in left.items()})
            answer.headers["X-RateLimit-Bucket"] = "messages"
        return answer

    async def _release(self) -> None:
        self.waiting += 1
        try:
            await self.released.wait()
        finally:
            self.waiting -= 1

    def _post(self, channel: str, body: dict[str, Any]) -> dict[str, Any]:
        message = _message(str(next(self._ids)), channel, user(BOT, "frontdoor", bot=True), **body)
        self.posts[channel].append(message)
        return message

    # ── Gateway ────────────────────────────────────────────────────────────────────────

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        """One connection."""
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        self.sockets.append(ws)
        await ws.send_json({"op": HELLO, "d": {"heartbeat_interval": 40_000}})
        async for message in ws:
            if message.type is WSMsgType.TEXT:
                await self._heard(ws, json.loads(message.data))
        return ws

    async def _heard(self, ws: web.WebSocketResponse, sent: dict[str, Any]) -> None:
        match sent["op"]:
            case 1:
                await ws.send_json({"op": ACK, "d": None})
            case 2:
                self.identified.append(sent["d"])
                if self.closes:
                    await ws.close(code=self.closes.popleft())
                else:
                    await self._ready(ws, sent["d"].get("shard", [0, 1]))
            case 6 if self.forgets:
                await ws.send_json({"op": INVALID, "d": False})
            case 6:
                self.resumed.append(sent["d"])
                await self.tell(ws, "RESUMED", {})

    async def _ready(self, ws: web.WebSocketResponse, shard: list[int]) -> None:
        resume = f"{self.base.replace('http', 'ws', 1)}/gateway"
        await self.tell(ws, "READY", {"v": 10, "user": user(BOT, "frontdoor", bot=True), "guilds": [], "shard": shard,
                                      "session_id": "s1", "resume_gateway_url": resume,
                                      "application": {"id": BOT, "flags": 0}})  # fmt: skip

    async def tell(self, ws: web.WebSocketResponse, event: str, payload: dict[str, Any]) -> None:
        """Dispatch an event."""
        await ws.send_json({"op": READY_OP, "t": event, "s": next(self._seq), "d": payload})

    async def writes(self, id: str, text: str, *, everywhere: bool = False) -> None:
        """Somebody writes us a direct message; one shard hears it, or every one."""
        message = _message(str(next(self._ids)), f"7{id}", user(id, "ana"), content=text)
        for socket in self.sockets if everywhere else self.sockets[-1:]:
            await self.tell(socket, "MESSAGE_CREATE", message)


def _direct(id: str) -> dict[str, Any]:
    return {"id": f"7{id}", "type": 1, "last_message_id": None, "recipients": [user(id, "ana")]}


def _message(id: str, channel: str, author: dict[str, Any], **body: Any) -> dict[str, Any]:
    return {"id": id, "channel_id": channel, "author": author, "content": "", "timestamp": WEDNESDAY.isoformat(),
            "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
            "attachments": [], "embeds": [], "pinned": False, "type": 0, "components": [], **body}  # fmt: skip


def _json(answer: Any, status: int = 200) -> web.Response:
    """discord.py takes JSON without a charset only, as Discord sends it."""
    return web.Response(body=json.dumps(answer).encode(), status=status, content_type="application/json")


def _later(seconds: float, *, everywhere: bool = False) -> web.Response:
    """Too many calls: topics/rate-limits."""
    said = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
    answer = _json(said, 429)
    answer.headers.update({"Via": "1.1 fake", "Retry-After": str(ceil(seconds))})
    return answer


async def _body(request: web.Request) -> Any:
    return json.loads(await request.text() or "null") if request.content_type == "application/json" else None


@asynccontextmanager
async def fake_discord() -> AsyncIterator[FakeDiscord]:
    """A Discord that listens on a free port."""
    discord = FakeDiscord()
    app = web.Application()
    app.router.add_get("/gateway", discord.gateway)
    app.router.add_route("*", "/api/v10/{rest:.*}", discord.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        discord.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield discord
    finally:
        for ws in discord.sockets:
            await ws.close()
        await runner.cleanup()
        await asyncio.sleep(0)
