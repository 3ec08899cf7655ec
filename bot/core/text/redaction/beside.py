"""Find passwords that stand before their label, or elsewhere in its sentence: "X is my password", "I typed X as …"."""

import re
from collections.abc import Iterator

from bot.core.text.language_data import Languages
from bot.core.text.redaction.labels import AFTER_IS, GOES_ON, OPENING, QUOTED, SAID_OF, core_chars
from bot.core.text.redaction.values import MARK, around, is_strong, may_be_strong
from bot.core.text.redaction.words import Worded, folded, known, where_said

At = tuple[int, int]

_S, _C = r"[^\S\n]", rf"[^\s{MARK}]"

_OTHER = Worded(rf"(?<!\w)⟨other_one⟩{_S}⟨to_be⟩{_S}(?P<secret>{_C}{{4,64}}+)")
"""The second one of a message: "and the new one is …"."""


_BEFORE = Worded(
    rf"(?P<secret>{QUOTED.pattern}|(?<!{_C}){_C}{{4,64}}+){_S}++(?:<?[-–]{_S})?⟨besides⟩"
    rf"(?:{_S}++⟨articles⟩){{0,3}}{_S}++(?:[a-z]+{_S}++)?(?=(?:⟨passwords⟩|⟨short_passwords⟩)(?!\w))"
)
"""The other way round: "X as the new password"."""
_ASKED = Worded(
    rf"(?<!\w)(?:⟨to_be⟩|⟨isnt⟩){_S}(?P<secret>{_C}{{4,64}}+){_S}"
    rf"(?:⟨articles⟩{_S})(?:[a-z]+{_S})?(?:⟨passwords⟩|⟨short_passwords⟩)(?!\w)"
    rf"|(?:⟨passwords⟩|⟨short_passwords⟩){_S}\((?P<within>[\"“„'][^\n()\"”“'{MARK}]{{4,64}}[\"”“']|[^\s(){MARK}]{{5,64}}+)\)"
    rf"|(?<!{_C})(?P<bracketed>{_C}{{4,64}}+){_S}\((?:⟨articles⟩{_S})?(?:⟨passwords⟩|⟨short_passwords⟩)\)"
)
""""Is X the right password?", "X (password)"."""

_CAPITALS = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+[-_.+][A-ZÄÖÜ][a-zäöüß]+")

_TYPED = Worded(
    rf"(?<!\w)⟨typed⟩{_S}(?:both{_S})?(?P<secret>{QUOTED.pattern}|{_C}{{4,64}}+)"
    rf"(?={_S}(?:[^\W\d_]{{1,12}}{_S}){{1,4}}?(?:⟨passwords⟩|⟨short_passwords⟩)(?!\w))"
)
_USED = Worded(
    rf"(?<!\w)⟨typed⟩{_S}(?:[a-zäöüáéíóúñ]{{2,12}}{_S})?(?P<secret>(?=\S*(?-i:[A-ZÄÖÜÑ0-9])){_C}{{4,64}}+){_S}⟨as_or_is⟩"
    rf"(?:{_S}⟨articles⟩){{0,2}}{_S}(?:⟨passwords⟩|⟨short_passwords⟩)(?={_S}*(?:[.,;!?\n]|$)|{_S}(?:⟨and_or⟩|⟨since⟩)(?!\w))"
)
"""A plain one that is said to be typed: "I use Felix as my password"."""
_BELOW = Worded(
    rf"(?:⟨passwords⟩|⟨short_passwords⟩)(?!\w)[^\n?]{{0,60}}\?{_S}*+\n\s*+(?:>{_S}?)?(?P<secret>{_C}{{5,64}}+)(?={_S}*+(?:\n|$))"
)
"""The answer in the next line: "what is your password?"."""
_CHANGED = Worded(
    rf"(?<!\w)⟨changed⟩{_S}(?:[\w@.-]{{1,40}}{_S}){{0,2}}(?:⟨passwords⟩|⟨short_passwords⟩){_S}⟨changed_to⟩{_S}"
    r"(?P<secret>[^\W_]{4,40}+)"
    rf"(?:{_S}⟨changed_to⟩{_S}(?P<new>[^\W_]{{4,40}}+))?(?={_S}*+(?:[.,;!?](?:\s|$)|$|\n)|{_S}⟨since⟩(?!\w))"
)

_AS_PASSWORD = Worded(rf"(?<!\w)⟨as_password⟩{_S}(?P<secret>{_C}{{4,64}}+)(?<![.,;!?])")

_WITH = Worded(
    rf"(?<!\w)⟨with⟩{_S}(?:⟨articles⟩{_S}){{0,2}}(?:⟨passwords⟩|⟨short_passwords⟩){_S}"
    rf"(?P<secret>[^\W_]{{4,40}}+)(?=[.,;!]?(?:$|\s))"
)
_NAMED = Worded(
    rf"(?<![\w/.@-])(?:⟨logins⟩|⟨networks⟩)(?:{_S}?[:=]{_S}?|{_S}(?:⟨to_be⟩{_S})?)(?P<name>[\w@.+-]{{2,60}}+),?{_S}(?:⟨and⟩{_S}|[/|&]{_S})?(?:⟨articles⟩{_S})?"
    rf"(?:⟨passwords⟩|⟨short_passwords⟩){_S}(?P<secret>[^\W_]{{4,40}}+!?)(?={_S}*+[.,;)]?{_S}*+(?:\n|$)|{_S}⟨not_its⟩(?!\w))"
)
_MAILED = Worded(
    rf"@[\w.-]{{3,80}}+(?:,?{_S}|{_S}*+\n{_S}*+)(?:⟨and⟩{_S}|[/|&]{_S})?(?:⟨articles⟩{_S})?"
    rf"(?:⟨passwords⟩|⟨short_passwords⟩){_S}(?P<secret>[^\W_]{{4,40}}+!?)(?={_S}*+[.,;)]?{_S}*+(?:\n|$)|{_S}⟨not_its⟩(?!\w))"
)
"""Behind a name and at a line's end even a plain word is the password: "user anna, password summer"."""
_NO_NAME = ("clauses", "and", "and_or", "is")
_NOT_ONE = (*AFTER_IS, *GOES_ON, "longer_words", "places")
_NO_CHANGE = ("no_change", *AFTER_IS)

BEFORE_CHARS, BEHIND_CHARS = 160, 200
"""So far from a label one of these begins and ends: a secret and a few words."""


def beside(text: str, labels: list[At], languages: Languages) -> Iterator[At]:
    """The second password of a message, and those that stand before their label."""
    for other in _OTHER.of(languages).finditer(text) if may_be_strong(text) else ():
        if is_strong(other["secret"]):
            yield other.start("secret"), other.start("secret") + core_chars(other["secret"])
    for low, high in around(labels, BEFORE_CHARS, BEHIND_CHARS):
        yield from _near_a_label(text, max(0, low), high, languages)


def _near_a_label(text: str, low: int, high: int, languages: Languages) -> Iterator[At]:
    here = text[low:high].lower()
    odd = may_be_strong(here) or not OPENING.isdisjoint(here)
    for pattern in (_BEFORE, _TYPED) if odd else ():
        for before in pattern.of(languages).finditer(text, low, high):
            if before["secret"][0] in OPENING or is_strong(before["secret"]):
                yield before.span("secret")
    for below in _BELOW.of(languages).finditer(text, low, high) if odd and "\n" in here else ():
        if is_strong(below["secret"]):
            yield below.span("secret")
    for used in where_said(_USED, ("typed",), here, text, low, high, languages):
        if _is_one(used["secret"], languages):
            yield used.span("secret")
    for using in where_said(_WITH, ("with",), here, text, low, high, languages):
        if _is_one(using["secret"], languages):
            yield using.span("secret")
    for named in where_said(_NAMED, ("logins", "networks"), here, text, low, high, languages):
        if folded(named["name"]) not in known(languages, *_NO_NAME) and _is_one(named["secret"], languages):
            yield named.span("secret")
    for mailed in _MAILED.of(languages).finditer(text, low, high) if "@" in here else ():
        if _is_one(mailed["secret"], languages):
            yield mailed.span("secret")
    for asked in _ASKED.of(languages).finditer(text, low, high) if odd or "-" in here else ():
        told = asked[asked.lastgroup or 0]
        if told[0] in OPENING or is_strong(told) or _CAPITALS.fullmatch(told):
            yield asked.span(asked.lastgroup or 0)
    for pattern, fields in ((_CHANGED, ("changed",)), (_AS_PASSWORD, ("as_password",))):
        for changed in where_said(pattern, fields, here, text, low, high, languages):
            for name in changed.re.groupindex:
                if changed[name] and folded(changed[name]) not in known(languages, *_NO_CHANGE):
                    yield changed.span(name)


def _is_one(said: str, languages: Languages) -> bool:
    """Whether a plain word behind a label may be the password."""
    return folded(said) not in known(languages, *_NOT_ONE) and not SAID_OF.fullmatch(said)
