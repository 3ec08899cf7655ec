"""One conversation in trouble: how much later others are answered than without it, at real speed."""

import asyncio
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests import postgres
from tests.bench.desks import emit
from tests.faults.places import Place
from tests.faults.waiting import LATER_S, NONE, SIDES, TROUBLES, Story, p99, really


def run() -> None:
    """Print the figures of SQLite and of PostgreSQL."""
    with TemporaryDirectory() as folder:
        _measure(Place("SQLite", Path(folder)))
    with (
        TemporaryDirectory() as folder,
        postgres.running() as server,
        postgres.migrated(server) as template,
        server.database(template) as url,
    ):
        _measure(Place("PostgreSQL", Path(folder), url, server))


def _measure(place: Place) -> None:
    for side in SIDES:
        without, beside = (
            asyncio.run(_story(place, side, troubled)).waits for troubled in ({0: NONE}, dict(enumerate(TROUBLES)))
        )
        later = (p99(beside) - p99(without)) * 1000
        limit = LATER_S * 1000
        emit(f"answered, p99, {side}, {place.name}", p99(without) * 1000, "–", None, "ms")
        emit(
            "… beside a 429, 500s, an unanswered send and 30 lines: later",
            later,
            f"< {limit:.0f} ms",
            later < limit,
            "ms",
        )
        emit("… median", (median(beside) - median(without)) * 1000, "–", None, "ms")


async def _story(place: Place, side: str, troubled: dict[int, str]) -> Story:
    with place.another() as desk:
        async with SIDES[side](desk) as it:
            return await really(it, troubled, to_the_end=False)
