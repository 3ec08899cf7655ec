"""Which known words a misspelt word may stand for.

Nobody's dictionary but the knowledge base's own: a repair only helps if an article has the word.
Candidates come from three small tables (one letter left out of either word; the same sound; the
same beginning or end) and are then judged by their edit distance.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest
from itertools import accumulate, pairwise
from math import exp, log1p

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.language.frequency import ZIPF_MAX, Frequencies

WORD_CHARS_MIN = 3
WORD_CHARS_MAX = 24
"""Shorter words say too little to be repaired, longer ones are no words."""

CANDIDATES_MAX = 4
"""So many readings of one misspelt word are kept."""

JUDGED_MAX = 16
"""So many candidates, the closest, are judged in detail."""

SLIP = 3.0
"""How much less likely each slip makes a reading, as a power of e."""

FREQUENT = 2.0
"""How much likelier than the rarest word the most frequent one is meant, as a power of e …"""

LANGUAGE_SHARE = 0.4
"""… of which so much counts how frequent it is in the language, and the rest, in how many articles it stands."""

NONE_MEANT, NONE_MEANT_A_LETTER = 1.0, 0.2
"""That none of the readings is meant is as likely as a rare word so many slips away, of a longer word more of them."""

WEIGHT_MIN = 0.12
"""Readings less likely than that don't count."""

_EDGE_CHARS = 3
"""Words two edits apart nearly always share their first or their last three letters."""

_KEYBOARD = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "rygz", "y": "tuhx", "u": "yizj", "i": "uok", "o": "ipl",
    "p": "ol", "a": "qsz", "s": "adwx", "d": "sfec", "f": "dgrv", "g": "fhtb", "h": "gjyn", "j": "hkum",
    "k": "jli", "l": "ko", "z": "xatu", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "nj",
}  # fmt: skip
"""Neighbours on QWERTY and QWERTZ keyboards."""

_SILENT = str.maketrans("", "", "aeiouyhw")
_DIGRAPHS = (("sch", "s"), ("ph", "f"), ("ck", "k"), ("gh", ""), ("qu", "k"), ("x", "ks"), ("tz", "s"), ("z", "s"))
_SOFT_C = re.compile("c(?=[eiy])")
_TWICE = re.compile(r"(.)\1+")

Ids = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint32]

_KEY_MASK = 0xFFFF_FFFF
_BASE = 0x9E37_79B1
_INVERSE = pow(_BASE, -1, 1 << 32)
_POWERS = np.array([pow(_BASE, exponent, 1 << 32) for exponent in range(WORD_CHARS_MAX)], np.uint32)


@lru_cache(maxsize=8_192)
def sound(word: str) -> str:
    """The word's consonants as they sound; "fone" and "phone" are the same."""
    for written, heard in _DIGRAPHS:
        if written in word:
            word = word.replace(written, heard)
    if "c" in word:
        word = _SOFT_C.sub("s", word).replace("c", "k")
    first = "a" if word[:1] in "aeiouy" else word[:1]
    return _TWICE.sub(r"\1", first + word[1:].translate(_SILENT))


def edits_max(chars: int) -> int:
    """How many edits a word of so many letters may be away."""
    if chars <= 5:
        return 1
    return 2 if chars <= 11 else 3


@dataclass(frozen=True, slots=True)
class _Table:
    """Word numbers by a 32-bit key; two keys may collide, so what it finds is judged again."""

    keys: Keys
    ids: Ids

    @classmethod
    def of(cls, keys: Keys, ids: Ids) -> "_Table":
        """Each key with the number of its word, in any order."""
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], ids[order])

    def find(self, keys: Sequence[int]) -> set[int]:
        """Numbers of the words that have one of the keys."""
        wanted = np.array(keys, np.uint32)
        begins = np.searchsorted(self.keys, wanted, side="left")
        ends = np.searchsorted(self.keys, wanted, side="right")
        found: set[int] = set()
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            if begin != end:
                found.update(self.ids[begin:end].tolist())
        return found

    def find_all(self, key: int) -> Ids:
        """Numbers of the words that have the key."""
        wanted = np.uint32(key)
        return self.ids[np.searchsorted(self.keys, wanted) : np.searchsorted(self.keys, wanted, side="right")]


def _codes(words: Sequence[str]) -> Keys:
    """A row of code points for each word, zeros behind its end."""
    width = max(map(len, words), default=1)
    padded = "".join(word.ljust(width, "\0") for word in words)
    return np.frombuffer(padded.encode("utf-32-le"), "<u4").astype(np.uint32).reshape(-1, width)


def _lacking_table(words: Sequence[str]) -> _Table:
    """Words by the key of themselves and of themselves with each one letter left out."""
    codes = _codes(words)
    sums = np.cumsum(codes * _POWERS[: codes.shape[1]], axis=1, dtype=np.uint32)
    before = np.concatenate([np.zeros((len(words), 1), np.uint32), sums[:, :-1]], axis=1)
    lacking = before + (sums[:, -1:] - sums) * np.uint32(_INVERSE)
    rows, columns = np.nonzero(codes)
    keys = np.concatenate([sums[:, -1], lacking[rows, columns]])
    return _Table.of(keys, np.concatenate([np.arange(len(words)), rows]).astype(np.int32))


def _lacking_one(word: str) -> list[int]:
    """The same keys for one word: a sum of letters times the powers of an odd number, modulo 2³²."""
    sums = [0, *accumulate(ord(letter) * int(power) for letter, power in zip(word, _POWERS, strict=False))]
    whole = sums[-1]
    lacking = (before + (whole - upto) * _INVERSE for before, upto in pairwise(sums))
    return [key & _KEY_MASK for key in (whole, *lacking)]


def _edge_key(word: str) -> int:
    return hash(word[-_EDGE_CHARS:]) & _KEY_MASK


@dataclass(frozen=True, slots=True)
class Reading:
    """A known word that a misspelt one may stand for."""

    word: str
    edits: int
    """Letters left out, added, exchanged or changed."""
    cost: float
    """About the number of slips: less for those of finger and ear, more for another first letter."""
    weight: float = 0.0
    """How likely it is meant, 0 … 1; those of all readings come to less than 1."""


@dataclass(frozen=True, slots=True)
class _Tables:
    """Some words, made for finding those that look alike."""

    words: tuple[str, ...]
    """In order."""
    lengths: Ids
    lacking: _Table
    tails: _Table

    @classmethod
    def of(cls, words: Iterable[str]) -> "_Tables":
        """Tables of those words that can be meant by a misspelt one."""
        fit = tuple(sorted(w for w in words if WORD_CHARS_MIN <= len(w) <= WORD_CHARS_MAX and w.isalpha()))
        lengths = np.array([len(word) for word in fit], np.int32)
        tails = np.array([_edge_key(word) for word in fit], np.uint32)
        return cls(fit, lengths, _lacking_table(fit), _Table.of(tails, np.arange(len(fit), dtype=np.int32)))

    def close(self, keys: Sequence[int]) -> list[str]:
        """Words that are the same but for about one letter."""
        return [self.words[number] for number in self.lacking.find(keys)]

    def same_edge(self, word: str, most: int) -> list[str]:
        """Words of about the same length that begin or end the same."""
        begin, end = self._beginning(word[:_EDGE_CHARS])
        numbers = np.concatenate([np.arange(begin, end), self.tails.find_all(_edge_key(word))])
        close = np.abs(self.lengths[numbers] - len(word)) <= most
        return [self.words[number] for number in numbers[close].tolist()]

    def beginning(self, letters: str) -> tuple[str, ...]:
        """Words that begin so."""
        begin, end = self._beginning(letters)
        return self.words[begin:end]

    def _beginning(self, letters: str) -> tuple[int, int]:
        begin = bisect_left(self.words, letters)
        return begin, bisect_left(self.words, letters + "\U0010ffff", begin)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known words and how often they occur. Never changes."""

    spreads: Mapping[str, int]
    """In how many articles each word stands."""
    tables: tuple[_Tables, ...]
    """May still have words that no article has any more."""
    log_most: float

    @classmethod
    def of(cls, spreads: Mapping[str, int]) -> "Vocabulary":
        """A vocabulary of these words."""
        return cls(spreads, (_Tables.of(spreads),), log1p(max(spreads.values(), default=1)))

    def changed(self, spreads: Mapping[str, int], added: Iterable[str]) -> "Vocabulary":
        """The vocabulary with other spreads and some more words; much faster than another one."""
        more = _Tables.of(word for word in added if word not in self.spreads)
        tables = (*self.tables, more) if more.words else self.tables
        return Vocabulary(spreads, tables, log1p(max(spreads.values(), default=1)))

    def near(self, word: str, frequent: Frequencies) -> tuple[Reading, ...]:
        """The likeliest readings of an unknown word (small letters, no accents), the likeliest first."""
        if not WORD_CHARS_MIN <= len(word) <= WORD_CHARS_MAX or not word.isalpha():
            return ()
        most, keys = edits_max(len(word)), _lacking_one(word)
        found = self._judged(word, [each for table in self.tables for each in table.close(keys)], most)
        if not found and len(word) > WORD_CHARS_MIN:
            found = self._judged(word, [each for table in self.tables for each in table.same_edge(word, most)], most)
        return self._weighted(word, found, frequent)

    def _weighted(self, word: str, readings: Sequence[Reading], frequent: Frequencies) -> tuple[Reading, ...]:
        """Each with the likelihood that it is meant: fewer slips, and a more frequent word."""
        likely = [exp(FREQUENT * self._commonness(each.word, frequent) - SLIP * each.cost) for each in readings]
        whole = sum(likely) + exp(-SLIP * (NONE_MEANT + NONE_MEANT_A_LETTER * len(word)))
        found = [replace(each, weight=likelihood / whole) for each, likelihood in zip(readings, likely, strict=True)]
        found.sort(key=lambda reading: -reading.weight)
        return tuple(reading for reading in found[:CANDIDATES_MAX] if reading.weight >= WEIGHT_MIN)

    def _commonness(self, word: str, frequent: Frequencies) -> float:
        """0 … 1: how often the word is written, in articles and in the language."""
        here = log1p(self.spreads[word]) / self.log_most
        return here + LANGUAGE_SHARE * (frequent.zipf(word) / ZIPF_MAX - here)

    def beginning(self, letters: str, limit: int) -> list[str]:
        """The most frequent words that begin with these letters."""
        found = (word for table in self.tables for word in table.beginning(letters) if word in self.spreads)
        return nlargest(limit, found, key=lambda word: self.spreads[word])

    def _judged(self, word: str, candidates: list[str], most: int) -> list[Reading]:
        """Candidates at most so many edits away, or one more if they sound the same."""
        if len(self.tables) > 1:
            candidates = [candidate for candidate in candidates if candidate in self.spreads]
        alike = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most + 1, limit=JUDGED_MAX)
        heard_word = sound(word)
        readings = {}
        for candidate, distance, _ in alike:
            heard = sound(candidate) == heard_word
            if len(word) == WORD_CHARS_MIN:
                fits = distance == 1 and (_swapped(word, candidate) or _doubled(word, candidate))
            else:
                fits = distance <= most or heard
            if fits:
                readings[candidate] = Reading(candidate, int(distance), _cost(word, candidate, distance, heard))
        return list(readings.values())


def _cost(typed: str, meant: str, distance: float, heard: bool) -> float:
    """The distance, less for slips of finger and ear, more for another first letter."""
    cost = distance
    if typed[0] != meant[0]:
        cost += 0.5
    if heard:
        cost -= 0.3
    if distance == 1 and _likely_slip(typed, meant):
        cost -= 0.25
    return max(0.1, cost)


def _swapped(typed: str, meant: str) -> bool:
    return len(typed) == len(meant) and sorted(typed) == sorted(meant)


def _doubled(typed: str, meant: str) -> bool:
    """A letter was doubled or halved."""
    return len(typed) != len(meant) and _TWICE.sub(r"\1", typed) == _TWICE.sub(r"\1", meant)


def _likely_slip(typed: str, meant: str) -> bool:
    """The finger's slips: letters changed places, doubled or halved, or a neighbouring key was hit."""
    if _swapped(typed, meant) or _doubled(typed, meant):
        return True
    return len(typed) == len(meant) and any(
        one != two and one in _KEYBOARD.get(two, "") for one, two in zip(typed, meant, strict=True)
    )
