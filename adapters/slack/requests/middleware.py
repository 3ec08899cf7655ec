"""Bolt's side of the door: one middleware for everything, since what fails there is answered 500.

A listener's failure would be answered 200, and the message lost; Slack delivers again what wasn't.
"""

import logging
from collections.abc import Sequence
from traceback import format_tb
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.drawing.wire import to_json
from adapters.slack.event_handler import EventHandler
from bot.core.text.errors import NotSaved

log = logging.getLogger(__name__)


class Middleware(AsyncMiddleware):
    """The door as Bolt calls it: for everything, instead of listeners."""

    def __init__(self, handler: EventHandler) -> None:
        self._handler = handler

    async def async_process(self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Any) -> BoltResponse:
        """Take the request; what isn't saved is answered 500, and Slack delivers again."""
        try:
            ack = await self._handler.take(req.body)
        except NotSaved as away:  # its text is the database's: what stands in the way, and never what was written
            log.error("event %s wasn't saved: %s: %s", req.body.get("event_id", "?"), type(away).__name__, away)
            return BoltResponse(status=500, body="")
        except Exception as broken:  # its text may hold a client's words: only where it broke is logged
            where = "".join(format_tb(broken.__traceback__))
            log.error("event %s failed: %s\n%s", req.body.get("event_id", "?"), type(broken).__name__, where)
            return BoltResponse(status=500, body="")
        if ack is None:
            return BoltResponse(status=200, body="")
        headers: dict[str, str | Sequence[str]] = {"content-type": ["application/json"]}
        return BoltResponse(status=200, body=to_json(ack), headers=headers)
