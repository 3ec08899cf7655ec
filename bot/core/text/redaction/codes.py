"""Find codes, keys and answers by the word before them: PINs, one-time codes, transfer codes, keys of interfaces."""

import re
from collections.abc import Iterator
from itertools import islice

from bot.core.text.redaction import words
from bot.core.text.redaction.values import MARK, around, is_no_value, is_strong, rest
from bot.core.text.redaction.words import folded, joined

At = tuple[int, int]

WORD_CHARS_MAX = 14
"""So long are the words that say of what kind a key or a code is, with the space behind them."""
_S, _C = r"[^\S\n]", rf"[^\s{MARK}]"
_ONE = (
    rf"(?<![\w.,/{MARK}])(?:[A-Z]-)?(?:[0-9]{{3,8}}(?:[ -][0-9]{{2,4}}(?![0-9])){{0,2}}"
    r"|[0-9]{2}(?: [0-9]{2}){1,3}|[0-9](?:[ -][0-9]){3,7})#?(?![\w]|[.,/:-][0-9])"
)
_JOIN = (
    r"(?P<between>(?:[\s:=\"'>#*,()→/–-]{1,5}+(?:(?:customer|kunden?(?:nummer)?"
    r"|cliente)\s[0-9]{1,12}(?=\s)|[^\W\d_]{1,14}+(?:'s)?(?!\w)"
    r"|\([^()\n0-9]{0,12}[0-9]?[^()\n0-9]{1,20}\))?){1,7}?)"
)
_SPOKEN = frozenset(
    map(
        folded,
        f"{words.CODE_JOIN}|{words.SPOKEN}|pin|puk|tan|code|customer|kunde|kunden|kundennummer|cliente".split("|"),
    )
)
_WORD = re.compile(r"[^\W\d_]+(?:'s)?")
_CODE = re.compile(rf"(?<![^\W_])(?:{joined(words.CODES)})(?![^\W_]){_JOIN}(?P<secret>{_ONE})", re.IGNORECASE)
_CODE_FIRST = re.compile(
    rf"(?P<secret>{_ONE}|(?<!\w)(?=[A-Z0-9-]{{0,8}}[0-9])[A-Z0-9]{{3,4}}-[A-Z0-9]{{3,4}}(?!"
    rf"\w)){_S}(?:{words.AS_OR_IS}){_S}"
    rf"(?:(?:{joined(words.OWN)}|{words.THE}){_S})?(?:[a-z-]{{1,12}}{_S})?"
    rf"(?:{joined(words.CODES)})(?!\w)",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(rf"(?:{'|'.join(words.NO_CODES)})[ -]$", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![^\W_])c(?:o|ó)d(?:e|igo)"
    rf"(?:\s?[:=]\s{{0,3}}|(?:\s\w{{1,14}}){{0,4}}(?:\s?:|\s(?:{words.TO_BE}))\s|\s|\s(?:por|by|per|via)\ssms\s)"
    rf"(?:(?:{joined(words.STILL)})\s)?"
    r"(?P<secret>[0-9]{6}|[0-9]{3}[ -][0-9]{3}|[0-9]{2}(?: [0-9]{2}){2})(?![\w.])",
    re.IGNORECASE,
)
_TYPED_CODE = re.compile(
    r"(?<![^\W_])(?:pin|puk|otp|tan)[\"']?\s?[=:]\s?[\"']?(?P<secret>[0-9]{3,10})(?!\w)", re.IGNORECASE
)


_SIX = r"(?P<secret>[0-9]{6}|[0-9]{3}[ -][0-9]{3})(?![\w.])"
_SHOWN = re.compile(
    rf"(?<!\w)(?:(?:{joined(words.SHOWING)})(?:(?:\s\w{{1,10}}){{0,3}}?\s(?:{joined(words.SHOWS)})\s(?:\w{{1,8}}\s)?|\s(?:{words.TO_BE})\s)"
    rf"|(?:authenticator|authy)(?:\sapp)?\s?:\s|(?:{joined(words.CAME)})\s){_SIX}",
    re.IGNORECASE,
)
"""What a device or a message says."""
_MY_CODE = re.compile(
    rf"(?<!\w)(?:{joined(words.OWN)})\s(?:code|código|codigo)(?:\s?:|\s(?:{joined(words.IS)}))\s(?P<secret>[0-9]{{4,8}})(?![\w.])"
    rf"|(?<!\w)(?:code|código|codigo)\s(?P<of_text>[0-9]{{4,8}})\s(?:{joined(words.FROM_TEXT)})(?!\w)"
    rf"|(?<![\w.])(?P<first>[0-9]{{6}}|[0-9]{{3}}[ -][0-9]{{3}})"
    rf"(?:\s\([^()\n0-9]{{0,20}}(?:code|código|sms|otp|2fa)\)|\s(?:{words.AS_OR_IS})\s(?:{joined(words.OWN)}|{words.THE})"
    rf"\s(?:code|código|codigo)(?!\w))",
    re.IGNORECASE,
)
_AND_CODE = re.compile(rf"\s(?:to|and|or|und|oder|y|o|a|auf)\s(?P<secret>{_ONE})", re.IGNORECASE)
_BY_SMS = re.compile(rf"(?<![\w.]){_SIX}\s(?:by|per|por|via|in)\s(?:an?\s)?(?:sms|text)(?!\w)", re.IGNORECASE)
_TO_LOG_IN = re.compile(
    r"(?<!\w)use\s(?P<secret>[0-9]{4,8})\s(?:to|as|for)\s(?:log|sign"
    r"|verif|confirm)",
    re.IGNORECASE,
)


def _is_behind(before: re.Pattern[str], text: str, found: re.Match[str]) -> bool:
    """Whether one of those words stands right before what was found."""
    return bool(before.search(text, max(0, found.start() - WORD_CHARS_MAX), found.start()))


def codes(text: str) -> Iterator[At]:
    """Digits behind a word for them, or before it."""
    for found in _CODE.finditer(text):
        said = _WORD.findall(_BRACKETED.sub("", found["between"]))
        if _SAID_SO.search(found["between"]) or all([len(word) == 1 or folded(word) in _SPOKEN for word in said]):
            yield found.span("secret")
            other = _AND_CODE.match(text, found.end())
            if other:
                yield other.span("secret")
    for named in _MY_CODE.finditer(text):
        yield named.span(named.lastgroup or 0)
    for bare in _BARE.finditer(text):
        if not _is_behind(_NO_SECRET, text, bare):
            yield bare.span("secret")
    for pattern in (_CODE_FIRST, _TYPED_CODE, _SHOWN, _BY_SMS, _TO_LOG_IN):
        yield from (each.span("secret") for each in pattern.finditer(text))


_SAID_SO = re.compile(rf"(?:[:=]|\s(?:{joined(words.IS)}))\s*$", re.IGNORECASE)
"""What leaves no doubt that the digits are the code."""
_BRACKETED = re.compile(r"\([^()\n]{1,20}\)")

# ── Keys by their word ─────────────────────────────────────────────────────────────────

KEY_CHARS_MIN = 16
"""Shorter values after "key" or "token" are names and numbers of things."""
KEYS_MAX = 500
"""So many words for a key are looked at one by one, as for a password; behind any more of them all goes."""
BEHIND_CHARS = 60
"""So far behind its word a key or a transfer code stands."""
_KNOWN = re.compile(rf"(?:{'|'.join(words.NO_KEYS)})[ _-]?$", re.IGNORECASE)
_LABELLED_KEY = re.compile(
    rf"(?:(?<![^\W_])|(?-i:(?<=[a-z])(?=[A-Z])))(?:{joined(words.KEYS)})(?![^\W_])", re.IGNORECASE
)
_VALUE = re.compile(
    rf"""[`"'*)]{{0,2}}(?:{_S}*+(?:[:=-]>|:?=|[:：])|{_S}++(?:{words.TO_BE})(?={_S}{_C}{{0,60}}[0-9]))"""
    rf"""{_S}*+[`"'*]{{0,2}}(?P<secret>[^\s"'`,;<>{MARK}]{{{KEY_CHARS_MIN},}})"""
)
_SHORT_VALUE = re.compile(
    rf"""[`"'*)]{{0,2}}{_S}*+(?::|=|(?<=\s)(?:{words.TO_BE})(?={_S})){_S}*+["'`]?(?P<secre"""
    rf"""t>[^\s"'`,;<>{MARK}]{{8,}})"""
)
_IDENTIFIER = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+|[A-Z]{1,4}-?[0-9-]+")
_LINE = re.compile(rf"\s?[^\n]{{0,{BEHIND_CHARS}}}")
_WORDY = re.compile(r"[a-z_.-]*[0-9]{1,3}[a-z_.-]*|[\w.-]{1,40}=.{0,12}", re.IGNORECASE)
_LONG_ROW = re.compile(rf"(?<![^\s\"'`(:=]){_C}{{{KEY_CHARS_MIN},}}+")
_ROW = re.compile(r"(?=[\w+/=.~-]*[0-9])(?=[\w+/=.~-]*[A-Za-z])[\w+/=.~-]{16,}")
_FINGERPRINT = re.compile("[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40}")
"""By which a public key is known."""
_NO_KEY = re.compile(
    r"(?:https?:)?//.*|[~.]?/\w.*|AAAA.*|SHA\d*:.*|MD5:.*|[0-9a-f]{8}-[0-9a-f]{4}-.*"
    r"|[\d.:T+Z/-]+|(?:[\w-]+\.)+[a-z]{2,10}"
    r"|.*\(.*|ssh-.*|[\w.-]+/[\w./-]+\.\w{1,5}",
    re.IGNORECASE,
)


def labelled_keys(text: str) -> Iterator[At]:
    """Long rows of letters and digits behind a word for a key."""
    labels = (each for each in _LABELLED_KEY.finditer(text) if not _is_behind(_KNOWN, text, each))
    found = [*islice(labels, KEYS_MAX + 1)]
    if len(found) > KEYS_MAX:
        yield from rest(text, found[KEYS_MAX].end())
    for label in found[:KEYS_MAX]:
        value = _VALUE.match(text, label.end())
        if value and not is_no_value(text, value.start("secret")) and not _NO_KEY.fullmatch(value["secret"]):
            yield value.span("secret")
            continue
        short = _SHORT_VALUE.match(text, label.end())
        if (
            short
            and is_strong(short["secret"])
            and not _IDENTIFIER.fullmatch(short["secret"])
            and not is_no_value(text, short.start("secret"))
        ):
            yield short.start("secret"), short.start("secret") + len(short["secret"].rstrip(".,;)"))
            continue
        line = _LINE.match(text, label.end())
        for row in _LONG_ROW.finditer(text, label.end(), line.end() if line else label.end()):
            whole = _LONG_ROW.match(text, row.start())
            core = whole[0].strip("\"'`()[]{},;:.<>") if whole else ""
            if _FINGERPRINT.fullmatch(core):
                continue
            if _ROW.fullmatch(core) and not _NO_KEY.fullmatch(core) and not _WORDY.fullmatch(core) and whole:
                at = text.index(core, row.start())
                yield at, at + len(core)
    if _LICENCED.search(text):
        yield from (licence.span() for licence in _LICENCE.finditer(text))
    for before in _KEY_FIRST.finditer(text):
        if not _NO_KEY.fullmatch(before["secret"]):
            yield before.span("secret")


_KEY_FIRST = re.compile(
    rf"(?<![\w/.:+=-])(?P<secret>(?=[\w+/=.-]{{0,60}}[0-9])[\w+/=.-]{{24,200}}+){_S}(?:(?:{words.AS_OR_IS}){_S})?"
    rf"(?:(?:{joined(words.OWN)}|{words.THE}){_S})?"
    rf"(?:api{_S}?|access{_S}?|secret{_S}?)(?:key|token|schlüssel)",
    re.IGNORECASE,
)

# ── Transfer codes, backup codes, answers ──────────────────────────────────────────────

_TRANSFER = re.compile(rf"(?<![^\W_])(?:{joined(words.TRANSFERS)})(?![^\W_])", re.IGNORECASE)
_TRANSFER_FIRST = re.compile(
    rf"(?<!\S)(?P<secret>{_C}{{5,64}}+)\s(?:\(|(?:{words.AS_OR_IS})\s(?:(?:{joined(words.OWN)}|{words.THE})\s)?)"
    rf"(?:{joined(words.TRANSFERS)})(?![^\W_])",
    re.IGNORECASE,
)
_FREE = re.compile(rf"(?<![^\s(\[\"'`“„«»‘‚:=|]){_C}{{5,64}}+")
_BACKUP = re.compile(rf"(?<![^\W_])(?:{joined(words.BACKUPS)})(?![^\W_])", re.IGNORECASE)
BACKUPS_CHARS = 240
"""So far behind their word backup codes stand: ten of them."""
_BACKUP_CODE = re.compile(
    r"(?<![\w.,/@#-])(?:[0-9]{3,6}(?:[ -][0-9]{3,6}){1,9}|(?=[a-zA-Z-]{0,12}[0-9])[A-Za-z0-9]{4,6}("
    r"?:-[A-Za-z0-9]{4,6}){1,5}|(?:[A-Z2-7]{4} ){3,12}[A-Z2-7]{4}"
    r"|(?=[a-z ]{0,24}[2-7])(?:[a-z2-7]{4} ){3,12}[a-z2-7]{4}"
    r"|(?=[A-Za-z]{0,15}[0-9])[A-Z2-7]{16,64}|(?=[a-z]{0,10}[0-9])(?=[0-9]{0,10}[a-z])[a-z"
    r"0-9]{8,12}|[0-9]{6,10})(?![\w@]|[.,/][0-9])"
)
_QUESTION = re.compile(joined(words.QUESTIONS), re.IGNORECASE)
_ANSWER = re.compile(
    rf"(?<!\w)(?:{joined(words.ANSWERS)})(?:(?:\s(?!is\s|ist\s|es\s)\w{{1,24}}"
    rf"|\s?\([^()\n]{{1,40}}\)|\s?[„“\"][^\n\"“”]{{1,60}}[“”\"]){{0,8}}?\s?(?:\sis"
    r"|\sist|\slautet|\ses|[:=]|'s)|,\s(?:it's|it is|es ist|es)(?=\s))"
    rf"\s{{1,3}}(?P<secret>[^\s.,;!?{MARK}][^.,;!?\n{MARK}()]{{0,40}})",
    re.IGNORECASE,
)


_MAIDEN = re.compile(
    r"(?:maiden name|mädchenname(?:\s(?:der|meiner)\smutter)?|apellido de soltera(?:\sde\s"
    rf"(?:mi|su)\smadre)?)\)?\s?(?:[:=]|\sis|\sist|\ses|\slautet|,(?=\s(?-i:[A-ZÄÖÜ])))\s{{1,2}}"
    rf"(?P<secret>[^\s.,;!?{MARK}]{{2,40}})",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"(?:{joined(words.QUESTIONS)})(?:\s?\([^()\n]{{1,60}}\)\s?:|:[^\n,?:]{{3,60}},)\s?(?P"
    rf"<secret>[^\s.,;!?{MARK}][^.,;!?\n{MARK}()]{{0,40}})",
    re.IGNORECASE,
)

_ANSWERED = re.compile(
    rf"(?:{joined(words.QUESTIONS)})[^\n]{{0,60}}?(?:\s(?:{joined(words.ANSWERED)})\s|\?\s|,\s(?:it's|es ist|es)\s)"
    rf"(?P<secret>[^\s.,;!?{MARK}]{{2,40}}(?:\s[^\s.,;!?{MARK}]{{1,40}}){{0,2}})(?=\s*(?:[.!\n]|$))",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    rf":\s(?P<secret>[^\s:{MARK}][^:\n{MARK}()]{{1,40}}?)\s\((?:{joined(words.QUESTIONS)})\)"
    rf"|\((?:{joined(words.QUESTIONS)})\)\s?:\s(?P<behind>[^\s:{MARK}][^.,;:!?\n{MARK}()]{{1,40}})"
    rf"|(?:{joined(words.QUESTIONS)})\s(?:(?:with|mit|con)\s)?(?P<named>(?-i:[A-ZÄÖÜ])\w{{1,30}})(?=\s*(?:[.,;!\n]|$))",
    re.IGNORECASE,
)
_LICENCED = re.compile(joined(words.LICENCES), re.IGNORECASE)
_LICENCE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9-]{0,60}[A-Z])(?=[A-Z0-9-]{0,60}[0-9])[A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){2,6}(?![\w-])"
)


def transfers(text: str) -> Iterator[At]:
    """What looks like a secret behind a word for a domain's transfer code."""
    for label in _TRANSFER.finditer(text):
        for word in _FREE.finditer(text, label.end(), label.end() + BEHIND_CHARS):
            whole = _FREE.match(text, word.start())
            if whole and is_strong(whole[0]):
                yield whole.start(), whole.start() + len(whole[0].rstrip(".,;)"))
                break
    for before in _TRANSFER_FIRST.finditer(text):
        if is_strong(before["secret"]):
            yield before.span("secret")


def backups(text: str) -> Iterator[At]:
    """Codes in a row behind a word for backup codes."""
    looked = 0
    for label in _BACKUP.finditer(text):
        low, looked = max(looked, label.end()), max(looked, label.end() + BACKUPS_CHARS)
        yield from (code.span() for code in _BACKUP_CODE.finditer(text, low, looked))


ANSWER_CHARS = 160
"""So far before or behind a question that proves who somebody is its answer ends."""


def answers(text: str) -> Iterator[At]:
    """The answer to a question that proves who somebody is."""
    questions = [question.span() for question in _QUESTION.finditer(text)]
    if questions:
        yield from (found.span("secret") for found in _ANSWER.finditer(text))
    for low, high in around(questions, ANSWER_CHARS, ANSWER_CHARS):
        for pattern in (_MAIDEN, _ASKED, _ANSWERED, _IN_BRACKETS):
            yield from (found.span(found.lastgroup or 0) for found in pattern.finditer(text, max(0, low), high))
