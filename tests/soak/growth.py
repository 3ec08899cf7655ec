"""Row 20: it doesn't grow for nothing, with a million full tickets, their rows made by SQL."""

from collections.abc import Callable, Iterator
from contextlib import closing

from tests.bench import full, growth
from tests.bench.rounds import server_seconds
from tests.faults.places import Place, both
from tests.soak.table import Row, verdict

FEW, MANY = 1_000, 1_000_000


def rows(few: int = FEW, many: int = MANY, sized: int = growth.SIZED) -> Iterator[Row]:
    """What a ticket takes after retention, and a turn's cost beside many tickets as a multiple of that beside few."""
    for place in both():
        with place.another() as desk, closing(desk.store()) as store:
            found = growth.sizes(store, sized)
        asked = f"≤ {growth.KILOBYTES_MAX:.0f} kB a ticket with {full.ENTRIES} entries after retention"
        large = [f"{found.after:.1f} kB"] if found.after > growth.KILOBYTES_MAX else []
        reached = f"{found.after:.1f} kB, {found.before:.1f} kB before"
        yield verdict(20, "it doesn't grow for nothing", place.name, asked, reached, large)
        ratio = _ratio(place, few, many)
        dear = [f"{ratio:.2f} ×"] if ratio > growth.RATIO_MAX else []
        asked = f"a turn beside {many:,} full tickets ÷ {few:,}: ≤ {growth.RATIO_MAX}"
        yield verdict(20, "it doesn't grow for nothing", place.name, asked, f"{ratio:.2f} ×", dear)


def _ratio(place: Place, few: int, many: int) -> float:
    with place.another() as small, place.another() as large:
        stores = [desk.store() for desk in (small, large)]
        for store, tickets in zip(stores, (few, many), strict=True):
            full.fill(store, tickets)
        with growth.at_work(stores[0]) as beside_few, growth.at_work(stores[1]) as beside_many:
            return growth.ratio(beside_few, beside_many, _server(place))


def _server(place: Place) -> Callable[[], float]:
    server = place.server
    return (lambda: server_seconds(server)) if server else lambda: 0.0
