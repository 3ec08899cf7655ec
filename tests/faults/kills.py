"""kill -9 at random moments of a load: the product's own processes, a Slack, and people who write to us."""

import asyncio
import random
import signal
import time
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import ClientSession, TCPConnector

from bot.delivery import LEASE
from bot.store.store import SqlStore
from tests.adapters.slack.fake_slack import STAFF_CHANNEL
from tests.faults.history import History
from tests.faults.holdings import holding, unsent
from tests.faults.load import Load, until
from tests.faults.places import Place
from tests.faults.processes import Replica
from tests.faults.slack_side import FaultySlack, faulty_slack

IN_FLIGHT_S = 0.05
"""An answer of Slack's takes up to so long: sends are in flight when a process ends."""
SETTLING_S = 300.0


@dataclass
class Drill:
    """How much, and how: ``forked`` processes are quick, and their clocks jump past the leases."""

    kills: int
    people: int
    facts: int
    forked: bool
    seed: int = 7
    board: str = STAFF_CHANNEL
    ahead: timedelta = field(default_factory=timedelta)
    """How far the desk's clock, and Slack's, are ahead of ours by now."""

    def clock(self) -> float:
        """Slack's."""
        return time.time() + self.ahead.total_seconds()

    def jump(self) -> None:
        """Every lease is over."""
        if self.forked:
            self.ahead += LEASE + timedelta(seconds=1)


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    history: History
    kills: int
    turns: int
    seconds: float


async def drill(place: Place, how: Drill) -> Outcome:
    """Let people write while processes are killed; the history once everything has come to rest."""
    chance = random.Random(how.seed)
    place.store().close()  # made before several processes want to make it
    began = time.monotonic()
    slowness = random.Random(how.seed)
    async with (
        faulty_slack(seconds=how.clock, slowness=lambda: slowness.uniform(0, IN_FLIGHT_S)) as slack,
        ClientSession(connector=TCPConnector(limit=0, force_close=True)) as http,
    ):
        replicas = [Replica(place, slack.base, n, how.forked, how.board) for n in range(2 if place.shared else 1)]
        load = Load(slack, http, [replica.url for replica in replicas], chance)
        try:
            for replica in replicas:
                replica.start(how.ahead)
                await replica.ready(http)
            people = asyncio.gather(*(load.person(number, how.facts) for number in range(how.people)))
            try:
                await _kill(how, replicas, load, people, chance)
                await people
            finally:
                people.cancel()
            await _come_to_rest(place, how, replicas)
        finally:
            for replica in replicas:
                await replica.die(signal.SIGKILL)
        history = _history(place, slack, load, how)
        return Outcome(history, how.kills, load.acknowledged, time.monotonic() - began)


async def _kill(how: Drill, replicas: list[Replica], load: Load, people: "asyncio.Future[list[None]]",
                chance: random.Random) -> None:  # fmt: skip
    """Spread over the load, at any moment: in a turn, in a send, or while a process starts."""
    total = how.people * (how.facts + 9)
    for number in range(how.kills):
        due = number * total // how.kills
        await until(lambda due=due: load.acknowledged >= due or people.done(), SETTLING_S, "progress")  # type: ignore[misc]
        await asyncio.sleep(chance.uniform(0, 0.3))
        victim = chance.choice(replicas)
        await victim.die()
        how.jump()
        victim.start(how.ahead)
        if chance.random() < 0.75:
            await victim.ready(load.http)


async def _come_to_rest(place: Place, how: Drill, replicas: list[Replica]) -> None:
    """The last to be started sends what the others held, once their leases are over."""
    how.jump()
    await replicas[0].die()
    replicas[0].start(how.ahead)
    store = place.store()
    try:
        await until(lambda: unsent(store) == 0, SETTLING_S, "the end of the outbox")
    finally:
        store.close()


def _history(place: Place, slack: FaultySlack, load: Load, how: Drill) -> History:
    store: SqlStore = place.store()
    try:
        return History(load.said, slack.posted(), slack.seen, holding(store), cut_off=how.kills)
    finally:
        store.close()
