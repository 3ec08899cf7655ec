"""Correct timers when the clock was set back, so that none waits longer than it was meant to.

What is due at a moment by the clock on the wall, such as a reminder of a call, stays where it is. The time is noted
in the database now and then, so that it shows after a restart as well; how long nobody ran counts as no time.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.model.promises import TimerKind
from bot.engine.engine import Engine
from bot.ports import UnitOfWork

WAITS = (
    TimerKind.PROMISE_WARN_1,
    TimerKind.PROMISE_WARN_2,
    TimerKind.PROMISE_WARN_3,
    TimerKind.CLAIM_WARN,
    TimerKind.CLAIM_EXPIRE,
    TimerKind.CALL_UNDECIDED,
    TimerKind.REPLY_DUE,
    TimerKind.WORDS_WAIT,
    TimerKind.SILENCE_COUNTS,
    TimerKind.SILENCE_ASK,
    TimerKind.SILENCE_CLOSE,
    TimerKind.LIKENESS,
    TimerKind.INCIDENT,
)
"""Warnings to staff, leases of claims, requests that nobody decides, replies that are held, words without a ticket,
clients who are silent, tickets to be compared, incidents to be told."""

LOOK_SECONDS = 1.0
NOTE_SECONDS = 60.0
"""So often the time is noted: a small write a minute."""
SET_BACK_MIN = timedelta(minutes=2)
"""More than passes between two notes, and than the clocks of two machines differ by; timers are due to the minute."""
A_SECOND = timedelta(seconds=1)
"""Less is how clocks are kept right all the time."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class ClockWatch:
    """Notices that the desk's clock was set back: while it runs, or since another process noted the time."""

    engine: Engine
    seconds: Callable[[], float] = time.monotonic
    _looked: tuple[datetime, float] | None = None
    """The moment of the last look, by both clocks."""
    _noted: float = 0.0

    async def run(self) -> None:
        """Compare the clock with the stored time, again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Look once. Raises NotSaved; the next look makes up for it."""
        now, at = self.engine.context.clock.now(), self.seconds()
        may_be_back = self._looked is None or self._looked[0] + timedelta(seconds=at - self._looked[1]) > now + A_SECOND
        if may_be_back or at - self._noted >= NOTE_SECONDS:
            await asyncio.wrap_future(self.engine.store.write(lambda unit: _note(unit, now, may_be_back)))
            self._noted = at
        self._looked = now, at


def _note(unit: UnitOfWork, now: datetime, may_be_back: bool) -> None:
    back = unit.note_time(now, may_be_back=may_be_back)
    if back > SET_BACK_MIN:
        brought = unit.bring_forward(WAITS, now, back)
        log.warning("the clock was set back by about %s: %s timers are brought forward as much", back, brought)
