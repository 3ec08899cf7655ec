"""Find the answers to questions that prove who somebody is."""

from collections.abc import Iterator

from bot.core.text.language_data import Languages
from bot.core.text.redaction.values import MARK, around
from bot.core.text.redaction.words import Worded, folded, known

At = tuple[int, int]

_QUESTION = Worded("⟨questions⟩")
_ANSWER = Worded(
    rf"(?<!\w)⟨answers⟩(?:(?:\s(?!⟨to_be⟩\s)\w{{1,24}}"
    rf"|\s?\([^()\n]{{1,40}}\)|\s?[„“\"][^\n\"“”]{{1,60}}[“”\"]){{0,8}}?\s?(?:\s⟨to_be⟩|[:=]|[-=]>|→|'s)"
    r"|,\s⟨its⟩(?=\s))"
    rf"\s{{1,3}}(?P<secret>[^\s.,;!?{MARK}][^.,;!?\n{MARK}()]{{0,40}})"
)


_MAIDEN = Worded(
    rf"⟨maiden⟩\)?\s?(?:[:=]|\s⟨to_be⟩|,(?=\s(?-i:[A-ZÄÖÜ]))|(?=\s(?-i:[A-ZÄÖÜÑ])\w{{1,30}}\s*(?:[.,;!\n]|$)))\s{{1,2}}"
    rf"(?P<secret>[^\s.,;!?{MARK}]{{2,40}})"
)
_ASKED = Worded(
    rf"⟨questions⟩(?:\s?\([^()\n]{{1,60}}\)\s?:|:[^\n,?:()]{{3,60}},)\s?(?P"
    rf"<secret>[^\s.,;!?{MARK}][^.,;!?\n{MARK}()]{{0,40}})"
)

_ANSWERED = Worded(
    rf"⟨questions⟩[^\n]{{0,60}}?(?:\s⟨answered⟩\s|\?\s|,\s⟨its⟩\s)"
    rf"(?P<secret>[^\s.,;!?{MARK}]{{2,40}}(?:\s[^\s.,;!?{MARK}]{{1,40}}){{0,2}})(?=\s*(?:[.!\n]|$))"
)
_IN_BRACKETS = Worded(
    rf":\s(?P<secret>[^\s:{MARK}][^:\n{MARK}()]{{1,40}}?)\s\(⟨questions⟩\)"
    rf"|\(⟨questions⟩\)\s?:\s(?P<behind>[^\s:{MARK}][^.,;:!?\n{MARK}()]{{1,40}})"
    rf"|⟨questions⟩\s(?:⟨and⟩\s)?(?P<named>(?-i:[A-ZÄÖÜ])\w{{1,30}})(?=\s*(?:[.,;!\n]|$))"
)
_BARE = Worded(
    r"[,;.]\s⟨answers⟩\s(?P<secret>(?-i:[A-ZÄÖÜÑ])\w{1,30}(?:\s(?-i:[A-ZÄÖÜÑ])\w{1,30})?)(?=\s*(?:[.,;!\n]|$))"
)
"""No more than a space behind the word: "the question was …, answer Fluffy"."""
_FACT = Worded(r"⟨questions⟩(?:\s?:|\s⟨to_be⟩|\s⟨named⟩)\s(?P<secret>(?-i:[A-ZÄÖÜÑ])\w{1,30})(?=\s*(?:[.,;!\n]|$))")
"""Told without being asked: "the name of my first pet is Rex"."""
ANSWER_CHARS = 160
"""So far before or behind a question that proves who somebody is its answer ends."""


def answers(text: str, languages: Languages) -> Iterator[At]:
    """The answer to a question that proves who somebody is."""
    questions = [question.span() for question in _QUESTION.of(languages).finditer(text)]
    if questions:
        for pattern in (_ANSWER, _BARE):
            yield from _told(pattern, text, 0, len(text), languages)
    for low, high in around(questions, ANSWER_CHARS, ANSWER_CHARS):
        for pattern in (_FACT, _MAIDEN, _ASKED, _ANSWERED, _IN_BRACKETS):
            yield from _told(pattern, text, max(0, low), high, languages)


def _told(pattern: Worded, text: str, low: int, high: int, languages: Languages) -> Iterator[At]:
    """What was found, unless it says that there is none: "never set one"."""
    denials = known(languages, "denials", "no_answers")
    for found in pattern.of(languages).finditer(text, low, high):
        said = found[found.lastgroup or 0].rstrip()
        row = [*map(folded, said.split())]
        if denials.isdisjoint(row) and row[0] not in known(languages, "still"):
            yield found.start(found.lastgroup or 0), found.start(found.lastgroup or 0) + len(said)
