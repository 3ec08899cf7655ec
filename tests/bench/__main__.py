"""``make bench``: every figure beside its target, measured in one run on this machine."""

import sys
from pathlib import Path

from tests.bench import bench_search, desks, hostile, page, parsers, phone, quality, servers, slack, start, turns

BENCHES = {
    "turns": turns.run,
    "place": turns.place,
    "growth": turns.growth,
    "postgresql": servers.run,
    "postgresql-place": servers.place,
    "postgresql-growth": servers.growth,
    "start": start.run,
    "hostile": hostile.run,
    "parsers": parsers.run,
    "search": bench_search.run,
    "quality": quality.run,
    "page": page.run,
    "phone": phone.run,
    "slack": slack.run,
}


def main() -> None:
    """Run the benches named on the command line, or all."""
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()
    desks.save(Path(".bench") / "figures.json")


main()
