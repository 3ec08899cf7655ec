"""Row 3: acknowledgements at 50 messages a second, by the product as a process; and with its database locked."""

from collections.abc import Iterator

from tests.faults.ack import locked, paced
from tests.faults.checker import broken, everything_delivered
from tests.faults.places import both
from tests.soak.table import Row, verdict

SECONDS, P99_MS = 60, 500.0
ROUNDS, MESSAGES = 5, 50


def rows() -> Iterator[Row]:
    """How soon, and whether it says 200 when it can't write."""
    for place in both():
        found = paced(place, SECONDS)
        reached = (
            f"p99 {found.p99_ms:.0f} ms, median {found.p50_ms:.0f} ms, longest {found.longest_ms:.0f} ms"
            f" of {found.messages:,} messages, delivering"
        )
        slow = [] if found.p99_ms < P99_MS and not found.refused else [f"{found.refused} refused or too slow"]
        yield verdict(3, "the platform is answered", place.name, "ack p99 < 500 ms at 50 messages/s", reached, slow)
    for place in both():
        wrong, told = [], 0
        for _round in range(ROUNDS):
            with place.another() as desk:
                outcome = locked(desk, MESSAGES)
            wrong += broken(outcome.history, everything_delivered)
            wrong += [f"{status} while locked" for status in outcome.told if status == 200]
            told += len(outcome.told)
        reached = f"{told} messages while locked: 0 × 200, all taken once it was free"
        yield verdict(3, "the platform is answered", place.name, "a locked database never yields a 200", reached, wrong)
