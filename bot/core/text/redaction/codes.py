"""Find codes by the word before them: PINs, one-time codes, what stands on a card's back."""

import re
from collections.abc import Iterator

from bot.core.text.language_data import Languages
from bot.core.text.redaction.values import MARK
from bot.core.text.redaction.words import Worded, folded, is_behind, known

At = tuple[int, int]

_S, _C = r"[^\S\n]", rf"[^\s{MARK}]"
_ONE = (
    rf"(?<![\w.,/{MARK}])(?:[A-Z]-)?(?:[0-9]{{3,8}}(?:[ -][0-9]{{2,4}}(?![0-9])){{0,2}}"
    r"|[0-9]{2}(?:[ -][0-9]{2}){1,3}|[0-9](?:[ -][0-9]){2,7})#?(?![\w]|[.,/:-][0-9])"
)
_JOIN = (
    r"(?P<between>(?:[\s:=\"'>#*,()→/–-]{1,5}+(?:⟨customers⟩\s[0-9]{1,12}(?=\s)|[^\W\d_]{1,14}+(?:'s)?(?!\w)"
    r"|\([^()\n0-9]{0,12}[0-9]?[^()\n0-9]{1,20}\))?){1,7}?)"
)
_WORD = re.compile(r"[^\W\d_]+(?:'s)?")
_CODE = Worded(rf"(?<![^\W_])⟨codes⟩(?![^\W_]){_JOIN}(?P<secret>{_ONE})")
_CODE_FIRST = Worded(
    rf"(?P<secret>{_ONE}|(?<!\w)(?=[A-Z0-9-]{{0,8}}[0-9])[A-Z0-9]{{3,4}}-[A-Z0-9]{{3,4}}(?!"
    rf"\w)){_S}⟨as_or_is⟩{_S}"
    rf"(?:(?:⟨own⟩|⟨the⟩){_S})?(?:[a-z-]{{1,12}}{_S})?"
    rf"⟨codes⟩(?!\w)"
)
_NO_SECRET = Worded("⟨no_codes⟩[ -]$")
_NOT_THEIRS = Worded("⟨behind_no_code⟩ $")
_BARE = Worded(
    r"(?<![^\W_])⟨code⟩"
    r"(?:\s?[:=]\s{0,3}|(?:\s\w{1,14}){0,4}(?:\s?:|\s⟨to_be⟩)\s|\s|\s⟨by⟩\s⟨message⟩\s)(?:⟨still⟩\s)?"
    r"(?P<secret>[0-9]{6}|[0-9]{3}[ -][0-9]{3}|[0-9]{2}(?: [0-9]{2}){2})(?!\w|\.\d)"
)
_TYPED_CODE = re.compile(
    r"(?<![^\W_])(?:pin|puk|otp|tan)[\"']?\s?[=:]\s?[\"']?(?P<secret>[0-9]{3,10})(?!\w)", re.IGNORECASE
)


_SIX = r"(?P<secret>[0-9]{6}|[0-9]{3}[ -][0-9]{3})(?!\w|[ .-]?\d)"
_SHOWN = Worded(
    rf"(?<!\w)(?:⟨showing⟩(?:(?:\s\w{{1,10}}){{0,3}}?\s⟨shows⟩\s(?:\w{{1,8}}\s)?|\s⟨to_be⟩\s)"
    rf"|⟨message⟩\s?:\s|(?:authenticator|authy)(?:\sapp)?(?:\s?:)?\s|⟨came⟩\s){_SIX}"
)
"""What a device or a message says."""
_MY_CODE = Worded(
    r"(?<!\w)⟨own⟩\s⟨code⟩(?:\s?:|\s⟨is⟩)\s(?P<secret>[0-9]{4,8})(?!\w|\.\d)"
    r"|(?<!\w)⟨code⟩\s(?P<of_text>[0-9]{4,8})\s⟨from_text⟩(?!\w)"
    r"|(?<![\w.])(?P<first>[0-9]{6}|[0-9]{3}[ -][0-9]{3})"
    r"(?:\s\([^()\n0-9]{0,20}(?:⟨code⟩|⟨message⟩|otp|2fa)\)|\s⟨as_or_is⟩\s(?:⟨own⟩|⟨the⟩)"
    r"\s⟨code⟩(?!\w))"
)
_AND_CODE = Worded(rf"\s⟨and_or⟩\s(?:⟨still⟩\s)?(?:⟨its⟩\s)?(?P<secret>{_ONE})")
_BY_SMS = Worded(rf"(?<![\w.]){_SIX}[\"'”“»]?\s(?:⟨by⟩\s(?:an?\s)?⟨message⟩|⟨from_text⟩)(?!\w)")
_OF_A_SENDER = re.compile(r"(?<![\w-])G-(?P<secret>[0-9]{6})(?!\w)")
"""Google's codes say whose they are."""
_CAME = Worded(r"(?<!\w)⟨came⟩\s(?P<secret>[0-9]{4,8})(?!\w|[ .-]?\d)")
_GOT = Worded(rf"(?<!\w)⟨got⟩\s[\"'“„«]?{_SIX}(?=[^\n]{{1,60}}?(?<!\w)⟨code⟩(?!\w))")
_ASKED_FOR = Worded(
    rf"(?<!\w)⟨typed⟩{_S}(?P<secret>[0-9]{{4,8}})(?={_S}(?:[^\W\d_]{{1,12}}{_S}){{1,6}}?(?:pin|tan|puk|otp)(?!\w))"
)
"""Digits that are called a code further on: "enter 2918 when it asks for my pin"."""
_TO_LOG_IN = Worded(r"(?<!\w)⟨with⟩\s(?P<secret>[0-9]{4,8})\s⟨to_log_in⟩")


def codes(text: str, languages: Languages) -> Iterator[At]:
    """Digits behind a word for them, or before it."""
    for found in _CODE.of(languages).finditer(text):
        if _joins(found["between"], languages) and not is_behind(_NOT_THEIRS.of(languages), text, found):
            yield found.span("secret")
            other = _AND_CODE.of(languages).match(text, found.end())
            if other:
                yield other.span("secret")
    for named in _MY_CODE.of(languages).finditer(text):
        yield named.span(named.lastgroup or 0)
    for bare in _BARE.of(languages).finditer(text):
        if not is_behind(_NO_SECRET.of(languages), text, bare):
            yield bare.span("secret")
    yield from (each.span("secret") for each in _TYPED_CODE.finditer(text))
    yield from (each.span() for each in _OF_A_SENDER.finditer(text))
    for pattern in (_CODE_FIRST, _SHOWN, _BY_SMS, _CAME, _GOT, _ASKED_FOR, _TO_LOG_IN):
        yield from (each.span("secret") for each in pattern.of(languages).finditer(text))


def _joins(between: str, languages: Languages) -> bool:
    """Whether what stands between a word for a code and digits says that they are it, or nothing else at least."""
    if _SAID_SO.of(languages).search(between):
        return True
    may_stand = known(languages, "around_codes")
    return all([len(word) == 1 or folded(word) in may_stand for word in _WORD.findall(_BRACKETED.sub("", between))])


_SAID_SO = Worded(r"(?:[:=]|\s⟨is⟩)\s*$")
"""What leaves no doubt that the digits are the code."""
_BRACKETED = re.compile(r"\([^()\n]{1,20}\)")
