"""Words, one language at a time: where they begin and end, which say little, which share a stem.

Everything that compares words (index, questions, extracts, likeness) asks this module, so that
"E-Mails", "emails" and "email" are the same thing everywhere.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import snowballstemmer  # type: ignore[import-untyped]  # ships no types

from bot.core.text.language_data import Languages, SearchWords

RAW = re.compile(r"[^\W_]+(?:[.'’@_-][^\W_]+)*")
"""A word as typed, with what holds it together: "can't", "php.ini", "e-mail", "info@example.com"."""

WORD_CHARS_MAX = 40
"""Longer strings are nobody's word: never stemmed, repaired or taken apart. The longest German terms fit."""

TEXT_CHARS_MAX = 4_000
"""What is read of a question; nobody describes one problem at greater length."""

GROWN_MAX, GROWN_CHARS = 4, 100
"""A text that is so many times as long, and so many characters more, with its forms made one is left as it is: some
signs stand for a whole sentence, and thousands of them aren't words."""

PARTS_MAX = 8
"""What is read of a word held together by dots and hyphens."""

COMPOUND_CHARS_MIN = 9
COMPOUND_PART_CHARS_MIN = 4
"""Compounds are taken apart from this length on, into known words of at least that length."""

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""Snowball's algorithms by language; words of other languages are compared whole."""

_APOSTROPHE = re.compile("['’]s$|['’]")
_PILE = re.compile(r"([^\w\s\x00-\x7f]{30})[^\w\s\x00-\x7f]+")
"""More marks in a row than any script needs (30, as in Unicode's stream-safe text format); no words either."""
_JOINT = re.compile("[.@_-]")
_GLUED = re.compile(
    r"(?P<word>[^\W\d_]{3,20}+)-?(?P<number>\d{1,5}+(?:\.\d{1,3}+){0,3}+)"
    r"|(?P<amount>\d{3,5}+)[^\W\d_]{1,3}+"
    r"|(?P<code>[245]\d\d)-(?P<status>[245]\.\d{1,3}+\.\d{1,3}+)"
)
"""A word and a number without a space between them: "php8.2", "port587", "404er", "550-5.7.1"."""
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_DIGRAPHS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"}


def opening(text: str) -> str:
    """As much of a text as is read, compatible forms made one; some of them are longer then."""
    return _composed(text[:TEXT_CHARS_MAX])[:TEXT_CHARS_MAX]


def plain_case(text: str) -> str:
    """Small letters, compatible forms made one (full-width letters, ligatures); accents stay."""
    return _composed(text).casefold()


def _composed(text: str) -> str:
    """Compatible forms made one, in linear time: normalizing takes time quadratic in a pile of marks."""
    if text.isascii():
        return text
    bare = _PILE.sub(r"\1", text)
    composed = unicodedata.normalize("NFKC", bare)
    return composed if len(composed) <= len(bare) * GROWN_MAX + GROWN_CHARS else bare


def fold(word: str) -> str:
    """The word without accents, as hurried people type it; what is nobody's word stays as it is."""
    if word.isascii() or len(word) > WORD_CHARS_MAX:
        return word
    return unicodedata.normalize("NFKD", _PILE.sub(r"\1", word)).translate(_ACCENTS)


def spellings(word: str) -> tuple[str, ...]:
    """How a word of an article may be typed: without accents, or ä as ae."""
    folded = fold(word)
    if word.isascii() or not any(letter in word for letter in _DIGRAPHS):
        return (folded,)
    return (folded, fold("".join(_DIGRAPHS.get(letter, letter) for letter in word)))


def parts(raw: str) -> tuple[str, tuple[str, ...]]:
    """A raw word (see ``RAW``, in small letters) as (the whole, its parts); no whole if it is simple.

    The whole of "e-mail" is "email"; that of "php.ini" stays as typed; numbers such as "5.7.1" are
    never taken apart. The parts of "php8.2" are "php" and "8.2", that of "404er" is "404".
    """
    if raw.isalpha():
        return "", (raw,)
    bare = _APOSTROPHE.sub("", raw)
    if glued := _GLUED.fullmatch(bare):
        return ("" if glued["code"] else bare.replace("-", "")), tuple(
            part for part in glued.groups() if part and len(part) > 1
        )
    pieces = tuple(piece for piece in _JOINT.split(bare, PARTS_MAX) if piece)[:PARTS_MAX]
    if len(pieces) < 2 or all(piece.isdecimal() for piece in pieces):
        return "", (bare,)
    whole = bare if "." in bare or "@" in bare else "".join(pieces)
    return whole, tuple(piece for piece in pieces if len(piece) > 1) or pieces


def compound_halves(word: str) -> Iterator[tuple[str, str]]:
    """Ways to take a compound apart, the most even first; an "s" between the halves may go."""
    least = COMPOUND_PART_CHARS_MIN
    if not COMPOUND_CHARS_MIN <= len(word) <= WORD_CHARS_MAX or not word.isalpha():
        return
    for at in sorted(range(least, len(word) - least + 1), key=lambda at: abs(2 * at - len(word))):
        yield word[:at], word[at:]
        if word[at - 1] == "s" and at > least:
            yield word[: at - 1], word[at:]


def _stemmer(lang: str) -> Any:
    algorithm = _ALGORITHMS.get(lang)
    stemmer: Any = snowballstemmer.stemmer(algorithm) if algorithm else None
    if hasattr(stemmer, "maxCacheSize"):  # PyStemmer, which snowballstemmer uses where it is installed
        stemmer.maxCacheSize = 0  # it stems faster than it looks up
    return stemmer


class Tongue:
    """One language: its stop words, its vague words and its stems. Safe to use from any thread."""

    def __init__(self, lang: str, words: SearchWords) -> None:
        self.lang, self.words = lang, words
        self.stop, self.filler, self.negation = words.stop, words.filler, words.negation
        self._stemmer = _stemmer(lang)
        self._lock = threading.Lock()

    def stems(self, words: Sequence[str]) -> list[str]:
        """The stem of each word, without accents."""
        if self._stemmer is None:
            return [fold(word) for word in words]
        with self._lock:  # a stemmer works in place
            stems = self._stemmer.stemWords(list(words))
        return [stem if stem.isascii() else fold(stem) for stem in stems]

    def stem(self, word: str) -> str:
        """The stem of one word; what is too long to be one is its own."""
        return self.stems((word,))[0] if len(word) <= WORD_CHARS_MAX else word


@lru_cache(maxsize=64)
def tongue(lang: str, languages: Languages) -> Tongue:
    """The language by its code; made once. Of one without a folder only the stems are known."""
    language = languages.by_code.get(lang)
    return Tongue(lang, language.search if language else SearchWords())
