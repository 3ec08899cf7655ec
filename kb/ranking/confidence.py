"""How likely an article answers: a logistic curve for each layer, moved by what each library's self-test says.

The curves stand in ``calibration.json``; ``python -m tests.bench.calibrate`` fits them on the tuning half of the
questions in tests/. A score alone says little in another library: among a thousand articles about one matter the best
of them matches any question of that matter well. So the curve also sees how far a hit stands out of the others, and is
moved as a whole until the library is as honest about its own near misses as any other (``kb.ranking.self_test``).
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp
from typing import NamedTuple

LEXICAL = "lexical"

ABROAD = " abroad"
"""Stands behind a layer's name for languages that not all of its models were made for."""

ACROSS = " across"
"""Stands there for questions in another language than the articles."""

Shifts = Mapping[str, float]
"""By curve: log-odds to add in one library; 0 where none is known."""


class Features(NamedTuple):
    """What is known of a hit, for its confidence."""

    score: float
    lead: float
    """How much higher its score is than that of the crowd: the articles that come next."""
    standing: float
    """How many standard deviations its score lies above the mean of all articles."""
    nearness: float
    """What the embedder that counts most makes of it; 0 where there is none."""
    named: float
    """How much of the question its title and keywords name."""
    off_topic_share: float
    """How much of the question is about products that the article doesn't mention."""


class Curve(NamedTuple):
    """Log-odds that a hit answers, as a weighted sum of its features."""

    at_zero: float
    by_score: float
    by_lead: float
    by_standing: float
    by_nearness: float
    by_named: float
    by_foreign: float

    def log_odds(self, hit: Features) -> float:
        """Before any shift."""
        return self.at_zero + sum(weight * value for weight, value in zip(self[1:], hit, strict=True))

    def __call__(self, hit: Features, shift: float = 0.0) -> float:
        """0 … 1."""
        return 1 / (1 + exp(-(self.log_odds(hit) + shift)))


@cache
def curves() -> dict[str, Curve]:
    """By layer, in its languages, abroad and across."""
    read = json.loads(files("kb").joinpath("calibration.json").read_text(encoding="utf-8"))
    return {name: Curve(**curve) for name, curve in read["curves"].items()}


def curve_name(layer: str, *, abroad: bool, across: bool, judged: bool) -> str:
    """The curve for a hit; one that the layer's models haven't judged yet is as sure as words can be."""
    return (layer if judged else LEXICAL) + (ACROSS if across else ABROAD * (abroad and judged))
