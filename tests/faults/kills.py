"""kill -9 at random moments of a load: the product's own processes, a Slack, and people who write to us.

The lines to Slack and to a shared database are cut at other moments, and forked processes' clocks jump.
"""

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from importlib.resources import files
from urllib.parse import urlsplit

from aiohttp import ClientSession, TCPConnector

from bot.core.model.people import Identity, Role
from bot.store.open import SqlStore
from bot.workers.outbox import LEASE
from tests.adapters.slack.fake_slack import STAFF_CHANNEL, TEAM
from tests.faults import journal
from tests.faults.history import History
from tests.faults.holdings import held, holding, in_flight, ticket_about, uncopied, unsent
from tests.faults.load import STAFF, Load, until
from tests.faults.places import Place
from tests.faults.processes import Replica
from tests.faults.proxy import Proxy, through, to_database, to_port
from tests.faults.slack_side import FaultySlack, faulty_slack

IN_FLIGHT_S = 0.05
"""An answer of Slack's takes up to so long: sends are in flight when a process ends."""
SETTLING_S = 300.0
HELD_S = 1
"""So long are staff's replies held: a load's last ones still are when the last process ends."""
SKEW = timedelta(seconds=5)
"""So much may one clock be behind another."""
MORE = 5
"""Events of each person besides: two facts and what becomes of them, and a file."""
CUTS = 0.5
"""How often a line is cut as well."""


@dataclass
class Drill:
    """How much, and how: ``forked`` processes are quick, and their clocks jump past the leases."""

    kills: int
    people: int
    facts: int
    forked: bool
    seed: int = 7
    board: str = STAFF_CHANNEL
    blind: bool = False
    """Slack doesn't let us see what stands there: then a send that was cut off is seen twice."""
    ahead: timedelta = field(default_factory=timedelta)
    """How far the desk's clock, and Slack's, are ahead of ours by now."""
    mutant: str = ""
    """A bug that every process has; see ``tests.faults.mutants``."""
    patience_s: float = SETTLING_S
    """How long what is left may take in the end; what is left still, the history shows."""
    cut_off: int = 0
    """Sends in flight at all the moments when something ended."""

    def clock(self) -> float:
        """Slack's."""
        return time.time() + self.ahead.total_seconds()

    def jump(self) -> None:
        """Every lease is over."""
        if self.forked:
            self.ahead += LEASE + SKEW

    def start(self, replica: Replica, chance: random.Random) -> None:
        """Begin with a clock that may be behind that of the one before."""
        replica.start(self.ahead - chance.random() * SKEW if self.forked else timedelta())


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    history: History
    kills: int
    turns: int
    seconds: float


async def drill(place: Place, how: Drill) -> Outcome:
    """Let people write while processes are killed; the history once everything has come to rest."""
    journal.keep(place)
    with closing(place.store()) as store:  # made before several processes want to make it
        return await _drill(place, store, replace(how))


async def _drill(place: Place, store: SqlStore, how: Drill) -> Outcome:
    chance, began = random.Random(how.seed), time.monotonic()
    slowness = random.Random(how.seed)
    async with (
        faulty_slack(seconds=how.clock, slowness=lambda: slowness.uniform(0, IN_FLIGHT_S)) as slack,
        ClientSession(connector=TCPConnector(limit=0, force_close=True)) as http,
        _lines(place, slack) as (reached, base, lines),
    ):
        if how.blind:
            slack.always = {"conversations.history": "missing_scope", "conversations.replies": "missing_scope"}
        rules = holding_replies(place)
        replicas = [
            Replica(reached, base, n, how.forked, how.board, how.mutant, policy=rules)
            for n in range(2 if place.shared else 1)
        ]
        store.write(lambda unit: unit.add_staff("sam", Role.LEAD, Identity("slack", TEAM, STAFF))).result()
        load = Load(slack, http, [replica.url for replica in replicas], chance, partial(ticket_about, store))
        try:
            for replica in replicas:
                how.start(replica, chance)
                await replica.ready(http)
            people = asyncio.gather(*(load.person(number, how.facts) for number in range(how.people)))
            try:
                await _kill(how, store, replicas, lines, load, people, chance)
                await people
            finally:
                people.cancel()
            await come_to_rest(store, how, replicas)
        finally:
            for replica in replicas:
                await replica.die(signal.SIGKILL)
        history = slack.history(
            said=load.said,
            owed=load.owed,
            held=holding(store),
            wrote=journal.kept(place),
            dedupes=not how.blind,
            cut_off=how.cut_off,
        )
        return Outcome(history, how.kills, load.acknowledged, time.monotonic() - began)


def holding_replies(place: Place) -> str:
    """A policy by which staff's replies are held, so that processes end while some are: the file's path."""
    shipped = files("bot").joinpath("policy.toml").read_text("utf-8")
    held = shipped.replace("undo_seconds = 0", f"undo_seconds = {HELD_S}")
    assert held != shipped
    file = place.folder / "policy.toml"
    file.write_text(held, "utf-8")
    return str(file)


@asynccontextmanager
async def _lines(place: Place, slack: FaultySlack) -> AsyncIterator[tuple[Place, str, list[Proxy]]]:
    """The desk and Slack, each by way of a line that can be cut: to a file there is none."""
    async with AsyncExitStack() as stack:
        to_slack = await stack.enter_async_context(to_port(urlsplit(slack.base).port or 0).running())
        base = f"http://127.0.0.1:{to_slack.port}"
        if not place.url:
            yield place, base, [to_slack]
            return
        database = await stack.enter_async_context(to_database(place.url).running())
        yield replace(place, url=through(database, place.url)), base, [to_slack, database]


async def _kill(
    how: Drill,
    store: SqlStore,
    replicas: list[Replica],
    lines: list[Proxy],
    load: Load,
    people: "asyncio.Future[list[None]]",
    chance: random.Random,
) -> None:
    """Spread over the load, at any moment: in a turn, in a send, or while a process starts."""
    total = how.people * (how.facts + 9 + MORE)
    for number in range(how.kills):
        due = number * total // how.kills
        await until(lambda due=due: load.acknowledged >= due or people.done(), SETTLING_S, "progress")  # type: ignore[misc]
        await asyncio.sleep(chance.uniform(0, 0.3))
        if chance.random() < CUTS:
            how.cut_off += in_flight(store)
            chance.choice(lines).cut()
        victim = chance.choice(replicas)
        await victim.die()
        how.cut_off += in_flight(store)
        how.jump()
        how.start(victim, chance)
        if chance.random() < 0.75:
            await victim.ready(load.http)


async def come_to_rest(store: SqlStore, how: Drill, replicas: list[Replica]) -> None:
    """The last to be started sends what the others held, once their leases are over."""
    await replicas[0].die()
    how.cut_off += in_flight(store)
    how.jump()
    replicas[0].start(how.ahead)
    with suppress(TimeoutError):
        await until(lambda: unsent(store) + uncopied(store) + held(store) == 0, how.patience_s)
