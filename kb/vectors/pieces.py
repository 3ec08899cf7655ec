"""Words taken apart into a model's pieces, the likeliest way (SentencePiece's unigram model).

Its library isn't needed for that: a piece never goes beyond a word, so each word is taken apart once and remembered.
"""

import unicodedata
from collections.abc import Iterator

import numpy as np

from kb.language.words import TEXT_CHARS_MAX, WORD_CHARS_MAX
from kb.vectors.onnx_file import fields, float_at

_PIECE, _TEXT, _SCORE, _KIND = 1, 1, 2, 3
_NORMAL = 1
"""The kind of pieces that stand for text; others mark beginnings and ends."""

BEGIN = "▁"
"""Stands before a word's first letter."""

UNKNOWN_COSTS = 10.0
"""What a letter that the model doesn't know scores below its rarest piece, as in SentencePiece."""

_REMEMBERED_MAX = 20_000
"""Words whose pieces are remembered, in about 5 MB."""


class Pieces:
    """A model's pieces. Safe to use from any thread."""

    def __init__(self, model: bytes, unknown: int = 0) -> None:
        """``model`` is a SentencePiece file; ``unknown`` the number for letters that it doesn't know."""
        self._unknown = unknown
        self._longest = 1
        keys, numbers, scores = [], [], []
        for text, number, score in _read(model):
            self._longest = max(self._longest, len(text))
            keys.append(hash(text))
            numbers.append(number)
            scores.append(score)
        order = np.argsort(np.array(keys, np.int64))
        # 128,000 pieces by their hashes of 64 bits, which no other text has by chance: 2 MB, and 30 as a dictionary.
        self._keys = np.array(keys, np.int64)[order]
        self._numbers = np.array(numbers, np.int32)[order]
        self._scores = np.array(scores, np.float32)[order]
        self._worst = float(self._scores.min()) - UNKNOWN_COSTS
        self._remembered: dict[str, tuple[int, ...]] = {}

    def numbers(self, text: str) -> list[int]:
        """The numbers of a text's pieces, in order."""
        found: list[int] = []
        for word in unicodedata.normalize("NFKC", text[:TEXT_CHARS_MAX]).split():
            for begin in range(0, len(word), WORD_CHARS_MAX):
                found += self._of(word[begin : begin + WORD_CHARS_MAX], "" if begin else BEGIN)
        return found

    def _of(self, word: str, lead: str) -> tuple[int, ...]:
        known = self._remembered.get(lead + word)
        if known is None:
            if len(self._remembered) >= _REMEMBERED_MAX:
                self._remembered.clear()
            self._remembered[lead + word] = known = self._likeliest(lead + word)
        return known

    def _within(self, word: str) -> dict[int, list[tuple[int, int, float]]]:
        """The pieces that stand in a word, by where they end: where they begin, their numbers and scores."""
        spans = [(begin, end) for end in range(1, len(word) + 1) for begin in range(max(0, end - self._longest), end)]
        wanted = np.array([hash(word[begin:end]) for begin, end in spans], np.int64)
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        found: dict[int, list[tuple[int, int, float]]] = {}
        for at in np.flatnonzero(self._keys[places] == wanted).tolist():
            (begin, end), place = spans[at], places[at]
            found.setdefault(end, []).append((begin, int(self._numbers[place]), float(self._scores[place])))
        return found

    def _likeliest(self, word: str) -> tuple[int, ...]:
        """Viterbi's way through the word: its best cut ends in the best cut of its beginning."""
        best: list[tuple[float, int, int]] = [(0.0, 0, self._unknown)]  # score, where the last piece begins, its number
        known = self._within(word)
        for end in range(1, len(word) + 1):
            choices = [(best[end - 1][0] + self._worst, end - 1, self._unknown)]
            choices += [(best[begin][0] + score, begin, number) for begin, number, score in known.get(end, ())]
            best.append(max(choices))
        numbers, at = list[int](), len(word)
        while at:
            _score, at, number = best[at]
            if not (number == self._unknown and numbers and numbers[-1] == self._unknown):
                numbers.append(number)
        return tuple(reversed(numbers))


def _read(model: bytes) -> Iterator[tuple[str, int, float]]:
    """Each piece with its number and the logarithm of how likely it is."""
    pieces = ((begin, end) for field, begin, end in fields(model, 0, len(model)) if field == _PIECE)
    for number, (begin, end) in enumerate(pieces):
        told = {field: (at, stop) for field, at, stop in fields(model, begin, end)}
        if told.get(_KIND, (_NORMAL, 0))[0] == _NORMAL:
            at, stop = told[_TEXT]
            yield model[at:stop].decode(), number, float_at(model, told[_SCORE][0]) if _SCORE in told else 0.0
