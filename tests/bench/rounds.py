"""Rounds of turns in a process of their own, one for each line on its standard input: what each took of a processor.

``cpu`` starts it, for this tree and for another one that it is compared with: it is run as a file, and the tree that is
measured is the one on the path. What it needs of that tree stands in three lines below.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from tests import postgres
from tests.bench.desks import BenchDesk, desk
from tests.bench.servers import engine_at
from tests.bench.turns import turns_per_second

CLIENTS = 32
LINES = 14
"""Turns of one client's whole way (``turns.LINES``)."""
WARM, TURNS = LINES * CLIENTS, 3 * LINES * CLIENTS
SQLITE, POSTGRESQL = "sqlite", "postgresql"
TICKS = os.sysconf("SC_CLK_TCK")
READY = "ready"


class Measured(NamedTuple):
    """A desk, what tells its server's processor time, and what gives its server statistics."""

    desk: BenchDesk
    server: Callable[[], float] = lambda: 0.0
    plan_anew: Callable[[], None] = lambda: None


def main(database: str) -> None:
    """Say when the desk is warm, then take a round of turns for each line that comes."""
    with measured(database) as (on, server, plan_anew):
        asyncio.run(turns_per_second(on, WARM, CLIENTS, deliver=False, prefix="warm"))
        plan_anew()
        settle()
        print(READY, flush=True)
        for number, _line in enumerate(sys.stdin):
            here, there = time.process_time(), server()
            asyncio.run(turns_per_second(on, TURNS, CLIENTS, deliver=False, prefix=f"cpu-{number}"))
            front, behind = time.process_time() - here, server() - there
            print(front / TURNS * 1e6, behind / TURNS * 1e6, flush=True)


@contextmanager
def measured(database: str) -> Iterator[Measured]:
    """A desk on SQLite or PostgreSQL."""
    if database == SQLITE:
        with desk() as on:
            yield Measured(on)
        return
    with (
        postgres.running() as server,
        postgres.migrated(server) as template,
        server.database(template) as url,
        engine_at(url) as (store, engine),
    ):
        yield Measured(BenchDesk(Path(), store, engine), lambda: server_seconds(server), lambda: analyze(url))


def analyze(url: str) -> None:
    """Do what autovacuum, which is off here, does within a minute: plans made for empty tables scan whole desks."""
    with postgres.connected(url) as connection:
        connection.execute("ANALYZE")


def settle() -> None:
    """Collect garbage as ``frontdoor serve`` does, if the tree has a way of its own."""
    with suppress(ModuleNotFoundError):
        import_module("bot.cli.serve.garbage_collection").settle()


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


if __name__ == "__main__":
    main(sys.argv[1])
