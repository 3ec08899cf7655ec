"""Words taken apart into a model's pieces, the likeliest way (SentencePiece's unigram model).

Its library isn't needed for that: a piece never goes beyond a word, so each word is taken apart once and remembered.
"""

import unicodedata
from collections.abc import Iterator

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
        self._known: dict[str, tuple[int, float]] = dict(_read(model))
        self._longest = max(map(len, self._known))
        self._worst = min(score for _number, score in self._known.values()) - UNKNOWN_COSTS
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

    def _likeliest(self, word: str) -> tuple[int, ...]:
        """Viterbi's way through the word: its best cut ends in the best cut of its beginning."""
        best: list[tuple[float, int, int]] = [(0.0, 0, self._unknown)]  # score, where the last piece begins, its number
        for end in range(1, len(word) + 1):
            choices = [(best[end - 1][0] + self._worst, end - 1, self._unknown)]
            for begin in range(max(0, end - self._longest), end):
                piece = self._known.get(word[begin:end])
                if piece is not None:
                    choices.append((best[begin][0] + piece[1], begin, piece[0]))
            best.append(max(choices))
        numbers, at = list[int](), len(word)
        while at:
            _score, at, number = best[at]
            if not (number == self._unknown and numbers and numbers[-1] == self._unknown):
                numbers.append(number)
        return tuple(reversed(numbers))


def _read(model: bytes) -> Iterator[tuple[str, tuple[int, float]]]:
    """Each piece with its number and the logarithm of how likely it is."""
    pieces = ((begin, end) for field, begin, end in fields(model, 0, len(model)) if field == _PIECE)
    for number, (begin, end) in enumerate(pieces):
        told = {field: (at, stop) for field, at, stop in fields(model, begin, end)}
        if told.get(_KIND, (_NORMAL, 0))[0] == _NORMAL:
            at, stop = told[_TEXT]
            yield model[at:stop].decode(), (number, float_at(model, told[_SCORE][0]) if _SCORE in told else 0.0)
