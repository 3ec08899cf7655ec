"""Expressions with words of languages in them, made of every language's at once: secrets are told in any of them.

The words are data (:class:`bot.core.text.language_data.SecretWords`). Which text is looked at at all follows from them:
a finder is asked only where a word of its own phrases stands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from bot.core.text.language_data import Languages, Phrases, SecretWords, Words
from bot.core.text.words import unaccented

AROUND = ".,;:!?…()[]*_~<>-–—/" + "\"'`“”„«»‘’‚"
EXPRESSIONS_KEPT = 512
"""Some eighty for each set of languages; a program has one."""
OPTIONAL_ACCENTS = "\u0300\u0301\u0302\u0303\u0327"
"""Grave, acute, circumflex, tilde and cedilla are left out in a hurry; an umlaut makes another word."""
TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
"""How German is written where a keyboard or a file's name has no umlauts."""


@dataclass(frozen=True, slots=True)
class Worded:
    """An expression in which ``⟨field⟩`` stands for what any language has in that field of SecretWords."""

    template: str

    def of(self, languages: Languages) -> re.Pattern[str]:
        """With all languages' words. Case doesn't count."""
        return _made(self.template, languages)


@lru_cache(maxsize=EXPRESSIONS_KEPT)
def _made(template: str, languages: Languages) -> re.Pattern[str]:
    return re.compile(re.sub(r"⟨(\w+)⟩", lambda field: either(phrases(languages, field[1])), template), re.IGNORECASE)


def either(said: Phrases) -> str:
    """An expression for one of some phrases, a branch for each first letter: without regard to case, the library
    would try every phrase where any of them may begin."""
    branches: dict[str, dict[str, None]] = {}
    for phrase in said:
        for lead in _leads(phrase):
            branches.setdefault(_letter(lead[0]), {})[expression(lead[1:])] = None
    told = (f"{first}(?:{'|'.join(rest)})" for first, rest in branches.items())
    return f"(?:{'|'.join(told) or '(?!)'})"


def _leads(phrase: str) -> Iterator[str]:
    """The phrase with each way that it may begin."""
    if not phrase.startswith("("):
        yield phrase
        return
    parts, depth, end = [""], 1, 1
    while depth:
        sign = phrase[end]
        depth += (sign == "(") - (sign == ")")
        if sign == "/" and depth == 1:
            parts.append("")
        elif depth:
            parts[-1] += sign
        end += 1
    for part in parts if len(parts) > 1 else (parts[0], ""):
        yield from _leads(part + phrase[end:])


def phrases(languages: Languages, field: str) -> Phrases:
    """Every language's phrases or words of a field."""
    return languages.all(lambda language: _of(language.secrets, field))


@lru_cache(maxsize=EXPRESSIONS_KEPT)
def known(languages: Languages, *fields: str) -> Words:
    """Every language's words of some fields, folded, umlauts as one letter and as two."""
    said = [word for field in fields for word in phrases(languages, field)]
    return frozenset(folded(word) for each in said for word in (each, each.translate(TRANSCRIBED)))


def _of(words: SecretWords, field: str) -> Phrases:
    return tuple(getattr(words, field if hasattr(words, field) else f"{field}_"))


def folded(word: str) -> str:
    """A word as it is compared: no accents, no case, nothing of what stands around words."""
    return unaccented(word).casefold().strip(AROUND)


WORD_CHARS_MAX = 24
"""So long are the words right before others that change what they mean, with the space behind them."""


def is_behind(before: re.Pattern[str], text: str, found: re.Match[str]) -> bool:
    """Whether one of those words stands right before what was found."""
    return bool(before.search(text, max(0, found.start() - WORD_CHARS_MAX), found.start()))


# ── How phrases are written ────────────────────────────────────────────────────────────


def expression(phrase: str) -> str:
    """A phrase as an expression: "(a/b)" one of them, "(x)" or nothing, ">" before what has to follow, "*" any rest."""
    said, _, behind = phrase.partition(">")
    return _form(said.rstrip()) + (f"(?={_form(behind)})" if behind else "")


def _form(said: str) -> str:
    made = []
    several: list[bool] = []
    for sign in said:
        match sign:
            case "(":
                several.append(False)
                made.append("(?:")
            case ")":
                made.append(")" if several.pop() else ")?")
            case "/" if several:
                several[-1] = True
                made.append("|")
            case " ":
                made.append("[ _-]")
            case "*":
                made.append(r"\w*")
            case _:
                made.append(_letter(sign))
    return "".join(made)


def _letter(sign: str) -> str:
    bare = unaccented(sign)
    accent = normalize("NFD", sign)[1:]
    transcribed = sign.translate(TRANSCRIBED)
    if transcribed != sign:
        return f"(?:{sign}|{transcribed})"
    return f"[{sign}{bare}]{accent}?" if accent and not accent.strip(OPTIONAL_ACCENTS) else re.escape(sign)


# ── Where to look at all ───────────────────────────────────────────────────────────────

_APART = str.maketrans("_*-", "   ")
HINT_CHARS_MIN, STEM_CHARS_MIN = 3, 4
"""Shorter words, and shorter beginnings of words, stand in too many others."""


@lru_cache(maxsize=EXPRESSIONS_KEPT)
def hints(languages: Languages, *fields: str) -> tuple[str, ...]:
    """Parts of words in small letters: one of them stands wherever a phrase of these fields does."""
    small = languages.words(lambda language: language.search.stop)
    said = {each.partition(">")[0].strip() for field in fields for each in phrases(languages, field)}
    waiting = {_pieces(variant, small) for each in said for variant in _variants(each)}
    told = Counter(stem for pieces in waiting for stem in _stems(pieces))
    found: list[str] = []
    while waiting:
        best = max(told, key=lambda part: (told[part], len(part), part))
        found.append(best)
        covered = {pieces for pieces in waiting if any([best in piece for piece in pieces])}
        waiting -= covered
        told.subtract(stem for pieces in covered for stem in _stems(pieces))
    return tuple(part for part in found if not any(other != part and other in part for other in found))


Letters = frozenset[tuple[str, ...]]


def letters(text: str) -> Letters:
    """Each three letters that follow one another in a text, small ones."""
    lowered = text.lower()
    return frozenset(zip(*(lowered[at:] for at in range(LETTERS)), strict=False))


class Gate:
    """Which rows of a table are asked: those with a part that stands in the text.

    Looked up by three letters at once: some three hundred parts cost as much as thirty looked for one by one.
    """

    def __init__(self, rows: Iterable[Iterable[str]]) -> None:
        self._by_letters: dict[tuple[str, ...], list[tuple[str, int]]] = {}
        self._short: list[tuple[str, int]] = []
        for number, parts in enumerate(rows):
            for part in parts:
                first = tuple(part[:LETTERS].lower())
                by = self._by_letters.setdefault(first, []) if len(first) == LETTERS else self._short
                by.append((part, number))
        self._letters = frozenset(self._by_letters)

    def open_for(self, text: str, there: Letters) -> list[int]:
        """Numbers of the rows, in order; ``there`` are the text's letters."""
        said = [part for each in there & self._letters for part in self._by_letters[each]] + self._short
        return sorted({number for part, number in said if part in text})


LETTERS = 3
"""Few words have the same first three."""


def _variants(said: str) -> Iterator[str]:
    """The phrase in each way that it may be written."""
    begins = said.rfind("(")
    if begins < 0:
        yield said
        return
    ends = said.index(")", begins)
    inner = said[begins + 1 : ends]
    for each in inner.split("/") if "/" in inner else (inner, ""):
        yield from _variants(said[:begins] + each + said[ends + 1 :])


def _pieces(variant: str, small: Words) -> tuple[str, ...]:
    """The parts that are always written so; without small words, if there are others."""
    parts = [part for word in variant.translate(_APART).split() for part in _always(word)]
    long = [part for part in parts if len(part) >= HINT_CHARS_MIN and part not in small]
    return tuple(long) or tuple(sorted(parts, key=len)[-1:])


@lru_cache(maxsize=4096)
def _always(word: str) -> Sequence[str]:
    return "".join(" " if _letter(sign) != re.escape(sign) else sign for sign in word).split()


def _stems(pieces: tuple[str, ...]) -> frozenset[str]:
    chars = ((piece, range(min(STEM_CHARS_MIN, len(piece)), len(piece) + 1)) for piece in pieces)
    return frozenset(piece[:end] for piece, ends in chars for end in ends)


def where_said(
    pattern: Worded, fields: tuple[str, ...], here: str, text: str, low: int, high: int, languages: Languages
) -> Iterator[re.Match[str]]:
    """What a pattern finds there, if a word of these fields stands there at all."""
    if any(map(here.__contains__, hints(languages, *fields))):
        yield from pattern.of(languages).finditer(text, low, high)
