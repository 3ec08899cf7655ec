"""How much of what must go is gone, and how much of what must stay is left, on each part of the corpus.

Prints shares only: nobody reads a line of the half that is held out.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from tests.builders import redact

FOLDER = Path(__file__).parent
PARTS = {
    "tuning": FOLDER / "tuning.jsonl",
    "second person": FOLDER / "second.jsonl",
    "third person": FOLDER / "third.jsonl",
    "fourth batch": FOLDER / "fourth.jsonl",
    "fifth batch": FOLDER / "fifth.jsonl",
    "sixth batch": FOLDER / "sixth.jsonl",
    "seventh batch": FOLDER / "seventh.jsonl",
    "held out": FOLDER / "heldout.jsonl",
}
INNOCENT = "innocent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line."""

    what: str
    lang: str
    kind: str
    gone: bool
    """Nothing of its secrets is left (an innocent line has none)."""
    whole: bool
    """What had to stay did; of an innocent line, every character."""


def outcomes(part: str, through: Callable[[str], str] = lambda text: redact(text).text) -> tuple[Outcome, ...]:
    """Each line of a part, redacted."""
    return tuple(_outcome(json.loads(line), through) for line in PARTS[part].read_text("utf-8").splitlines())


def _outcome(row: dict[str, str], through: Callable[[str], str]) -> Outcome:
    left = through(row["text"])
    innocent = row["what"] == INNOCENT
    whole = left == row["text"] if innocent else all(kept in left for kept in row["stay"])
    return Outcome(row["what"], row["lang"], row["kind"], not any(part in left for part in row["gone"]), whole)


@dataclass(frozen=True, slots=True)
class Shares:
    """Of lines with a secret, how many lost it all and how many kept the rest; of the innocent, how many are whole."""

    gone: float
    stayed: float
    innocent: float


def shares(found: Iterable[Outcome]) -> Shares:
    """Over all lines of a part."""
    secret, innocent = parted(found)
    return Shares(
        fmean(each.gone for each in secret),
        fmean(each.whole for each in secret),
        fmean(each.whole for each in innocent),
    )


def parted(found: Iterable[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Lines with a secret, and innocent ones."""
    lines = list(found)
    return [each for each in lines if each.what != INNOCENT], [each for each in lines if each.what == INNOCENT]


def groups(found: Iterable[Outcome]) -> Iterator[tuple[str, list[bool]]]:
    """Whether each line came out as it should, by what it holds, its language and its kind."""
    secret, innocent = parted(found)
    for field in ("what", "lang", "kind"):
        for value in sorted({getattr(each, field) for each in secret}):
            yield f"gone, {field} {value}", [each.gone for each in secret if getattr(each, field) == value]
    for field in ("lang", "kind"):
        for value in sorted({getattr(each, field) for each in innocent}):
            yield f"innocent, {field} {value}", [each.whole for each in innocent if getattr(each, field) == value]
