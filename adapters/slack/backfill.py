"""After downtime: what was written meanwhile, read from where we stopped, through the same door.

Only conversations that are known can be read, and the threads under cards: a stranger's first words in
a channel, and clicks, aren't kept by Slack for us.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.kit.history import PlatformHistory
from adapters.slack import addresses, payloads
from adapters.slack.api import Api, Done, Limited, Unknown
from adapters.slack.payloads import Written

PAGE = 100
"""Messages asked for at once."""
LOOK_BACK = timedelta(days=7)
"""So far back is read in a conversation from which nothing is known."""

Pause = Callable[[float], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Backfill:
    """One pass over all known conversations."""

    api: Api
    read: PlatformHistory
    channel_of: Callable[[str], Awaitable[str]]
    """The channel of a user's direct message; the user again while Slack doesn't say."""
    take: Callable[[Written], Awaitable[None]]
    bot_user: str
    whole_at: datetime
    """Until then nothing was missed: what was noted since says nothing about what came before it."""
    pause: Pause = asyncio.sleep
    whole: bool = True
    """Whether every conversation could be read."""

    async def run(self) -> int:
        """Read everything that is new; how many messages were taken."""
        taken = 0
        cards = await asyncio.wrap_future(self.read.cards())
        talks = await asyncio.wrap_future(self.read.reached())
        for place in (*map(addresses.posted, cards), *map(addresses.place, talks)):
            channel = await self.channel_of(place.channel)
            if addresses.is_user(channel):
                self.whole = False
                continue
            async for message in self._since(channel, place.thread):
                written = payloads.written(message, self.bot_user, channel=channel)
                if written:
                    await self.take(written)
                    taken += 1
        log.info("back-fill: %s messages read", taken)
        return taken

    async def _since(self, channel: str, thread: str) -> AsyncIterator[Mapping[str, Any]]:
        """What people wrote there after the last message that is known, oldest first."""
        known = await asyncio.wrap_future(self.read.latest_key(addresses.message_key(channel, ""), self.whole_at))
        last = known.split("/")[2] if known else f"{(self.whole_at - LOOK_BACK).timestamp():.6f}"
        found: list[Mapping[str, Any]] = []
        cursor = ""
        while True:
            page = await self._page(channel, thread, last, cursor)
            found += page.get("messages") or ()
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        for message in sorted(found, key=lambda each: str(each.get("ts", ""))):
            if str(message.get("ts", "")) > last:
                yield message

    async def _page(self, channel: str, thread: str, oldest: str, cursor: str) -> Mapping[str, Any]:
        method = "conversations.replies" if thread else "conversations.history"
        while True:
            outcome = await self.api.call(
                method, channel=channel, ts=thread or None, oldest=oldest, cursor=cursor or None, limit=PAGE
            )
            match outcome:
                case Done(data):
                    return data
                case Limited(seconds):
                    await self.pause(seconds)
                case _:
                    self.whole = self.whole and not isinstance(outcome, Unknown)
                    log.warning("back-fill: %s of a conversation: %s", method, outcome.reason)
                    return {}
