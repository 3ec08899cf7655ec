"""What tells two texts apart that share nearly all their words: another number, month or name, the opposite, a "not".

"Please cancel my plan" and "please don't cancel my plan", invoice 113 and invoice 114, a transfer in and a transfer out
are never the same problem. Each text's facts are read once; comparing two is a few set operations.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bot.core.text.language_data import Languages
from kb.language.opposites import Sides, opposed, sides, whole_or_stems
from kb.language.words import RAW, Tongue, fold, opening, plain_case

NUMBER, DAY, NAME, OPPOSITE, DENIAL = 0.75, 0.75, 0.75, 0.82, 0.6
"""How surely texts with so different facts aren't about the same, if the rest of them is."""

DENIED_CHARS = 5
"""Compared of what is denied: verbs change at their end, and stems with them ("cancelad", "no canceléis")."""

WORDS_MAX = 128
"""Words that are read of a text."""

_NUMBER = re.compile(r"\d{2,}+(?:\.\d{1,6}+)*+|\d{1,3}+\.\d{1,6}+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text says that another one may contradict."""

    numbers: frozenset[str]
    """Of invoices, orders, errors and versions."""
    months: frozenset[str]
    days: frozenset[str]
    """"4 may"."""
    names: frozenset[str]
    """Domains and addresses."""
    sides: Sides
    denied: frozenset[str]
    """Stems behind a "not" …"""
    said: frozenset[str]
    """… and those that aren't."""


def facts(text: str, spoken: Tongue, languages: Languages) -> Facts:
    """Read a text's facts. Never raises, and bounded in time."""
    months = _months(languages)
    raws = [found[0] for _number, found in zip(range(WORDS_MAX), RAW.finditer(plain_case(opening(text))), strict=False)]
    folded = [fold(raw) for raw in raws]
    bare = [word.replace("'", "").replace("’", "") for word in folded]
    stems = whole_or_stems(bare, spoken)
    denied = frozenset(stem[:DENIED_CHARS] for stem in _denied(bare, stems, spoken))
    return Facts(
        numbers=frozenset(number for word in bare for number in _NUMBER.findall(word) if "@" not in word),
        months=frozenset(word for word in bare if word in months),
        days=frozenset(_days(bare, months)),
        names=frozenset(word for word in bare if "@" in word or ("." in word and not word[0].isdigit())),
        sides=sides(stems, spoken),
        denied=denied,
        said=frozenset(stem[:DENIED_CHARS] for stem in stems) - denied,
    )


@lru_cache(maxsize=4)
def _months(languages: Languages) -> frozenset[str]:
    """Names of months in every language."""
    return languages.words(lambda language: (name for month in language.times.months for name in month))


def _denied(words: Sequence[str], stems: Sequence[str], spoken: Tongue) -> Iterator[str]:
    for at, word in enumerate(words):
        if word in spoken.negation:
            behind = range(at + 1, len(words))
            sides = (behind, range(at - 1, -1, -1)) if spoken.words.compounds else (behind,)
            for places in sides:
                yield from islice((stems[place] for place in places if words[place] not in spoken.stop), 1)


def _days(words: Sequence[str], months: frozenset[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        near = [each for each in words[max(0, at - 2) : at + 2] if each[:2].rstrip(".").isdecimal()]
        if word in months and near:
            yield f"{near[0].rstrip('.')} {word}"


def contrast(one: Facts, two: Facts) -> float:
    """0 … 1: how surely two texts that share their words aren't about the same."""
    same = 1.0
    for ours, theirs, tells in (
        (one.numbers, two.numbers, NUMBER),
        (one.months, two.months, DAY),
        (one.days, two.days, DAY),
        (one.names, two.names, NAME),
    ):
        if ours and theirs and not ours & theirs:
            same *= 1 - tells
    if opposed(one.sides, two.sides):
        same *= 1 - OPPOSITE
    if one.denied & two.said or two.denied & one.said:
        same *= 1 - DENIAL
    return 1 - same
