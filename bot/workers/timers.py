"""One loop over what falls due: warnings, expiring claims, scores; and words that waited until a minute was over."""

import asyncio
import logging
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.core.model.promises import Timer
from bot.core.text.errors import NotSaved
from bot.engine.engine import Engine
from bot.ports import HeldWords

POLL_SECONDS = 1.0
"""Due things are due to the minute; a second is soon enough."""

FAILED_WAITS_SECONDS = 60.0
"""A timer that fails makes room for those behind it: only so many are looked at at once."""

Due = TypeVar("Due", bound=Hashable)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Failed(Generic[Due]):
    """What failed lately, each left alone for a while: by time that passes, whatever the clock is set to."""

    seconds: Callable[[], float] = time.monotonic
    _until: dict[Due, float] = field(default_factory=dict)

    def add(self, due: Due) -> None:
        """Remember that it failed just now."""
        self._until[due] = self.seconds() + FAILED_WAITS_SECONDS

    def waiting(self) -> frozenset[Due]:
        """What isn't to be tried again yet."""
        at = self.seconds()
        self._until = {due: until for due, until in self._until.items() if until > at}
        return frozenset(self._until)


async def run(engine: Engine) -> None:
    """Carry out what falls due until cancelled. Any number of processes may run this: each thing is done once."""
    failed, stuck = Failed[Timer](), Failed[int]()
    while True:
        await fire_due(engine, failed)
        await go_on(engine, stuck)
        await asyncio.sleep(POLL_SECONDS)


async def fire_due(engine: Engine, failed: Failed[Timer]) -> int:
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


async def _fire(engine: Engine, timer: Timer, failed: Failed[Timer]) -> bool:
    """Fire one; whether it did something. Raises NotSaved."""
    try:
        return await asyncio.wrap_future(engine.fire(timer))
    except NotSaved:
        raise
    except Exception:
        log.exception("timer %s of #%s stumbled; going on", timer.kind, timer.ticket)
        failed.add(timer)
        return False


async def go_on(engine: Engine, stuck: Failed[int]) -> int:
    """Take the words that waited until now, one after the other, in their order; how many were taken."""
    taken = 0
    try:
        for held in engine.words_due(stuck.waiting()):
            taken += await _taken(engine, held, stuck)
    except NotSaved as busy:
        log.warning("words wait on: %s", type(busy).__name__)
    except Exception:
        log.exception("words that wait can't be read; going on")
    return taken


async def _taken(engine: Engine, held: HeldWords, stuck: Failed[int]) -> bool:
    """Take one; ``False`` when it failed, or when others of its writer come first. Raises NotSaved."""
    try:
        answer = await asyncio.wrap_future(engine.turn(held.inbound, held))
    except NotSaved:
        raise
    except Exception as broken:  # its text may hold a client's words: only its kind is logged
        log.error("words that waited (%s) stumbled: %s; going on", held.id, type(broken).__name__)
        stuck.add(held.id)
        return False
    return not answer.repeated
