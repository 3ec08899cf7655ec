"""Row 2: everything comes four times, and is one turn."""

from tests.faults.checker import broken, everything_delivered, in_order
from tests.faults.places import Place
from tests.faults.redelivery import redelivery


def test_redelivery_is_harmless(place: Place) -> None:
    outcome = redelivery(place, people=6, events=100)
    assert broken(outcome.history, in_order, everything_delivered) == []  # reordered on purpose; nobody delivers
    assert outcome.only_retries > 0
    print(f"\n{place.name}: {outcome.deliveries} deliveries of 100 events, {outcome.only_retries} as retries only")
