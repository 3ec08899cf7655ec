"""What Slack knows of a user: language and zone. Asked once an hour at most, and never waited for long."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.slack.api import Api, Done

KNOWN_SECONDS = 3600.0
"""A profile that was changed is noticed within the hour."""
UNKNOWN_SECONDS = 60.0
"""After a failure it is asked again this much later."""
WAIT_SECONDS = 0.4
"""A turn waits so long: an acknowledgement is due within 3 s, and ours within half a second."""
PEOPLE_MAX = 10_000
"""Profiles kept in memory."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody reads; empty where Slack doesn't tell."""

    lang: str = ""
    zone: str = ""
    name: str = ""
    """As everybody in the team reads it."""


@dataclass(slots=True)
class People:
    """Profiles, remembered for a while."""

    api: Api
    clock: Callable[[], float] = time.monotonic
    _known: "OrderedDict[str, tuple[float, Reader]]" = field(default_factory=OrderedDict)
    _asked: dict[str, "asyncio.Task[Reader]"] = field(default_factory=dict)

    async def reader(self, user: str) -> Reader:
        """Language and zone of a user; of one that Slack is slow about, nothing."""
        known = self._known.get(user)
        if known and self.clock() < known[0]:
            return known[1]
        asking = self._asked.get(user)
        if asking is None:
            asking = self._asked[user] = asyncio.create_task(self._ask(user))
            asking.add_done_callback(lambda _done: self._asked.pop(user, None))
        done, _late = await asyncio.wait({asking}, timeout=WAIT_SECONDS)
        return asking.result() if done else Reader()

    async def _ask(self, user: str) -> Reader:
        outcome = await self.api.call("users.info", user=user, include_locale=True)
        found, seconds = Reader(), UNKNOWN_SECONDS
        if isinstance(outcome, Done):
            profile = outcome.data.get("user") or {}
            shown = (
                (profile.get("profile") or {}).get("display_name") or profile.get("real_name") or profile.get("name")
            )
            found = Reader(str(profile.get("locale") or ""), str(profile.get("tz") or ""), str(shown or ""))
            seconds = KNOWN_SECONDS
        self._known[user] = (self.clock() + seconds, found)
        self._known.move_to_end(user)
        while len(self._known) > PEOPLE_MAX:
            self._known.popitem(last=False)
        return found

    async def close(self) -> None:
        """Ask no more."""
        for task in list(self._asked.values()):
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)
