"""Row 3, what of it doesn't depend on the machine: a locked database never yields a 200, and nothing is lost."""

from tests.faults.ack import locked
from tests.faults.checker import broken, everything_delivered
from tests.faults.places import Place


def test_a_locked_database_never_yields_a_200(place: Place) -> None:
    outcome = locked(place, messages=20)
    assert outcome.told == [500] * 20
    assert all(said.acknowledged for said in outcome.history.said)
    assert broken(outcome.history, everything_delivered) == []  # nobody delivers here
