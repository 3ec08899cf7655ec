"""Make ``kb/language/frequent-*.txt`` anew: ``python -m tests.bench.frequent_words FOLDER``.

The folder is ``wordfreq/data`` of the package wordfreq 3.1.1, unpacked; it and msgpack are needed for nothing else.
Kept are words of letters alone, from about once in a million words on, without those that are a slip of a far more
frequent one: people misspell in corpora, too.
"""

import gzip
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import kb
from kb.language.frequency import LANGS
from kb.language.words import WORD_CHARS_MAX, spellings

ZIPF_MIN = 3.0
"""Ten to this power in a thousand million words: one in a million."""

CHARS_MIN = 3
MISSPELT_UNDER = 4.0
MISSPELT_GAP = 1.7
"""A word rarer than the first, and fifty times rarer than the word that it is a slip of, is none."""

HEAD = """\
# How many of a thousand million words, as a power of ten; and the words that are as frequent, as they are typed without
# accents.
# From the data of wordfreq 3.1.1 by Robyn Speer, made smaller by tests/bench/frequent_words.py. This file is under
# the licence of those data, Creative Commons Attribution-ShareAlike 4.0; NOTICE names their sources.
"""


def main() -> None:
    """Write every language's file."""
    for lang in LANGS:
        known = dict(_words(Path(sys.argv[1], f"large_{lang}.msgpack.gz")))
        slips = {slip for word in known for slip in _slips(word) if _misspelt(slip, word, known)}
        bands: dict[str, list[str]] = defaultdict(list)
        seen: set[str] = set()
        for word, zipf in known.items():
            if zipf >= ZIPF_MIN and word not in slips:
                typed = {form for form in spellings(word) if form.isascii()} - seen
                bands[f"{zipf:.1f}"] += typed
                seen |= typed
        lines = (f"{band} {' '.join(sorted(bands[band]))}\n" for band in sorted(bands, key=float, reverse=True))
        path = Path(kb.__file__).parent / "language" / f"frequent-{lang}.txt"
        path.write_text(HEAD + "".join(lines), encoding="utf-8")
        print(f"{path.name}: {sum(map(len, bands.values()))} words, {len(slips)} slips left out")


def _words(path: Path) -> Iterator[tuple[str, float]]:
    """Words with their frequency; the file has a list for each hundredth of a power of ten, the most frequent first."""
    for centibels, words in enumerate(import_module("msgpack").unpackb(gzip.decompress(path.read_bytes()))[1:]):
        yield from (
            (word, 9 - centibels / 100) for word in words if word.isalpha() and CHARS_MIN <= len(word) < WORD_CHARS_MAX
        )


def _slips(word: str) -> Iterator[str]:
    """The word with two letters exchanged, or one doubled or halved."""
    for at, (one, two) in enumerate(pairwise(word)):
        rest = word[at + 2 :]
        yield word[:at] + two + one + rest
        yield word[:at] + one + one + two + rest
        if one == two:
            yield word[:at] + one + rest


def _misspelt(slip: str, word: str, known: dict[str, float]) -> bool:
    rare = known.get(slip, MISSPELT_UNDER)
    return rare < MISSPELT_UNDER and rare + MISSPELT_GAP <= known[word]


if __name__ == "__main__":
    main()
