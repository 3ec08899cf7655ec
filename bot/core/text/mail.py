"""Whose words stand in a pasted mail: what its sender wrote, without quoted mail, signatures and disclaimers.

Line by line, so that hostile text takes time linear in its length: the library that does this
(mail-parser-reply) takes six seconds for 9 kB of "On On On", and loses lists and what stands below a quotation.
Nothing is thrown away for it: the record keeps the whole message.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.text.language_data import Languages, MailWords, Phrases
from bot.core.text.words import COMPARED_CHARS_MAX, mentioned, unaccented

LINE_CHARS_MAX = 300
"""Longer lines are read by their beginning: no header, greeting or device's name is as long."""

HEADER_LINES_MAX = 3
"""Over so many lines a mail program breaks "On …, somebody wrote:"."""

HEADERS_MIN = 3
"""So many lines "From: …", "Sent: …" in a row are a mail's head, not somebody's sentence."""

SIGNATURE_LINES_MAX = 10
SIGNATURE_WORDS_MAX = 6
"""Below a closing greeting a longer line is a sentence, unless it gives an address or a number."""

NAME_WORDS_MAX = 4
"""Behind "schrieb": somebody's name."""

GREETING_NAMES_MAX = 3
"""Words behind a closing greeting on its line: "Kind regards, Ana Ruiz"."""

SENT_WITH_WORDS_MAX = 12

ANY = "…"
"""Stands for some words within a phrase."""

_QUOTED = re.compile(r"\s{0,8}>(?!\s?[\d=])")
"""Not "> 95 % full" and "=> nothing"."""
_RULE = re.compile(r"\s*[-_—–*]{2,}+\s*([^-_]{0,60}?)\s*[-_—–*]{0,200}+\s*")
_UNDERLINED = re.compile(r"\s*_{10,}+\s*")
_SIGNED = re.compile(r"\s{0,8}(?:--|—|__)\s{0,8}")
_WORD = re.compile(r"\w+")
_SENT_AT = re.compile(r"\d{4}|\d\d?[:.]\d\d|\d\d?[./-]\d\d?[./-]\d\d|[<@]")
"""What tells the line above a quotation from a sentence: a year, a time, a date, an address."""
_CONTACT = re.compile(r"[@|]|\+?\d[\d ()/-]{5,30}|www\.|https?:")


@dataclass(frozen=True, slots=True)
class _Words:
    """What mail programs and closing greetings say in every language, as patterns over unaccented small letters."""

    on: re.Pattern[str]
    wrote: re.Pattern[str]
    headers: re.Pattern[str]
    from_: re.Pattern[str]
    forwarded: frozenset[str]
    sent_with: re.Pattern[str]
    greetings: re.Pattern[str]
    disclaimers: re.Pattern[str]


def own_words(text: str, languages: Languages) -> str:
    """The sender's own lines; the whole text where nothing would be left, or where all of it is theirs.

    What stands further down than anything is compared (``COMPARED_CHARS_MAX``) is left out with the rest.
    """
    if "\n" not in text:
        return text
    lines = text[:COMPARED_CHARS_MAX].splitlines()
    said = unaccented("\n".join(line[:LINE_CHARS_MAX] for line in lines)).casefold().split("\n")
    words = _words(languages)
    kept = [not away for away in _quotations(said, words)]
    _leave_out_signatures(said, kept, words)
    if all(kept):
        return text
    own = "\n".join(line for line, stays in zip(lines, kept, strict=True) if stays).strip()
    return own if _WORD.search(own) else text


def named_in(texts: Iterable[str], names: Sequence[str], languages: Languages) -> str:
    """The first of ``names`` that people mention in their own words; else ""."""
    return mentioned("\n".join(own_words(text, languages) for text in texts), names, languages)


# ── Quoted mail ────────────────────────────────────────────────────────────────────────


def _quotations(said: Sequence[str], words: _Words) -> list[bool]:
    """Which lines are somebody else's, or say whose the following ones are."""
    away = [bool(_QUOTED.match(line)) for line in said]
    at = 0
    while at < len(said):
        behind = _behind_head(said, at, words)
        if behind == at:
            at += 1
            continue
        begins = next((each for each in range(behind, len(said)) if said[each].strip()), len(said))
        marked = begins < len(said) and away[begins]
        end = behind if marked else len(said)  # what is marked by ">" may have an answer below it
        away[at:end] = [True] * (end - at)
        at = end
    return away


def _behind_head(said: Sequence[str], at: int, words: _Words) -> int:
    """The first line behind what introduces another mail, or ``at`` where nothing does."""
    if rule := _RULE.fullmatch(said[at]):
        if rule[1].strip(" :") in words.forwarded:
            return at + 1
        if _UNDERLINED.fullmatch(said[at]) and _heads(said, at + 1, words):
            return at + 1
    if said[at].strip(" :") in words.forwarded:
        return at + 1
    if words.from_.match(said[at]) and (behind := _heads(said, at, words)):
        return behind
    opening = said[at].lstrip("> ")
    for more in range(HEADER_LINES_MAX if words.on.match(opening) else 0):
        if more:
            opening += " " + (said[at + more].lstrip("> ") if at + more < len(said) else "")
        if _introduces(opening.rstrip(), words):
            return at + more + 1
    return at


def _introduces(opening: str, words: _Words) -> bool:
    """Whether it is "On 23 Nov 2026 somebody <address> wrote:", or "… schrieb somebody:"."""
    verbs = list(words.wrote.finditer(opening))
    if not verbs or not opening.endswith((":", ">")) or not _SENT_AT.search(opening):
        return False
    behind = opening[verbs[-1].end() :]
    return "<" in behind or len(_WORD.findall(behind)) <= NAME_WORDS_MAX


def _heads(said: Sequence[str], at: int, words: _Words) -> int:
    """The first line behind a mail's head that begins here (empty lines before it allowed), or 0."""
    while at < len(said) and not said[at].strip():
        at += 1
    begin = at
    while at < len(said) and words.headers.match(said[at]):
        at += 1
    return at if at - begin >= HEADERS_MIN else 0


# ── Signatures ─────────────────────────────────────────────────────────────────────────


def _leave_out_signatures(said: Sequence[str], kept: list[bool], words: _Words) -> None:
    """Mark what stands below a closing greeting or a signature's mark, and what a telephone adds."""
    told = False
    at = 0
    while at < len(said):
        if not kept[at] or not said[at].strip():
            at += 1
            continue
        if _sent_with(said[at], words):
            kept[at] = False
        elif told and (end := _end_of_signature(said, at, kept, words)):
            kept[at:end] = [False] * (end - at)
            at = end
            continue
        told = told or (kept[at] and bool(_WORD.search(said[at])))
        at += 1


def _end_of_signature(said: Sequence[str], at: int, kept: Sequence[bool], words: _Words) -> int:
    """The first line behind a signature that begins here, or 0."""
    if words.disclaimers.match(said[at]):
        return _next(said, at, kept, lambda line: True)
    if not _SIGNED.fullmatch(said[at]) and not _greets(said[at], words):
        return 0
    return _next(said, at + 1, kept, lambda line: _signs(line, words))


def _next(said: Sequence[str], at: int, kept: Sequence[bool], fits: Callable[[str], bool]) -> int:
    """The first line from here on that isn't the sender's or doesn't fit; of a signature's length at most."""
    end = at
    while end < len(said) and end - at < SIGNATURE_LINES_MAX and kept[end] and fits(said[end]):
        end += 1
    return end


def _greets(line: str, words: _Words) -> bool:
    found = words.greetings.match(line)
    return found is not None and len(_WORD.findall(line[found.end() :])) <= GREETING_NAMES_MAX and "?" not in line


def _signs(line: str, words: _Words) -> bool:
    """Whether a line may stand in a signature: a name, a firm, an address, a number, what lawyers want said."""
    if len(_WORD.findall(line)) <= SIGNATURE_WORDS_MAX and not line.rstrip().endswith(("?", "!")):
        return True
    return bool(_CONTACT.search(line) or words.disclaimers.match(line))


def _sent_with(line: str, words: _Words) -> bool:
    """ "Sent from my phone", not "Sent from my shop, every mail bounces with error 550, what is wrong?"."""
    return bool(words.sent_with.match(line)) and len(_WORD.findall(line)) <= SENT_WITH_WORDS_MAX


# ── The words of every language ────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def _words(languages: Languages) -> _Words:
    every = tuple(languages.by_code.values())

    def pattern(of: Callable[[MailWords], Phrases], behind: str = "") -> re.Pattern[str]:
        phrases = sorted((phrase for language in every for phrase in of(language.mail)), key=len, reverse=True)
        forms = "|".join(re.escape(phrase).replace(re.escape(ANY), ".{1,60}?") for phrase in phrases)
        return re.compile(rf"[*\s]{{0,8}}(?:{forms}){behind}")

    return _Words(
        on=pattern(lambda mail: mail.on, r"\b"),
        wrote=pattern(lambda mail: mail.wrote, r"\b"),
        headers=pattern(lambda mail: mail.headers, r"\s?[*:]"),
        from_=pattern(lambda mail: mail.from_, r"\s?[*:]"),
        forwarded=languages.words(lambda language: language.mail.forwarded),
        sent_with=pattern(lambda mail: mail.sent_with, r"\b"),
        greetings=pattern(lambda mail: mail.greetings, r"(?!\w)"),
        disclaimers=pattern(lambda mail: mail.disclaimers, r"\b"),
    )
