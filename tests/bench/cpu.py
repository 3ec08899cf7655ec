"""The headline: what a turn costs of a processor, in the front door and in the database's server.

Processor time depends less than turns a second on what else the machine does. Turns go through the whole path, the
search left out, from 32 conversations at once; the server's share is what its processes took meanwhile.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests import postgres
from tests.bench.desks import BenchDesk, desk, emit
from tests.bench.servers import engine_at
from tests.bench.turns import turns_per_second

CLIENTS = 32
WARM, TURNS = 14 * CLIENTS, 1_400
ROUNDS = 5
BEFORE_SQLITE_US, BEFORE_POSTGRESQL_US = 418, 1_413
"""What a turn took where the targets come from, on a quiet machine with two cores, before it was made cheaper."""
TICKS = os.sysconf("SC_CLK_TCK")


def run() -> None:
    """Print the processor time of a turn on both databases."""
    with desk() as measured:
        took = _rounds(measured, lambda: 0.0)
    front = statistics.median(each[0] for each in took)
    emit(f"CPU of a turn, SQLite (was {BEFORE_SQLITE_US})", front, "≤ 350 µs", front <= 350, "µs")
    with (
        postgres.running() as server,
        postgres.migrated(server) as template,
        server.database(template) as url,
        engine_at(url) as (store, engine),
    ):
        took = _rounds(BenchDesk(Path(), store, engine), lambda: server_seconds(server))
    front, behind = (statistics.median(each[side] for each in took) for side in (0, 1))
    both = statistics.median(sum(each) for each in took)
    emit(
        f"CPU of a turn, PostgreSQL, front and server (was {BEFORE_POSTGRESQL_US})", both, "≤ 900 µs", both <= 900, "µs"
    )
    emit("… the front door's share", front, "–", None, "µs")
    emit("… the server's share", behind, "–", None, "µs")


def _rounds(measured: BenchDesk, server: Callable[[], float]) -> list[tuple[float, float]]:
    """Microseconds of a turn, here and in the server, several times."""
    took = []
    asyncio.run(turns_per_second(measured, WARM, CLIENTS, deliver=False, prefix="warm"))
    for number in range(ROUNDS):
        here, there = time.process_time(), server()
        asyncio.run(turns_per_second(measured, TURNS, CLIENTS, deliver=False, prefix=f"cpu-{number}"))
        turns = TURNS // CLIENTS * CLIENTS
        took.append(((time.process_time() - here) / turns * 1e6, (server() - there) / turns * 1e6))
    return took


def server_seconds(server: postgres.Server) -> float:
    """Processor time of a server of our own and of all its processes, those that have ended among them."""
    assert server.cluster is not None, "only the tests' own server can be looked at"
    first = server.cluster.pid
    ticks = 0
    for place in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            number = int(place.name)
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            if number == first:
                ticks += sum(map(int, fields[11:15]))  # its own, and of children that it has waited for
            elif int(fields[1]) == first:
                ticks += sum(map(int, fields[11:13]))
    return ticks / TICKS
