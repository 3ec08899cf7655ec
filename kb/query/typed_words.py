"""From a question as typed to words that the index may know: taken apart, repaired, joined.

A known word is never repaired away. Codes, domain names and addresses stay as typed. What remains
unknown is matched with the knowledge base's own vocabulary, and its best readings are kept side by
side, since nobody can say which one was meant.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp
from typing import Literal

from kb.index.arrays import STOP, Index
from kb.language.words import (
    COMPOUND_CHARS_MIN,
    COMPOUND_PART_CHARS_MIN,
    RAW,
    WORD_CHARS_MAX,
    compound_halves,
    fold,
    opening,
    parts,
)

WORDS_MAX = 48
"""Distinct words that are read of a question: the cost of an answer stays bounded."""

REPAIRS_MAX = 24
"""Unknown words that are repaired; further ones are left as they are."""

JOINED_WEIGHT = 0.9
"""What "webmail" counts for "web mail"."""

HEAD_WEIGHT = 0.8
"""What "mails" counts for "Werbemails"."""

DOUBT = 0.25
"""How fast a reading loses weight with its cost: at one slip it counts 0.78."""

WORST_WEIGHT = 0.2
"""The least that a reading of a misspelt word counts."""

CONTINUATIONS_MAX = 24
"""Words, the most frequent, that an unfinished one may become."""

CONTINUED_WEIGHT = 0.8
"""What a finished word counts for its beginning."""

_FINISHED_CHARS_MIN = 3
"""A shorter word, even a known one, is rather the beginning of another."""

_SPLIT_COST = 0.9
"""A missing space, on the scale of ``vocabulary.Reading.cost``."""

_CODE_CHARS_MAX = 6
"""Words in capitals up to this length are codes: SPF, DKIM, IMAP."""

_SCHEME = re.compile(r"\b(?:https?|ftp)://(?:www\.)?|\bwww\.", re.IGNORECASE)

Kind = Literal["stop", "filler", "known", "unknown", "name"]
"""Says nothing; says little; some article has it; none has; somebody's domain or address."""


@dataclass(slots=True)
class Word:
    """One word of a question, while the question is read."""

    typed: str
    """Small letters, accents as typed."""
    stem: str
    kind: Kind
    fixed: bool = False
    """A code or a name, never repaired."""
    term: int | None = None
    """The term that it is first of all."""
    options: dict[int, float] = field(default_factory=dict)
    """Terms that would do, and what each counts, 0 … 1."""
    read_as: str = ""
    """What it was repaired to; empty when it stands as typed."""

    def accept(self, term: int, weight: float) -> None:
        """Let the word be satisfied by one more term."""
        self.options[term] = max(weight, self.options.get(term, 0.0))


Keeps = Callable[[str], bool]
"""Says of an unknown word that it stays as typed."""


def read(text: str, index: Index, keeps: Keeps, *, typing: bool = False) -> list[Word]:
    """The words of a question, in order; repeated ones once. Bounded in time, whatever the text.

    ``typing``: the last word may not be finished.
    """
    text = opening(text)
    words = list(_words(text, index))
    if typing and words and text[-1:].isalnum():
        _go_on(words[-1], index)
    words = _repaired(words, index, keeps)
    _join(words, index)
    return words


def _go_on(word: Word, index: Index) -> None:
    """Let the beginning of a word be satisfied by the words that begin so."""
    if word.kind in ("name", "known") and len(word.typed) < _FINISHED_CHARS_MIN:
        word.kind = "unknown"
    for known in index.vocabulary.beginning(fold(word.typed), CONTINUATIONS_MAX):
        term = index.spellings.get(known, STOP)
        if term != STOP and known not in index.tongue.filler:
            word.accept(term, CONTINUED_WEIGHT if known != word.typed else 1.0)
            word.kind, word.read_as = "known", word.read_as or known


def _words(text: str, index: Index) -> Iterator[Word]:
    text = _SCHEME.sub(" ", text)
    shouted = text.isupper()
    seen: set[str] = set()
    for found in RAW.finditer(text):
        raw = found[0].casefold()
        if len(seen) >= WORDS_MAX:
            return
        if raw in seen and raw not in index.tongue.stop:
            continue
        seen.add(raw)
        if text[found.end() : found.end() + 1] == "@":
            yield Word(raw, raw, "name", fixed=True)
        else:
            code = not shouted and found[0].isupper() and 1 < len(raw) <= _CODE_CHARS_MAX
            yield from _taken_apart(raw, code, index)


def _taken_apart(raw: str, code: bool, index: Index) -> Iterator[Word]:
    """A raw word as its parts, each also satisfied by the whole; an unknown name as itself."""
    whole, pieces = parts(raw)
    named = "." in whole or "@" in whole
    if not whole and index.tongue.words.compounds:
        whole, pieces = raw, _known_halves(raw, index) or pieces
    if len(pieces) == 1 and not named:
        yield _word(pieces[0], index, code)
        return
    term = index.spellings.get(fold(whole), STOP)
    if named and term == STOP:
        yield Word(raw, raw, "name", fixed=True)
        return
    for piece in pieces:
        word = _word(piece, index, code or named)
        if term != STOP and word.kind != "stop":
            word.accept(term, 1.0)
            word.kind = "known" if word.kind == "unknown" else word.kind
        yield word


def _known_halves(word: str, index: Index) -> tuple[str, ...]:
    """The two known words that a compound is made of."""
    known = index.spellings
    for halves in compound_halves(word):
        if all(known.get(fold(half), STOP) != STOP for half in halves):
            return halves
    return ()


def _word(typed: str, index: Index, code: bool = False) -> Word:
    folded, spoken = fold(typed), index.tongue
    if folded in spoken.stop and not code:
        return Word(typed, folded, "stop")
    term, stem = index.look_up(typed)
    overlong = len(typed) > WORD_CHARS_MAX
    word = Word(typed, stem, "unknown", fixed=code or overlong or not typed.isalpha())
    if term is not None:
        word.kind, word.term = "known", term
        word.accept(term, 1.0)
    if folded in spoken.filler and not code:
        word.kind = "filler"
    return word


# ── Repair ─────────────────────────────────────────────────────────────────────────────


def _repaired(words: Iterable[Word], index: Index, keeps: Keeps) -> list[Word]:
    result: list[Word] = []
    repairs = 0
    for word in words:
        stays = word.kind != "unknown" or word.fixed or index.knows(word.typed) or keeps(word.typed)
        if stays or repairs >= REPAIRS_MAX:
            result.append(word)
        else:
            repairs += 1
            result.extend(_repair(word, index))
    return result


def _repair(word: Word, index: Index) -> list[Word]:
    """An unknown word with its readings, or the two words that it is made of."""
    readings = index.vocabulary.near(fold(word.typed))
    if (not readings or readings[0].cost > _SPLIT_COST) and (halves := _halves(word.typed, index)):
        return halves
    if not readings:
        return [_head(word, index)]
    best = readings[0]
    meant = _word(best.word, index)
    word.read_as, word.stem, word.term = best.word, meant.stem, meant.term
    if meant.kind in ("stop", "filler"):
        word.kind = meant.kind
    for reading in readings:
        term = index.spellings.get(reading.word, STOP)
        if term != STOP:
            word.accept(term, max(WORST_WEIGHT, exp(-DOUBT * best.cost) - 0.8 * (reading.cost - best.cost)))
    return [word]


def _head(word: Word, index: Index) -> Word:
    """Let an unknown compound be satisfied by the known word that it ends with."""
    if index.tongue.words.compounds and len(word.typed) >= COMPOUND_CHARS_MIN:
        for at in range(COMPOUND_PART_CHARS_MIN - 1, len(word.typed) - COMPOUND_PART_CHARS_MIN + 1):
            term = index.spellings.get(fold(word.typed[at:]), STOP)
            if term != STOP:
                word.accept(term, HEAD_WEIGHT)
                return word
    return word


def _halves(typed: str, index: Index) -> list[Word]:
    """Two known words that were typed as one; beside a small word, four letters must tell."""
    known, stop = index.spellings, index.tongue.stop
    for at in sorted(range(2, len(typed) - 1), key=lambda at: abs(2 * at - len(typed))):
        halves = (typed[:at], typed[at:])
        telling = [len(half) for half in halves if known.get(fold(half), STOP) != STOP]
        small = any(fold(half) in stop for half in halves)
        if (len(telling) == 2 and min(telling) > 2) or (telling and small and telling[0] > 3):
            return [_word(half, index) for half in halves]
    return [_word(half, index) for half in _known_halves(typed, index)]


def _join(words: list[Word], index: Index) -> None:
    """Let "web mail" be satisfied by "webmail" too, and "log in" by "login"."""
    for one, two in pairwise(words):
        kinds = {one.kind, two.kind}
        if kinds == {"stop"} or "name" in kinds:
            continue
        term = index.spellings.get(fold(one.typed + two.typed), STOP)
        for word in (one, two) if term != STOP else ():
            if word.kind != "stop":
                word.accept(term, JOINED_WEIGHT)
                word.kind = "known" if word.kind == "unknown" else word.kind
