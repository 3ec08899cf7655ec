"""Calls of Slack's Web API, each with one of four outcomes; nothing is ever tried again in here.

The SDK's own retries post twice when a response is lost: ``retry_handlers=[]``, and the outbox decides.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.drawing.wire import to_json
from bot.core.model.files import FileDue
from bot.ports.platform import TOO_LARGE

CALL_SECONDS_MAX = 10
"""One call; others wait for it meanwhile. Shorter than the outbox's lease, so that a row is never with two senders."""
RETRY_AFTER_SECONDS = 30.0
"""When a 429 doesn't say how long: the longest that Slack's pages show in examples."""

PER_CHANNEL = frozenset({"chat.postMessage"})
"""Methods that are limited for each channel, and beside that for the team: apis/web-api/rate-limits."""
TEAM_CHANNELS = 3
"""When so many channels are to wait at the same moment, it is hardly by chance: the team is limited."""
CALLS_MAX = 0
"""No limit: whoever calls is limited by itself, and one call that isn't answered keeps no other from its turn."""
CHUNK_BYTES = 64 * 1024

TOKEN_DEAD = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "org_login_required", "token_expired", "token_revoked"}
)
"""The token opens nothing any more: docs.slack.dev/reference/methods/auth.test."""
UNSURE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
"""It may have happened all the same: the errors that the method pages give as Slack's own."""

sdk_log = logging.getLogger("adapters.slack.sdk")
sdk_log.setLevel(logging.WARNING)  # at DEBUG it would log clients' words


@dataclass(frozen=True, slots=True)
class Done:
    """Slack did it."""

    data: Mapping[str, Any]
    scopes: frozenset[str] = frozenset()
    """What the token may do, as the answer's header says."""


@dataclass(frozen=True, slots=True)
class Limited:
    """Too many calls: nothing was done, and nothing will be before so many seconds are over."""

    seconds: float
    reason: str = "ratelimited"


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack said no: nothing was done."""

    reason: str

    @property
    def token_dead(self) -> bool:
        """Whether every other call would be refused as well."""
        return self.reason in TOKEN_DEAD


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether it was done: the answer was lost, late, or an error of Slack's own."""

    reason: str


Outcome = Done | Limited | Refused | Unknown


@dataclass(slots=True)
class Quiet:
    """What Slack wants no call of before its Retry-After is over.

    Limits are each method's own. Where channels have limits of their own, a 429 doesn't say whether it is one of
    those or the team's: it is the channel's, until several have to wait at once.
    """

    _until: dict[tuple[str, str], float] = field(default_factory=dict)
    """Method and channel → when its time is over, in seconds; without a channel: for all of them."""

    def seconds(self, method: str, channel: str, now: float) -> float:
        """Seconds until it may be called; 0 for now."""
        return max(0.0, *(self._until.get((method, of), 0.0) - now for of in {channel, ""}))

    def wanted(self, method: str, channel: str, now: float, seconds: float) -> None:
        """Slack wants no call for so long; the longest counts."""
        self._until = {of: until for of, until in self._until.items() if until > now}
        limited = {of for known, of in self._until if known == method} | {channel}
        for of in {channel, ""} if len(limited) >= TEAM_CHANNELS else {channel}:
            self._until[method, of] = max(now + seconds, self._until.get((method, of), 0.0))


class Api:
    """The Web API under one token."""

    def __init__(self, token: str, base_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._token, self._base_url, self.clock = token, base_url, clock
        self._quiet = Quiet()
        self.refuses_feedback_buttons = False
        """It was seen that messages with feedback buttons aren't taken, which they are with ordinary ones."""
        self._session: ClientSession | None = None
        self._client: AsyncWebClient | None = None

    @property
    def client(self) -> AsyncWebClient:
        """The SDK's client; made at first use, since it wants a running loop."""
        if self._client is None:
            connector = TCPConnector(limit=CALLS_MAX)
            self._session = ClientSession(connector=connector, timeout=ClientTimeout(total=CALL_SECONDS_MAX))
            self._client = AsyncWebClient(
                self._token,
                base_url=self._base_url,
                timeout=CALL_SECONDS_MAX,
                session=self._session,
                retry_handlers=[],
                logger=sdk_log,
            )
        return self._client

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
        self._session = self._client = None

    async def call(self, method: str, **given: Any) -> Outcome:
        """Call a method, once; not at all while Slack wants no call of it, or none for that channel."""
        channel = str(given["channel"]) if method in PER_CHANNEL else ""
        quiet = self._quiet.seconds(method, channel, self.clock())
        if quiet > 0:
            return Limited(quiet)
        outcome = await self._call(method, given)
        if isinstance(outcome, Limited):
            self._quiet.wanted(method, channel, self.clock(), outcome.seconds)
        return outcome

    async def _call(self, method: str, given: Mapping[str, Any]) -> Outcome:
        try:
            response = await self.client.api_call(method, data=_encoded(given))
        except SlackApiError as error:
            return _refused(error)
        except (ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as broken:
            return Unknown(type(broken).__name__)
        scopes = (response.headers or {}).get("X-OAuth-Scopes", "")
        named = frozenset(scope.strip() for scope in scopes.split(",") if scope.strip())
        return Done(response.data if isinstance(response.data, dict) else {}, named)

    async def upload(
        self, channel: str, thread: str, files: Sequence[tuple[str, bytes]], blocks: Sequence[Any] = ()
    ) -> Outcome:
        """Put files into a channel or thread, with words: their places are asked for, filled, and then shown."""
        placed = []
        for name, content in files:
            filled = await self._filled(name, content)
            if not isinstance(filled, Done):
                return filled
            placed.append({"id": filled.data["file_id"], "title": name})
        shown = {"channel_id": channel, "thread_ts": thread or None, "blocks": list(blocks) or None}
        return await self.call("files.completeUploadExternal", files=placed, **shown)

    async def _filled(self, name: str, content: bytes) -> Outcome:
        """A file in its place, where nobody sees it yet."""
        asked = await self.call("files.getUploadURLExternal", filename=name, length=len(content))
        if not isinstance(asked, Done):
            return asked
        session = self.client.session
        try:
            async with session.post(str(asked.data["upload_url"]), data=content) as taken:  # type: ignore[union-attr]
                return asked if taken.status == 200 else Unknown(f"HTTP {taken.status}")
        except (ClientError, TimeoutError, OSError) as broken:
            return Unknown(type(broken).__name__)

    async def download(self, file: FileDue, bytes_max: int) -> bytes | str:
        """A file that somebody attached, or why it can't be had. The token goes to no other address."""
        headers = {"Authorization": f"Bearer {self._token}"}
        session = self.client.session
        try:
            async with session.get(file.url, headers=headers, allow_redirects=False) as found:  # type: ignore[union-attr]
                if found.status != 200:
                    return f"HTTP {found.status}"
                content = bytearray()
                async for part in found.content.iter_chunked(CHUNK_BYTES):
                    content += part
                    if len(content) > bytes_max:
                        return TOO_LARGE
                return bytes(content)
        except (ClientError, TimeoutError, OSError, ValueError) as broken:
            return type(broken).__name__

    async def respond(self, url: str, body: Mapping[str, Any]) -> bool:
        """Answer an interaction at its response_url; whether it was taken."""
        session = self.client.session
        try:
            async with session.post(url, json=body) as answer:  # type: ignore[union-attr]
                return answer.status < 300
        except (ClientError, TimeoutError, OSError):
            return False


def _encoded(given: Mapping[str, Any]) -> dict[str, str]:
    """Values as a form holds them; a form is what every method takes."""
    return {
        name: value if isinstance(value, str) else to_json(value) for name, value in given.items() if value is not None
    }


def _refused(error: SlackApiError) -> Limited | Refused | Unknown:
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    reason = data.get("error", "") if isinstance(data, dict) else ""
    if status == 429 or reason in {"ratelimited", "rate_limited"}:
        return Limited(_seconds(response.headers))
    if status >= 500 or not reason or reason in UNSURE:
        return Unknown(reason or f"HTTP {status}")
    return Refused(str(reason))


def _seconds(headers: Mapping[str, str]) -> float:
    said = headers.get("Retry-After", "")
    return float(said) if said.isascii() and said.isdecimal() else RETRY_AFTER_SECONDS
