"""Turns a second through the whole path, against the same database without us; and how cost grows.

A turn is everything between a client's line and the commit, with the search left out; delivered
means leased, handed to an adapter that takes everything, and settled, too.
"""

import asyncio
import statistics
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.core.model.outbox import Decoded, Receipt, Sent
from bot.core.model.people import Address, Identity
from bot.core.model.tickets import State
from bot.engine.engine import Engine
from bot.ports import UnitOfWork
from bot.ports.inbound import Inbound
from bot.store.open import SqlStore
from bot.workers.outbox import Delivery
from tests.bench.desks import BenchDesk, desk, emit
from tests.bench.raw_turn import raw_turns_per_second
from tests.builders import ticket

LINES = ("no mail since monday", "none of these", "550", "normal", "example.com", "Ana",
         "status", "add: more facts", "any news", "leave it", "show my ticket", "help", "it's solved")  # fmt: skip
"""One client's whole way: thirteen turns, a ticket filed, looked at, added to and closed."""

CLOSED = 1_000
CLIENTS = 32
TURNS = 3_000
ROUNDS = 3

_keys = count(1)


@dataclass
class TakesAll:
    """An adapter that accepts everything at once."""

    name: str = "bench"
    sent: int = 0
    addresses: tuple[Address, ...] = field(default=(Address("bench", "", ""),))

    def targets(self) -> tuple[Address, ...]:
        """The whole platform."""
        return self.addresses

    async def send(self, out: Decoded) -> Receipt:
        """Take it."""
        self.sent += 1
        return Sent()


def run() -> None:
    """Print the turn figures."""
    ratios, alike, rates, delivered, serial = [], [], [], [], []
    for _round in range(ROUNDS):
        with desk() as measured:
            raw = raw_turns_per_second(measured.folder / "raw.db")
            before = measured.store.commits
            rates.append(asyncio.run(turns_per_second(measured, TURNS, CLIENTS, deliver=False)))
            together = round(TURNS / (measured.store.commits - before))
            ratios.append(rates[-1] / raw)
            alike.append(rates[-1] / raw_turns_per_second(measured.folder / "alike.db", together=together))
        with desk() as measured:
            delivered.append(asyncio.run(turns_per_second(measured, TURNS // 2, CLIENTS, deliver=True)))
        with desk() as measured:
            serial.append(asyncio.run(turns_per_second(measured, TURNS // 4, 1, deliver=False)))
    rate, ratio = statistics.median(rates), statistics.median(ratios)
    emit("turns, 32 clients at once, SQLite FULL", rate, "≥ 500 turns/s", rate >= 500, "turns/s")
    emit("… × raw sqlite3, six statements, one commit each", ratio, "≥ 0.4", ratio >= 0.4, "×")
    emit("… × raw sqlite3, as many in a commit as ours had", statistics.median(alike), "–", None, "×")
    emit("… one client after the other (one commit a turn)", statistics.median(serial), "–", None, "turns/s")
    emit("… delivered through the outbox as well", statistics.median(delivered), "–", None, "turns/s")


async def turns_per_second(
    measured: BenchDesk, turns: int, clients: int, *, deliver: bool, prefix: str = "client"
) -> float:
    """Turns a second; with ``deliver``, until the last reply has been handed over."""
    adapter = TakesAll()
    delivery = Delivery(measured.store, adapter, measured.engine.context.clock, measured.engine.report_undelivered)
    started = time.perf_counter()
    each = turns // clients
    worker = asyncio.create_task(delivery.run()) if deliver else None
    await asyncio.gather(*(_client(measured.engine, f"{prefix}/{number}", each, delivery) for number in range(clients)))
    while deliver and adapter.sent < each * clients:
        await delivery.drain()
    elapsed = time.perf_counter() - started
    if worker:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    return each * clients / elapsed


async def _client(engine: Engine, name: str, turns: int, delivery: Delivery) -> None:
    address, identity = Address("bench", "", name), Identity("bench", "", name)
    for turn in range(turns):
        text = LINES[turn % len(LINES)]
        inbound = Inbound(address, identity, f"{name}-{next(_keys)}", text=text, lang="en", zone="Europe/Berlin")
        await asyncio.wrap_future(engine.turn(inbound))
        delivery.notify()


def closed() -> None:
    """Cost of a turn of a client with a thousand tickets closed of late, as a multiple of one with none."""
    with desk() as measured:
        fill_closed(measured.store, "many", CLOSED)
        fill_closed(measured.store, "none", 0)
        pairs = []
        for _round in range(7):
            none, many = (asyncio.run(one_clients_turn_ms(measured, name)) for name in ("none", "many"))
            pairs.append(many / none)
        ratio = statistics.median(pairs)
    emit("cost of a client's turn, 1,000 closed tickets ÷ none", ratio, "≤ 1.3", ratio <= 1.3, "×")


def fill_closed(store: SqlStore, name: str, how_many: int) -> None:
    """A client with so many tickets that were solved in the last hours, and one in line."""
    now = datetime.now(UTC)

    def seed(unit: UnitOfWork) -> None:
        identity = Identity("bench", "", name)
        talk = unit.open_conversation(Address("bench", "", name), identity)
        account = unit.create_account(identity, name, now)
        for number in range(how_many + 1):
            mine = ticket(unit.next_number(), account=account.id, conversation=talk.id, since=now, filed_at=now)
            ended = replace(mine, state=State.SOLVED, closed_at=now - timedelta(seconds=number))
            unit.insert_ticket(ended if number else mine)

    store.write(seed).result()


async def one_clients_turn_ms(measured: BenchDesk, name: str, turns: int = 200) -> float:
    """Milliseconds of processor time that one client's turn takes."""
    address, identity = Address("bench", "", name), Identity("bench", "", name)
    began = time.process_time()
    for _turn in range(turns):
        inbound = Inbound(address, identity, f"{name}-{next(_keys)}", text="status", lang="en", zone="Europe/Berlin")
        await asyncio.wrap_future(measured.engine.turn(inbound))
    return 1000 * (time.process_time() - began) / turns


def place() -> None:
    """The exact place of the last of 100,000 waiting."""
    with desk(waiting=100_000) as measured:
        took = places(measured.store)
    middle = statistics.median(took)
    emit("exact place of the last of 100,000 waiting", middle, "≤ 10 ms", middle <= 10, "ms")


def places(store: SqlStore) -> list[float]:
    """Milliseconds to count the last one's place, each time in a transaction that doesn't know it yet."""
    took = []
    for _time in range(20):
        with store.read() as unit:
            last = unit.waiting(1, 99_999)[0]
            started = time.perf_counter()
            found = unit.place(last)
            took.append((time.perf_counter() - started) * 1000)
        assert found == 100_000, found
    return took
