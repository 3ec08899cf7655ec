"""Find passwords that no word announces: what looks like nothing else, and what something was set to."""

import re
from collections.abc import Iterator

from bot.core.text.language_data import Languages
from bot.core.text.redaction.labels import belongs_elsewhere, core_chars
from bot.core.text.redaction.values import MARK, around, is_chosen, is_no_name, is_strong, is_unmistakable
from bot.core.text.redaction.words import Worded, where_said

At = tuple[int, int]

_S, _C = r"[^\S\n]", rf"[^\s{MARK}]"
SIGNS = ("!", "#", "$", "%", "&", "*")
"""One of these is in every password that is told without any word."""
_TOKEN = re.compile(rf"(?<![^\s(\"'`“„«»‘‚])(?=\w)(?=\S{{1,63}}[!#$%&*]){_C}{{7,64}}+")
_SIGNED = re.compile(r"\S[!#$%&*]")
_SET = Worded(rf"(?<!\w)⟨set_it⟩{_S}(?P<secret>{_C}{{5,64}}+)(?:{_S}⟨changed_to⟩{_S}(?P<new>{_C}{{5,64}}+))?")
""""I changed it to …"."""
_ITSELF = re.compile(
    r"(?<![^\s(\"'`“„«»‘‚])[\w!#%&*.-]{0,20}?(?:(?<![^\W_])|(?<=[a-z])(?=P)|(?i:my|temp|new|old|test|admin|root|user))"
    r"(?i:p[a@4](?:ss|55))[\w!#%&*@.-]{2,24}+(?![^\s.,;:!?)\"'”])"
)
_PASS = re.compile(r"[pP][aA@4](?:[sS]{2}|55)")
_TOLD = re.compile(r"[0-9]{3}|[Pp](?:@|[a4]55)")
_VARIABLE = re.compile(r"[A-Z0-9_]+|[a-z0-9]+(?:[_-][a-z0-9]+)+")
"""A password that says so itself, "tempPass2024!", and what a setting is called."""
_WITH = Worded(rf"(?<!\w)⟨with⟩{_S}(?P<secret>(?=\S*[!#$%&*]){_C}{{5,64}}+)")

_TOPIC = Worded(r"(?<![^\W_])⟨topics⟩(?![^\W_])")
TOPIC_BEFORE_CHARS, TOPIC_BEHIND_CHARS = 80, 120
"""So far before and behind talk of logging in what can be nothing else is a password, as beside a word for one."""
_FREE = re.compile(
    rf"(?<!\S)(?=[^\s\d!#$%&*^~§]*+[\d!#$%&*^~§])[(\[\"'`“„«»‘‚|]{{0,2}}(?P<free>[^\s,{MARK}]{{5,32}}+)(?![^\s,])"
)
_OPENS = Worded(rf"(?<!{_C})(?P<secret>{_C}{{5,64}}+){_S}⟨opens⟩(?!\w)")
_OPENED = Worded(
    rf"(?<!\w)⟨opened_with⟩(?:{_S}{_C}{{1,30}}+){{0,4}}?{_S}⟨with⟩{_S}(?:⟨the⟩{_S})?(?P<secret>{_C}{{5,64}}+)"
)
""""X opens the zip", "unlock the zip with X"."""
_ITS = Worded(
    rf"(?<!\w)⟨its⟩{_S}(?!(?:⟨the⟩|⟨own⟩|⟨and⟩|⟨where⟩|⟨still⟩){_S})[\w@.+-]{{2,60}}+,?{_S}"
    rf"(?:/|(?:⟨and⟩{_S})?⟨still⟩|⟨and⟩){_S}(?P<secret>{_C}{{5,64}}+)"
)
"""A name and what comes then, where logging in is spoken of: "log in for me, it's bob then fR8train"."""


def logging_in(text: str, languages: Languages) -> Iterator[At]:
    """What can be nothing else than a password near talk of logging in, and what opens something."""
    lowered = text.lower()
    tokens = [token for token in _FREE.finditer(text) if is_no_name(token["free"])]
    topics = [topic.span() for topic in _TOPIC.of(languages).finditer(text)] if tokens else []
    stretches = around(topics, TOPIC_BEFORE_CHARS, TOPIC_BEHIND_CHARS) if topics else iter(())
    for said in where_said(_ITS, ("its",), lowered, text, 0, len(text), languages):
        core = said["secret"].rstrip(".,;:!?)")
        if is_strong(said["secret"]) and not _VARIABLE.fullmatch(core) and _is_near_topic(text, said, languages):
            yield said.start("secret"), said.start("secret") + core_chars(said["secret"])
    low = high = 0
    for token in tokens:
        while high < token.end() and (stretch := next(stretches, None)):
            low, high = stretch
        near = low <= token.start() and token.end() <= high
        if near and not belongs_elsewhere(text, 0, token.start(), languages):
            yield token.start("free"), token.start("free") + core_chars(token["free"])
    for pattern, field in ((_OPENS, "opens"), (_OPENED, "opened_with")):
        for said in where_said(pattern, (field,), lowered, text, 0, len(text), languages):
            if is_strong(said["secret"]):
                yield said.start("secret"), said.start("secret") + core_chars(said["secret"])


def _is_near_topic(text: str, said: re.Match[str], languages: Languages) -> bool:
    """Whether logging in is spoken of right before."""
    return bool(_TOPIC.of(languages).search(text, max(0, said.start() - TOPIC_BEHIND_CHARS), said.start()))


def alone(text: str, languages: Languages) -> Iterator[At]:
    """What can be nothing else than a password, wherever it stands; and what something was set to."""
    for token in _TOKEN.finditer(text) if _SIGNED.search(text) else ():
        if is_unmistakable(token[0]):
            yield token.start(), token.start() + core_chars(token[0])
    lowered = text.lower()
    for pattern, field in ((_SET, "set_it"), (_WITH, "with")):
        for said in where_said(pattern, (field,), lowered, text, 0, len(text), languages):
            for name in said.re.groupindex:
                if said[name] and is_chosen(said[name]):
                    yield said.start(name), said.start(name) + core_chars(said[name])
    for token in _ITSELF.finditer(text) if _PASS.search(text) else ():
        told = is_strong(token[0]) and bool(_TOLD.search(token[0])) and not _VARIABLE.fullmatch(token[0])
        if told or is_no_name(token[0]):
            yield token.start(), token.start() + core_chars(token[0])
