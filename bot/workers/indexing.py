"""Index what was written, so that staff find it by its words: soon after each turn; after an update, all there is."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.text.errors import NotSaved
from bot.engine.engine import Engine
from bot.workers.rest import rest_seconds

LOOK_SECONDS = 5.0
"""How soon what was written is indexed: the more of it at once, the less an entry costs. Who looks for it before, has
the beginning of it indexed then."""
REST = 3
"""After each transaction, so many times as long as it took: turns have three quarters of the time while much waits."""
REST_SECONDS_MAX = 2.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Indexing:
    """Indexes some entries at a time. Any number of processes may run this: a row's lock lets one of them do it."""

    engine: Engine
    seconds: Callable[[], float] = time.monotonic
    rest: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def run(self) -> None:
        """Index what there is, again and again, until cancelled."""
        while True:
            await self.look()
            await self.rest(LOOK_SECONDS)

    async def look(self) -> None:
        """Index everything that waits for it, with rests."""
        done = 0
        try:
            while True:
                began = self.seconds()
                some = await asyncio.wrap_future(self.engine.store.write(lambda unit: unit.index_some()))
                if not some:
                    break
                done += some
                await self.rest(rest_seconds(self.seconds() - began, REST, REST_SECONDS_MAX))
        except NotSaved as busy:
            log.warning("what was written is indexed later: %s", type(busy).__name__)
        if done:
            log.debug("%s tickets and entries were indexed", done)
