"""One loop over one table of due things: warnings, expiring claims, scores."""

import asyncio
import logging

from bot.core.errors import NotSaved
from bot.engine import Engine

POLL_SECONDS = 1.0
"""Due things are due to the minute; a second is soon enough."""

log = logging.getLogger(__name__)


async def run(engine: Engine) -> None:
    """Fire timers until cancelled. Any number of processes may run this: each timer fires once."""
    while True:
        await fire_due(engine)
        await asyncio.sleep(POLL_SECONDS)


async def fire_due(engine: Engine) -> int:
    """Fire what is due now, each in a transaction of its own; how many fired."""
    fired = 0
    for timer in engine.due():
        try:
            fired += await asyncio.wrap_future(engine.fire(timer))
        except NotSaved as busy:
            log.warning("timers wait: %s", type(busy).__name__)
        except Exception:
            log.exception("timer %s of #%s stumbled; going on", timer.kind, timer.ticket)
    return fired
