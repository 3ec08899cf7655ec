"""Row 6: the database crashes, is locked, or can't be reached in the middle of a load, and nothing is lost."""

from tests.faults.checker import broken, everything_delivered
from tests.faults.places import Place
from tests.faults.restarts import restarts


def test_the_database_may_restart(place: Place) -> None:
    outcome = restarts(place, clients=6, facts=24, faults=2 if place.url else 1)
    assert broken(outcome.history, everything_delivered) == []  # nobody delivers here
    assert len(outcome.history.said) == outcome.turns == 6 * 30
    print(f"\n{place.name}: {outcome.faults} restarts over {outcome.turns} turns, {outcome.again} came again")
