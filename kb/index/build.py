"""From articles to an index: every word counted, terms numbered, postings weighed.

BM25F: a term's counts in title, keywords, headings and body are weighted, each evened out by its
field's length, and added *before* they saturate, so that a word in the title isn't counted as a
second, independent find. What a posting is worth is worked out once, here; a question only adds up.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.core.model.knowledge import Article
from kb.articles.plain_text import Opening, openings, searchable
from kb.index.arrays import STOP, Docs, Floats, Index, Ints, rarity
from kb.index.word_pairs import NEGATION, Pairs
from kb.language.synonyms import lexicon
from kb.language.vocabulary import Vocabulary
from kb.language.words import RAW, Tongue, compound_halves, fold, parts, plain_case, spellings

FIELD_WEIGHTS = np.array([3.0, 2.0, 1.3, 1.0])
"""Title, keywords, headings, body."""

FIELD_EVENNESS = np.array([0.3, 0.3, 0.5, 0.75])
"""BM25's b of each field: 0 ignores the field's length, 1 evens it out in full."""

PAIR_GAINS = (1.0, 0.8, 0.4)
"""What a pair of words side by side in title, keywords and headings counts."""

COMMON_ARTICLES_MIN, COMMON_SHARE = 5, 0.5
"""A section that so many of the articles have alike is about none of them."""

SATURATION = 2.0
"""BM25's k1: how soon a further mention stops mattering."""

Lengths = npt.NDArray[np.float64]

_FIELDS = len(FIELD_WEIGHTS)
_ARTICLES_AT_ONCE = 2_000
"""Counted at once: bounds the memory that building takes."""


def build(articles: Sequence[Article], spoken: Tongue) -> Index:
    """Index articles that are all in the language ``spoken``."""
    size = len(articles)
    counted = count(articles)
    known = Terms(spoken, list(counted.numbers))
    usual = _usual_lengths(counted, known, size)
    starts, docs, worth = postings(counted, known, size, usual)
    spread = np.diff(starts)
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
        vocabulary=Vocabulary.of(spreads_of(spoken, known.spellings, spread.tolist(), size)),
        pairs=Pairs.of(known.pairs(counted)),
        usual_lengths=usual,
        common_openings=_common_openings(articles),
    )


def _common_openings(articles: Sequence[Article]) -> frozenset[Opening]:
    """How sections begin that most of the articles have."""
    told = Counter(opening for article in articles for opening in openings(article.markdown))
    least = max(COMMON_ARTICLES_MIN, COMMON_SHARE * len(articles))
    return frozenset(opening for opening, number in told.items() if number >= least)


def spreads_of(spoken: Tongue, spellings: Mapping[str, int], spread: Sequence[int], size: int) -> dict[str, int]:
    """In how many articles each known word stands; small words count as everywhere."""
    spreads = dict.fromkeys(lexicon(spoken), 1)
    spreads |= {word: spread[term] if term != STOP else size for word, term in spellings.items()}
    return spreads | dict.fromkeys(spoken.stop | spoken.filler, size)


class _Numbers(dict[str, int]):
    """Numbers what it is asked for, in the order of first sight."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Counted:
    """Every article's chunks, counted: what stands between two spaces, since splitting there is
    several times as fast as looking for words, and most chunks come again and again."""

    numbers: _Numbers
    """Chunks, numbered."""
    chunks: Ints
    cells: Ints
    """Article × field. With ``chunks`` and ``counts`` one table's columns."""
    counts: Ints
    short_lines: list[tuple[int, float, list[int]]]
    """(article, gain of a pair, chunks in order) of each title, keyword and heading."""


def _fields(article: Article) -> tuple[Sequence[str], ...]:
    """The article's lines by field."""
    headings, body = searchable(article.markdown)
    return (article.title,), article.keywords, headings, (body,)


def count(articles: Sequence[Article]) -> Counted:
    numbers, width = _Numbers(), max(1, len(articles) * _FIELDS)
    keys, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    short_lines: list[tuple[int, float, list[int]]] = []
    for begin in range(0, len(articles), _ARTICLES_AT_ONCE):
        chunks: list[int] = []
        lengths: list[int] = []
        for doc, article in enumerate(articles[begin : begin + _ARTICLES_AT_ONCE], begin):
            for field, lines in enumerate(_fields(article)):
                before = len(chunks)
                for line in lines:
                    found = list(map(numbers.__getitem__, line.split()))
                    chunks += found
                    if field < len(PAIR_GAINS):
                        short_lines.append((doc, PAIR_GAINS[field], found))
                lengths.append(len(chunks) - before)
        cells = np.repeat(np.arange(len(lengths)) + begin * _FIELDS, lengths)
        key, count = np.unique(np.array(chunks, np.int64) * width + cells, return_counts=True)
        keys.append(key)
        counts.append(count)
    key = np.concatenate(keys)
    return Counted(numbers, key // width, key % width, np.concatenate(counts), short_lines)


class Terms:
    """What the chunks of all articles come to: terms, by spelling, by stem and by chunk."""

    def __init__(self, spoken: Tongue, chunks: Sequence[str], stems: Sequence[str] = ()) -> None:
        """``stems`` are those of terms that have their number already."""
        self._spoken, self._chunks = spoken, tuple(map(plain_case, chunks))
        numbers = _Numbers()
        flat, sizes = _flat(self._chunks, numbers)
        words = list(numbers)
        self.spellings: dict[str, int] = {}
        self.stems = _Numbers(zip(stems, range(len(stems)), strict=True))
        self._of_word = self._number(words)
        if spoken.words.compounds:
            flat, sizes = _with_halves(flat, sizes, words, numbers)
        self._collect_forms(words)
        terms = np.array(self._of_word, np.int64)[flat] if len(flat) else flat
        owners = np.repeat(np.arange(len(sizes)), sizes)[terms != STOP]
        self.flat = terms[terms != STOP]
        self.sizes = np.bincount(owners, minlength=len(sizes))
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
            term = STOP if typed[0] in stop else self.stems[word if stem == word else stem]  # one string less
            terms.append(term)
            for spelling in typed:
                self.spellings.setdefault(spelling, term)
        return terms

    def _collect_forms(self, words: Sequence[str]) -> None:
        terms = np.array(self._of_word, np.int64)
        order = np.argsort(terms, kind="stable")[np.count_nonzero(terms == STOP) :]
        self.forms = tuple(map(words.__getitem__, order.tolist()))
        self.form_terms = terms[order]

    def pairs(self, counted: Counted) -> Iterator[tuple[int, float, list[int]]]:
        """(article, gain of a pair, terms in order) of each title, keyword and heading.

        ``NEGATION`` is among the terms; stop words are left out.
        """
        units = self._units
        for doc, gain, line in counted.short_lines:
            yield doc, gain, [unit for chunk in line for unit in units.get(chunk) or self._unit(chunk)]

    def _unit(self, chunk: int) -> tuple[int, ...]:
        negation = self._spoken.negation
        pieces = (piece for raw in RAW.findall(self._chunks[chunk]) for piece in parts(raw)[1])
        told = (NEGATION if fold(word) in negation else self._of_word[self._number_of[word]] for word in pieces)
        self._units[chunk] = unit = tuple(term for term in told if term != STOP)
        return unit


def _flat(chunks: Iterable[str], numbers: _Numbers) -> tuple[Ints, Ints]:
    """The words of all chunks, numbered, and how many each chunk has."""
    flat: list[int] = []
    sizes: list[int] = []
    for chunk in chunks:
        before = len(flat)
        if chunk.isalpha():
            flat.append(numbers[chunk])
        else:
            flat += map(numbers.__getitem__, _words(chunk))
        sizes.append(len(flat) - before)
    return np.array(flat, np.int64), np.array(sizes, np.int64)


def _with_halves(flat: Ints, sizes: Ints, words: Sequence[str], numbers: _Numbers) -> tuple[Ints, Ints]:
    """The same, each compound followed by the known words that it is made of."""
    groups = [[number, *(numbers[half] for half in _compound(word, numbers))] for number, word in enumerate(words)]
    owners = np.repeat(np.arange(len(sizes)), sizes)
    more = np.array([len(groups[number]) for number in flat.tolist()], np.int64)
    whole = np.array([each for number in flat.tolist() for each in groups[number]], np.int64)
    return whole, np.bincount(owners, weights=more, minlength=len(sizes)).astype(np.int64)


def _words(chunk: str) -> list[str]:
    """Every word of a chunk, and the wholes of those that are held together by dots and hyphens."""
    words: list[str] = []
    for raw in RAW.findall(chunk):
        whole, pieces = parts(raw)
        words += (*pieces, whole) if whole else pieces
    return words


def _compound(word: str, known: Iterable[str]) -> tuple[str, ...]:
    return next((halves for halves in compound_halves(word) if halves[0] in known and halves[1] in known), ())


def _spread_out(counted: Counted, known: Terms) -> tuple[Ints, Ints, Ints]:
    """Term, cell and count of each word of each chunk."""
    chunks, sizes = counted.chunks, known.sizes[counted.chunks]
    offsets = np.concatenate([[0], np.cumsum(known.sizes)])
    shift = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    terms = known.flat[np.repeat(offsets[chunks], sizes) + shift] if len(known.flat) else known.flat
    return terms, np.repeat(counted.cells, sizes), np.repeat(counted.counts, sizes)


def _lengths(counted: Counted, known: Terms, articles: int) -> Lengths:
    """How many words each field of each article has."""
    weights = counted.counts * known.sizes[counted.chunks]
    found = np.bincount(counted.cells, weights=weights, minlength=articles * _FIELDS)
    return found.astype(np.float64).reshape(-1, _FIELDS)


def _usual_lengths(counted: Counted, known: Terms, articles: int) -> Lengths:
    lengths = _lengths(counted, known, articles)
    return np.array([column[column > 0].mean() if (column > 0).any() else 1.0 for column in lengths.T])


def postings(counted: Counted, known: Terms, articles: int, usual: Lengths) -> tuple[Ints, Docs, Floats]:
    """Starts, articles and worth of each term's postings."""
    terms, cells, counts = _spread_out(counted, known)
    fields, lengths = cells % _FIELDS, _lengths(counted, known, articles)
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
