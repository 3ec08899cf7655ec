"""Row 16: one conversation's trouble, each by itself and all at once, at real speed."""

import asyncio
from collections.abc import Iterator

from tests.faults.places import Place, both
from tests.faults.waiting import LATER_S, NONE, SIDES, TROUBLES, Story, p99, really
from tests.soak.table import Row, verdict


def rows() -> Iterator[Row]:
    """On each platform's fake: how much later others are answered than without it, and whether all is in order."""
    asked = f"429 of 8 s, five 500s, unanswered, 30 quick: others < {LATER_S * 1000:.0f} ms later"
    for place in both():
        wrong, said = [], []
        for side in SIDES:
            without = p99(asyncio.run(_story(place, side, {0: NONE})).waits)
            stories = {trouble: {0: trouble} for trouble in TROUBLES} | {"all": dict(enumerate(TROUBLES))}
            for name, troubled in stories.items():
                told = asyncio.run(_story(place, side, troubled))
                later = p99(told.waits) - without
                wrong += [f"{side}, {name}: {each}" for each in told.wrong()]
                wrong += [f"{side}, {name}: {later * 1000:.0f} ms later"] if later >= LATER_S else []
                said.append(later)
        reached = f"{len(said)} stories: p99 {max(said) * 1000:.0f} ms later at most, all answered in order"
        yield verdict(16, "nobody waits for trouble", place.name, asked, reached, wrong)


async def _story(place: Place, side: str, troubled: dict[int, str]) -> Story:
    with place.another() as desk:
        async with SIDES[side](desk) as it:
            return await really(it, troubled)
