"""One space for sentences of many languages: what means the same lies near, whichever language says it.

The Universal Sentence Encoder, multilingual, of Google (Apache-2.0) with 8-bit weights: pieces of words have vectors,
convolutions look at 2, 3 and 5 of them in a row, a small network makes one vector of all. It is run here, by numpy,
from the data alone: that takes half a millisecond a sentence, 30 MB, and none of the libraries for larger models.
"""

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.index.arrays import Floats
from kb.vectors.data import file_of
from kb.vectors.onnx_file import OnnxFile
from kb.vectors.pieces import Pieces

PIECES_MAX = 256
"""Pieces of a text that are read; about 200 words."""

TEXTS_AT_ONCE = 16
"""Read together: fewer, larger products; more take memory and gain nothing."""

QUESTIONS_REMEMBERED_MAX = 64
"""Vectors of the latest questions: one is asked of several languages, and its meaning is asked for besides."""

TABLES = 17
"""The rows of pieces' vectors are dealt out to so many tables, one after the other."""

BEGIN, END = 1, 2
"""Numbers of the pieces that stand before and behind every text."""

_ENCODER = "StatefulPartitionedCall/EncoderDNN/"
_EPSILON = np.float32(1e-12)


class SentenceEncoder:
    """Implements ``bot.ports.encoder.SentenceEncoder`` and ``kb.vectors.embedders.Embedder``. Loaded at first use."""

    name = "universal-sentence-encoder-multilingual-3-int8"
    langs = frozenset({"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"})
    dimensions = 512

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: _Model | None = None
        self._question = lru_cache(QUESTIONS_REMEMBERED_MAX)(lambda text: self.encode((text,))[0])

    def encode(self, texts: Sequence[str]) -> Floats:
        """A row of length 1 for each text; zeros for one that says nothing. Safe in any thread, never on a loop."""
        model = self._loaded()
        found = np.zeros((len(texts), self.dimensions), np.float32)
        read = [(row, model.pieces.numbers(text)[:PIECES_MAX]) for row, text in enumerate(texts)]
        said = [(row, [BEGIN, *pieces, END]) for row, pieces in read if pieces]
        for begin in range(0, len(said), TEXTS_AT_ONCE):
            some = said[begin : begin + TEXTS_AT_ONCE]
            found[[row for row, _ in some]] = model.network(*_in_a_row([pieces for _, pieces in some]))
        return found

    def embed(self, texts: Sequence[str]) -> Floats:
        """See ``Embedder``."""
        return self.encode(texts)

    def embed_question(self, text: str) -> Floats:
        """See ``Embedder``."""
        found: Floats = self._question(text)
        return found

    def _loaded(self) -> "_Model":
        with self._lock:
            if self._model is None:
                self._model = _Model(OnnxFile(file_of("multilingual", "embedding_model_quantized.onnx")))
            return self._model


def _in_a_row(texts: Sequence[Sequence[int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All texts' pieces in a row, and where each text begins."""
    sizes = np.array([len(text) for text in texts])
    return np.concatenate(texts).astype(np.int64), np.cumsum(sizes) - sizes


class _Model:
    """Pieces and network of the file."""

    def __init__(self, file: OnnxFile) -> None:
        self._file = file
        self.pieces = Pieces(file.string("model"))
        names = [f"Func/StatefulPartitionedCall/input/_{number}:0" for number in range(1, TABLES + 1)]
        self._tables = [file.tensor(f"{name}_quantized") for name in names]
        self._scales = np.array([self._number(f"{name}_scale") for name in names], np.float32)
        self._zeros = np.array([self._number(f"{name}_zero_point") for name in names], np.float32)
        self._orders = [_Order(self, order) for order in (2, 3, 5)]
        layers = f"{_ENCODER}CNN_layers/"
        self._norm = self.norm(f"{layers}LayerNorm")
        self._dense = self.weights(f"{layers}dense/kernel"), self.floats(f"{layers}dense/bias")
        hidden = f"{_ENCODER}DNN/ResidualHidden_"
        self._hidden = [self.weights(f"{hidden}{number}/dense/kernel") for number in range(4)]
        self._shortcuts = [self.weights(f"{hidden}{number}/AdjustDepth/projection/kernel") for number in (1, 3)]

    def network(self, pieces: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]) -> Floats:
        """The vectors of texts whose pieces stand in a row."""
        sizes = np.diff(starts, append=len(pieces))
        texts = np.repeat(np.arange(len(starts)), sizes)
        vectors = self._vectors(pieces)
        seen = np.concatenate([vectors, *(order(vectors, texts) for order in self._orders)], axis=1)
        weights, bias = self._dense
        summed = np.add.reduceat(self._norm(seen) @ weights + bias, starts, axis=0)
        one = summed / np.sqrt(sizes)[:, None].astype(np.float32)
        first, second, third, fourth = self._hidden
        two = _relu(_relu(one @ first) @ second + one @ self._shortcuts[0])
        last = np.tanh(_relu(two @ third) @ fourth + two @ self._shortcuts[1])
        found: Floats = last / np.maximum(np.linalg.norm(last, axis=1, keepdims=True), _EPSILON)
        return found

    def _vectors(self, pieces: npt.NDArray[np.int64]) -> Floats:
        table, row = pieces % TABLES, pieces // TABLES
        raw = np.array([self._tables[at][line] for at, line in zip(table.tolist(), row.tolist(), strict=True)])
        found: Floats = (raw.astype(np.float32) - self._zeros[table, None]) * self._scales[table, None]
        return found

    def norm(self, name: str) -> "_Norm":
        """The layer of that name that evens numbers out."""
        return _Norm(self.floats(f"{name}/gamma"), self.floats(f"{name}/beta"))

    def floats(self, name: str) -> Floats:
        """Numbers as they stand."""
        return self._file.tensor(f"{name}:0").astype(np.float32).ravel()

    def weights(self, name: str) -> Floats:
        """A layer's 8-bit weights, as what they stand for."""
        scale, raw = self._number(f"{name}:0_scale"), self._file.tensor(f"{name}:0_quantized")
        return raw.astype(np.float32) * np.float32(scale)

    def _number(self, name: str) -> float:
        return float(self._file.tensor(name).ravel()[0])


class _Norm:
    """Mean 0 and spread 1 for each row, then as the model wants it."""

    def __init__(self, gamma: Floats, beta: Floats) -> None:
        self._gamma, self._beta = gamma, beta

    def __call__(self, rows: Floats) -> Floats:
        away = rows - rows.mean(axis=1, keepdims=True)
        spread = np.sqrt((away * away).mean(axis=1, keepdims=True) + _EPSILON)
        found: Floats = away / spread * self._gamma + self._beta
        return found


class _Order:
    """What looks at so many pieces in a row, twice."""

    def __init__(self, model: _Model, order: int) -> None:
        name = f"{_ENCODER}CNN_layers/ngram_order_{order}/"
        self._shifts = [at - (order - 1) // 2 for at in range(order)]
        self._entry = model.weights(f"{name}input_size_projection/dense/kernel")
        self._bias = model.floats(f"{name}input_size_projection/dense/bias")
        self._norm = model.norm(f"{name}LayerNorm")
        self._layers = [
            (model.weights(f"{name}Ngram-{order}-{layer}/weights"), model.floats(f"{name}Ngram-{order}-{layer}/bias"))
            for layer in ("Conv", "Conv_1")
        ]

    def __call__(self, vectors: Floats, texts: npt.NDArray[np.int64]) -> Floats:
        rows = self._norm(vectors @ self._entry + self._bias)
        for weights, bias in self._layers:
            rows = _relu(self._neighbours(rows, texts) @ weights + bias) + rows
        return rows

    def _neighbours(self, rows: Floats, texts: npt.NDArray[np.int64]) -> Floats:
        """Each row beside its neighbours of the same text; zeros where the text has ended."""
        width = rows.shape[1]
        found = np.zeros((len(rows), width * len(self._shifts)), np.float32)
        for number, shift in enumerate(self._shifts):
            here, there = _overlap(len(rows), shift)
            same = (texts[here] == texts[there])[:, None]
            found[here, number * width : (number + 1) * width] = rows[there] * same
        return found


def _overlap(size: int, shift: int) -> tuple[slice, slice]:
    """Places that have a neighbour so far away, and those neighbours' places."""
    if shift >= 0:
        return slice(0, max(0, size - shift)), slice(min(shift, size), size)
    return slice(min(-shift, size), size), slice(0, max(0, size + shift))


def _relu(rows: npt.NDArray[Any]) -> Floats:
    found: Floats = np.maximum(rows, 0)
    return found
