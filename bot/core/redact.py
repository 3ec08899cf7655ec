"""Take card numbers, passwords, keys and codes out of what people typed, before anything is written.

Finders look at the same text; what they find is merged, overlaps included, and replaced. Every expression is
anchored, bounded or possessive, so that the time is linear in the length. What hosting desks see every day
(addresses, moments, identifiers, "password is wrong") stays as it is.

A finder is asked only where the text holds a word of its own. To all of them an earlier replacement is a row
of ``MARK``, which is neither space nor letter: nothing in it is found again, and what stood beside the secret
doesn't begin to look like one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.redact_cards import cards, expiries_and_codes, ibans, western
from bot.core.redact_codes import answers, backups, codes, labelled_keys, transfers
from bot.core.redact_labels import is_slip, labels, pairs, passwords
from bot.core.redact_shell import places, settings
from bot.core.redact_tokens import in_links, keys
from bot.core.redact_values import MARK


class Secret(StrEnum):
    """What was taken out."""

    CARD = "card"
    PASSWORD = "password"  # noqa: S105 (the kind's name)
    KEY = "key"
    CODE = "code"
    EXPIRY = "expiry"
    IBAN = "iban"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that may be stored, and what was taken out of it."""

    text: str
    kinds: frozenset[Secret] = frozenset()


PLACEHOLDERS = {
    Secret.CARD: "[card number removed]",
    Secret.PASSWORD: "[password removed]",
    Secret.KEY: "[key removed]",
    Secret.CODE: "[code removed]",
    Secret.EXPIRY: "[expiry date removed]",
    Secret.IBAN: "[IBAN removed]",
}
_PLACEHOLDER = re.compile("|".join(map(re.escape, PLACEHOLDERS.values())))
ROUNDS_MAX = 4
"""What went may uncover what stands beside it; nothing is uncovered more often than this."""

_Found = tuple[int, int, Secret]


def redact(text: str) -> Redacted:
    """``text`` without secrets. Redacting the result again changes nothing."""
    kinds: set[Secret] = set()
    for _round in range(ROUNDS_MAX):
        marked = _PLACEHOLDER.sub(lambda m: MARK * len(m[0]), text) if "removed]" in text else text
        found = _found(marked)
        if not found:
            break
        kinds.update(kind for _, _, kind in found)
        text = _replaced(_merged(found), text, PLACEHOLDERS)
    return Redacted(text, frozenset(kinds))


def _found(text: str) -> list[_Found]:
    """Whatever any finder finds."""
    words = [(*at, Secret.KEY) for at in keys(text)]
    if _speaks_of_secrets(text):
        words += _worded(text)
    words += [(*at, Secret.PASSWORD) for at in (*in_links(text), *places(text))]
    words += [(*at, Secret.KEY) for at in settings(text)]
    if not _has_digits(text):
        return words
    digits = western(text)
    accounts = [(*at, Secret.IBAN) for at in ibans(digits)]
    others_gone = _replaced(_merged(words), digits) if words else digits
    numbers = list(cards(digits, others_gone))
    beside = [
        (start, end, Secret.EXPIRY if expiry else Secret.CODE)
        for start, end, expiry in expiries_and_codes(digits, numbers)
    ]
    return [*words, *accounts, *((*at, Secret.CARD) for at in numbers), *beside]


def _worded(text: str) -> list[_Found]:
    """What a word announces."""
    found = [(*at, Secret.PASSWORD) for at in (*passwords(text, labels(text)), *pairs(text), *answers(text))]
    found += [(*at, Secret.KEY) for at in (*labelled_keys(text), *transfers(text))]
    return found + [(*at, Secret.CODE) for at in (*codes(western(text)), *backups(text))]


_FOUR_DIGITS = re.compile(r"\d[^\d\n]?\d[^\d\n]?\d")


def _has_digits(text: str) -> bool:
    return bool(_FOUR_DIGITS.search(text)) or not text.isascii()


_HINTS = (
    "pass", "pw", "p/w", "psw", "kennw", "wort", "clave", "contra", "key", "schlüssel", "token", "secret", "code", "código",
    "codigo", "pin", "puk", "tan", "otp", "cvv", "cvc", "csc", "auth", "epp", "login", "log in", "logg", "user", "usuario", "credential",
    "zugang", "nutzer", "acceso", "credencial", "pwd", "psk", "answer", "antwort", "respuesta", "ziffer", "prüf", "digits on",
    "u:", "números", "dígitos", "access", "totp", "secreto", "bearer", "digits", "ziffern", "geheim", "maiden", "mädchen", "soltera", "número", "card ver", "sms", "authent", "entra", "root", "admin", " to log", "account", "anmelde",
)  # fmt: skip
"""Parts of all words that announce a secret."""
_MAYBE_SLIP = re.compile(r"(?<![^\W_])[pkcPKC][^\W\d_]{5,12}(?![^\W_])")


def _speaks_of_secrets(text: str) -> bool:
    lowered = text.lower()
    return any(hint in lowered for hint in _HINTS) or any(is_slip(word[0]) for word in _MAYBE_SLIP.finditer(text))


def _merged(found: list[_Found]) -> list[_Found]:
    """Disjoint and in order; of those that overlap the longest lends its kind."""
    merged: list[_Found] = []
    for start, end, kind in sorted(found):
        if merged and start < merged[-1][1]:
            first, last, other = merged.pop()
            kind = kind if end - start > last - first else other
            start, end = first, max(last, end)
        merged.append((start, end, kind))
    return merged


def _replaced(spans: list[_Found], text: str, by: Mapping[Secret, str] | None = None) -> str:
    """``text`` with each span replaced by its kind's words, or by as many marks."""
    pieces, kept = [], 0
    for start, end, kind in spans:
        pieces += [text[kept:start], by[kind] if by else MARK * (end - start)]
        kept = end
    return "".join(pieces) + text[kept:]
