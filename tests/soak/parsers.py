"""Row 19: every parser of people's or owners' words, fed with thousands of adversarial shapes."""

from collections.abc import Iterator

from tests.parsers.measure import examine
from tests.parsers.registry import PARSERS, exercised
from tests.parsers.shapes import shapes
from tests.soak.table import EITHER, Row, verdict

SHAPES, CONFIRMED, SEED = 1_000, 5, 20


def rows() -> Iterator[Row]:
    """The slowest text of each parser, and how much time grew with it."""
    asked = "100 kB ≤ 200 ms, twice as much < 2.5 × as long"
    for name, parser in PARSERS.items():
        exercised(parser)
        found = examine(parser.read, shapes(parser.own, parser.before, SHAPES, SEED), CONFIRMED, parser.chars)
        reached = f"{name}: {found.slowest * 1000:.1f} ms for the slowest, {found.shape[:60]}; × {found.growth:.1f}"
        yield verdict(19, "no input is slow", EITHER, asked, reached, found.wrong)
