"""Find keys and codes by the word before them: keys of interfaces, licences, transfer codes, backup codes."""

import re
from collections.abc import Iterator
from itertools import islice

from bot.core.text.language_data import Languages
from bot.core.text.redaction.values import MARK, is_name, is_no_value, is_strong, rest
from bot.core.text.redaction.words import Worded, is_behind

At = tuple[int, int]

_S, _C = r"[^\S\n]", rf"[^\s{MARK}]"

KEY_CHARS_MIN = 16
"""Shorter values after "key" or "token" are names and numbers of things."""
KEYS_MAX = 500
"""So many words for a key are looked at one by one, as for a password; behind any more of them all goes."""
BEHIND_CHARS = 60
"""So far behind its word a key or a transfer code stands."""
_KNOWN = Worded("⟨no_keys⟩[ _-]?$")
_LABELLED_KEY = Worded(r"(?:(?<![^\W_])|(?-i:(?<=[a-z])(?=[A-Z])))⟨keys⟩(?![^\W_])")
_VALUE = Worded(
    rf"""[`"'*)]{{0,2}}(?:{_S}*+(?:[:=-]>|:?=|[:：])|{_S}++⟨to_be⟩(?={_S}{_C}{{0,60}}[0-9]))"""
    rf"""{_S}*+[`"'*]{{0,2}}(?P<secret>[^\s"'`,;<>{MARK}]{{{KEY_CHARS_MIN},}})"""
)
_SHORT_VALUE = Worded(
    rf"""[`"'*)]{{0,2}}{_S}*+(?::|=|(?<=\s)⟨to_be⟩(?={_S})){_S}*+["'`]?(?P<secre"""
    rf"""t>[^\s"'`,;<>{MARK}]{{8,}})"""
)
_IDENTIFIER = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+|[A-Z]{1,4}-?[0-9-]+")
_LINE = re.compile(rf"\s?[^\n]{{0,{BEHIND_CHARS}}}")
_WORDY = re.compile(r"[a-z_.-]*[0-9]{1,3}[a-z_.-]*|[\w.-]{1,40}=.{0,12}", re.IGNORECASE)
_LONG_ROW = re.compile(rf"(?<![^\s\"'`(:=]){_C}{{{KEY_CHARS_MIN},}}+")
_ROW = re.compile(r"(?=[\w+/=.~-]*[0-9])(?=[\w+/=.~-]*[A-Za-z])[\w+/=.~-]{16,}")
_FINGERPRINT = re.compile("(?:0x)?[0-9A-F]{8}|0x[0-9A-F]{16}|[0-9A-F]{16}|[0-9A-F]{40}")
"""By which a public key is known."""
_NO_KEY = re.compile(
    r"(?:https?:)?//.*|[~.]{0,2}/[\w.].*|AAAA.*|SHA\d*:.*|MD5:.*|[0-9a-f]{8}-[0-9a-f]{4}-.*"
    r"|[\d.:T+Z/-]+|(?:[\w-]+\.)+[a-z]{2,10}"
    r"|.*\(.*|ssh-.*|[\w.-]+/[\w./-]+\.\w{1,5}",
    re.IGNORECASE,
)


def labelled_keys(text: str, languages: Languages) -> Iterator[At]:
    """Long rows of letters and digits behind a word for a key."""
    known_keys = _KNOWN.of(languages)
    labels = (each for each in _LABELLED_KEY.of(languages).finditer(text) if not is_behind(known_keys, text, each))
    found = [*islice(labels, KEYS_MAX + 1)]
    if len(found) > KEYS_MAX:
        yield from rest(text, found[KEYS_MAX].end())
    for label in found[:KEYS_MAX]:
        value = _VALUE.of(languages).match(text, label.end())
        if (
            value
            and not is_no_value(text, value.start("secret"), languages)
            and not (_NO_KEY.fullmatch(value["secret"]) or is_name(value["secret"]))
        ):
            yield value.span("secret")
            continue
        short = _SHORT_VALUE.of(languages).match(text, label.end())
        if (
            short
            and is_strong(short["secret"])
            and not _IDENTIFIER.fullmatch(short["secret"])
            and not is_name(short["secret"])
            and not is_no_value(text, short.start("secret"), languages)
        ):
            yield short.start("secret"), short.start("secret") + len(short["secret"].rstrip(".,;)"))
            continue
        line = _LINE.match(text, label.end())
        for row in _LONG_ROW.finditer(text, label.end(), line.end() if line else label.end()):
            whole = _LONG_ROW.match(text, row.start())
            core = whole[0].strip("\"'`()[]{},;:.<>") if whole else ""
            if _FINGERPRINT.fullmatch(core):
                continue
            if (
                _ROW.fullmatch(core)
                and not _NO_KEY.fullmatch(core)
                and not _WORDY.fullmatch(core)
                and not is_name(core)
                and whole
            ):
                at = text.index(core, row.start())
                yield at, at + len(core)
    if _LICENCED.of(languages).search(text):
        yield from (licence.span() for licence in _LICENCE.finditer(text))
    for before in _KEY_FIRST.of(languages).finditer(text):
        if not _NO_KEY.fullmatch(before["secret"]):
            yield before.span("secret")


_KEY_FIRST = Worded(
    rf"(?<![\w/.:+=-])(?P<secret>(?=[\w+/=.-]{{0,60}}[0-9])[\w+/=.-]{{24,200}}+){_S}(?:⟨as_or_is⟩{_S})?"
    rf"(?:(?:⟨own⟩|⟨the⟩){_S})?"
    rf"⟨keys⟩(?![^\W_])"
)

# ── Transfer codes, backup codes ───────────────────────────────────────────────────────

_TRANSFER = Worded(r"(?<![^\W_])⟨transfers⟩(?![^\W_])")
_TRANSFER_FIRST = Worded(
    rf"(?<!\S)(?P<secret>{_C}{{5,64}}+)\s(?:\(|⟨as_or_is⟩\s(?:(?:⟨own⟩|⟨the⟩)\s)?)"
    rf"⟨transfers⟩(?![^\W_])"
)
_FREE = re.compile(rf"(?<![^\s(\[\"'`“„«»‘‚:=|]){_C}{{5,64}}+")
_BACKUP = Worded(r"(?<![^\W_])⟨backups⟩(?![^\W_])")
BACKUPS_CHARS = 240
"""So far behind their word backup codes stand: ten of them."""
_BACKUP_CODE = re.compile(
    r"(?<![\w.,/@#-])(?:[0-9]{3,6}(?:[ -][0-9]{3,6}){1,9}|(?=[a-zA-Z-]{0,12}[0-9])[A-Za-z0-9]{4,6}("
    r"?:-[A-Za-z0-9]{4,6}){1,5}|(?:[A-Z2-7]{4} ){3,12}[A-Z2-7]{4}"
    r"|(?=[a-z ]{0,24}[2-7])(?:[a-z2-7]{4} ){3,12}[a-z2-7]{4}"
    r"|(?=[A-Za-z]{0,15}[0-9])[A-Z2-7]{16,64}|(?=[a-z]{0,10}[0-9])(?=[0-9]{0,10}[a-z])[a-z"
    r"0-9]{8,12}|[0-9]{6,10})(?![\w@]|[.,/][0-9])"
)
_SEED = re.compile(
    r"(?<![^\W_])(?i:totp|2fa|otp|authenticator)(?![^\W_])[^\n:]{0,60}:\s{0,3}"
    r"(?P<secret>(?=[A-Z ]{0,60}[2-7])[A-Z2-7]{4}(?:\s?[A-Z2-7]{4}){3,15})(?!\w)"
)
"""What an app makes one-time codes of."""
_LICENCED = Worded("⟨licences⟩")
_LICENCE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9-]{0,60}[A-Z])(?=[A-Z0-9-]{0,60}[0-9])[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,6}(?![\w-])"
)


def transfers(text: str, languages: Languages) -> Iterator[At]:
    """What looks like a secret behind a word for a domain's transfer code."""
    for label in _TRANSFER.of(languages).finditer(text):
        for word in _FREE.finditer(text, label.end(), label.end() + BEHIND_CHARS):
            whole = _FREE.match(text, word.start())
            if whole and is_strong(whole[0]):
                yield whole.start(), whole.start() + len(whole[0].rstrip(".,;)"))
                break
    for before in _TRANSFER_FIRST.of(languages).finditer(text):
        if is_strong(before["secret"]):
            yield before.span("secret")


def backups(text: str, languages: Languages) -> Iterator[At]:
    """Codes in a row behind a word for backup codes."""
    yield from (seed.span("secret") for seed in _SEED.finditer(text))
    looked = 0
    for label in _BACKUP.of(languages).finditer(text):
        low, looked = max(looked, label.end()), max(looked, label.end() + BACKUPS_CHARS)
        yield from (code.span() for code in _BACKUP_CODE.finditer(text, low, looked))
