"""What clients call things: a language's synonyms, read as rules, and names of products."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kb.language.words import RAW, Tongue, fold, parts, plain_case

GROUP_WEIGHT = 0.8
"""What a synonym counts beside the word itself."""

ONE_WAY_WEIGHT = 0.7
"""What a word right of an arrow counts: it often, not always, is what is meant."""

PHRASE_WORDS_MAX = 4
"""Words in a row that are looked up as a phrase."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever types one of ``names`` (a word or a phrase) may also mean each of ``meant``."""

    names: tuple[tuple[str, ...], ...]
    meant: tuple[str, ...]
    weight: float


@lru_cache(maxsize=64)
def rules(spoken: Tongue) -> tuple[Rule, ...]:
    """The rules of one language, as they stand in its file."""
    return tuple(map(_rule, spoken.words.synonyms))


@cache
def products() -> frozenset[str]:
    """Names of products and firms, in every language."""
    lines = files("kb").joinpath("products.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in _words(line))


@lru_cache(maxsize=64)
def lexicon(spoken: Tongue) -> frozenset[str]:
    """Every word of the rules, and names: proper words, whether or not an article has them."""
    ruled = (word for rule in rules(spoken) for group in (*rule.names, rule.meant) for word in group)
    return products() | frozenset(map(fold, ruled))


def _rule(line: str) -> Rule:
    left, arrow, right = line.partition("=>")
    names = tuple(_words(name) for name in left.split(","))
    if not arrow:
        return Rule(names, tuple(name[0] for name in names if len(name) == 1), GROUP_WEIGHT)
    return Rule(names, tuple(word for name in right.split(",") for word in _words(name)), ONE_WAY_WEIGHT)


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(piece for raw in RAW.findall(plain_case(phrase)) for piece in parts(raw)[1])
