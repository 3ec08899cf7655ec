"""Row 1: kill -9 at 200 random moments over 2,000 turns; and again with the command itself, whose leases run out."""

import asyncio
from collections.abc import Iterator

from tests.faults.checker import broken, duplicates
from tests.faults.kills import Drill, drill
from tests.faults.places import both
from tests.soak.table import Row, verdict

FORKED = Drill(kills=200, people=100, facts=11, forked=True)
COMMANDS = Drill(kills=20, people=20, facts=5, forked=False, board="")
BLIND = Drill(kills=50, people=50, facts=11, forked=True, blind=True)


def rows() -> Iterator[Row]:
    """What is lost, doubled, unanswered or visible twice afterwards."""
    for how, asked in (
        (FORKED, "200 kills, ≥ 2,000 turns: 0 lost, doubled, unanswered, seen twice"),
        (BLIND, "… where the platform can't dedupe: ≤ 1 seen twice per send in flight"),
        (COMMANDS, "… with the command itself, and a clock that doesn't jump"),
    ):
        for place in both():
            outcome = asyncio.run(drill(place, how))
            redelivered = sum(said.deliveries - 1 for said in outcome.history.said)
            reached = (
                f"{outcome.kills} kills, {outcome.turns:,} turns, {redelivered:,} redeliveries,"
                f" {duplicates(outcome.history)} seen twice ({outcome.history.cut_off} sends were in flight)"
            )
            yield verdict(1, "a crash loses nothing", place.name, asked, reached, broken(outcome.history))
