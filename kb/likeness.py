"""How likely two short texts are about the same problem.

Both are read like questions (repaired, stemmed, with synonyms), and every word looks for its best
partner in the other text. Rare words count most; what stands in only one of the texts counts against.
"""

from math import sqrt

from rapidfuzz.distance import OSA

from kb.query import Query, Slot

CONSTANT_MASS = 0.15
"""Added to what each text says, as a share of the rarest word's weight: "hello" is like nothing."""

_UNKNOWN_CHARS_MIN = 4
_SLIPS_MAX = 1
"""Two unknown words of at least four letters are the same one up to one slip."""


def likeness(one: Query, two: Query, idf_max: float) -> float:
    """0 … 1; the same both ways round."""
    if not one.slots or not two.slots:
        return 0.0
    constant = CONSTANT_MASS * idf_max
    return min(1.0, sqrt(_share(one, two, constant) * _share(two, one, constant)))


def _share(one: Query, two: Query, constant: float) -> float:
    """How much of what ``one`` says, ``two`` says too."""
    met = sum(slot.mass * max(_alike(slot, other) for other in two.slots) for slot in one.slots)
    return met / (one.mass + constant)


def _alike(one: Slot, two: Slot) -> float:
    if one.typed == two.typed:
        return 1.0
    if not one.options and not two.options:
        long_enough = min(len(one.typed), len(two.typed)) >= _UNKNOWN_CHARS_MIN
        return 0.8 if long_enough and OSA.distance(one.typed, two.typed) <= _SLIPS_MAX else 0.0
    others = dict(two.options)
    return max((weight * others.get(term, 0.0) for term, weight in one.options), default=0.0)
