"""After downtime: what was written meanwhile is read from where we stopped, and taken as if it came in now.

Only places that are known can be read. What couldn't be is read again later, and nothing of it is taken twice.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from traceback import format_tb
from typing import Generic, Protocol, TypeVar

from adapters.kit.outage import is_away
from bot.core.rules.backoff import doubling
from bot.ports.clock import Clock
from bot.ports.gateway import Gateway, Places

LOOK_BACK = timedelta(days=7)
"""So far back is read in a place from which nothing is known."""
LONGEST_SECONDS = 300.0
"""What was written meanwhile is read at most so long after the platform lets us."""

Room = TypeVar("Room")
Message = TypeVar("Message")

log = logging.getLogger(__name__)


class History(Protocol[Room, Message]):
    """What a platform kept."""

    async def rooms(self, places: Places) -> Iterable[Room]:
        """What there is to be read: cards' threads, and where conversations are held."""
        ...

    def since(self, room: Room, whole_at: datetime) -> AsyncIterator[Message]:
        """What was written there after what was known then, oldest first. Raises whatever says that it is away."""
        ...

    async def take(self, message: Message) -> None:
        """Take it like one that comes in."""
        ...


@dataclass(slots=True)
class CatchUp(Generic[Room, Message]):
    """Since when something may be missed, and the reading of it."""

    gateway: Gateway
    clock: Clock
    platform: str
    tenant: Callable[[], str]
    history: History[Room, Message]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    behind: bool = True
    """Whether something may have been missed that wasn't read yet."""
    whole_at: datetime | None = None
    """Until then nothing was missed: what was noted since says nothing about what came before it. ``None``: all is."""
    _away: bool = False
    _reading: "asyncio.Task[None] | None" = field(default=None)

    def went(self, at: datetime | None = None) -> None:
        """From now on, or from a moment, something may be missed."""
        self._away, self.whole_at = True, self.whole_at or at or self.clock.now()

    def went_on(self) -> None:
        """Nothing was missed after all."""
        self._away = False
        if not self.behind and not self.busy:
            self.whole_at = None

    def came_back(self) -> None:
        """Read what was missed."""
        self._away, self.behind = False, True
        if not self.busy:
            self._reading = asyncio.create_task(self._read())

    @property
    def busy(self) -> bool:
        """Whether something is to be read still."""
        return self._reading is not None and not self._reading.done()

    async def done(self) -> None:
        """Wait until what was missed is read."""
        await asyncio.sleep(0)
        if self._reading is not None:
            await asyncio.wait({self._reading})

    async def stop(self) -> None:
        """Read no more for now."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        """Read it; later, when it can't be read now, and once more when more was missed meanwhile."""
        failures = 0
        while self.behind:
            self.behind = False
            if await self._whole():
                if not (self.behind or self._away):
                    self.whole_at = None
                continue
            self.behind, failures = True, failures + 1
            await self.pause(doubling(failures, LONGEST_SECONDS))

    async def _whole(self) -> bool:
        """Read every place once; whether all of it could be read."""
        whole_at, whole, taken = self.whole_at or self.clock.now(), True, 0
        try:
            places = await asyncio.wrap_future(self.gateway.places(self.platform, self.tenant()))
            for room in await self.history.rooms(places):
                some = await self._since(room, whole_at)
                taken, whole = taken + (some or 0), whole and some is not None
        except Exception as broken:  # a worker's loop
            log.error("the back-fill failed and is tried again: %s", type(broken).__name__)
            return False
        log.info("back-fill: %s messages read", taken)
        return whole

    async def _since(self, room: Room, whole_at: datetime) -> int | None:
        """How many messages of one place were taken; ``None`` when not all could be: the others don't wait for it."""
        taken = 0
        try:
            async for message in self.history.since(room, whole_at):
                taken += await self._taken(message)
        except Exception as broken:  # a worker's loop
            log.warning("back-fill of %s fails and is tried again: %s", room, type(broken).__name__)
            return None
        return taken

    async def _taken(self, message: Message) -> bool:
        """Take one; a mistake of ours with it mustn't keep back those behind it."""
        try:
            await self.history.take(message)
        except Exception as broken:  # its text may hold a client's words: only where it broke is logged
            if is_away(broken):
                raise
            where = "".join(format_tb(broken.__traceback__))
            log.error("a message of a back-fill failed: %s\n%s", type(broken).__name__, where)
            return False
        return True
