"""What people write in a chat, taken apart: plain words, code within a line, and blocks of code.

The two marks that Slack, Discord and terminals' users share are read: `` `code` `` and ```` ``` ````. Nothing else is
markup, so that a path, a pattern or a price with asterisks stays as it was typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

FENCE = "```"
CODES_MAX = 500
"""Nobody writes more stretches of code in one message: what stands behind is shown as it was typed. Each is drawn
apart, which takes as long as a hundred characters of words."""
_IN_LINE = re.compile(r"(?<!`)`(?P<code>[^`\n]+)`(?!`)")
_LANGUAGE = re.compile(r"[\w+#.-]{0,20}\n")
"""What follows a fence on its line: the name of a language, which no chat shows."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row; ``block``: lines of code that stand by themselves."""

    text: str
    kind: Literal["words", "code", "block"] = "words"


def stretches(text: str) -> Iterator[Stretch]:
    """A text in its stretches, in order; a mark that isn't closed is words, and so is code behind ``CODES_MAX``."""
    parts = text.split(FENCE, CODES_MAX)
    if len(parts) % 2 == 0:
        parts[-2:] = [FENCE.join(parts[-2:])]
    room = CODES_MAX - len(parts) // 2
    for at, part in enumerate(parts):
        if at % 2 == 0:
            words = part.removeprefix("\n") if at else part
            for stretch in _lines(words.removesuffix("\n") if at + 1 < len(parts) else words, room):
                room -= stretch.kind == "code"
                yield stretch
        elif code := _code(part):
            yield Stretch(code, "block")


def _code(fenced: str) -> str:
    """Lines of code without the language's name above them, and without the line breaks at the fences."""
    named = _LANGUAGE.match(fenced)
    return (fenced[named.end() :] if named else fenced).strip("\n")


def _lines(text: str, codes: int) -> Iterator[Stretch]:
    """Words and so many stretches of code within lines."""
    at = 0
    for found in islice(_IN_LINE.finditer(text), codes):
        if at < found.start():
            yield Stretch(text[at : found.start()])
        yield Stretch(found["code"], "code")
        at = found.end()
    if at < len(text):
        yield Stretch(text[at:])
