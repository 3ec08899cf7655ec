"""Row 4: an hour offline, by the clock of the story."""

from collections.abc import Iterator

from tests.faults.checker import broken, in_order
from tests.faults.outage import outage
from tests.faults.places import both
from tests.soak.table import Row, verdict

PEOPLE, MISSED = 40, 2000


def rows() -> Iterator[Row]:
    """Live events and late redeliveries come in while the back-fill reads; Slack lets it ask once a minute."""
    asked = "60 min offline: in conversations that we know 0 lost, 0 doubled"
    for place in both():
        outcome = outage(place, PEOPLE, MISSED)
        reached = f"{outcome.missed:,} messages missed in {PEOPLE} direct messages and threads: 0 lost, 0 doubled"
        yield verdict(4, "an outage is caught up", place.name, asked, reached, broken(outcome.history, in_order))
