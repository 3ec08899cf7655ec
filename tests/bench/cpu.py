"""The headline: what a turn costs of a processor, in the front door and in the database's server.

Processor time depends less than turns a second on what else the machine does, and still on the machine: beside it
stands what raw sqlite3 took for a turn's six statements in the same run. Turns go through the whole path, the search
left out, from 32 conversations at once; the server's share is what its processes took meanwhile.

Figures of different machines or days can't be compared; two trees can: ``python -m tests.bench cpu --against PATH``
takes rounds of this one and of the other by turns, and prints the median of each pair's ratio.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench import rounds
from tests.bench.desks import emit
from tests.bench.raw_turn import raw_turns_per_second
from tests.bench.rounds import CLIENTS, POSTGRESQL, READY, SQLITE

ROUNDS = 5
PAIRS = 11
"""Rounds of two trees by turns: on a machine that others use as well, single ratios differ by a tenth."""
BEFORE_SQLITE_US, BEFORE_POSTGRESQL_US = 418, 1_413
"""What a turn took where the targets come from, on a quiet machine with two cores, before it was made cheaper."""
TARGETS_US = {SQLITE: 350, POSTGRESQL: 900}
HERE = Path(__file__).parents[2]


class Took(NamedTuple):
    """Microseconds of a turn."""

    front: float
    server: float

    @property
    def both(self) -> float:
        """On both sides together."""
        return self.front + self.server


def run() -> None:
    """Print the processor time of a turn on both databases."""
    before = {SQLITE: BEFORE_SQLITE_US, POSTGRESQL: BEFORE_POSTGRESQL_US}
    for database, name in ((SQLITE, "SQLite"), (POSTGRESQL, "PostgreSQL, front and server")):
        with _process(HERE, database) as tree:
            took, raw = zip(*((_round(tree), _raw_us()) for _number in range(ROUNDS)), strict=True)
        both, most = statistics.median(each.both for each in took), TARGETS_US[database]
        emit(f"CPU of a turn, {name} (was {before[database]})", both, f"≤ {most} µs", both <= most, "µs")
        emit("… × raw sqlite3, six statements", both / statistics.median(raw), "–", None, "×")
        if database == POSTGRESQL:
            emit("… the front door's share", statistics.median(each.front for each in took), "–", None, "µs")
            emit("… the server's share", statistics.median(each.server for each in took), "–", None, "µs")


def against(other: Path) -> None:
    """Print what a turn costs here as a multiple of what it costs in another tree, measured by turns."""
    for database, name in ((SQLITE, "SQLite"), (POSTGRESQL, "PostgreSQL")):
        with ExitStack() as both:
            ours, theirs = (both.enter_context(_process(tree, database)) for tree in (HERE, other))
            pairs = [_pair(ours, theirs, swapped=number % 2 == 1) for number in range(PAIRS)]
        here, there = (statistics.median(pair[side].both for pair in pairs) for side in (0, 1))
        ratios = sorted(mine.both / other_s.both for mine, other_s in pairs)
        emit(f"CPU of a turn, {name}, here ÷ there", statistics.median(ratios), "–", None, "×")
        emit("… the middle half of pairs, from", ratios[PAIRS // 4], "–", None, "×")
        emit("… to", ratios[-1 - PAIRS // 4], "–", None, "×")
        emit("… here", here, "–", None, "µs")
        emit("… there", there, "–", None, "µs")


@contextmanager
def _process(tree: Path, database: str) -> Iterator["subprocess.Popen[str]"]:
    """A warm process that takes rounds of turns with a tree's code, in the tree's own environment if it has one."""
    own = tree / ".venv" / "bin" / "python"
    command = [str(own) if own.exists() else sys.executable, "-P", rounds.__file__, database]
    environment = os.environ | {"PYTHONPATH": str(tree)}
    with subprocess.Popen(
        command, cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        assert said == READY, f"the bench of {tree} didn't start: {said}"
        yield process
        process.stdin.close()


def _round(process: "subprocess.Popen[str]") -> Took:
    assert process.stdin is not None
    assert process.stdout is not None
    print("go", file=process.stdin, flush=True)
    return Took(*map(float, process.stdout.readline().split()))


def _pair(ours: "subprocess.Popen[str]", theirs: "subprocess.Popen[str]", *, swapped: bool) -> tuple[Took, Took]:
    """A round of each; who comes first changes."""
    if swapped:
        there = _round(theirs)
        return _round(ours), there
    return _round(ours), _round(theirs)


def _raw_us() -> float:
    """Microseconds of a processor for a turn's six statements in raw sqlite3, a client each in a commit."""
    with TemporaryDirectory() as folder:
        return 1e6 / raw_turns_per_second(Path(folder) / "raw.db", together=CLIENTS, clock=time.process_time)
