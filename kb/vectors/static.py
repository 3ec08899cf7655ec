"""Static vectors: each piece of a word has one, and a text is the mean of its words.

The vectors and the pieces are data of the package wordllama (MIT): two files, see ``kb.vectors.fetch``. What costs is
a look-up for each word.
"""

import json
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.index.arrays import Floats
from kb.language.words import RAW, WORD_CHARS_MAX, plain_case
from kb.vectors.data import file_of

_WEIGHTS = "l2_supercat_256.safetensors"
_PIECES = "l2_supercat_tokenizer_config.json"

_BEGIN = "▁"
"""Stands before a word's first letter."""

_REMEMBERED_MAX = 20_000
"""Words whose pieces are remembered: those of a large library, in about 5 MB."""


class StaticVectors:
    """Implements ``kb.vectors.embedders.Embedder``. The files are read at first use."""

    name = "wordllama-l2-supercat-256"
    langs = frozenset({"en"})
    dimensions = 256

    def __init__(self) -> None:
        self._remembered: dict[str, list[int]] = {}
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Floats:
        """See ``Embedder``."""
        self._load()
        found = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            words = [self._pieces_of(word[:WORD_CHARS_MAX]) for word in RAW.findall(plain_case(text))]
            if words:
                found[row] = self._mean(words)
        return found

    def embed_question(self, text: str) -> Floats:
        """See ``Embedder``."""
        found: Floats = self.embed((text,))[0]
        return found

    def _mean(self, words: Sequence[Sequence[int]]) -> Floats:
        """Each word counts the same, however many pieces it has."""
        pieces = np.array([piece for word in words for piece in word])
        shares = np.repeat([1 / len(word) for word in words], [len(word) for word in words]).astype(np.float32)
        total: Floats = np.einsum("i,ij->j", shares, self._weights[pieces].astype(np.float32))
        return total / (np.linalg.norm(total) or 1.0)

    def _load(self) -> None:
        with self._lock:
            self._vocabulary  # noqa: B018 – reads the file
            self._weights  # noqa: B018

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        """Pieces, the more frequent the smaller their number."""
        known: dict[str, int] = json.loads(file_of("static", _PIECES).read_bytes())["model"]["vocab"]
        return known

    @cached_property
    def _weights(self) -> npt.NDArray[np.float16]:
        """A row for each piece; pages of the file come into memory as they are used."""
        path = file_of("static", _WEIGHTS)
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            (tensor,) = (each for name, each in json.loads(file.read(length)).items() if name != "__metadata__")
        if tensor["dtype"] != "F16" or tensor["shape"][1] != self.dimensions:
            raise ValueError(f"{path} isn't what this program knows: {tensor['dtype']} {tensor['shape']}")
        begin = 8 + length + tensor["data_offsets"][0]
        return np.memmap(path, np.float16, "r", begin, tuple(tensor["shape"]))

    def _pieces_of(self, word: str) -> list[int]:
        found = self._remembered.get(word)
        if found is None:
            if len(self._remembered) >= _REMEMBERED_MAX:
                self._remembered.clear()
            self._remembered[word] = found = self._taken_apart(word)
        return found

    def _taken_apart(self, word: str) -> list[int]:
        """Join neighbours, the most frequent pair first, as byte-pair encoding does."""
        known, pieces = self._vocabulary, list(_BEGIN + word)
        never = len(known)
        while len(pieces) > 1:
            rank, at = min((known.get(pieces[at] + pieces[at + 1], never), at) for at in range(len(pieces) - 1))
            if rank == never:
                break
            pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]
        return [number for piece in pieces for number in self._numbers(piece)]

    def _numbers(self, piece: str) -> list[int]:
        """The piece's number, or those of its bytes."""
        known: Any = self._vocabulary
        return [known[piece]] if piece in known else [known[f"<0x{byte:02X}>"] for byte in piece.encode()]
