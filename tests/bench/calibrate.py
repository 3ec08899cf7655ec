"""Fit the curves of ``kb/calibration.json``: ``python -m tests.bench.calibrate`` writes the file anew.

From the tuning half of the questions and the shipped articles only. For each layer, in its languages and
abroad, a logistic curve from the score of the first hit to how often that article answers. A little ridge
keeps a curve sane where there are few questions. Prints the expected calibration error of five-fold
cross-validation beside each curve: what an honest guess about other questions is worth.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

import kb
from kb.articles import loader
from kb.authoring.evaluate import Labelled, read_queries
from kb.ranking.confidence import ABROAD, Curve
from kb.search import ArticleSearch
from kb.vectors.embedders import LAYERS, missing_requirement, weighted_embedders
from tests.builders import LANGUAGES

QUESTIONS = Path(__file__).parent.parent / "kb" / "questions"
LANGS = ("en", "es", "de")
FILE = Path(kb.__file__).parent / "calibration.json"
FOLDS = 5
RIDGE = 0.01
RIDGE_FOREIGN = 0.3
"""Few questions name products, so what they tell is believed with care."""

STEPS = 50
BINS = 10

Points = npt.NDArray[np.float64]
"""Rows of (score of the first hit, foreign share of the question, 1 if it answers else 0)."""


def main() -> None:
    """Fit every curve and write the file."""
    library = loader.load(loader.shipped())
    made: dict[str, dict[str, float]] = {}
    for layer in LAYERS:
        if missing := missing_requirement(layer):
            raise SystemExit(f"{layer}: {missing}")
        catalogue = ArticleSearch(library, LANGUAGES, layer=layer).make_all()
        for name, langs in _groups(layer).items():
            points = np.array([point for lang in langs for point in _points(catalogue, lang)])
            curve = _fit(points)
            made[name] = {part: round(value, 3) for part, value in curve._asdict().items()}
            print(f"{name:16} {len(points)} questions, error {_validated(points):.3f}, {curve}")
    note = "made by tests/bench/calibrate.py from the tuning half of tests/kb/questions"
    FILE.write_text(json.dumps({"note": note, "curves": made}, indent=2) + "\n", encoding="utf-8")


def _groups(layer: str) -> dict[str, Sequence[str]]:
    """Which languages' questions each curve of a layer is fitted on."""
    known = {lang for each in weighted_embedders(layer) for lang in each.embedder.langs}
    if not known:
        return {layer: LANGS}
    return {layer: [lang for lang in LANGS if lang in known], layer + ABROAD: [x for x in LANGS if x not in known]}


def _points(catalogue: ArticleSearch, lang: str) -> Iterator[tuple[float, float, float]]:
    for asked in _asked(lang):
        why = catalogue.explain(asked.query, lang, 1)
        if why:
            yield why[0].score, why[0].off_topic_share, float(why[0].slug in asked.relevant)


def _asked(lang: str) -> tuple[Labelled, ...]:
    return read_queries(QUESTIONS / f"tuning-{lang}.jsonl")


def _fit(points: Points) -> Curve:
    """Newton's method on the penalized likelihood."""
    inputs, answers = np.column_stack([np.ones(len(points)), points[:, :2]]), points[:, 2]
    weights, ridge = np.zeros(3), np.diag([0.0, RIDGE, RIDGE_FOREIGN])
    for _ in range(STEPS):
        sure = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (answers - sure) - ridge @ weights
        weights += np.linalg.solve((inputs * (sure * (1 - sure))[:, None]).T @ inputs + ridge, slope)
    return Curve(*map(float, weights))


def _validated(points: Points) -> float:
    """The error on questions that a curve wasn't fitted on."""
    sure = np.empty(len(points))
    for fold in range(FOLDS):
        held = np.arange(len(points)) % FOLDS == fold
        curve = _fit(points[~held])
        sure[held] = [curve(score, foreign) for score, foreign in points[held, :2]]
    return calibration_error(list(zip(sure.tolist(), (points[:, 2] > 0).tolist(), strict=True)))


def calibration_error(told: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error of (confidence, was it right) over ten bins of equal width."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in told:
        bins.setdefault(min(BINS - 1, int(sure * BINS)), []).append((sure, right))
    gaps = (abs(sum(sure for sure, _ in found) - sum(right for _, right in found)) for found in bins.values())
    return sum(gaps) / max(1, len(told))


if __name__ == "__main__":
    main()
