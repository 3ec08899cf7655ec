"""Row 5: a minute of every trouble, by the clock of the story."""

from collections.abc import Iterator

from tests.faults.checker import broken
from tests.faults.places import both
from tests.faults.trouble import SOON_S, trouble
from tests.soak.table import Row, verdict

SEEDS = range(20)


def rows() -> Iterator[Row]:
    """As often as there are seeds, on a new desk each time."""
    asked = "60 s of 429, 500, reset, lost: all delivered ≤ 30 s later, in order"
    for place in both():
        wrong, faults, slowest = [], 0, 0.0
        for seed in SEEDS:
            with place.another() as desk:
                outcome = trouble(desk, talks=30, seed=seed)
            wrong += broken(outcome.history)
            faults, slowest = faults + outcome.faults, max(slowest, outcome.recovered_s)
        if slowest > SOON_S:
            wrong.append(f"it took {slowest:.0f} s")
        reached = f"{len(SEEDS)} such minutes, {faults:,} faults: all delivered ≤ {slowest:.0f} s later, 0 seen twice"
        yield verdict(5, "replies get there", place.name, asked, reached, wrong)
