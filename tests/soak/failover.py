"""Row 21: the primary is killed 20 times under load, and its synchronous standby promoted each time."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import standby
from tests.faults.checker import broken
from tests.faults.failover import ANSWERED_S, failovers
from tests.soak.table import POSTGRESQL, Row, verdict

FAILOVERS, PEOPLE, FACTS = 20, 6, 5


def rows() -> Iterator[Row]:
    """What is lost, doubled, or answered late."""
    with standby.running() as pair, TemporaryDirectory(prefix="fd-soak-") as folder:
        outcome = failovers(pair, Path(folder), FAILOVERS, PEOPLE, FACTS)
    asked = f"{FAILOVERS} × primary killed, standby promoted: 0 lost, ≤ {ANSWERED_S:.0f} s"
    again = sum(said.deliveries - 1 for said in outcome.history.said)
    reached = (
        f"{outcome.failovers} failovers over {outcome.turns:,} turns: 0 lost or doubled; {again:,} redeliveries;"
        f" both front doors answered again {max(outcome.waits_s):.1f} s after the promotion at the latest"
    )
    yield verdict(21, "one server may die", POSTGRESQL, asked, reached, [*broken(outcome.history), *outcome.late])
