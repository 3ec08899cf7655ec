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
from functools import lru_cache

from bot.core.text.language_data import Languages
from bot.core.text.redaction.alone import SIGNS, alone, logging_in
from bot.core.text.redaction.answers import answers
from bot.core.text.redaction.beside import beside
from bot.core.text.redaction.cards import CARD_DIGITS_MIN, cards, expiries_and_codes, ibans, western
from bot.core.text.redaction.codes import codes
from bot.core.text.redaction.labelled_keys import backups, labelled_keys, transfers
from bot.core.text.redaction.labels import has_slip, labels, passwords
from bot.core.text.redaction.pairs import SERVICES, addresses, networks, pairs, services
from bot.core.text.redaction.shell import inserted, places, settings
from bot.core.text.redaction.tokens import in_links, keys
from bot.core.text.redaction.values import MARK, may_be_strong
from bot.core.text.redaction.words import Gate, Letters, hints, letters


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

_DIGIT = re.compile("[0-9]")
EXPIRY_DIGITS_MIN, IBAN_DIGITS_MIN = 3, 7
"""Fewer digits are in no expiry date and in no account's number: Malta's has 7 beside 24 letters or digits."""

_Found = tuple[int, int, Secret]


def redact(text: str, languages: Languages, keep_ibans: bool = False) -> Redacted:
    """``text`` without secrets, except for accounts' numbers if they are kept. Redacting it again changes nothing.

    ``languages`` are all that there are, whichever the desk offers.
    """
    kinds: set[Secret] = set()
    for _round in range(ROUNDS_MAX if len(text) <= ROUNDS_CHARS_MAX else 1):
        marked = _PLACEHOLDER.sub(lambda m: MARK * len(m[0]), text) if "removed]" in text else text
        found = _found(marked, languages, keep_ibans)
        if not found:
            break
        kinds.update(kind for _, _, kind in found)
        text = _replaced(_merged(found), text, PLACEHOLDERS)
    return Redacted(text, frozenset(kinds))


def redact_behind(before: str, said: Redacted, languages: Languages, keep_ibans: bool = False) -> Redacted:
    """``said`` without the second half of a secret that ``before`` begins: "my password is", "moonlight".

    Both are redacted each by itself; what stands before is stored and stays. Looked at only where a few words follow.
    """
    line = before.rstrip().rpartition("\n")[2]
    if not line or len(line) > HALF_CHARS_MAX or not 0 < len(said.text.split()) <= HALF_WORDS_MAX:
        return said
    joined = redact(f"{line} {said.text}", languages, keep_ibans)
    if not joined.kinds:
        return said
    if joined.text.startswith(f"{line} "):
        return Redacted(joined.text[len(line) + 1 :], said.kinds | joined.kinds)
    placeholders = " ".join(PLACEHOLDERS[kind] for kind in Secret if kind in joined.kinds)
    return Redacted(placeholders, said.kinds | joined.kinds)


HALF_CHARS_MAX, HALF_WORDS_MAX = 200, 5
"""A secret told in two messages: the first ends a sentence's length of words, the second is hardly more than it."""


def _found(text: str, languages: Languages, keep_ibans: bool) -> list[_Found]:
    """Whatever any finder finds."""
    digits = western(text)
    there = letters(text)
    named = [(*at, Secret.KEY) for at in keys(text, there, languages)]
    named += _worded(text, digits, there, languages)
    found_in_code = (*in_links(text, languages), *places(text, there, languages), *inserted(text))
    named += [(*at, Secret.PASSWORD) for at in found_in_code]
    named += [(*at, Secret.KEY) for at in settings(text, there, languages)]
    count = len(_DIGIT.findall(digits))
    if count < EXPIRY_DIGITS_MIN:
        return named
    accounts = [(*at, Secret.IBAN) for at in ibans(digits)] if count >= IBAN_DIGITS_MIN else []
    digits = _replaced(accounts, digits)
    others_gone = _replaced(_merged(named), digits) if named else digits
    numbers = list(cards(digits, others_gone, languages)) if count >= CARD_DIGITS_MIN else []
    on_card = [
        (start, end, Secret.EXPIRY if expiry else Secret.CODE)
        for start, end, expiry in expiries_and_codes(digits, numbers, languages)
    ]
    return [*named, *(() if keep_ibans else accounts), *((*at, Secret.CARD) for at in numbers), *on_card]


def _labelled(text: str, languages: Languages) -> Iterator[tuple[int, int]]:
    found = labels(text, languages)
    if found:
        yield from passwords(text, found, languages)
        yield from beside(text, found, languages)


_Finder = Callable[[str, Languages], Iterator[tuple[int, int]]]
_WORDED: tuple[tuple[_Finder, Secret, tuple[str, ...], tuple[str, ...]], ...] = (
    (_labelled, Secret.PASSWORD, ("passwords", "short_passwords"), ()),
    (pairs, Secret.PASSWORD, ("logins",), ("u:", "u=", "usr", "root", "admin")),
    (networks, Secret.PASSWORD, ("networks",), ()),
    (services, Secret.PASSWORD, (), SERVICES),
    (alone, Secret.PASSWORD, ("set_it",), (*SIGNS, "pass", "p@ss", "pa55", "p4ss")),
    (logging_in, Secret.PASSWORD, ("topics", "opens", "opened_with"), ()),
    (addresses, Secret.PASSWORD, (), ("@",)),
    (answers, Secret.PASSWORD, ("questions",), ()),
    (labelled_keys, Secret.KEY, ("keys", "licences"), ()),
    (transfers, Secret.KEY, ("transfers",), ()),
    (codes, Secret.CODE, ("codes", "code", "came", "showing", "message", "from_text", "got", "to_log_in"), ("g-",)),
    (backups, Secret.CODE, ("backups",), ()),
)
"""Finders by the fields of SecretWords whose phrases they look for, and parts of what else they look for."""


_OF_STRONG = frozenset({networks, services, alone, logging_in, addresses, transfers})
"""These find only what looks like a password by itself."""
_PAIRED = frozenset("/:|–—=")
"""One of these, if nothing looks like a password, stands between a name and one of plain letters."""


@lru_cache(maxsize=4)
def _gate(languages: Languages) -> Gate:
    """Each finder's parts of words, one of which stands in every text that it finds something in."""
    return Gate((*hints(languages, *fields), *parts) for _finder, _kind, fields, parts in _WORDED)


def _worded(text: str, digits: str, there: Letters, languages: Languages) -> list[_Found]:
    """What a word announces; ``digits`` is the text with western ones."""
    lowered = text.lower()
    asked = _gate(languages).open_for(lowered, there)
    if 0 not in asked and has_slip(text, languages):
        asked = [0, *asked]
    if not asked:
        return []
    out = frozenset() if may_be_strong(text) else _OF_STRONG
    if out and _PAIRED.isdisjoint(text):
        out |= {pairs}
    if not _DIGIT.search(digits):
        out |= {codes}
    found: list[_Found] = []
    for finder, kind, _fields, _parts in [_WORDED[number] for number in asked]:
        if finder not in out:
            found += [(*at, kind) for at in finder(digits if kind is Secret.CODE else text, languages)]
    return found


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
