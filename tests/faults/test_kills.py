"""Row 1 in its short form: kill -9 at random moments, and nothing is lost, doubled or left unanswered."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.checker import broken
from tests.faults.kills import Drill, drill
from tests.faults.mutants import MUTANTS
from tests.faults.places import Place


@pytest.mark.parametrize(
    "bug",
    [
        "acknowledged too soon",
        pytest.param("held in memory", marks=pytest.mark.skip(reason="the harness doesn't come to an end with it")),
    ],
)
def test_a_planted_bug_is_noticed(bug: str, tmp_path: Path) -> None:
    how = Drill(kills=3, people=4, facts=1, forked=True, mutant=bug, patience_s=5)
    history = asyncio.run(drill(Place("SQLite", tmp_path), how)).history
    assert list(MUTANTS[how.mutant].seen_by(history))


def test_a_crash_loses_nothing(place: Place) -> None:
    outcome = asyncio.run(drill(place, Drill(kills=4, people=8, facts=2, forked=True)))
    assert broken(outcome.history) == []
    print(f"\n{place.name}: {outcome.kills} kills over {outcome.turns} turns in {outcome.seconds:.0f} s")
