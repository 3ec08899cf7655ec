"""The user group whose members are staff: asked once a minute at most, at once after it changed, never waited for long.

Whoever can't be seen to be in it is not: a Slack that doesn't answer makes nobody staff for longer than ten minutes.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.slack.api import Api, Done, Refused
from adapters.slack.profiles import WAIT_SECONDS

KNOWN_SECONDS = 60.0
"""Who left the group is out within the minute, even if Slack's event about it went to another process."""
TRUSTED_SECONDS = 600.0
"""What is known stays good so long while Slack doesn't answer."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class StaffGroup:
    """Who is in it."""

    api: Api
    group: str
    clock: Callable[[], float] = time.monotonic
    _members: frozenset[str] = frozenset()
    _seen_at: float = float("-inf")
    """When the members were as they are known, in the clock's seconds."""
    _asked_at: float = float("-inf")
    """When they were asked for last, whatever came of it."""
    _asking: "asyncio.Task[None] | None" = field(default=None)
    _refused: str = ""
    """Why Slack doesn't tell, so that it is logged once."""

    async def has(self, user: str) -> bool:
        """Whether somebody is in it."""
        if self.clock() - self._asked_at >= KNOWN_SECONDS:
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(self._ask())
            await asyncio.wait({self._asking}, timeout=WAIT_SECONDS)
        return user in self._members and self.clock() - self._seen_at < TRUSTED_SECONDS

    def changed(self, group: str) -> None:
        """Ask anew at the next use: somebody joined a group, or left it."""
        if group == self.group:
            self._asked_at = float("-inf")

    async def _ask(self) -> None:
        began = self.clock()
        outcome = await self.api.call("usergroups.users.list", usergroup=self.group)
        self._asked_at = began
        if isinstance(outcome, Done):
            self._members = frozenset(str(user) for user in outcome.data.get("users") or ())
            self._seen_at, self._refused = began, ""
            return
        if isinstance(outcome, Refused):  # there is no such group, or we may not look: nobody is in it
            self._members = frozenset()
        if outcome.reason != self._refused:
            self._refused = outcome.reason
            log.warning("who is in SLACK_STAFF_GROUP can't be told: %s", outcome.reason)

    async def close(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
