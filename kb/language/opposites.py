"""What one says in place of the other: on and off, in and out, add and remove."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from kb.language.words import Tongue

PHRASE_WORDS_MAX = 3

Sides = frozenset[tuple[int, int]]
"""(rule, 0 or 1): which side of which pair of opposites a text has."""


@lru_cache(maxsize=64)
def opposites(spoken: Tongue) -> Mapping[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """The sides that each word or phrase, as stems, stands for."""
    found: dict[tuple[str, ...], tuple[tuple[int, int], ...]] = {}
    for number, line in enumerate(spoken.words.opposites):
        for side, phrases in enumerate(line.split("|")):
            for phrase in phrases.split(","):
                stems = whole_or_stems(phrase.split(), spoken)
                found[stems] = (*found.get(stems, ()), (number, side))
    return found


def whole_or_stems(words: Sequence[str], spoken: Tongue) -> tuple[str, ...]:
    """The stem of each word, but stop words as they are: Spanish "para" is no form of "parar"."""
    stems = zip(words, spoken.stems(words), strict=True)
    return tuple(word.upper() if word in spoken.stop else stem for word, stem in stems)


def sides(stems: Sequence[str], spoken: Tongue) -> Sides:
    """The sides that a text has: of a pair of which it has both, neither tells."""
    found = frozenset(_found(stems, opposites(spoken)))
    return frozenset((number, side) for number, side in found if (number, 1 - side) not in found)


def _found(
    stems: Sequence[str], known: Mapping[tuple[str, ...], Iterable[tuple[int, int]]]
) -> Iterator[tuple[int, int]]:
    for begin in range(len(stems)):
        for end in range(begin + 1, min(begin + PHRASE_WORDS_MAX, len(stems)) + 1):
            yield from known.get(tuple(stems[begin:end]), ())


def opposed(one: Sides, two: Sides) -> bool:
    """Whether one text says the opposite of the other."""
    return any((number, 1 - side) in two for number, side in one)
