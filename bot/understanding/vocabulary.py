"""The words of times, of every language at once, and a text as tokens that know what they may be."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bot.core.text.language_data import Languages, Times
from bot.core.text.words import APOSTROPHES, near, unaccented

SLIP_LETTERS_MIN = 6
"""Shorter words are too near to others: "lines" isn't "lunes"."""

TOKENS_MAX = 120
"""A longer text describes something; what it says of a time stands at its beginning."""

_APART = re.compile(r"[:.h]")
_TOKEN = re.compile(
    r"(?P<iso>\b\d{4}-\d{1,2}-\d{1,2}(?=\b|t))"
    r"|(?P<date>\b\d{1,2}(?:(?P<sep>[./-])\d{1,2}(?P=sep)(?:\d{4}|\d{2})|\.\d{1,2}\.|/\d{1,2})(?![\d/]))"
    r"|(?P<clock>\b\d{1,2}[:.h]\d{2}(?!\d|[.,:]\d))"
    r"|(?P<ordinal>\b\d{1,2}(?:st|nd|rd|th|\.(?![\d]))(?!\w))"
    r"|(?P<num>\b\d{1,9}(?![\d.,:]*\d))"
    r"|(?P<half>\b[ap]\.m\.|(?<=\d)[ap]m\b)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<other>\d[\d.,:]*\d|@|[-–](?=\s*\d))"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a phrase or a number, and what it may be: a kind, and what it says as that."""

    text: str
    kinds: Mapping[str, Any]

    def __contains__(self, kind: str) -> bool:
        return kind in self.kinds

    def __getitem__(self, kind: str) -> Any:
        return self.kinds[kind]

    def among(self, kinds: frozenset[str]) -> bool:
        """Whether it may be one of these kinds."""
        return not kinds.isdisjoint(self.kinds)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases by their words, and single words that a slip of the keyboard may have hit."""

    phrases: Mapping[tuple[str, ...], Mapping[str, Any]]
    longest: int
    slips: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By first letter."""
    own: frozenset[str] = frozenset()
    """Everyday words that are no slip of one."""


@lru_cache(maxsize=4)
def vocabulary(languages: Languages) -> Vocabulary:
    """What every language knows."""
    found: dict[tuple[str, ...], dict[str, Any]] = defaultdict(dict)
    for language in languages.by_code.values():
        for kind, value, phrases in _kinds(language.times):
            for phrase in phrases:
                found[tuple(phrase.split())].setdefault(kind, value)
    slips: dict[str, list[str]] = defaultdict(list)
    own = languages.words(lambda language: language.times.not_a_slip)
    for (first, *more), kinds in found.items():
        if not more and len(first) >= SLIP_LETTERS_MIN and kinds.keys() & {"day", "weekday", "month"}:
            slips[first[0]].append(first)
    return Vocabulary(dict(found), max(map(len, found)), {letter: tuple(words) for letter, words in slips.items()}, own)


def _kinds(times: Times) -> Iterator[tuple[str, Any, Iterable[str]]]:
    for kind, valued in _valued(times):
        yield from ((kind, value, words) for value, words in valued)
    for kind in (
        *("tonight", "soon", "this", "this_week", "next_week", "end_of_week", "weekend", "next", "coming", "past"),
        *(
            "not_",
            "except_",
            "at",
            "between",
            "to",
            "after",
            "onwards",
            "before",
            "in_",
            "one",
            "hours",
            "requests",
            "fillers",
        ),
    ):
        yield kind, True, getattr(times, kind)
    yield "hours", True, times.also_behind_hours


def _valued(times: Times) -> Iterator[tuple[str, Iterable[tuple[Any, Iterable[str]]]]]:
    """Kinds with what each of their words says."""
    yield "weekday", enumerate(times.days)
    yield "month", enumerate(times.months, start=1)
    yield "day", enumerate((times.today, times.tomorrow, times.after_tomorrow))
    yield "part", [(_stretch(hours), words) for hours, words in times.parts]
    yield "feast", [(tuple(map(int, day.split("-"))), words) for day, words in times.feasts]
    yield "unit", times.units
    yield "number", times.numbers
    yield "before_hour", times.before_hour
    yield "behind_hour", times.behind_hour
    yield "half", ((0, ("am",)), (12, ("pm",)))


def _stretch(hours: str) -> tuple[int, int]:
    """From when to when, in minutes; midnight as an end is that of the day's end."""
    start, end = ((int(hour) * 60 + int(minute)) for hour, minute in (each.split(":") for each in hours.split("-")))
    return start, end or 1440


def tokens(text: str, languages: Languages) -> list[Token]:
    """A text's phrases, the longest first, and its numbers."""
    known, words = vocabulary(languages), _pieces(text)
    found: list[Token] = []
    at = 0
    while at < len(words) and len(found) < TOKENS_MAX:
        kind, piece = words[at]
        if kind != "word":
            found.append(_number(kind, piece))
            at += 1
            continue
        length = next(
            (
                n
                for n in range(min(known.longest, len(words) - at), 0, -1)
                if tuple(piece for _kind, piece in words[at : at + n]) in known.phrases
            ),
            0,
        )
        if length:
            phrase = tuple(piece for _kind, piece in words[at : at + length])
            found.append(Token(" ".join(phrase), known.phrases[phrase]))
        else:
            found += _unknown(piece, known)
        at += length or 1
    return found


def _pieces(text: str) -> list[tuple[str, str]]:
    folded = unaccented(unaccented(text[:1000].translate(APOSTROPHES)).casefold())
    return [(found.lastgroup or "", found[0].replace("'", "")) for found in _TOKEN.finditer(folded.replace("'", ""))]


def _number(kind: str, piece: str) -> Token:
    match kind:
        case "half":
            return Token(piece, {"half": 0 if piece[0] == "a" else 12})
        case "other":
            return Token(piece, {"to": True, "dash": True} if piece in "-–" else {"at": True} if piece == "@" else {})
        case "clock":
            hour, minute = (int(part) for part in _APART.split(piece))
            return Token(
                piece, {"clock": (hour, minute, len(piece) == 5 and piece[0] == "0")} if _is_time(hour, minute) else {}
            )
        case "ordinal":
            return Token(piece, {"ordinal": int(_APART.sub("", piece.rstrip("stndrh."))), "point": piece.endswith(".")})
        case "num":
            return Token(piece, {"num": int(piece)})
        case _:
            return Token(piece, {kind: piece})


def _is_time(hour: int, minute: int) -> bool:
    return hour < 24 and minute < 60


def _unknown(word: str, known: Vocabulary) -> list[Token]:
    """A slip of the keyboard, or a day and a part of it in one word; else somebody's own word."""
    for end in range(5, len(word) - 2):
        day, part = known.phrases.get((word[:end],)), known.phrases.get((word[end:],))
        if day and part and "weekday" in day and "part" in part:
            return [Token(word[:end], day), Token(word[end:], {"part": part["part"]})]
    for meant in () if word in known.own or len(word) < SLIP_LETTERS_MIN - 1 else known.slips.get(word[0], ()):
        if near(meant, word):
            return [Token(word, known.phrases[meant,])]
    return [Token(word, {})]
