"""How well people are understood: each utterance of the dialogue corpus in its context, by what came of it.

Prints the share that was taken as a kind support person would, what did harm and what got stuck, by language and
context, with 95 % bootstrap intervals.
"""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.desks import emit
from tests.bench.quality import interval
from tests.dialogue.cases import CONTEXTS, HALVES, LANGS, Case, load
from tests.dialogue.judge import Verdict, judge
from tests.dialogue.scenes import scene

RIGHT_MIN, RIGHT_MIN_EACH, STUCK_MAX = 0.95, 0.93, 0.03
"""Held out: right over all, right in each language, taken so that somebody can't go on."""


def run() -> None:
    """Print the tables and the figures with targets."""
    for half in HALVES:
        found = verdicts(load(half))
        _table(half, found)
    right = [each.right for each in found]
    harm, stuck = shares(found, "harm"), shares(found, "stuck")
    emit("dialogue, held out: right", sum(right) / len(right), f"≥ {RIGHT_MIN}", sum(right) / len(right) >= RIGHT_MIN)
    emit("dialogue, held out: harm", harm, "0", harm == 0)
    emit("dialogue, held out: stuck", stuck, f"≤ {STUCK_MAX}", stuck <= STUCK_MAX)
    for lang in LANGS:
        each = [verdict.right for verdict in found if verdict.case.lang == lang]
        share = sum(each) / len(each)
        emit(f"dialogue, held out: right in {lang}", share, f"≥ {RIGHT_MIN_EACH}", share >= RIGHT_MIN_EACH)


def verdicts(cases: Iterable[Case]) -> list[Verdict]:
    """Each case judged on a desk of its own; all processors work."""
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        return list(pool.map(verdict_on, cases, chunksize=8))


def verdict_on(case: Case) -> Verdict:
    """One case on a desk of its own."""
    with TemporaryDirectory() as folder, scene(case.context, case.lang, Path(folder)) as at:
        return judge(case, at)


def shares(found: list[Verdict], severity: str) -> float:
    """Of all cases, the share that went wrong with this severity."""
    return sum(not each.right and each.case.severity == severity for each in found) / len(found)


def _table(half: str, found: list[Verdict]) -> None:
    print(f"\n{half} ({len(found)} utterances)          right (95 %)          harm   stuck")
    _row("all", found)
    for lang in LANGS:
        _row(lang, [each for each in found if each.case.lang == lang])
    for context in CONTEXTS:
        _row(context, [each for each in found if each.case.context == context])


def _row(name: str, found: list[Verdict]) -> None:
    if found:
        right = interval([each.right for each in found])
        print(f"  {name:24} {right} of {len(found):<4} {shares(found, 'harm'):6.3f} {shares(found, 'stuck'):6.3f}")
