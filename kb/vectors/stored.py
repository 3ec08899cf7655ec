"""Articles' vectors: made once for each content, kept on disk, made in the background.

One vector stands for an article: the mean of its head's, its names' and its text's, so that its product with a
question's vector is the mean of the three products. Its head is the title with the keywords in a row; its names are the
title and each keyword for itself. The text's is the mean of its parts': of some sixty words about one thing models tell
more than of a page. Articles that have none yet are ranked by
their words alone.
"""

import logging
import os
import threading
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.core.model.knowledge import Article
from kb.articles.plain_text import passages
from kb.index.arrays import Floats
from kb.vectors.embedders import Embedder

PART_WORDS = 60
"""About a paragraph, or a few steps."""

PARTS_MAX = 12
"""Of an article that are read, the first ones: longer ones repeat themselves, and somebody waits in the end."""

PLAIN_WORDS_MIN = 10
"""A part of fewer words goes on beyond its length."""

KEY_BYTES = 16
"""Of a SHA-256: enough never to meet twice."""

STALE_MAX = 20_000
"""A file with more vectors of articles that are no more, about 15 MB of them, is written anew."""

WAY = "parts"
"""How articles are read, in the file's name: vectors made in another way can't be compared."""

log = logging.getLogger(__name__)

Halves = npt.NDArray[np.float16]


def key_of(article: Article) -> bytes:
    """The article's content as a key."""
    said = "\x00".join((article.title, *article.keywords, "", article.markdown))
    return sha256(said.encode("utf-8", "surrogatepass")).digest()[:KEY_BYTES]


def question_key(text: str) -> bytes:
    """The key of a question that is asked again at each start; no article has it, since a title isn't empty."""
    return sha256(f"\x00{text}".encode("utf-8", "surrogatepass")).digest()[:KEY_BYTES]


class Vectors:
    """What one embedder makes of articles, by content. Safe to use from any thread."""

    def __init__(self, embedder: Embedder, folder: Path | None = None) -> None:
        """``folder`` is where they are kept; nowhere when ``None``."""
        self.embedder = embedder
        self._file = folder / f"{embedder.name}.{WAY}.vectors" if folder else None
        self._row = np.dtype([("key", f"S{KEY_BYTES + 1}"), ("vector", np.float16, (embedder.dimensions,))])
        self._lock = threading.Lock()
        self._known: dict[bytes, Halves] = self._read()

    def of(self, key: bytes) -> Halves | None:
        """The vector of a content, if there is one."""
        return self._known.get(key)

    def make(self, articles: Sequence[Article], keys: Sequence[bytes]) -> None:
        """Make those that there aren't yet, and keep them."""
        wanted = {key: article for key, article in zip(keys, articles, strict=True) if key not in self._known}
        if wanted:
            groups = [group for article in wanted.values() for group in _groups(article)]
            means = self._means(groups).reshape(len(wanted), -1, self.embedder.dimensions).mean(axis=1)
            made = dict(zip(wanted, means.astype(np.float16), strict=True))
            with self._lock:
                self._known.update(made)
                self._append(made)

    def of_question(self, text: str) -> Floats:
        """The vector of a question that is asked again at each start; kept like those of articles."""
        key = question_key(text)
        if key not in self._known:
            made = {key: self.embedder.embed_question(text).astype(np.float16)}
            with self._lock:
                self._known.update(made)
                self._append(made)
        return self._known[key].astype(np.float32)

    def _means(self, texts: Sequence[Sequence[str]]) -> Floats:
        """The mean of each group's texts, of length 1."""
        rows = self.embedder.embed([part for parts in texts for part in parts])
        ends = np.cumsum([len(parts) for parts in texts])
        means = [rows[end - len(parts) : end].sum(axis=0) for end, parts in zip(ends, texts, strict=True)]
        lengths = [float(np.linalg.norm(mean)) or 1.0 for mean in means]
        return np.array([mean / length for mean, length in zip(means, lengths, strict=True)], np.float32)

    def tidy(self, keys: Iterable[bytes]) -> None:
        """Write the file anew, with these only, when too much of it is about articles that are no more."""
        with self._lock:
            kept = {key: self._known[key] for key in keys if key in self._known}
            if self._file and len(self._known) - len(kept) > STALE_MAX:
                fresh = self._file.with_suffix(".fresh")
                self._write(fresh, kept, "wb")
                os.replace(fresh, self._file)
                self._known = kept

    # The file: rows of key and vector, and nothing else; a torn last row is ignored

    def _read(self) -> dict[bytes, Halves]:
        if self._file is None or not self._file.is_file():
            return {}
        raw = self._file.read_bytes()
        whole = len(raw) // self._row.itemsize * self._row.itemsize
        if whole != len(raw):  # torn by a crash: go on behind the last whole row
            os.truncate(self._file, whole)
        rows = np.frombuffer(raw[:whole], self._row)
        return dict(zip((bytes(key[:KEY_BYTES]) for key in rows["key"].tolist()), rows["vector"], strict=True))

    def _append(self, made: dict[bytes, Halves]) -> None:
        if self._file is not None:
            try:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._write(self._file, made, "ab")
            except OSError as error:  # they only have to be made again next time
                log.warning("vectors can't be kept in %s: %s", self._file.parent, error.strerror)
                self._file = None

    def _write(self, file: Path, made: dict[bytes, Halves], mode: str) -> None:
        rows = np.empty(len(made), self._row)
        rows["key"] = [key + b"." for key in made]  # numpy drops zeros at the end
        rows["vector"] = list(made.values())
        with open(file, mode, opener=_privately) as opened:
            opened.write(rows.tobytes())


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _groups(article: Article) -> tuple[Sequence[str], ...]:
    """Head, names and text."""
    head = f"{article.title}. {', '.join(article.keywords)}"
    return (head,), (article.title, article.title, *article.keywords), parts_of(article.markdown)


def parts_of(markdown: str) -> list[str]:
    """The text in parts: sections, the longer ones cut between paragraphs and steps, each under its heading."""
    found: list[str] = []
    part: list[str] = []
    words = 0
    for passage in passages(markdown):
        more = passage.text.count(" ") + 1
        if part and (passage.heading or (words + more > PART_WORDS and words > PLAIN_WORDS_MIN)):
            found.append(" ".join(part))
            part, words = [], 0
        part.append(passage.text + "." if passage.heading else passage.text)
        words += more
    return [*found, " ".join(part)][:PARTS_MAX]
