"""Ready means ready: a process with 10,000 articles until it says that it is, and its first answers."""

from itertools import cycle, islice

from kb.vectors.embedders import LAYERS, missing_requirement
from tests.bench.bench_search import made_up, questions
from tests.bench.desks import emit
from tests.faults.places import sqlite
from tests.faults.ready import answered, written

ARTICLES, EVENTS, PER_SECOND = 10_000, 250, 10.0


def run() -> None:
    """Print how long each layer takes until it is ready, none of its vectors kept, and how it answers then."""
    library = made_up(ARTICLES)
    asked = list(islice(cycle(questions(library)), EVENTS))
    with written(library) as articles:
        for layer in LAYERS:
            if missing_requirement(layer):
                continue
            with sqlite() as place:
                found = answered(place, articles, layer, asked, PER_SECOND)
            emit(f"serve, {ARTICLES:,} articles, {layer}: until /readyz says 200", found.ready_s, "–", None, "s")
            late = f"… of the first {EVENTS} questions, answered late or 5xx"
            emit(late, found.refused, "0", found.refused == 0, "")
            emit("… their ack, 99th percentile", found.p99_ms, "< 500 ms", found.p99_ms < 500, "ms")
