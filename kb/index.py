"""The articles of one language as arrays: which term stands where, and how much that says.

BM25F: a term's counts in title, keywords, headings and body are weighted, each evened out by its
field's length, and added *before* they saturate, so that a word in the title isn't counted as a
second, independent find. What a posting is worth is worked out once, at build time; a question
only adds up.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.core.model import Article
from kb.pairs import NEGATION, Pairs
from kb.prose import searchable
from kb.synonyms import lexicon
from kb.vocabulary import Vocabulary
from kb.words import RAW, Tongue, fold, parts, plain_case, spellings, tongue

FIELD_WEIGHTS = np.array([3.0, 2.0, 1.3, 1.0])
"""Title, keywords, headings, body."""

FIELD_EVENNESS = np.array([0.3, 0.3, 0.5, 0.75])
"""BM25's b of each field: 0 ignores the field's length, 1 evens it out in full."""

PAIR_GAINS = (1.0, 0.8, 0.4)
"""What a pair of words side by side in title, keywords and headings counts."""

SATURATION = 2.0
"""BM25's k1: how soon a further mention stops mattering."""

POPULATION_MIN = 30
"""Few articles are counted as so many: in a library of three, a word of one article isn't a common word."""

STOP = -1
"""Stands for the term of a stop word."""

COMPOUND_CHARS_MIN = 9
COMPOUND_PART_CHARS_MIN = 4
"""German words are taken apart from this length on, into known words of at least that length."""

_FIELDS = len(FIELD_WEIGHTS)
_CHUNK_ARTICLES = 2_000
"""Counted at once: bounds the memory that building takes."""

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
    """Terms by their stem."""
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
        """Is it a proper word, of an article or of clients' own? Then it isn't a misspelt one."""
        folded = fold(word)
        return folded in self.spellings or folded in lexicon(self.tongue.lang)

    def postings(self, term: int) -> tuple[Docs, Floats]:
        """The articles (by position, ascending) that have the term, and what it is worth there."""
        begin, end = self.starts[term], self.starts[term + 1]
        return self.docs[begin:end], self.worth[begin:end]


def build(articles: Sequence[Article], lang: str) -> Index:
    """Index articles that are all in one language."""
    spoken, size = tongue(lang), len(articles)
    counted = _count(articles)
    known = _Terms(spoken, list(counted.numbers))
    starts, docs, worth = _postings(counted, known, size)
    spread = np.diff(starts)
    spreads = {word: int(spread[term]) if term != STOP else size for word, term in known.spellings.items()}
    spreads |= dict.fromkeys(spoken.stop | spoken.filler, size)
    return Index(
        tongue=spoken,
        articles=tuple(articles),
        spellings=known.spellings,
        stems=dict(known.stems),
        stem_of=tuple(known.stems),
        forms=known.forms,
        form_starts=np.searchsorted(known.form_terms, np.arange(known.count + 1)),
        starts=starts,
        docs=docs,
        worth=worth,
        idf=rarity(spread, size).astype(np.float32),
        idf_max=float(rarity(np.zeros(1), size)[0]),
        vocabulary=Vocabulary(dict.fromkeys(lexicon(lang), 1) | spreads),
        pairs=Pairs.of((doc, gain, known.sequence(line)) for doc, gain, line in counted.short_lines),
    )


def rarity(spread: npt.NDArray[Any], size: int) -> npt.NDArray[np.float64]:
    """How much it says that a word stands in ``spread`` of ``size`` articles (BM25's idf)."""
    return np.log1p((max(size, POPULATION_MIN) - spread + 0.5) / (spread + 0.5))


class _Numbers(dict[str, int]):
    """Numbers what it is asked for, in the order of first sight."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class _Counted:
    """Every article's words, counted."""

    numbers: _Numbers
    """Raw words, numbered."""
    raws: Ints
    cells: Ints
    """Article × field. With ``raws`` and ``counts`` one table's columns."""
    counts: Ints
    short_lines: list[tuple[int, float, list[int]]]
    """(article, gain of a pair, raw words in order) of each title, keyword and heading."""


def _fields(article: Article) -> tuple[Sequence[str], ...]:
    """The article's lines by field."""
    headings, body = searchable(article.markdown)
    return (article.title,), article.keywords, headings, (body,)


def _count(articles: Sequence[Article]) -> _Counted:
    numbers, width = _Numbers(), max(1, len(articles) * _FIELDS)
    keys, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    short_lines: list[tuple[int, float, list[int]]] = []
    for begin in range(0, len(articles), _CHUNK_ARTICLES):
        words: list[int] = []
        lengths: list[int] = []
        for doc, article in enumerate(articles[begin : begin + _CHUNK_ARTICLES], begin):
            for field, lines in enumerate(_fields(article)):
                before = len(words)
                for line in lines:
                    found = list(map(numbers.__getitem__, RAW.findall(plain_case(line))))
                    words += found
                    if field < len(PAIR_GAINS):
                        short_lines.append((doc, PAIR_GAINS[field], found))
                lengths.append(len(words) - before)
        cells = np.repeat(np.arange(len(lengths)) + begin * _FIELDS, lengths)
        chunk, count = np.unique(np.array(words, np.int64) * width + cells, return_counts=True)
        keys.append(chunk)
        counts.append(count)
    key = np.concatenate(keys)
    return _Counted(numbers, key // width, key % width, np.concatenate(counts), short_lines)


class _Terms:
    """What the raw words of all articles come to: terms, by spelling, by stem and by raw word."""

    def __init__(self, spoken: Tongue, raws: Sequence[str]) -> None:
        self._spoken, self._raws = spoken, raws
        numbers = _Numbers()
        groups = [[numbers[word] for word in ((raw,) if raw.isalnum() else _words(raw))] for raw in raws]
        words = list(numbers)
        self.spellings: dict[str, int] = {}
        self.stems = _Numbers()
        self._of_word = self._number(words)
        if spoken.lang == "de":
            halves = [[numbers[half] for half in _compound(word, numbers)] for word in words]
            groups = [group + [half for word in group for half in halves[word]] for group in groups]
        self._collect_forms(words)
        flat = np.array([term for group in groups for term in group], np.int64)
        terms = np.array(self._of_word, np.int64)[flat] if len(flat) else flat
        owners = np.repeat(np.arange(len(groups)), [len(group) for group in groups])[terms != STOP]
        self.flat = terms[terms != STOP]
        self.sizes = np.bincount(owners, minlength=len(groups))
        self._number_of = numbers
        self._units: dict[int, tuple[int, ...]] = {}

    @property
    def count(self) -> int:
        """How many terms there are."""
        return len(self.stems)

    def _number(self, words: Sequence[str]) -> list[int]:
        """The term of each word; notes how it may be typed."""
        stop, terms = self._spoken.stop, []
        for word, stem in zip(words, self._spoken.stems(words), strict=True):
            typed = (word,) if word.isascii() else spellings(word)
            term = STOP if typed[0] in stop else self.stems[stem]
            terms.append(term)
            for spelling in typed:
                self.spellings.setdefault(spelling, term)
        return terms

    def _collect_forms(self, words: Sequence[str]) -> None:
        by_term = sorted((term, number) for number, term in enumerate(self._of_word) if term != STOP)
        self.forms = tuple(words[number] for _, number in by_term)
        self.form_terms = np.array([term for term, _ in by_term], np.int64)

    def sequence(self, raws: Iterable[int]) -> list[int]:
        """Terms in order, ``NEGATION`` among them, stop words left out."""
        return [unit for raw in raws for unit in self._units.get(raw) or self._unit(raw)]

    def _unit(self, raw: int) -> tuple[int, ...]:
        negation = self._spoken.negation
        pieces = parts(self._raws[raw])[1]
        told = (NEGATION if fold(word) in negation else self._of_word[self._number_of[word]] for word in pieces)
        self._units[raw] = unit = tuple(term for term in told if term != STOP)
        return unit


def _words(raw: str) -> tuple[str, ...]:
    whole, pieces = parts(raw)
    return (*pieces, whole) if whole else pieces


def compound_halves(word: str) -> Iterator[tuple[str, str]]:
    """Ways to take a compound apart, the most even first; an "s" between the halves may go."""
    least = COMPOUND_PART_CHARS_MIN
    if len(word) < COMPOUND_CHARS_MIN or not word.isalpha():
        return
    for at in sorted(range(least, len(word) - least + 1), key=lambda at: abs(2 * at - len(word))):
        yield word[:at], word[at:]
        if word[at - 1] == "s" and at > least:
            yield word[: at - 1], word[at:]


def _compound(word: str, known: Iterable[str]) -> tuple[str, ...]:
    return next((halves for halves in compound_halves(word) if halves[0] in known and halves[1] in known), ())


def _postings(counted: _Counted, known: _Terms, articles: int) -> tuple[Ints, Docs, Floats]:
    """Starts, articles and worth of each term's postings."""
    raws, sizes = counted.raws, known.sizes[counted.raws]
    offsets = np.concatenate([[0], np.cumsum(known.sizes)])
    shift = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    terms = known.flat[np.repeat(offsets[raws], sizes) + shift] if len(known.flat) else known.flat
    cells, counts = np.repeat(counted.cells, sizes), np.repeat(counted.counts, sizes)
    fields = cells % _FIELDS
    lengths = np.bincount(cells, weights=counts, minlength=articles * _FIELDS).reshape(-1, _FIELDS)
    usual = np.array([column[column > 0].mean() if (column > 0).any() else 1.0 for column in lengths.T])
    evenness = FIELD_EVENNESS[fields]
    evened = 1 - evenness + evenness * lengths.ravel()[cells] / usual[fields]
    weighted = FIELD_WEIGHTS[fields] * counts / evened
    key = terms * max(1, articles) + cells // _FIELDS
    order = np.argsort(key, kind="stable")
    key, weighted = key[order], weighted[order]
    firsts = np.flatnonzero(np.diff(key, prepend=-1))
    key, total = key[firsts], np.add.reduceat(weighted, firsts) if len(key) else weighted
    starts = np.searchsorted(key, np.arange(known.count + 1) * articles)
    worth = (total / (SATURATION + total)).astype(np.float32)
    return starts.astype(np.int64), (key % max(1, articles)).astype(np.int32), worth
