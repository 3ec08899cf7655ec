"""What Discord answers to a call of the outbox: "later" ends the call at once, and the outbox does the waiting.

discord.py sleeps inside a call after a 429 or an error of Discord's own, up to five times, and after a global 429
that is cut short it would never call again. Of calls that aren't for the outbox it goes on to do so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import aiohttp

BANNED_SECONDS = 60.0
"""When a 429 doesn't say how long, it comes from before Discord's own servers."""
SLEPT_AFTER = frozenset({500, 502, 504, 524})
"""The errors after which discord.py sleeps and tries again; others it raises."""

_ENDED_AT_ONCE: ContextVar[bool] = ContextVar("ended_at_once", default=False)


@dataclass(eq=False)
class Later(Exception):
    """Discord wants no such call for so many seconds, or, of an error of its own, doesn't say for how long."""

    status: int
    seconds: float | None = None
    everywhere: bool = False
    """Not just there: the bot's limit for all calls, or a ban of the address that we call from."""


@contextmanager
def not_slept() -> Iterator[None]:
    """Calls in here raise Later instead of sleeping."""
    before = _ENDED_AT_ONCE.set(True)
    try:
        yield
    finally:
        _ENDED_AT_ONCE.reset(before)


def trace() -> aiohttp.TraceConfig:
    """What discord.py hands to its HTTP session, to see every answer before discord.py does."""
    config = aiohttp.TraceConfig()
    config.on_request_end.append(_answered)
    return config


async def _answered(_session: object, _context: object, params: aiohttp.TraceRequestEndParams) -> None:
    answer = params.response
    if not _ENDED_AT_ONCE.get():
        return
    if answer.status == 429:
        raise _limited(answer.headers, await _json(answer))
    if answer.status in SLEPT_AFTER:
        raise Later(answer.status)


def _limited(headers: Any, said: dict[str, Any]) -> Later:
    """A 429: topics/rate-limits. One that isn't in Discord's words comes from before its servers."""
    seconds = said.get("retry_after", headers.get("Retry-After", BANNED_SECONDS))
    everywhere = not said or bool(said.get("global")) or headers.get("X-RateLimit-Scope") == "global"
    try:
        return Later(429, max(float(seconds), 0.0), everywhere)
    except (TypeError, ValueError):
        return Later(429, BANNED_SECONDS, everywhere)


async def _json(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        said = await answer.json()
    except (aiohttp.ClientError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
