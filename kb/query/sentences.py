"""A message as the sentences that may be questions: the others of a long one only tell the story around it."""

import re

from kb.language.words import RAW

LONG_WORDS = 30
"""A message of more words, in several sentences, is searched for by sentence alone."""

SENTENCES_MAX = 16
"""Sentences that are looked at, the first ones: the cost of an answer stays bounded."""

WORDS_MIN = 3
"""A shorter sentence goes with the one behind it: "Hello!", "Next:"."""

WORDS_MAX = 40
"""A longer one, written without full stops, is cut into pieces of so many words."""

REPAIRS_MAX, REPAIRS_OF_SENTENCE_MAX = 24, 6
"""Unknown words that are repaired of a question, and of each sentence of a message; the others are left as they are."""

_END = re.compile(r"(?<=[.!?…;])\s+|\n+")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a message, in order."""
    found: list[str] = []
    begun = ""
    for piece in _END.split(text):
        begun = f"{begun} {piece}".strip()
        size = words_in(begun)
        if size < WORDS_MIN:
            continue
        found += (begun,) if size <= WORDS_MAX else _cut(begun)
        begun = ""
        if len(found) >= SENTENCES_MAX:
            return tuple(found[:SENTENCES_MAX])
    if begun:
        found.append(f"{found.pop()} {begun}" if found else begun)
    return tuple(found)


def words_in(text: str) -> int:
    """How many raw words a text has."""
    return sum(1 for _ in RAW.finditer(text))


def _cut(text: str) -> list[str]:
    starts = [found.start() for found in RAW.finditer(text)][::WORDS_MAX]
    return [text[begin:end].strip() for begin, end in zip(starts, (*starts[1:], len(text)), strict=True)]
