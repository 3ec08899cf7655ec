"""Find passwords that stand before their label, or elsewhere in its sentence: "X is my password", "I typed X as …"."""

import re
from collections.abc import Iterator

from bot.core.text.redaction import words
from bot.core.text.redaction.labels import AFTER_IS, GOES_ON, LONG, OPENING, QUOTED, SAID_OF, SHORT, core_chars
from bot.core.text.redaction.values import MARK, around, is_strong
from bot.core.text.redaction.words import folded, joined, known

At = tuple[int, int]

_S, _C = r"[^\S\n]", rf"[^\s{MARK}]"

_OTHER = re.compile(
    rf"(?<!\w)(?:{joined(words.OTHER_ONE)})(?: one)?{_S}(?:{words.TO_BE}){_S}(?P<secret>{_C}{{4,64}}+)", re.IGNORECASE
)
"""The second one of a message: "and the new one is …"."""


_BEFORE = re.compile(
    rf"(?P<secret>{QUOTED.pattern}|(?<!{_C}){_C}{{4,64}}+){_S}++(?:{joined(words.BESIDES)})"
    rf"(?:{_S}++(?:{joined(words.ARTICLES)})){{0,3}}{_S}++(?:[a-z]+{_S}++)?(?=(?:{LONG}|{SHORT})(?!\w))",
    re.IGNORECASE,
)
"""The other way round: "X as the new password"."""
_ASKED = re.compile(
    rf"(?<!\w)(?:is|was|isn't|wasn't|ist|war|es|era){_S}(?P<secret>{_C}{{4,64}}+){_S}"
    rf"(?:(?:{joined(words.ARTICLES)}){_S})(?:[a-z]+{_S})?(?:{LONG}|{SHORT})(?!\w)"
    rf"|(?<!{_C})(?P<bracketed>{_C}{{4,64}}+){_S}\((?:(?:{joined(words.ARTICLES)}){_S})?(?:{LONG}|{SHORT})\)",
    re.IGNORECASE,
)
""""Is X the right password?", "X (password)"."""

_TYPED = re.compile(
    rf"(?<!\w)(?:{joined(words.TYPED)}){_S}(?:both{_S})?(?P<secret>{QUOTED.pattern}|{_C}{{4,64}}+)"
    rf"(?={_S}(?:[^\W\d_]{{1,12}}{_S}){{1,4}}?(?:{LONG}|{SHORT})(?!\w))",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    rf"(?<!\w)(?:{joined(words.CHANGED)}){_S}(?P<secret>[^\W_]{{4,40}}+)"
    rf"(?={_S}*+(?:[.,;!?](?:\s|$)|$|\n)|{_S}(?:{joined(words.SINCE)})(?!\w))",
    re.IGNORECASE,
)

_AS_PASSWORD = re.compile(
    rf"(?<!\w)(?:{joined(words.AS_PASSWORD)}){_S}(?P<secret>{_C}{{4,64}}+)(?<![.,;!?])", re.IGNORECASE
)

_WITH = re.compile(
    rf"(?<!\w)(?:{joined(words.WITH)}){_S}(?:(?:{joined(words.ARTICLES)}){_S}){{0,2}}(?:{LONG}|{SHORT}){_S}"
    rf"(?P<secret>[^\W_]{{4,40}}+)(?=[.,;!]?(?:$|\s))",
    re.IGNORECASE,
)
_NOT_ONE = AFTER_IS | GOES_ON | known(words.COMPOUNDS) | known(words.PLACES)
_NO_CHANGE = known(words.NOT_CHANGED_TO) | AFTER_IS


BEFORE_CHARS, BEHIND_CHARS = 160, 200
"""So far from a label one of these begins and ends: a secret and a few words."""


def beside(text: str, labels: list[At]) -> Iterator[At]:
    """The second password of a message, and those that stand before their label."""
    for other in _OTHER.finditer(text):
        if is_strong(other["secret"]):
            yield other.start("secret"), other.start("secret") + core_chars(other["secret"])
    for low, high in around(labels, BEFORE_CHARS, BEHIND_CHARS):
        yield from _near_a_label(text, max(0, low), high)


def _near_a_label(text: str, low: int, high: int) -> Iterator[At]:
    for before in (*_BEFORE.finditer(text, low, high), *_TYPED.finditer(text, low, high)):
        if before["secret"][0] in OPENING or is_strong(before["secret"]):
            yield before.span("secret")
    for using in _WITH.finditer(text, low, high):
        if folded(using["secret"]) not in _NOT_ONE and not SAID_OF.fullmatch(using["secret"]):
            yield using.span("secret")
    for asked in _ASKED.finditer(text, low, high):
        if is_strong(asked[asked.lastgroup or 0]):
            yield asked.span(asked.lastgroup or 0)
    for changed in (*_CHANGED.finditer(text, low, high), *_AS_PASSWORD.finditer(text, low, high)):
        if folded(changed["secret"]) not in _NO_CHANGE:
            yield changed.span("secret")
