"""Row 5: after a minute of every trouble all is there, once, in order, and soon; nothing was asked too early."""

from tests.faults.checker import broken
from tests.faults.places import Place
from tests.faults.trouble import SOON_S, trouble


def test_replies_get_there(place: Place) -> None:
    outcome = trouble(place, talks=10)
    assert broken(outcome.history) == []
    assert outcome.recovered_s <= SOON_S
    print(f"\n{place.name}: {outcome.faults} faults; all delivered {outcome.recovered_s:.0f} s after recovery")
