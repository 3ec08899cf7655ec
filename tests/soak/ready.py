"""Row 17: ready means ready, with 10,000 articles, in each layer, none of whose vectors were kept."""

from collections.abc import Iterator
from itertools import cycle, islice

from kb.vectors.embedders import LAYERS, missing_requirement
from tests.bench.bench_search import made_up, questions
from tests.faults.places import both
from tests.faults.ready import answered, written
from tests.soak.table import Row, verdict

ARTICLES, EVENTS = 10_000, 1_000
RATES = {"lexical": 25.0, "static": 25.0, "semantic": 10.0}
"""Questions a second: a language model takes 10 to 20 ms for each, and two cores serve the load as well."""


def rows() -> Iterator[Row]:
    """How many of the first events are answered late, or with an error."""
    library = made_up(ARTICLES)
    asked = list(islice(cycle(questions(library)), EVENTS))
    with written(library) as articles:
        for place in both():
            for layer in LAYERS:
                if not missing_requirement(layer):
                    with place.another() as desk:
                        found = answered(desk, articles, layer, asked, RATES[layer])
                    reached = (
                        f"{layer}: ready after {found.ready_s:.1f} s, then p99 {found.p99_ms:.0f} ms,"
                        f" longest {found.longest_ms:.0f} ms of {found.events:,} questions"
                    )
                    wrong = [f"{found.refused} late or refused"] if found.refused else []
                    aim = f"0 of {EVENTS:,} late or 5xx, {ARTICLES:,} articles, {RATES[layer]:.0f}/s"
                    yield verdict(17, "ready means ready", place.name, aim, reached, wrong)
