"""Rows 9 to 15: words, signatures, cards, time, roles, the record and backups, at full size (tests/proof)."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.core.calendar import ten_years
from tests.dialogue import House
from tests.faults.places import Place, both
from tests.proof import cards, falsified, hostile, records, restores, roles, signatures
from tests.soak import day
from tests.soak.table import EITHER, Row, verdict

INPUTS, MUTATIONS, CARDS = 20_000, 10_000, 20_000
ACTS, PEOPLE, ACTS_EACH, BACKUPS = 2_000, 100, 25, 10

Measured = tuple[str, list[str]]


def _on_both(number: int, promise: str, asked: str, measure: Callable[[House], Measured]) -> Iterator[Row]:
    for place in both():
        with place.house() as house:
            reached, wrong = measure(house)
        yield verdict(number, promise, place.name, asked, reached, wrong)


def words() -> Iterator[Row]:
    """Row 9."""
    for name in hostile.ADAPTERS:
        with TemporaryDirectory() as folder:
            reached, wrong = hostile.through(name, Path(folder), INPUTS)
            yield verdict(9, "hostile text is text", EITHER, f"{INPUTS:,} inputs: 0 unhandled, 0 live", reached, wrong)
            seconds, which = hostile.slowest(name, Path(folder))
        slow = [f"{which} took {seconds:.3f} s"] if seconds >= hostile.SECONDS_MAX else []
        reached = f"{name}: {seconds * 1000:.0f} ms for the slowest, {which}"
        yield verdict(9, "hostile text is text", EITHER, "100 KB in < 200 ms of the processor", reached, slow)


def signed() -> Iterator[Row]:
    """Row 10."""
    with TemporaryDirectory() as folder:
        reached, wrong = signatures.refused(Path(folder), MUTATIONS)
    yield verdict(10, "signatures hold", EITHER, f"{MUTATIONS:,} mutations: always 401", reached, wrong)


def card_numbers() -> Iterator[Row]:
    """Row 11."""
    asked = f"{CARDS:,} numbers: 0 in database, WAL, logs, exports"
    yield from _on_both(11, "no card data", asked, lambda house: cards.left(house, CARDS))


def time() -> Iterator[Row]:
    """Row 12: no database has a part in it."""
    desks = (
        ten_years.by_day(),
        *map(ten_years.by_night, ("America/Los_Angeles", "Africa/Cairo", "Australia/Lord_Howe")),
    )
    for grid in desks:
        years = ten_years.TenYears(grid)
        for now in ten_years.every(ten_years.QUARTER, ten_years.FIRST, ten_years.LAST):
            years.at(now)
        reached = f"{grid.desk.zone}: {years.moments:,} moments, {len(years.known):,} slots"
        yield verdict(12, "time is right", EITHER, "every 15 min of 2027 to 2036: 0 wrong", reached, [])


def roles_kept() -> Iterator[Row]:
    """Row 13."""
    asked = "commands x roles x somebody else's ticket: refused alike"
    yield from _on_both(13, "no one in who doesn't belong", asked, roles.kept_out)


def record() -> Iterator[Row]:
    """Row 14."""
    asked = "both sides present; each changed byte found; 0 bytes after erasure"
    yield from _on_both(14, "the record is whole", asked, lambda house: records.complete(house, ACTS))
    yield from _on_both(14, "the record is whole", asked, _bytes)
    yield from _on_both(14, "the record is whole", asked, lambda house: records.erased(house, PEOPLE, ACTS_EACH))
    yield from day.rows()
    asked = "each changed, lost or swapped row found; with the secret, by a head; honest desks clean"
    yield from _on_both(14, "the record is whole", asked, lambda house: falsified.falsified(falsified.worked_at(house)))
    yield from _on_both(14, "the record is whole", asked, lambda house: falsified.forged(falsified.worked_at(house)))
    yield from _on_both(14, "the record is whole", asked, lambda house: falsified.honest(house, ACTS // 5))


def _bytes(house: House) -> Measured:
    records.complete(house, 12)
    return records.flipped(records.store_of(house))


def backups() -> Iterator[Row]:
    """Row 15."""
    for place in both():
        with _programs_of(place), place.house() as house:
            reached, wrong = restores.restored(house, place.folder, BACKUPS, place.server)
        yield verdict(15, "backups restore", place.name, "online, under load: whole, nothing lost", reached, wrong)


@contextmanager
def _programs_of(place: Place) -> Iterator[None]:
    """While it lasts the server's own pg_dump is the first on the path."""
    before = os.environ.get("PATH", "")
    if place.server is not None and place.server.bin is not None:
        os.environ["PATH"] = f"{place.server.bin}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before
