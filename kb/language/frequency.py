"""How frequent a word is in its language, whether or not any article has it.

The words stand in ``frequent-<language>.txt``; a language without such a file has none. They are kept as hashes:
150 kB a language instead of 4 MB, and one word of a hundred thousand is taken for another.
"""

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from kb.language.words import WORD_CHARS_MAX

LANGS = ("en", "es", "de")

ZIPF_MAX = 8.0
"""Of "the": nearly a tenth of all words."""

_BASE, _MASK = 0x9E37_79B1, 0xFFFF_FFFF
_POWERS = [pow(_BASE, exponent, 1 << 32) for exponent in range(WORD_CHARS_MAX)]
_POWER_ARRAY = np.array(_POWERS, np.uint32)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """A language's frequent words. Never changes."""

    keys: "array[int]"
    """Ascending."""
    tenths: bytes
    """Of each: how many of a thousand million words it is, as a power of ten, in tenths."""

    def zipf(self, word: str) -> float:
        """How many of a thousand million words are this one (small letters, no accents), as a power of ten; or 0."""
        if len(word) > WORD_CHARS_MAX or not word.isascii():
            return 0.0
        key = sum(ord(letter) * power for letter, power in zip(word, _POWERS, strict=False)) & _MASK
        at = bisect_left(self.keys, key)
        return self.tenths[at] / 10 if at < len(self.keys) and self.keys[at] == key else 0.0


@cache
def frequencies(lang: str) -> Frequencies:
    """The frequent words of a language; read at first use, in some milliseconds."""
    if lang not in LANGS:
        return Frequencies(array("I"), b"")
    lines = files("kb").joinpath("language", f"frequent-{lang}.txt").read_bytes().splitlines()
    bands = [line.partition(b" ") for line in lines if not line.startswith(b"#")]
    keys = [_keys(words) for _zipf, _space, words in bands]
    tenths = np.repeat([round(10 * float(zipf)) for zipf, _space, _words in bands], list(map(len, keys)))
    every = np.concatenate(keys)
    order = np.argsort(every, kind="stable")
    return Frequencies(array("I", every[order].tolist()), tenths[order].astype(np.uint8).tobytes())


def _keys(words: bytes) -> npt.NDArray[np.uint32]:
    """The hash of each of the words between spaces: a sum of letters times the powers of an odd number."""
    letters = np.frombuffer(words, np.uint8).astype(np.uint32)
    spaces = np.flatnonzero(letters == ord(" "))
    starts = np.concatenate([[0], spaces + 1])
    lengths = np.diff(np.concatenate([starts, [len(letters) + 1]]))
    place = np.arange(len(letters) + 1) - np.repeat(starts, lengths)
    letters[spaces] = 0
    sums: npt.NDArray[np.uint32] = np.add.reduceat(letters * _POWER_ARRAY[place[:-1]], starts, dtype=np.uint32)
    return sums
