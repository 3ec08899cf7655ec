"""One loop over one table of due things: warnings, expiring claims, scores."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.errors import NotSaved
from bot.core.model import Timer
from bot.engine import Engine
from bot.ports import Unit

POLL_SECONDS = 1.0
"""Due things are due to the minute; a second is soon enough."""

FAILED_WAITS = timedelta(minutes=1)
"""A timer that fails makes room for those behind it: only so many are looked at at once."""

log = logging.getLogger(__name__)


async def run(engine: Engine) -> None:
    """Fire timers until cancelled. Any number of processes may run this: each timer fires once."""
    while True:
        await fire_due(engine)
        await asyncio.sleep(POLL_SECONDS)


async def fire_due(engine: Engine) -> int:
    """Fire what is due now, each in a transaction of its own; how many fired."""
    fired = 0
    try:
        for timer in engine.due():
            fired += await _fire(engine, timer)
    except NotSaved as busy:
        log.warning("timers wait: %s", type(busy).__name__)
    except Exception:
        log.exception("timers can't be read; going on")
    return fired


async def _fire(engine: Engine, timer: Timer) -> bool:
    """Fire one; whether it did something. One that fails is tried again later. Raises NotSaved."""
    try:
        return await asyncio.wrap_future(engine.fire(timer))
    except NotSaved:
        raise
    except Exception:
        log.exception("timer %s of #%s stumbled; going on", timer.kind, timer.ticket)
        await asyncio.wrap_future(engine.store.write(lambda unit: _put_off(unit, timer, engine.context.clock.now())))
        return False


def _put_off(unit: Unit, timer: Timer, now: datetime) -> None:
    """Due again later, unless somebody took it away or moved it meanwhile."""
    if unit.drop_timer(timer):
        unit.set_timers([replace(timer, due_at=now + FAILED_WAITS)])
