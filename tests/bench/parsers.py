"""How long adversarial text holds up the slowest parsers: 100 kB each, by the processor's clock."""

from tests.bench.desks import emit
from tests.parsers.measure import CHARS, SECONDS_MAX, examine
from tests.parsers.registry import PARSERS, exercised
from tests.parsers.shapes import shapes

SHAPES, SEED, SHOWN = 3, 21, 5


def run() -> None:
    """Print the worst ones."""
    found = {}
    for name, parser in PARSERS.items():
        exercised(parser)
        found[name] = examine(parser.read, shapes(parser.own, parser.before, SHAPES, SEED), chars=parser.chars)
    print(f"{CHARS:,} characters made to be slow, through each of {len(found)} parsers; the worst:")
    for name, worst in sorted(found.items(), key=lambda one: -one[1].slowest)[:SHOWN]:
        milliseconds = worst.slowest * 1000
        emit(f"slowest of all parsers: {name}", milliseconds, "< 200 ms", milliseconds < SECONDS_MAX * 1000, "ms")
