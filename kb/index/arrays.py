"""The articles of one language as arrays: which term stands where, and how much that says."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.core.model.knowledge import Article
from kb.articles.plain_text import Opening
from kb.index.word_pairs import Pairs
from kb.language.frequency import frequencies
from kb.language.synonyms import lexicon
from kb.language.vocabulary import Vocabulary
from kb.language.words import Tongue, fold

POPULATION_MIN = 30
"""Few articles are counted as so many: in a library of three, a word of one article isn't a common word."""

STOP = -1
"""Stands for the term of a stop word."""

Ints = npt.NDArray[np.int64]
Docs = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Index:
    """One language's articles, ready to be asked. Never changes: safe to read from any thread."""

    tongue: Tongue
    articles: tuple[Article, ...]
    spellings: dict[str, int]
    """Terms by each word as it may be typed: small letters, no accents. ``STOP`` for stop words."""
    stems: dict[str, int]
    """Terms by their stem, as far as any article has them."""
    stem_of: tuple[str, ...]
    """Each term's stem."""
    forms: tuple[str, ...]
    """The words of all articles in small letters, by term."""
    form_starts: Ints
    """Where each term's forms begin, and where the last one's end."""
    starts: Ints
    """Where each term's postings begin, and where the last one's end."""
    docs: Docs
    worth: Floats
    """Of each posting: 0 … 1, the saturated weight of the term in the article."""
    idf: Floats
    idf_max: float
    """What a word that no article has would weigh."""
    vocabulary: Vocabulary
    pairs: Pairs
    usual_lengths: npt.NDArray[np.float64]
    """Of each field, in words: what the worth of postings was evened out by."""
    common_openings: frozenset[Opening] = frozenset()
    """How sections begin that most of the articles have."""
    patches: int = 0
    """How many articles were changed since everything was counted."""

    def look_up(self, word: str) -> tuple[int | None, str]:
        """A word's term, by its spelling or else its stem, and its stem.

        No term when no article has it, or when it is a stop word, which is its own stem.
        """
        folded = fold(word)
        found = self.spellings.get(folded, STOP)
        if found != STOP:
            return found, self.stem_of[found]
        if folded in self.tongue.stop:
            return None, folded
        stem = self.tongue.stem(word)
        return self.stems.get(stem), stem

    def forms_of(self, term: int) -> tuple[str, ...]:
        """The words, in small letters, as which the term stands in articles."""
        return self.forms[self.form_starts[term] : self.form_starts[term + 1]]

    def knows(self, word: str) -> bool:
        """Is it a proper word, of an article, of clients' own or of the language? Then it isn't a misspelt one."""
        folded = fold(word)
        if folded in self.spellings or folded in lexicon(self.tongue):
            return True
        return frequencies(self.tongue.lang).zipf(folded) > 0

    def postings(self, term: int) -> tuple[Docs, Floats]:
        """The articles (by position, ascending) that have the term, and what it is worth there."""
        begin, end = self.starts[term], self.starts[term + 1]
        return self.docs[begin:end], self.worth[begin:end]


def rarity(spread: npt.NDArray[Any], size: int) -> npt.NDArray[np.float64]:
    """How much it says that a word stands in ``spread`` of ``size`` articles (BM25's idf)."""
    return np.log1p((max(size, POPULATION_MIN) - spread + 0.5) / (spread + 0.5))
