"""``make bench``: every figure beside its target, measured in one run on this machine."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from tests.bench import (
    bench_search,
    cpu,
    desks,
    dialogue,
    find,
    growth,
    hostile,
    imports,
    page,
    parsers,
    passages,
    phone,
    quality,
    ready,
    redaction,
    report,
    servers,
    slack,
    start,
    times,
    transcript,
    turns,
    waiting,
)

BENCHES = {
    "cpu": cpu.run,
    "turns": turns.run,
    "place": turns.place,
    "growth": growth.run,
    "closed": turns.closed,
    "postgresql": servers.run,
    "postgresql-place": servers.place,
    "postgresql-growth": growth.run_postgresql,
    "start": start.run,
    "hostile": hostile.run,
    "parsers": parsers.run,
    "search": bench_search.run,
    "find": find.run,
    "report": report.run,
    "ready": ready.run,
    "redaction": redaction.run,
    "quality": quality.run,
    "passages": passages.run,
    "dialogue": dialogue.run,
    "times": times.run,
    "imports": imports.run,
    "page": page.run,
    "transcript": transcript.run,
    "phone": phone.run,
    "slack": slack.run,
    "waiting": waiting.run,
}


def main() -> None:
    """Run the benches named on the command line, or all."""
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES], metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--wrong", metavar="CONTEXT", help="what of the dialogue corpus's tuning half goes wrong there")
    parser.add_argument("--against", metavar="PATH", type=Path, help="another tree; cpu alone is compared with it")
    given = parser.parse_args()
    if given.wrong:
        dialogue.print_wrong(given.wrong)
        return
    if given.against:
        cpu.against(given.against.resolve())
        return
    names = given.names or [*BENCHES]
    for done, name in enumerate(names):
        print(f"# {name} ({done + 1} of {len(names)}) …", file=sys.stderr, flush=True)
        BENCHES[name]()
    desks.save(Path(".bench") / "figures.json")


main()
