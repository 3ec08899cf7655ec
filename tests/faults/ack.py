"""How soon Slack is answered, and what it is told while nothing can be written: never 200."""

import asyncio
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from statistics import quantiles

from aiohttp import ClientSession, TCPConnector

from adapters.slack import addresses
from tests import postgres
from tests.adapters.slack.scene import WALL, Scene, connected
from tests.faults import journal
from tests.faults.history import History, Said
from tests.faults.holdings import holding
from tests.faults.load import Load, script, signed
from tests.faults.places import Place
from tests.faults.processes import Replica
from tests.faults.slack_side import faulty_slack

PEOPLE = 50
RATE = 50.0
"""Messages a second."""
BURST_S = 5.0
"""What comes before isn't measured: a process that has just begun."""


# ── How soon ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Paced:
    """What came of messages at a steady pace."""

    messages: int
    refused: int
    p50_ms: float
    p99_ms: float
    longest_ms: float


def paced(place: Place, seconds: float) -> Paced:
    """Messages for so long, delivered to a process of its own, which delivers its replies meanwhile."""
    return asyncio.run(_paced(place, seconds))


async def _paced(place: Place, seconds: float) -> Paced:
    place.store().close()
    async with (
        faulty_slack() as slack,
        ClientSession(connector=TCPConnector(limit=0)) as http,
    ):
        replica = Replica(place, slack.base, board="")
        load = Load(slack, http, [replica.url], random.Random(7))
        texts = [list(script(number, int(seconds), calls=False)) for number in range(PEOPLE)]
        try:
            replica.start()
            await replica.ready(http)
            began, under_way = time.perf_counter(), []
            for number in range(int((seconds + BURST_S) * RATE)):
                await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
                if number == int(BURST_S * RATE):
                    load.waits_s.clear()
                user, turn = number % PEOPLE, number // PEOPLE
                event = load.written(f"U{user:04}", texts[user][turn][0])
                under_way.append(asyncio.create_task(load.deliver(event)))
            taken = await asyncio.gather(*under_way)
        finally:
            await replica.die()
    cuts = quantiles([wait * 1000 for wait in load.waits_s], n=100)
    return Paced(len(load.waits_s), taken.count(False), cuts[49], cuts[98], max(load.waits_s) * 1000)


# ── A locked database ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Locked:
    """What Slack was told while the database was locked, and what came of it afterwards."""

    told: list[int]
    """Statuses."""
    history: History


def locked(place: Place, messages: int) -> Locked:
    """Messages while another program holds the lock; they come again when it has let go."""
    return asyncio.run(_locked(place, messages))


async def _locked(place: Place, messages: int) -> Locked:
    journal.keep(place)
    async with faulty_slack() as slack, connected(place.folder, slack, url=place.url) as it:
        load = Load(slack, it.http, [], random.Random(7))
        events = [load.written(f"U{number:04}", "talk to a person") for number in range(messages)]
        with _lock(place):
            told = await asyncio.gather(*(_post(it, event, 0) for event in events))
        again = await asyncio.gather(*(_post(it, event, 1) for event in events))
        said = [
            Said(str(event["user"]), 1, addresses.message_key(str(event["channel"]), str(event["ts"])), status == 200)
            for event, status in zip(events, again, strict=True)
        ]
        history = History(said, held=holding(it.house.store), wrote=journal.kept(place))
        return Locked(list(told), history)


async def _post(it: Scene, event: dict[str, object], retry: int) -> int:
    body, headers = signed(event, retry, int(WALL))
    async with it.http.post(it.connection.url, data=body, headers=headers) as answer:
        return answer.status


@contextmanager
def _lock(place: Place) -> Iterator[None]:
    """Another program holds what every turn must write to."""
    if place.url:
        with postgres.connected(place.url) as other, other.transaction():
            other.execute("LOCK TABLE inbox, conversations IN ACCESS EXCLUSIVE MODE")
            yield
        return
    with closing(sqlite3.connect(place.folder / "frontdoor.db", isolation_level=None)) as file:
        file.execute("BEGIN IMMEDIATE")
        yield
        file.execute("ROLLBACK")
