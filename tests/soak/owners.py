"""Row 18: 10,000 random interleavings of messages, files, edits, deletions and clicks by five people; revivals."""

from collections.abc import Iterator

from tests.faults.places import both
from tests.proof.owners import ACTS_EACH, interleaved
from tests.soak import revivals
from tests.soak.table import Row, verdict

DESKS, INTERLEAVINGS = 50, 200
"""Each desk is a new one with dice of its own: what went wrong is found again by its number."""


def rows() -> Iterator[Row]:
    """How many bytes are on a ticket that isn't their author's, under another's name, or left of the erased."""
    asked = (
        f"{DESKS * INTERLEAVINGS:,} interleavings of {ACTS_EACH} acts by 5 people: 0 bytes astray, 0 left of the erased"
    )
    for place in both():
        wrong: list[str] = []
        for seed in range(DESKS):
            with place.another() as desk, desk.house() as house:
                reached, astray = interleaved(house, INTERLEAVINGS, seed)
                wrong += [f"desk {seed}: {each}" for each in astray]
        yield verdict(18, "words have one owner", place.name, asked, f"the last desk: {reached}", wrong)
    yield from revivals.rows()
