"""Row 6: the database goes away 20 times over 5,000 turns. SQLite has no server: its file is locked instead."""

from collections.abc import Iterator

from tests.faults.checker import broken, everything_delivered
from tests.faults.places import both
from tests.faults.restarts import restarts
from tests.soak.table import Row, verdict

CLIENTS, FACTS, RESTARTS = 40, 119, 20


def rows() -> Iterator[Row]:
    """What is lost."""
    for place in both():
        outcome = restarts(place, CLIENTS, FACTS, RESTARTS)
        wrong = broken(outcome.history, everything_delivered)
        what = "crashes of the server, and a bad line to it" if place.url else "locks held longer than a turn waits"
        reached = f"{outcome.faults} {what} over {outcome.turns:,} turns: 0 lost; {outcome.again} turns came again"
        yield verdict(6, "the database may restart", place.name, "20 restarts over 5,000 turns: 0 lost", reached, wrong)
