"""Row 1 in its short form: kill -9 at random moments, and nothing is lost, doubled or left unanswered."""

import asyncio

from tests.faults.checker import broken
from tests.faults.kills import Drill, drill
from tests.faults.places import Place


def test_a_crash_loses_nothing(place: Place) -> None:
    outcome = asyncio.run(drill(place, Drill(kills=4, people=8, facts=2, forked=True)))
    assert broken(outcome.history) == []
    print(f"\n{place.name}: {outcome.kills} kills over {outcome.turns} turns in {outcome.seconds:.0f} s")
