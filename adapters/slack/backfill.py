"""What Slack kept of what was written: of direct messages and threads that are known, and of the threads under cards.

A stranger's first words in a channel, and clicks, aren't kept for us.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.kit.catch_up import LOOK_BACK
from adapters.kit.outage import Away
from adapters.slack import PLATFORM, addresses, payloads
from adapters.slack.addresses import Place
from adapters.slack.api import Api, Done, Limited, Unknown
from adapters.slack.event_handler import EventHandler
from adapters.slack.payloads import Written
from bot.ports.gateway import Places

PAGE = 100
"""Messages asked for at once."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class SlackHistory:
    """The history of one team."""

    api: Api
    handler: EventHandler
    channel_of: Callable[[str], Awaitable[str]]
    """The channel of a user's direct message; the user again while Slack doesn't say."""
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def rooms(self, places: Places) -> Sequence[Place]:
        """Threads under cards, direct messages, threads in channels."""
        return (*map(addresses.posted, places.cards), *map(addresses.place, places.talks))

    async def since(self, room: Place, whole_at: datetime) -> AsyncIterator[Written]:
        """What people wrote there after the last message that is known, oldest first."""
        channel = await self.channel_of(room.channel)
        if addresses.is_user(channel):
            raise Away("the direct message isn't found")
        asked = self.handler.gateway.latest_key(
            PLATFORM, self.handler.us.team, addresses.message_key(channel, ""), whole_at
        )
        known = await asyncio.wrap_future(asked)
        last = known.split("/")[2] if known else f"{(whole_at - LOOK_BACK).timestamp():.6f}"
        found = [message async for message in self._messages(channel, room.thread, last)]
        for message in sorted(found, key=lambda each: str(each.get("ts", ""))):
            written = payloads.written(message, self.handler.us.bot_user, channel=channel)
            if written and written.ts > last:
                yield written

    async def take(self, message: Written) -> None:
        """Take one like a message event."""
        await self.handler.written(message)

    async def _messages(self, channel: str, thread: str, oldest: str) -> AsyncIterator[Mapping[str, Any]]:
        cursor = ""
        while True:
            page = await self._page(channel, thread, oldest, cursor)
            for message in page.get("messages") or ():
                yield message
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

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
                case Unknown(reason):
                    raise Away(reason)
                case _:
                    log.warning("back-fill: %s of a conversation: %s", method, outcome.reason)
                    return {}
