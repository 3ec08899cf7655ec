"""Row 2: 10,000 events, each four times, at once, reordered, twinned."""

from collections.abc import Iterator

from tests.faults.checker import broken, everything_delivered, in_order
from tests.faults.places import both
from tests.faults.redelivery import redelivery
from tests.soak.table import Row, verdict

PEOPLE, EVENTS = 200, 10_000


def rows() -> Iterator[Row]:
    """How many turns came of them."""
    asked = f"{EVENTS:,} events × 4 deliveries, at once, reordered, twinned: one turn each"
    for place in both():
        outcome = redelivery(place, PEOPLE, EVENTS)
        wrong = broken(outcome.history, in_order, everything_delivered)
        reached = (
            f"{outcome.deliveries:,} deliveries: {EVENTS:,} turns;"
            f" {outcome.only_retries} were only seen as a retry, and taken"
        )
        yield verdict(2, "redelivery is harmless", place.name, asked, reached, wrong)
