"""Which known words a misspelt word may stand for.

Nobody's dictionary but the knowledge base's own: a repair only helps if an article has the word.
Candidates come from three small tables (one letter left out of either word; the same sound; the
same beginning or end) and are then judged by their edit distance.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD_CHARS_MIN = 3
WORD_CHARS_MAX = 24
"""Shorter words say too little to be repaired, longer ones are no words."""

CANDIDATES_MAX = 4
"""So many readings of one misspelt word are kept."""

_SPREAD = 0.45
"""How much dearer than the best a reading may be and still count."""

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

    keys: npt.NDArray[np.uint32]
    ids: Ids

    @classmethod
    def of(cls, keys: Iterable[int], counts: Sequence[int]) -> "_Table":
        """``keys`` word after word, ``counts[n]`` of them for word n."""
        packed = np.fromiter(keys, dtype=np.int64, count=sum(counts)).astype(np.uint32)
        order = np.argsort(packed, kind="stable")
        ids = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        return cls(packed[order], ids[order])

    def find(self, keys: Iterable[int]) -> set[int]:
        """Numbers of the words that have one of the keys."""
        wanted = np.fromiter(keys, dtype=np.int64).astype(np.uint32)
        begins = np.searchsorted(self.keys, wanted, side="left")
        ends = np.searchsorted(self.keys, wanted, side="right")
        found: set[int] = set()
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            if begin != end:
                found.update(self.ids[begin:end].tolist())
        return found


def _lacking_one(word: str) -> list[int]:
    """Keys of the word and of the word with each one letter left out."""
    return [hash(word), *(hash(word[:at] + word[at + 1 :]) for at in range(len(word)))]


@dataclass(frozen=True, slots=True)
class Reading:
    """A known word that a misspelt one may stand for; ``cost`` is about the number of slips."""

    word: str
    cost: float


class Vocabulary:
    """Known words and how often they occur, made for finding the ones that look alike."""

    def __init__(self, spreads: Mapping[str, int]) -> None:
        """``spreads`` says in how many articles a word stands."""
        fit = (w for w in spreads if WORD_CHARS_MIN <= len(w) <= WORD_CHARS_MAX and w.isalpha())
        self._words = sorted(fit)
        self._spreads = spreads
        self._log_most = log1p(max(spreads.values(), default=1))
        words = self._words
        self._lacking = _Table.of(
            (key for word in words for key in _lacking_one(word)), [len(word) + 1 for word in words]
        )
        ones = [1] * len(words)
        self._sounds = _Table.of((hash(sound(word)) for word in words), ones)
        self._ends = _Table.of((hash(word[-_EDGE_CHARS:]) for word in words), ones)

    def near(self, word: str) -> tuple[Reading, ...]:
        """The best readings of an unknown word (small letters, no accents), the best first."""
        if not WORD_CHARS_MIN <= len(word) <= WORD_CHARS_MAX or not word.isalpha():
            return ()
        numbers = self._lacking.find(_lacking_one(word)) | self._sounds.find((hash(sound(word)),))
        found = self._judged(word, [self._words[number] for number in numbers], edits_max(len(word)))
        if not found and edits_max(len(word)) > 1:
            found = self._judged(word, self._same_edge(word), edits_max(len(word)))
        if not found:
            return ()
        found.sort(key=lambda reading: reading.cost)
        limit = found[0].cost + _SPREAD
        return tuple(reading for reading in found[:CANDIDATES_MAX] if reading.cost <= limit)

    def _same_edge(self, word: str) -> list[str]:
        head = word[:_EDGE_CHARS]
        begin = bisect_left(self._words, head)
        end = bisect_left(self._words, head + "\U0010ffff", begin)
        tails = self._ends.find((hash(word[-_EDGE_CHARS:]),))
        return self._words[begin:end] + [self._words[number] for number in tails]

    def _judged(self, word: str, candidates: list[str], most: int) -> list[Reading]:
        alike = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most + 1, limit=32)
        readings = {}
        for candidate, distance, _ in alike:
            heard = sound(candidate) == sound(word)
            if distance <= most or (heard and distance <= most + 1 and len(word) > 3):
                if len(word) <= 3 and not (distance == 1 and sorted(word) == sorted(candidate)):
                    continue  # of three letters, only two that changed places
                readings[candidate] = Reading(candidate, self._cost(word, candidate, distance, heard))
        return list(readings.values())

    def _cost(self, typed: str, meant: str, distance: int, heard: bool) -> float:
        """The distance, less for slips of finger and ear, more for another first letter or a rare word."""
        cost = float(distance)
        if typed[0] != meant[0]:
            cost += 0.5
        if heard:
            cost -= 0.3
        if distance == 1 and _likely_slip(typed, meant):
            cost -= 0.25
        rarity = 1 - log1p(self._spreads[meant]) / self._log_most
        return max(0.1, cost + 0.3 * rarity)


def _likely_slip(typed: str, meant: str) -> bool:
    """Two letters changed places, one was doubled or halved, or a neighbouring key was hit."""
    if len(typed) != len(meant):
        return _TWICE.sub(r"\1", typed) == _TWICE.sub(r"\1", meant)
    if sorted(typed) == sorted(meant):
        return True
    return any(one != two and one in _KEYBOARD.get(two, "") for one, two in zip(typed, meant, strict=True))
