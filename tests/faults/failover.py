"""The server dies under a load, and its synchronous standby takes over: two front doors go on by themselves."""

import asyncio
import random
import signal
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from aiohttp import ClientSession, TCPConnector

from bot.core.model.people import Identity, Role
from bot.core.text.errors import NotSaved
from bot.store.open import SqlStore
from tests.adapters.slack.fake_slack import TEAM
from tests.faults import journal
from tests.faults.history import History
from tests.faults.holdings import holding, ticket_about
from tests.faults.kills import Drill, come_to_rest
from tests.faults.load import STAFF, Load, until
from tests.faults.places import Place
from tests.faults.processes import Replica
from tests.faults.slack_side import faulty_slack
from tests.standby import Pair

T = TypeVar("T")
DEATHS = (signal.SIGQUIT, signal.SIGKILL)
"""The whole server at once; and its first process only, after which the others end as they notice."""
UNNOTICED_S = 1.0
"""So long at least nobody has promoted the standby yet."""
ANSWERED_S = 10.0
PATIENCE_S = 900.0
"""Nothing is measured by it: on a machine that does much else a turn may take seconds, and several tries."""
UNCONFIRMED = 5
"""So many turns are acknowledged that the standby never hears of, where it doesn't have to confirm."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    history: History
    failovers: int
    turns: int
    waits_s: tuple[float, ...]
    """After each promotion: until every front door had acknowledged something again."""

    @property
    def late(self) -> list[str]:
        """Promotions after which it took too long."""
        return [f"answered again after {wait:.1f} s" for wait in self.waits_s if wait > ANSWERED_S]


def failovers(pair: Pair, folder: Path, times: int, people: int, facts: int, *, confirmed: bool = True) -> Outcome:
    """So many people who write at once, and so many times that the server dies meanwhile.

    If commits aren't ``confirmed``, the standby lacks what was committed last: something is lost.
    """
    place = Place("PostgreSQL", folder, pair.database(f"desk_{token_hex(4)}"))
    journal.keep(place)
    with closing(place.store()) as store:
        how = Drill(times, people, facts, forked=True)
        return asyncio.run(_failovers(pair, place, store, how, confirmed))


async def _failovers(pair: Pair, place: Place, store: SqlStore, how: Drill, confirmed: bool) -> Outcome:
    chance = random.Random(how.seed)
    async with (
        faulty_slack(seconds=how.clock) as slack,
        ClientSession(connector=TCPConnector(limit=0, force_close=True)) as http,
    ):
        store.write(lambda unit: unit.add_staff("sam", Role.LEAD, Identity("slack", TEAM, STAFF))).result()
        replicas = [Replica(place, slack.base, number, forked=True) for number in range(2)]
        urls = [replica.url for replica in replicas]
        load = Load(slack, http, urls, chance, lambda subject: _patient(lambda: ticket_about(store, subject)))
        try:
            for replica in replicas:
                replica.start()
                await replica.ready(http)
            writing = Writing(load, how.facts)
            everybody = asyncio.gather(*(writing.lane() for _number in range(how.people)))
            try:
                deaths = islice(cycle(DEATHS), how.kills)
                waits = [await _die(pair, load, everybody, death, chance, confirmed) for death in deaths]
                writing.over = True
                await everybody
            finally:
                everybody.cancel()
            if confirmed:  # what comes of losses is only to be noticed
                await come_to_rest(store, how, replicas)
        finally:
            for replica in replicas:
                await replica.die(signal.SIGKILL)
        history = slack.history(said=load.said, owed=load.owed, held=holding(store), wrote=journal.kept(place))
        return Outcome(history, how.kills, load.acknowledged, tuple(waits))


@dataclass
class Writing:
    """People who write one after the other, until it is over."""

    load: Load
    facts: int
    over: bool = False
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def lane(self) -> None:
        """One at a time."""
        while not self.over:
            await self.load.person(next(self._numbers), self.facts, calls=False)


async def _die(
    pair: Pair,
    load: Load,
    everybody: "asyncio.Future[list[None]]",
    death: signal.Signals,
    chance: random.Random,
    confirmed: bool,
) -> float:
    """The server dies at some moment, and is replaced; seconds from the promotion until all is as it was."""
    await asyncio.sleep(chance.uniform(0.2, 0.7))
    if not confirmed:
        await asyncio.to_thread(pair.cut_off)
        enough = load.acknowledged + UNCONFIRMED
        await written(everybody, lambda: load.acknowledged >= enough, "progress")
    await asyncio.to_thread(pair.lose, death)
    await asyncio.sleep(chance.uniform(UNNOTICED_S, 2 * UNNOTICED_S))
    await asyncio.to_thread(pair.promote)
    promoted = time.monotonic()
    await written(everybody, lambda: all(load.answered.get(url, 0.0) > promoted for url in load.urls), "an answer")
    wait = time.monotonic() - promoted
    await asyncio.to_thread(pair.rejoin)
    return wait


async def written(everybody: "asyncio.Future[list[None]]", wanted: Callable[[], bool], what: str) -> None:
    """Wait for what comes about while people write. Raises what ended one of them: then it never will."""
    await until(lambda: wanted() or everybody.done(), PATIENCE_S, what)
    if everybody.done():
        everybody.result()


def _patient(look: Callable[[], T]) -> T:
    """Look again while there is no server."""
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        with suppress(NotSaved):
            return look()
    return look()
