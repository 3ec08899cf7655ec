"""One loop over one table of due things: warnings, expiring claims, scores."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.model.promises import Timer
from bot.core.text.errors import NotSaved
from bot.engine.engine import Engine

POLL_SECONDS = 1.0
"""Due things are due to the minute; a second is soon enough."""

FAILED_WAITS_SECONDS = 60.0
"""A timer that fails makes room for those behind it: only so many are looked at at once."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Failed:
    """Timers that failed lately, each left alone for a while: by time that passes, whatever the clock is set to."""

    seconds: Callable[[], float] = time.monotonic
    _until: dict[Timer, float] = field(default_factory=dict)

    def add(self, timer: Timer) -> None:
        """Remember that a timer failed just now."""
        self._until[timer] = self.seconds() + FAILED_WAITS_SECONDS

    def waiting(self) -> frozenset[Timer]:
        """The timers that aren't to be tried again yet."""
        at = self.seconds()
        self._until = {timer: until for timer, until in self._until.items() if until > at}
        return frozenset(self._until)


async def run(engine: Engine) -> None:
    """Fire timers until cancelled. Any number of processes may run this: each timer fires once."""
    failed = Failed()
    while True:
        await fire_due(engine, failed)
        await asyncio.sleep(POLL_SECONDS)


async def fire_due(engine: Engine, failed: Failed) -> int:
    """Fire what is due now, each in a transaction of its own; how many fired. One that fails is tried again later."""
    fired = 0
    try:
        for timer in engine.due(failed.waiting()):
            fired += await _fire(engine, timer, failed)
    except NotSaved as busy:
        log.warning("timers wait: %s", type(busy).__name__)
    except Exception:
        log.exception("timers can't be read; going on")
    return fired


async def _fire(engine: Engine, timer: Timer, failed: Failed) -> bool:
    """Fire one; whether it did something. Raises NotSaved."""
    try:
        return await asyncio.wrap_future(engine.fire(timer))
    except NotSaved:
        raise
    except Exception:
        log.exception("timer %s of #%s stumbled; going on", timer.kind, timer.ticket)
        failed.add(timer)
        return False
