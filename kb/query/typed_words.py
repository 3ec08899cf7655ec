"""From a question as typed to words that the index may know: taken apart, repaired, joined.

A known word is never repaired away. Codes, domain names and addresses stay as typed. What remains
unknown is matched with the knowledge base's own vocabulary, and its best readings are kept side by
side, since nobody can say which one was meant.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Literal

from bot.core.text.words import domain_in
from kb.index.arrays import STOP, Index
from kb.language.frequency import frequencies
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
from kb.query.sentences import REPAIRS_MAX

WORDS_MAX = 128
"""Words that are read of a question: the cost of an answer stays bounded."""

JOINED_WEIGHT = 0.9
"""What "webmail" counts for "web mail"."""

HEAD_WEIGHT = 0.8
"""What "mails" counts for "Werbemails"."""

CONTINUATIONS_MAX = 24
"""Words, the most frequent, that an unfinished one may become."""

CONTINUED_WEIGHT = 0.8
"""What a finished word counts for its beginning."""

_FINISHED_CHARS_MIN = 3
"""A shorter word, even a known one, is rather the beginning of another."""

SPLIT_CHARS_MIN = 4
"""Two words typed as one are rather meant than a word one letter away when both have so many letters."""

_CODE_CHARS_MAX = 6
"""Words in capitals up to this length are codes: SPF, DKIM, IMAP."""

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
    doubt: float = 0.0
    """How likely it isn't what it was repaired to, 0 … 1."""
    same: set[int] = field(default_factory=set)
    """Other terms for the same: as rare as the most frequent of them is what it names."""
    closing: bool = False
    """The last word of its clause, as far as one can see."""

    def accept(self, term: int, weight: float) -> None:
        """Let the word be satisfied by one more term."""
        self.options[term] = max(weight, self.options.get(term, 0.0))


Keeps = Callable[[str], bool]
"""Says of an unknown word that it stays as typed."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A raw word where it stands in the text."""

    begin: int
    end: int
    raw: str
    """Small letters, accents as typed."""
    code: bool
    """In capitals among small letters."""
    name: bool
    """Before an "@", or in a link: somebody's address."""


def read(
    text: str, index: Index, keeps: Keeps, *, typing: bool = False, repairs: int = REPAIRS_MAX
) -> tuple[list[Word], str]:
    """The words of a question, in order, repeated ones once; and the question with misspelt words repaired in place.

    Bounded in time, whatever the text. ``typing``: the last word may not be finished. ``repairs``: so many at most.
    """
    text = opening(text)
    tokens = list(islice(_tokens(text), WORDS_MAX))
    unfinished = len(tokens) - 1 if typing and text[-1:].isalnum() else -1
    found: dict[str, list[Word]] = {}
    words: list[Word] = []
    for number, token in enumerate(tokens):
        if token.raw in found and token.raw not in index.tongue.stop:
            continue
        made = list(_taken_apart(token, index))
        if number == unfinished:
            _go_on(made[-1], index)
        wrong = [word for word in made if _misspelt(word, index, keeps)][:repairs]
        repairs -= len(wrong)
        made = [each for word in made for each in (_repair(word, index) if word in wrong else (word,))]
        if made and _closes(text, tokens, number, index):
            made[-1].closing = True
        found[token.raw] = made
        words += made
    _join(words, index)
    return words, _in_place(text, tokens, found)


def _tokens(text: str) -> Iterator[_Token]:
    """Raw words, but for how a link begins."""
    shouted = text.isupper()
    for found in RAW.finditer(text):
        begin, end = found.span()
        raw = found[0].casefold()
        if text.startswith("://", end):
            continue
        linked = raw.startswith("www.") or text.endswith("://", 0, begin)
        name = text.startswith("@", end) or (linked and "." in raw)
        code = not shouted and found[0].isupper() and 1 < len(raw) <= _CODE_CHARS_MAX
        yield _Token(begin, end, raw.removeprefix("www."), code, name)


def _closes(text: str, tokens: Sequence[_Token], number: int, index: Index) -> bool:
    """Whether a clause ends behind the token: with the text, a mark, or a word that begins another one."""
    if number + 1 == len(tokens):
        return True
    behind = tokens[number + 1]
    between = text[tokens[number].end : behind.begin]
    return not between.isspace() or fold(behind.raw) in index.tongue.words.clause_words


def _in_place(text: str, tokens: Sequence[_Token], found: Mapping[str, Sequence[Word]]) -> str:
    """The text up to its last token, repaired where it was misspelt."""
    pieces: list[str] = []
    at = 0
    for token in tokens:
        words = found[token.raw]
        if any(word.read_as for word in words) or (len(words) > 1 and token.raw.isalpha()):
            pieces += (text[at : token.begin], " ".join(word.read_as or word.typed for word in words))
            at = token.end
    end = tokens[-1].end if len(tokens) == WORDS_MAX else len(text)
    return "".join((*pieces, text[at:end]))


def _go_on(word: Word, index: Index) -> None:
    """Let the beginning of a word be satisfied by the words that begin so."""
    if word.kind in ("name", "known") and len(word.typed) < _FINISHED_CHARS_MIN:
        word.kind = "unknown"
    for known in index.vocabulary.beginning(fold(word.typed), CONTINUATIONS_MAX):
        term = index.spellings.get(known, STOP)
        if term != STOP and known not in index.tongue.filler:
            word.accept(term, CONTINUED_WEIGHT if known != word.typed else 1.0)
            word.kind, word.read_as = "known", word.read_as or known


def _taken_apart(token: _Token, index: Index) -> Iterator[Word]:
    """A token as its parts, each also satisfied by the whole; a domain or an address as itself."""
    whole, pieces = parts(token.raw)
    held = "." in whole or "@" in whole
    if not whole and index.tongue.words.compounds:
        whole, pieces = token.raw, _known_halves(token.raw, index) or pieces
    term = index.spellings.get(fold(whole), STOP) if whole else STOP
    if term == STOP and (token.name or (held and ("@" in whole or domain_in(whole)))):
        yield Word(token.raw, token.raw, "name", fixed=True)
        return
    if len(pieces) == 1 and term == STOP:
        yield _word(pieces[0], index, token.code)
        return
    for piece in pieces:
        word = _word(piece, index, token.code or held)
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
    if folded in spoken.filler and folded not in index.spellings:
        term = None  # "important" isn't "import", whatever their stem
    overlong = len(typed) > WORD_CHARS_MAX
    word = Word(typed, stem, "unknown", fixed=code or overlong or not typed.isalpha())
    if term is not None:
        word.kind, word.term = "known", term
        word.accept(term, 1.0)
    if folded in spoken.filler and not code:
        word.kind = "filler"
    return word


# ── Repair ─────────────────────────────────────────────────────────────────────────────


def _misspelt(word: Word, index: Index, keeps: Keeps) -> bool:
    """Whether nobody knows the word as it was typed."""
    return word.kind == "unknown" and not word.fixed and not index.knows(word.typed) and not keeps(word.typed)


def _repair(word: Word, index: Index) -> list[Word]:
    """An unknown word with its readings, or the two words that it is made of."""
    readings = index.vocabulary.near(fold(word.typed), frequencies(index.tongue.lang))
    closest = min((reading.edits for reading in readings), default=0)
    if closest != 1 and (halves := _halves(word.typed, index)):
        return halves
    if not readings:
        return [_head(word, index)]
    best = readings[0]
    meant = _word(best.word, index)
    word.read_as, word.stem, word.term = best.word, meant.stem, meant.term
    if meant.kind in ("stop", "filler"):
        word.kind = meant.kind
    likely: dict[int, float] = {}
    for reading in readings:  # forms of one word count together
        term = index.spellings.get(reading.word, STOP)
        likely[term] = likely.get(term, 0.0) + reading.weight
    word.doubt = 1 - likely[index.spellings.get(best.word, STOP)]
    for term, weight in likely.items():
        if term != STOP:
            word.accept(term, weight)
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
