"""Learn what acts of speech are like from a language's examples: ``python -m bot.i18n.learning``.

Reads ``bot/locale/<language>/examples.txt`` and writes ``learned.toml`` beside it. Whoever changes examples or patterns
runs it again; a test says when that was forgotten. It takes a minute or two, nothing of it happens while a desk runs.

One linear reader for each act, trained by the hinge loss with falling steps, the mean of its states kept. A part of the
examples at a time is left out and read by the others' reader; from what it scores there come the thresholds.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bot.core.conversation.understanding.acts import Act
from bot.core.conversation.understanding.examples import OTHER, SCALE, features
from bot.core.conversation.understanding.meaning import by_patterns
from bot.core.text.words import plain
from bot.i18n.phrases import languages

COSTLY = frozenset({"accept", "close", "calloff", "nudge", "take", "forget", "works", "refuse"})
"""Acts that cost or end something: sure only where next to nothing else scores so."""
ROUNDS = 10
FOLDS = 4
SEEN_MIN = 2
"""A feature of fewer examples says nothing about others."""
OWN_COUNTS = 3.0
"""An example of an act counts so many times one of any other: there are fifty others."""
STEP, DECAY = 0.5, 0.5
WEIGHT_MIN = 14
"""Smaller weights, in hundredths, are left out."""
LIKELY, SURE, SURE_OF_COSTLY = 0.65, 0.85, 0.97
"""The share of examples above a threshold that are the act."""
FOUND_MIN = 5
"""Fewer examples above a threshold show nothing."""


class Example(NamedTuple):
    """One line: what it does, and what it is compared by."""

    acts: frozenset[str]
    features: tuple[tuple[str, float], ...]


def main() -> None:
    """Learn every language that has examples."""
    codes = [code for code in languages().by_code if _path(code).exists()]
    with ProcessPoolExecutor() as pool:
        for code, text in zip(codes, pool.map(learned, codes), strict=True):
            _path(code).with_name("learned.toml").write_text(text, "utf-8")
            sys.stderr.write(f"{code}: {len(text) // 1024} KB\n")


def _path(code: str) -> Path:
    return Path(__file__).parents[1] / "locale" / code / "examples.txt"


def digest(code: str) -> str:
    """What the weights were learned from: examples and patterns."""
    folder = _path(code).parent
    return sha256(b"".join((folder / name).read_bytes() for name in ("examples.txt", "acts.toml"))).hexdigest()[:16]


def examples(code: str) -> Iterator[Example]:
    """A language's lines."""
    for line in _path(code).read_text("utf-8").splitlines():
        acts, colon, text = line.partition(": ")
        if colon and not line.startswith("#"):
            meaning, _codes = by_patterns(text, languages(), code)
            found = sorted({act for clause in meaning.clauses for act in clause.acts})
            told = dict(features(plain(text).split(), found, question=meaning.asks))
            length = sum(value * value for value in told.values()) ** 0.5
            yield Example(frozenset(acts.split("+")), tuple((name, value / length) for name, value in told.items()))


def learned(code: str) -> str:
    """The file: acts with bias and thresholds, and each feature's weights."""
    known = list(examples(code))
    acts = [name for name in (*(act.value for act in Act), OTHER) if any(name in each.acts for each in known)]
    random.Random(7).shuffle(known)  # noqa: S311 (the same order every time)
    cuts = [len(known) * n // FOLDS for n in range(FOLDS + 1)]
    scored: list[tuple[frozenset[str], list[float]]] = []
    for start, end in pairwise(cuts):
        weights, bias = _trained([*known[:start], *known[end:]], acts)
        scored += [(each.acts, _scores(each, weights, bias)) for each in known[start:end]]
    weights, bias = _trained(known, acts)
    head = [
        "# Learned from examples.txt and acts.toml by `python -m bot.i18n.learning`; nobody writes here.",
        f'from = "{digest(code)}"',
        "# Each act with its score before any word, from where on it's likely, and from where on nearly sure.",
        "acts = '''",
        *(_head(act, n, bias[n], scored) for n, act in enumerate(acts)),
        "'''",
        "# What words speak for and against, in hundredths.",
        "weights = '''",
        *_rows(weights),
        "'''",
        "",
    ]
    return "\n".join(head)


def _head(act: str, n: int, bias: float, scored: Sequence[tuple[frozenset[str], list[float]]]) -> str:
    sure = SURE_OF_COSTLY if act in COSTLY else SURE
    return f"{act} {bias:.3f} {_threshold(act, n, scored, LIKELY):.3f} {_threshold(act, n, scored, sure):.3f}"


def _rows(weights: dict[str, list[float]]) -> Iterator[str]:
    for name, row in sorted(weights.items()):
        told = [(n, round(weight * SCALE)) for n, weight in enumerate(row)]
        if kept := " ".join(f"{n}:{weight}" for n, weight in told if abs(weight) >= WEIGHT_MIN):
            yield f"{name}\t{kept}"


def _trained(known: Sequence[Example], acts: Sequence[str]) -> tuple[dict[str, list[float]], list[float]]:
    """Weights by feature and act, and each act's bias: the mean over all steps."""
    seen = Counter(name for each in known for name, _value in each.features)
    weights = {name: [0.0] * len(acts) for name, count in seen.items() if count >= SEEN_MIN}
    summed = {name: [0.0] * len(acts) for name in weights}
    bias, bias_summed = [-0.5] * len(acts), [0.0] * len(acts)
    order, count = list(known), 0
    shuffled = random.Random(11)  # noqa: S311
    for turn in range(ROUNDS):
        shuffled.shuffle(order)
        step = STEP / (1 + DECAY * turn)
        for each in order:
            for n, score in enumerate(_scores(each, weights, bias)):
                own = acts[n] in each.acts
                if (score if own else -score) >= 1:
                    continue
                change = step * OWN_COUNTS if own else -step
                bias[n] += change * 0.1
                bias_summed[n] += change * 0.1 * count
                for name, value in each.features:
                    if name in weights:
                        weights[name][n] += change * value
                        summed[name][n] += change * value * count
            count += 1
    for name, row in weights.items():
        weights[name] = [now - before / count for now, before in zip(row, summed[name], strict=True)]
    return weights, [now - before / count for now, before in zip(bias, bias_summed, strict=True)]


def _scores(example: Example, weights: dict[str, list[float]], bias: Sequence[float]) -> list[float]:
    scores = list(bias)
    for name, value in example.features:
        if row := weights.get(name):
            scores = [score + weight * value for score, weight in zip(scores, row, strict=True)]
    return scores


def _threshold(act: str, n: int, scored: Sequence[tuple[frozenset[str], list[float]]], share: float) -> float:
    """The lowest score from which on so many of those left out are the act; beyond all if there is none."""
    ranked = sorted(((scores[n], act in acts) for acts, scores in scored), reverse=True)
    own, lowest = 0, ranked[0][0] + 1
    for place, (score, is_own) in enumerate(ranked, 1):
        own += is_own
        if place >= FOUND_MIN and own / place >= share:
            lowest = score
    return lowest


if __name__ == "__main__":
    main()
