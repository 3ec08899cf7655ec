"""Remove what is old, once a day, a few rows at a time, with pauses in which turns have the database for themselves."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.policy import Policy
from bot.core.rules.retention import Bite, Copies, Key, outlived
from bot.core.text.errors import NotSaved
from bot.engine.engine import Engine
from bot.ports import Store, UnitOfWork
from bot.workers.rest import rest_seconds

EVERY = timedelta(hours=20)
"""Once a day, whichever process comes first: a little less, so that it doesn't wander around the clock."""
LOOK_SECONDS = 600.0
"""So often a process looks whether it's time."""
REST = 9
"""After each transaction, so many times as long as it took: the database has nine tenths of the time for turns."""
REST_SECONDS_MAX = 5.0
"""A database that is slow for a moment doesn't put it off until tomorrow."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Walk:
    """One walk through everything that may be old, transaction by transaction."""

    left: list[tuple[Copies, datetime]]
    """What is still to be looked at, each with the moment before which it goes."""
    after: Key = ()
    removed: Counter[Copies] = field(default_factory=Counter)

    def bite(self, unit: UnitOfWork) -> Bite:
        """The next transaction's work; changes nothing here, so that it may be run again."""
        copies, before = self.left[0]
        return unit.prune(copies, before, self.after)

    def note(self, bite: Bite) -> None:
        """Count what a committed transaction removed, and go on behind it."""
        copies, _before = self.left[0]
        self.removed[copies] += bite.removed
        self.after = bite.last or ()
        if bite.last is None:
            del self.left[0]

    def told(self) -> str:
        """How many rows of each kind were removed so far, for the log."""
        return ", ".join(f"{self.removed[copies]} {copies.value}" for copies in Copies)


def prune(store: Store, policy: Policy, now: datetime, rest: Callable[[float], object] = time.sleep) -> Walk:
    """Remove everything that is old now; what went. Raises NotSaved: what went until then is gone."""
    walk = Walk(list(outlived(policy, now)))
    while walk.left:
        began = time.monotonic()
        walk.note(store.write(walk.bite).result())
        rest(time.monotonic() - began)
    return walk


@dataclass(slots=True)
class Pruning:
    """Removes what is old, day after day. Any number of processes may run this: one of them does it."""

    engine: Engine
    seconds: Callable[[], float] = time.monotonic
    rest: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def run(self) -> None:
        """Prune when it is time, until cancelled."""
        while True:
            await self.look()
            await self.rest(LOOK_SECONDS)

    async def look(self) -> None:
        """Remove what is old, if it's time and nobody else does."""
        now, policy = self.engine.context.clock.now(), self.engine.context.policy
        walk = Walk(list(outlived(policy, now)))
        try:
            begins = self.engine.store.write(lambda unit: unit.begins_pruning(now, EVERY)) if walk.left else None
            if begins is None or not await asyncio.wrap_future(begins):
                return
            while walk.left:
                began = self.seconds()
                walk.note(await asyncio.wrap_future(self.engine.store.write(walk.bite)))
                await self.rest(rest_seconds(self.seconds() - began, REST, REST_SECONDS_MAX))
        except NotSaved as busy:
            log.warning("old rows wait until tomorrow: %s", type(busy).__name__)
        if walk.removed.total():
            log.info("old rows were removed: %s", walk.told())
