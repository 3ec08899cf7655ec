"""``make soak``: every promise at its full figures; ``python -m tests.soak 1 5`` takes some of them.

The exit code is 1 when one didn't hold.
"""

import logging
import sys
from collections.abc import Iterator
from time import monotonic
from traceback import print_exc

from tests.soak.promises import PROMISES
from tests.soak.table import Measure, Row, broke_off


def rows(number: int, measure: Measure) -> Iterator[Row]:
    """A promise's rows; one that broke off says so."""
    try:
        yield from measure()
    except Exception as why:  # the others are measured all the same
        print_exc()
        yield broke_off(number, why)


def main(wanted: list[str]) -> int:
    """Print the table, row by row as it comes; the exit code."""
    if unknown := [name for name in wanted if not name.isdecimal() or int(name) not in PROMISES]:
        print(f"no such promise: {', '.join(unknown)}; there are {', '.join(map(str, sorted(PROMISES)))}")
        return 2
    logging.getLogger().addHandler(logging.NullHandler())  # what is broken on purpose is logged by the thousand
    held = True
    for number in sorted(map(int, wanted)) or sorted(PROMISES):
        began = monotonic()
        for row in rows(number, PROMISES[number]):
            held = held and row.held
            print(f"{row.line()}  ({monotonic() - began:.0f} s)", flush=True)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
