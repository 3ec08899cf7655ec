"""Take card numbers, passwords, keys and codes out of what people typed, before anything is written.

Finders look at the same text; what they find is merged, overlaps included, and replaced. Every expression is
anchored, bounded or possessive, so that the time is linear in the length. What hosting desks see every day
(addresses, moments, identifiers, "password is wrong") stays as it is.

A finder is asked only where the text holds a word of its own. To all of them an earlier replacement is a row
of ``MARK``, which is neither space nor letter: nothing in it is found again, and what stood beside the secret
doesn't begin to look like one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.redact_cards import cards, expiries_and_codes, ibans, western
from bot.core.redact_codes import answers, backups, codes, labelled_keys, transfers
from bot.core.redact_labels import has_slip, passwords
from bot.core.redact_pairs import addresses, pairs, services
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
ROUNDS_MAX, ROUNDS_CHARS_MAX = 4, 10_000
"""What went may uncover what stands beside it; in a text longer than a message, once is enough."""

_Found = tuple[int, int, Secret]


def redact(text: str, keep_ibans: bool = False) -> Redacted:
    """``text`` without secrets, except for accounts' numbers if they are kept. Redacting it again changes nothing."""
    kinds: set[Secret] = set()
    for _round in range(ROUNDS_MAX if len(text) <= ROUNDS_CHARS_MAX else 1):
        marked = _PLACEHOLDER.sub(lambda m: MARK * len(m[0]), text) if "removed]" in text else text
        found = _found(marked, keep_ibans)
        if not found:
            break
        kinds.update(kind for _, _, kind in found)
        text = _replaced(_merged(found), text, PLACEHOLDERS)
    return Redacted(text, frozenset(kinds))


def _found(text: str, keep_ibans: bool) -> list[_Found]:
    """Whatever any finder finds."""
    words = [(*at, Secret.KEY) for at in keys(text)]
    words += _worded(text)
    words += [(*at, Secret.PASSWORD) for at in (*in_links(text), *places(text))]
    words += [(*at, Secret.KEY) for at in settings(text)]
    if not _has_digits(text):
        return words
    digits = western(text)
    accounts = [(*at, Secret.IBAN) for at in ibans(digits)]
    digits = _replaced(accounts, digits)
    others_gone = _replaced(_merged(words), digits) if words else digits
    numbers = list(cards(digits, others_gone))
    beside = [
        (start, end, Secret.EXPIRY if expiry else Secret.CODE)
        for start, end, expiry in expiries_and_codes(digits, numbers)
    ]
    return [*words, *(() if keep_ibans else accounts), *((*at, Secret.CARD) for at in numbers), *beside]


_Finder = Callable[[str], Iterator[tuple[int, int]]]
_WORDED: tuple[tuple[_Finder, Secret, tuple[str, ...]], ...] = (
    (
        passwords,
        Secret.PASSWORD,
        (
            "pass",
            "pw",
            "p/w",
            "psw",
            "psk",
            "kennw",
            "wort",
            "clave",
            "contra",
            "key",
            "schlüssel",
            "secret w",
            "pswd",
            "pword",
            "wifi code",
            "wi-fi code",
            "wlan",
            "palabra",
            "frase",
            "phrase",
            "parole",
            "losung",
        ),
    ),
    (
        pairs,
        Secret.PASSWORD,
        (
            "login",
            "log in",
            "sign in",
            "user",
            "usuario",
            "credential",
            "credencial",
            "zugang",
            "nutzer",
            "acceso",
            "anmelde",
            "access",
            "account",
            "u:",
            "u=",
            "root",
            "admin",
            "entra",
            "basic",
        ),
    ),
    (services, Secret.PASSWORD, ("ftp", "ssh", "panel", "plesk", "wp-", "wordpress", "phpmy", " / ")),
    (addresses, Secret.PASSWORD, ("@",)),
    (
        answers,
        Secret.PASSWORD,
        ("answer", "antwort", "respuesta", "maiden", "mädchen", "soltera", "question", "frage", "pregunta"),
    ),
    (
        labelled_keys,
        Secret.KEY,
        (
            "key",
            "token",
            "secret",
            "schlüssel",
            "credential",
            "clave",
            "bearer",
            "webhook",
            "aktivierungscode",
            "code",
            "código",
        ),
    ),
    (transfers, Secret.KEY, ("auth", "epp", "transfer", "umzug", "autoriz")),
    (
        codes,
        Secret.CODE,
        (
            "pin",
            "puk",
            "tan",
            "otp",
            "cvv",
            "cvc",
            "csc",
            "code",
            "código",
            "codigo",
            "ziffer",
            "zahl",
            "prüf",
            "digit",
            "number",
            "figure",
            "stellen",
            "número",
            "dígito",
            "cifra",
            "geheim",
            "sms",
            "authent",
            "einmal",
            "use ",
            "clave",
            "2fa",
            "mfa",
            "token",
            "phone",
            "app",
            "text",
            "lleg",
            "factor",
            "on the ",
            "sec",
            "móvil",
        ),
    ),
    (
        backups,
        Secret.CODE,
        (
            "backup",
            "recovery",
            "rescue",
            "emergency",
            "scratch",
            "totp",
            "2fa",
            "otp",
            "setup key",
            "authenticator",
            "wiederherst",
            "notfall",
            "ersatz",
            "reserv",
            "respaldo",
            "recuperación",
            "emergencia",
            "single use",
            "single-use",
        ),
    ),
)
"""Finders by their words, and parts of those words in small letters."""


def _worded(text: str) -> list[_Found]:
    """What a word announces."""
    lowered = text.lower()
    found: list[_Found] = []
    for finder, kind, hints in _WORDED:
        if [hint for hint in hints if hint in lowered] or (finder is passwords and has_slip(text)):
            found += [(*at, kind) for at in finder(western(text) if kind is Secret.CODE else text)]
    return found


_THREE_DIGITS = re.compile(r"\d\D*+\d\D*+\d")


def _has_digits(text: str) -> bool:
    return bool(_THREE_DIGITS.search(western(text)))


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
