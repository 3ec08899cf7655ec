"""It doesn't grow for nothing: what a ticket takes before and after retention, and what a turn costs beside many.

Tickets are full ones, ten entries each, with all that they leave in record, inbox, outbox and audit (tests/bench/full).
"""

import asyncio
import statistics
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

from bot.bootstrap import context_of
from bot.clock import SystemClock
from bot.engine.context import Context
from bot.engine.engine import Engine
from bot.store.open import open_store
from bot.store.sql_store import SqlStore
from bot.workers.pruning import prune
from tests import postgres
from tests.bench import find, full
from tests.bench.desks import BenchDesk, emit
from tests.bench.rounds import server_seconds
from tests.bench.turns import turns_per_second
from tests.builders import policy
from tests.fakes import FakeSearch

FEW, MANY = 1_000, 100_000
SIZED = 2_000
"""Tickets of which the size is taken."""
KILOBYTES_MAX, RATIO_MAX = 8.0, 1.3
CLIENTS, TURNS, PAIRS = 4, 420, 7

Server = Callable[[], float]
"""Seconds of a processor that a database's server has taken so far."""


class Sizes(NamedTuple):
    """Kilobytes a ticket."""

    before: float
    after: float


def sizes(store: SqlStore, tickets: int = SIZED) -> Sizes:
    """What a ticket takes of a new desk with so many, before retention and after it."""
    full.fill(store, tickets)
    find.index(store)
    full.compact(store)
    before = full.kilobytes(store, tickets)
    prune(store, policy(), datetime.now(UTC), rest=lambda _seconds: None)
    full.compact(store)
    return Sizes(before, full.kilobytes(store, tickets))


@contextmanager
def at_work(store: SqlStore) -> Iterator[BenchDesk]:
    """A desk on a store, to be measured."""
    with closing(store), closing(Engine(store, _context())) as engine:
        yield BenchDesk(Path(), store, engine)


def _context() -> Context:
    return context_of(policy(), FakeSearch(), SystemClock())


def ratio(few: BenchDesk, many: BenchDesk, server: Server = lambda: 0.0) -> float:
    """Cost of a turn beside many tickets, as a multiple of that beside few: processor time, the server's with it."""
    pairs = []
    for number in range(PAIRS + 1):
        cost = [_cost(desk, server, f"growth-{number}") for desk in (few, many)]
        pairs.append(cost[1] / cost[0])
    return statistics.median(pairs[1:])


def _cost(desk: BenchDesk, server: Server, prefix: str) -> float:
    here, there = process_time(), server()
    asyncio.run(turns_per_second(desk, TURNS, CLIENTS, deliver=False, prefix=prefix))
    return process_time() - here + server() - there


def run() -> None:
    """SQLite."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with closing(open_store(folder / "sized.db")) as store:
            _emit_sizes(sizes(store), "")
        stores = [open_store(folder / f"{tickets}.db") for tickets in (FEW, MANY)]
        for store, tickets in zip(stores, (FEW, MANY), strict=True):
            full.fill(store, tickets)
        with at_work(stores[0]) as few, at_work(stores[1]) as many:
            _emit_ratio(ratio(few, many), "")


def run_postgresql() -> None:
    """PostgreSQL."""
    with (
        postgres.running() as server,
        postgres.migrated(server) as template,
        server.database(template) as sized,
        server.database(template) as few_url,
        server.database(template) as many_url,
    ):
        with closing(open_store(sized)) as store:
            _emit_sizes(sizes(store), ", PostgreSQL")
        stores = [open_store(url) for url in (few_url, many_url)]
        for store, tickets in zip(stores, (FEW, MANY), strict=True):
            full.fill(store, tickets)
        with at_work(stores[0]) as few, at_work(stores[1]) as many:
            _emit_ratio(ratio(few, many, lambda: server_seconds(server)), ", PostgreSQL")


def _emit_sizes(found: Sizes, where: str) -> None:
    emit(f"a ticket with {full.ENTRIES} entries, before retention{where}", found.before, "–", None, "kB")
    reached = found.after <= KILOBYTES_MAX
    emit(f"… after retention, without free space{where}", found.after, f"≤ {KILOBYTES_MAX:.0f} kB", reached, "kB")


def _emit_ratio(found: float, where: str) -> None:
    name = f"cost of a turn, {MANY:,} full past tickets ÷ {FEW:,}{where}"
    emit(name, found, f"≤ {RATIO_MAX}", found <= RATIO_MAX, "×")
