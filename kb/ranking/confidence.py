"""From a score to how likely the article answers: a logistic curve for each layer.

The curves stand in ``calibration.json``; ``python -m tests.bench.calibrate`` fits them on the tuning half of the
questions in tests/. In go the score and how much of the question is about somebody else's product, one that the
article doesn't mention. Coverage of rare words is in the score already; the margin before the next hit was
measured and left out (two good articles on one matter are no reason for doubt).
"""

import json
from functools import cache
from importlib.resources import files
from math import exp
from typing import NamedTuple

ABROAD = " abroad"
"""Stands behind a layer's name for languages that not all of its models were made for."""

ACROSS = " across"
"""Stands there for questions in another language than the articles."""


class Curve(NamedTuple):
    """1 ÷ (1 + e^−(at_zero + by_score × score + by_foreign × foreign))."""

    at_zero: float
    by_score: float
    by_foreign: float = 0.0

    def __call__(self, score: float, foreign: float = 0.0) -> float:
        """0 … 1."""
        return 1 / (1 + exp(-(self.at_zero + self.by_score * score + self.by_foreign * foreign)))


@cache
def curves() -> dict[str, Curve]:
    """By layer, in its languages and abroad."""
    read = json.loads(files("kb").joinpath("calibration.json").read_text(encoding="utf-8"))
    return {name: Curve(**curve) for name, curve in read["curves"].items()}


def curve_name(layer: str, *, abroad: bool, across: bool, judged: bool) -> str:
    """The curve for a hit; one that the layer's models haven't judged yet is as sure as words can be."""
    if not judged:
        return "lexical"
    return layer + (ACROSS if across else ABROAD * abroad)
