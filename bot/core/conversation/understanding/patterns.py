"""Short patterns of words, as a language's file writes them, and where they stand in a clause.

``you can .. close it``: ``..`` is up to three words. ``fix/mend it``: one of several. ``funktionier~``: a word that
begins so. ``(really)``: it may be missing. ``^`` and ``$`` alone: the clause begins or ends there. A slip in a longer
word is forgiven beforehand, word by word.

Patterns are found by their first word, so that what isn't said costs next to nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.conversation.understanding.acts import Act
from bot.core.text.words import NEAR_LETTERS_MAX, ONE_EDIT_LETTERS_MIN, near, plain

GAP_WORDS_MAX = 3
"""So many words ".." may stand for."""

TO_THE_LETTER = frozenset(
    {
        *(Act.ANGER, Act.ACCEPT, Act.NUDGE, Act.CLOSE, Act.LANGUAGE, Act.ZONE, Act.IRONY, Act.HEDGED, Act.FULLY),
    }
)
"""Acts whose words aren't guessed at: a slip must not make an insult of "estaba", a bill of a question, nor a language
of "Germany"."""

START, END, GAP = "^", "$", ".."


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a pattern."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    optional: bool = False
    gap: bool = False

    def fits(self, word: str) -> bool:
        """Whether a word may stand here."""
        return word in self.words or (bool(self.stems) and word.startswith(self.stems))


@dataclass(frozen=True, slots=True)
class _Pattern:
    act: Act
    parts: tuple[_Part, ...]
    start: bool
    end: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An act, and the words of the clause that said it: from, and up to but without."""

    act: Act
    start: int
    end: int
    guessed: bool = False
    """Only likely, by likeness to examples."""
    like: bool = False
    """By likeness to examples, not by a pattern."""


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """A language's patterns by their first word, or its beginning. Compared by identity: there is one a language."""

    by_word: Mapping[str, Sequence[_Pattern]]
    by_stem: Mapping[str, Sequence[_Pattern]]
    stem_lengths: tuple[int, ...]
    vocabulary: Mapping[tuple[str, int], Sequence[str]]
    """Its longer words by first letter and length, for slips."""
    known: frozenset[str]

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Every pattern that stands in the clause, each where it begins."""
        for at, word in enumerate(words):
            for pattern in self._beginning(word):
                if pattern.start and at:
                    continue
                end = _match(pattern.parts, 0, words, at, pattern.end)
                if end >= 0:
                    yield Found(pattern.act, at, end)

    def _beginning(self, word: str) -> Iterator[_Pattern]:
        yield from self.by_word.get(word, ())
        for length in self.stem_lengths:
            if length > len(word):
                break
            yield from self.by_stem.get(word[:length], ())

    def spelt(self, word: str) -> str:
        """The word of ours that a longer word is a slip of; itself if none."""
        if len(word) < ONE_EDIT_LETTERS_MIN or len(word) > NEAR_LETTERS_MAX or word in self.known:
            return word
        return _nearest(word, self)


@lru_cache(maxsize=8192)
def _nearest(word: str, among: "Patterns") -> str:
    for length in (len(word), len(word) + 1, len(word) - 1, len(word) + 2, len(word) - 2):
        for known in among.vocabulary.get((word[0], length), ()):
            if near(word, known):
                return known
    return word


def _match(parts: tuple[_Part, ...], at_part: int, words: Sequence[str], at: int, to_end: bool) -> int:
    """Where the rest of a pattern ends; -1 where it doesn't fit."""
    if at_part == len(parts):
        return at if not to_end or at == len(words) else -1
    part = parts[at_part]
    if part.gap:
        for skip in range(GAP_WORDS_MAX + 1):
            if at + skip > len(words):
                return -1
            end = _match(parts, at_part + 1, words, at + skip, to_end)
            if end >= 0:
                return end
        return -1
    if at < len(words) and part.fits(words[at]):
        end = _match(parts, at_part + 1, words, at + 1, to_end)
        if end >= 0:
            return end
    return _match(parts, at_part + 1, words, at, to_end) if part.optional else -1


def compiled(phrases: Mapping[str, Iterable[str]], everyday: frozenset[str] = frozenset()) -> Patterns:
    """A language's patterns, ready to be found. Everyday words are no slips of others."""
    by_word: dict[str, list[_Pattern]] = {}
    by_stem: dict[str, list[_Pattern]] = {}
    known, mendable = set(everyday), set[str]()
    for name, texts in phrases.items():
        for pattern in (_parsed(Act(name), text) for text in texts):
            for part in pattern.parts:
                known.update(part.words)
                if pattern.act not in TO_THE_LETTER:
                    mendable.update(part.words)
            for part in _first(pattern.parts):
                for word in part.words:
                    by_word.setdefault(word, []).append(pattern)
                for stem in part.stems:
                    by_stem.setdefault(stem, []).append(pattern)
    vocabulary: dict[tuple[str, int], list[str]] = {}
    for word in sorted(mendable):
        if len(word) >= ONE_EDIT_LETTERS_MIN:
            vocabulary.setdefault((word[0], len(word)), []).append(word)
    lengths = tuple(sorted({len(stem) for stem in by_stem}))
    return Patterns(by_word, by_stem, lengths, vocabulary, frozenset(known))


def _first(parts: tuple[_Part, ...]) -> Iterator[_Part]:
    """Those that a pattern may begin with."""
    needed = next(at for at, part in enumerate(parts) if not part.optional)
    yield from parts[: needed + 1]


def _parsed(act: Act, text: str) -> _Pattern:
    tokens = text.split()
    start, end = tokens[0] == START, tokens[-1] == END
    return _Pattern(act, tuple(_part(token) for token in tokens[start : len(tokens) - end]), start, end)


def _part(token: str) -> _Part:
    if token == GAP:
        return _Part(gap=True)
    optional = token.startswith("(") and token.endswith(")")
    each = token.strip("()").split("/")
    words = frozenset(_folded(word) for word in each if not word.endswith("~"))
    return _Part(words, tuple(_folded(word[:-1]) for word in each if word.endswith("~")), optional)


def _folded(word: str) -> str:
    """As words are compared; most are written so already, which is seen at a glance."""
    return word if word.isascii() and word.isalnum() and word.islower() else plain(word)
