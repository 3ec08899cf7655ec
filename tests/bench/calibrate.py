"""Fit the curves of ``kb/calibration.json``: ``python -m tests.bench.calibrate`` writes the file anew.

From the tuning half of the questions and the shipped articles only. For each layer, in its languages, abroad and
across (English articles, other questions), a logistic curve from the features of the first hit to how often that
article answers. Each question is asked a second time with the articles that answer it covered up: a near miss, in
clients' own words. With them go the questions that no desk answers. A little ridge keeps a curve sane where there are
few questions. Prints the expected calibration error of five-fold cross-validation beside each curve: what an honest
guess about other questions is worth.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

import kb
from kb.articles import loader
from kb.authoring.evaluate import Labelled, read_queries
from kb.ranking.confidence import ABROAD, ACROSS, Curve, Features
from kb.ranking.scoring import features_of, score_all
from kb.ranking.self_test import aliens
from kb.search import ArticleSearch
from kb.vectors.embedders import LAYERS, missing_requirement, weighted_embedders
from tests.builders import LANGUAGES

QUESTIONS = Path(__file__).parent.parent / "kb" / "questions"
LANGS = ("en", "es", "de")
FILE = Path(kb.__file__).parent / "calibration.json"
VECTORS = FILE.parent.parent / ".bench" / "vectors"
FOLDS = 5
RIDGE = np.diag([0.0, 1.0, 1.0, 1.0, 1.0, 1.0])
"""On features of deviation 1, against ``WEIGHT`` questions."""

BY_FOREIGN = -1.5
"""Weight of what is about other products: few questions name any, so it isn't fitted anew with each change."""

WEIGHT = 300.0
SHARES = {"asked": 0.5, "near": 0.3, "far": 0.2}
"""Of questions with an answer, of near misses, and of questions that no desk answers."""

STEPS = 60
DRAWS = 1_000
BINS = 10

Points = npt.NDArray[np.float64]
"""Rows of the first hit's features, 1 if it answers else 0, and the row's weight."""


class Group(NamedTuple):
    """What a curve is fitted on."""

    curve: str
    pairs: tuple[tuple[str, str], ...]
    """Languages of the questions and of the articles."""


def main() -> None:
    """Fit every curve and write the file."""
    made: dict[str, dict[str, float]] = {}
    for layer in LAYERS:
        if missing := missing_requirement(layer):
            raise SystemExit(f"{layer}: {missing}")
        searches = {lang: only(lang, layer) for lang in LANGS}
        for group in groups(layer):
            points = np.vstack([_points(searches[articles], asked) for asked, articles in group.pairs])
            curve = _fit(points)
            made[group.curve] = {part: round(value, 3) for part, value in curve._asdict().items()}
            print(f"{group.curve:16} {len(points)} questions, error {_validated(points):.3f}, {curve}", flush=True)
    note = "made by tests/bench/calibrate.py from the tuning half of tests/kb/questions"
    FILE.write_text(json.dumps({"note": note, "curves": made}, indent=2) + "\n", encoding="utf-8")


def only(lang: str, layer: str) -> ArticleSearch:
    """The shipped articles of one language."""
    library = loader.load(loader.shipped())
    own = tuple(source for source in library.sources if source.article.lang == lang)
    library = replace(library, default_lang=lang, sources=own)
    return ArticleSearch(library, LANGUAGES, layer=layer, vectors_folder=VECTORS).make_all()


def groups(layer: str) -> tuple[Group, ...]:
    """The curves of a layer."""
    across = Group(layer + ACROSS, tuple((lang, LANGS[0]) for lang in LANGS[1:]))
    embedders = weighted_embedders(layer)
    home = tuple((lang, lang) for lang in LANGS if all(lang in each.embedder.langs for each in embedders))
    abroad = tuple((lang, lang) for lang in LANGS if (lang, lang) not in home)
    return (Group(layer, home), *((Group(layer + ABROAD, abroad),) if abroad else ()), across)


def _points(search: ArticleSearch, asked: str) -> Points:
    """All questions of a language about one language's articles, each kind with its share of the weight."""
    kinds: dict[str, list[tuple[Features, bool]]] = {kind: [] for kind in SHARES}
    strange = (Labelled(text, frozenset()) for matter in aliens(asked) for text in matter)
    for each in (*tuning(asked), *strange):
        for covered in (False, True) if each.relevant else (False,):
            kind = "near" if covered else "asked" if each.relevant else "far"
            kinds[kind] += _first_hit(search, each, asked, covered=covered)
    return np.array(
        [
            (*hit, right, WEIGHT * SHARES[kind] / len(found))
            for kind, found in kinds.items()
            for hit, right in found
        ],
        np.float64,
    )  # fmt: skip


def _first_hit(search: ArticleSearch, each: Labelled, asked: str, *, covered: bool) -> Iterator[tuple[Features, bool]]:
    """The best hit for a question; ``covered``: of the articles that don't answer it."""
    ((lang, query),) = search._queries(search._own(each.query), asked).items()
    index = search._reader(lang).index
    if query.slots:
        found = score_all(index, query, search._meaning(lang) if search.embedders else None)
        if covered:
            found.total[[article.slug in each.relevant for article in index.articles]] = 0.0
        for place, hit in features_of(index, query, found, 1):
            yield hit, index.articles[place].slug in each.relevant


def tuning(lang: str) -> tuple[Labelled, ...]:
    """The questions that may be looked at."""
    files = sorted(QUESTIONS.glob(f"*tuning-{lang}.jsonl"))
    everyday = read_queries(QUESTIONS / f"everyday-{lang}.jsonl")[::2]  # the others tell what that is worth
    return (*(each for file in files for each in read_queries(file)), *everyday)


def _fit(points: Points) -> Curve:
    """The curve; a feature that would count against an article is left out."""
    kept = np.ones(len(RIDGE)) > 0
    while (found := _weights(points, kept))[1:].min() < 0:
        kept[1 + int(found[1:].argmin())] = False
    return Curve(*map(float, (*found, BY_FOREIGN)))


def _weights(points: Points, used: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Newton's method on the penalized likelihood, with some of the features."""
    features, foreign, answers, weight = points[:, :5], points[:, 5], points[:, 6], points[:, 7]
    mean, deviation = features.mean(0), features.std(0) + 1e-9
    inputs = np.column_stack([np.ones(len(points)), (features - mean) / deviation]) * used
    found = np.zeros(len(RIDGE))
    for _ in range(STEPS):
        sure = 1 / (1 + np.exp(-(inputs @ found + BY_FOREIGN * foreign)))
        slope = inputs.T @ (weight * (answers - sure)) - RIDGE @ found
        bend = (inputs * (weight * sure * (1 - sure))[:, None]).T @ inputs + RIDGE
        found += np.linalg.solve(bend + np.diag(1.0 - used), slope)
    by_feature = found[1:] / deviation
    return np.array([found[0] - by_feature @ mean, *by_feature])


def _validated(points: Points) -> float:
    """The error on questions that a curve wasn't fitted on."""
    sure = np.empty(len(points))
    for fold in range(FOLDS):
        held = np.arange(len(points)) % FOLDS == fold
        curve = _fit(points[~held])
        sure[held] = [curve(Features(*row)) for row in points[held, :-2].tolist()]
    return calibration_error(list(zip(sure.tolist(), (points[:, -2] > 0).tolist(), strict=True)))


def calibration_error(told: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error of (confidence, was it right) over ten bins of equal width."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in told:
        bins.setdefault(min(BINS - 1, int(sure * BINS)), []).append((sure, right))
    gaps = (abs(sum(sure for sure, _ in found) - sum(right for _, right in found)) for found in bins.values())
    return sum(gaps) / max(1, len(told))


def interval(values: Sequence[float]) -> str:
    """The mean, and where 95 % of the means of as many draws lie."""
    if not values:
        return "–"
    rng = random.Random(1)
    means = sorted(fmean(rng.choices(values, k=len(values))) for _ in range(DRAWS))
    return f"{fmean(values):.3f} ({means[DRAWS // 40]:.3f}–{means[-DRAWS // 40 - 1]:.3f})"


if __name__ == "__main__":
    main()
