"""Guess the language of a short, misspelt question, or say that it can't be told.

Small words tell most ("my", "mis", "meine"), letters that one language has tell too, and the words
that clients of a host use lean towards one. Names of things ("dns", "wordpress", "error 525") are alike
everywhere and count for nothing. A few words of languages that desks around seldom offer are known, so
that French isn't taken for Spanish.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import name

from bot.core.text.language_data import Languages
from bot.core.text.words import APOSTROPHES, unaccented

CHARS_MAX = 1_000
"""The beginning tells the language; the rest is often a pasted log, in English whoever wrote."""

SCORE_MIN = 2
"""One word that only leans ("site", "server") decides nothing."""

_TELLS, _LEANS = 3, 1

_LETTERS_COUNTED_MAX = 3
"""So many letters of one language count: a name in another language must not decide."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """What words and letters say for each language."""

    words: Mapping[str, Mapping[str, int]]
    letters: Mapping[str, Mapping[str, int]]
    """By language: only letters beyond ASCII."""
    scripts: Mapping[str, str]
    """By language, the script that tells it."""


@lru_cache(maxsize=4)
def _weights(languages: Languages) -> _Weights:
    hints = {**languages.neighbours, **{code: each.hints for code, each in languages.by_code.items()}}
    words: dict[str, dict[str, int]] = {}
    letters: dict[str, dict[str, int]] = {}
    for code, hint in hints.items():
        for known, weight in ((hint.leaning, _LEANS), (hint.telling, _TELLS)):
            for word in known:
                words.setdefault(word, {})[code] = weight
        letters[code] = dict.fromkeys(hint.letters_leaning, _LEANS) | dict.fromkeys(hint.letters_telling, _TELLS)
    return _Weights(words, letters, {code: hint.script for code, hint in hints.items() if hint.script})


_UNTOLD: dict[str, int] = {}
_NAME = re.compile(r"[@/\\_]|\w\.\w")
"""In addresses, links and file names, which are in no language."""
_WORD = re.compile(r"[^\W\d_]+")


def guess(text: str, languages: Languages, among: Sequence[str]) -> str:
    """The one of ``among`` that ``text`` is written in; "" when nothing tells or two are as likely."""
    scores = _scores(text, languages, among)
    best, *others = sorted(scores, key=scores.__getitem__, reverse=True)
    decided = scores[best] >= SCORE_MIN and all(scores[best] > scores[other] for other in others[:1])
    return best if decided and best in among else ""


FOREIGN_SCORE_MIN = 6
"""Two small words of a language, or three letters of its own: a name alone is in none."""
FOREIGN_LEAD_MIN = 3
"""By a small word more than any that is understood."""


def foreign(text: str, languages: Languages) -> str:
    """The language that a text is plainly in, and that nothing is understood of; "" for none."""
    scores = _scores(text, languages, tuple(languages.by_code))
    others = {code: score for code, score in scores.items() if code in languages.neighbours}
    best = max(others, key=others.__getitem__, default="")
    ours = max((score for code, score in scores.items() if code not in others), default=0)
    plainly = bool(best) and others[best] >= FOREIGN_SCORE_MIN and others[best] - ours >= FOREIGN_LEAD_MIN
    return best if plainly else ""


def _scores(text: str, languages: Languages, among: Sequence[str]) -> dict[str, int]:
    """How much speaks for each language."""
    weights = _weights(languages)
    lowered = text[:CHARS_MAX].lower()
    scores = dict.fromkeys((*among, *weights.letters, ""), 0)
    spoken = " ".join(word for word in lowered.translate(APOSTROPHES).split() if not _NAME.search(word))
    for word in _WORD.findall(unaccented(spoken)):
        for lang, weight in weights.words.get(word, _UNTOLD).items():
            scores[lang] += weight
    if not spoken.isascii():
        _add_letters(scores, weights, spoken)
    return scores


def _add_letters(scores: dict[str, int], weights: _Weights, text: str) -> None:
    others = [letter for letter in text if not letter.isascii()]
    for lang, known in weights.letters.items():
        found = [letter for letter in others if letter in known][:_LETTERS_COUNTED_MAX]
        scores[lang] += sum(known[letter] for letter in found)
    for lang, script in weights.scripts.items():
        written = [letter for letter in others if letter.isalpha() and name(letter, "").startswith(script)]
        scores[lang] += _TELLS * len(written[:_LETTERS_COUNTED_MAX])
