"""Find passwords that no word announces: what looks like nothing else, and what something was set to."""

import re
from collections.abc import Iterator

from bot.core.text.language_data import Languages
from bot.core.text.redaction.labels import core_chars
from bot.core.text.redaction.values import MARK, is_chosen, is_unmistakable
from bot.core.text.redaction.words import Worded

At = tuple[int, int]

_S, _C = r"[^\S\n]", rf"[^\s{MARK}]"
SIGNS = ("!", "#", "$", "%", "&", "*")
"""One of these is in every password that is told without any word."""
_TOKEN = re.compile(rf"(?<![^\s(\"'`“„«»‘‚])(?=\w)(?=\S{{1,63}}[!#$%&*]){_C}{{7,64}}+")
_SET = Worded(rf"(?<!\w)⟨set_it⟩{_S}(?P<secret>{_C}{{5,64}}+)")
""""I changed it to …"."""
_WITH = Worded(rf"(?<!\w)⟨with⟩{_S}(?P<secret>(?=\S*[!#$%&*]){_C}{{5,64}}+)")


def alone(text: str, languages: Languages) -> Iterator[At]:
    """What can be nothing else than a password, wherever it stands; and what something was set to."""
    for token in _TOKEN.finditer(text):
        if is_unmistakable(token[0]):
            yield token.start(), token.start() + core_chars(token[0])
    for pattern in (_SET, _WITH):
        for said in pattern.of(languages).finditer(text):
            if is_chosen(said["secret"]):
                yield said.start("secret"), said.start("secret") + core_chars(said["secret"])
