"""Tell a short command ("status", "any news?", "add to #12 …") from words that describe a problem.

Phrases are matched as a whole, a typo per longer word forgiven, in every language the desk offers,
whatever language the talk is in. Only a few are also found inside a sentence ("can someone call me
about it"). What isn't recognized is ``Verb.WORDS``: a question, an answer, or facts.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.core.text.language_data import Commands, Languages, Phrases, Words
from bot.core.text.words import is_email, near, plain

WORDS_AROUND_MAX = 2
"""So many words around a request say nothing more: "just call me please"."""

SENTENCE_WORDS_MAX = 12
"""A longer text describes a problem, even if it mentions a call or a person."""


LANGUAGE_WORDS_MAX = 3
"""In "speak English please" as much as in "English": a longer text only mentions a language."""


class Verb(StrEnum):
    """What a client can ask for at any time, and the answers that need no button."""

    WORDS = "words"
    HELP = "help"
    GREET = "greet"
    THANKS = "thanks"
    STATUS = "status"
    TICKETS = "tickets"
    SHOW = "show"
    ADD = "add"
    SOLVED = "solved"
    UNSOLVED = "unsolved"
    CANCEL = "cancel"
    NEWS = "news"
    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    RESTART = "restart"
    TICKET = "ticket"
    LINK = "link"
    UNLINK = "unlink"
    LANGUAGE = "language"
    ZONE = "zone"
    YES = "yes"
    NO = "no"
    NONE = "none"
    SKIP = "skip"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CALL_OFF = "calloff"
    MOVE_CALL = "movecall"
    WITHDRAW = "withdraw"
    STATEMENT = "statement"
    TRANSCRIPT = "transcript"
    NUMBER = "number"
    OWN_NUMBER = "ownnumber"


@dataclass(frozen=True, slots=True)
class Intent:
    """What was asked for; ``number`` is the ticket named, 0 for none.

    ``text`` is what belongs to it: an argument, or the whole sentence that the request stands in.
    """

    verb: Verb
    number: int = 0
    text: str = ""


WHOLE = (
    Verb.HELP, Verb.GREET, Verb.THANKS, Verb.STATUS, Verb.TICKETS, Verb.SHOW, Verb.SOLVED, Verb.UNSOLVED,
    Verb.CANCEL, Verb.NEWS, Verb.PERSON, Verb.PHONE, Verb.EMAIL, Verb.RESTART, Verb.TICKET, Verb.LINK,
    Verb.UNLINK, Verb.LANGUAGE, Verb.ZONE, Verb.YES, Verb.NO, Verb.NONE, Verb.ACCEPT, Verb.REFUSE,
    Verb.CALL_OFF, Verb.MOVE_CALL, Verb.STATEMENT, Verb.TRANSCRIPT, Verb.WITHDRAW, Verb.SKIP,
    Verb.OWN_NUMBER,
)  # fmt: skip
"""Commands and answers that are a whole message; a slip is taken for the first that it may mean."""

INSIDE = (Verb.PERSON, Verb.PHONE, Verb.EMAIL, Verb.OWN_NUMBER, Verb.TRANSCRIPT)
"""What is asked of us inside a sentence; things that merely occur in one ("my phone number is wrong") are not."""

OF_A_TICKET = frozenset(
    {
        *(Verb.SHOW, Verb.STATUS, Verb.SOLVED, Verb.UNSOLVED, Verb.CANCEL, Verb.NEWS, Verb.PHONE, Verb.TICKET),
        *(Verb.CALL_OFF, Verb.MOVE_CALL, Verb.WITHDRAW, Verb.STATEMENT, Verb.TRANSCRIPT),
    }
)
"""Commands that a bare number may follow: "show 12"."""

ASKED_FOR = frozenset(
    {
        Verb.STATUS, Verb.TICKETS, Verb.SHOW, Verb.HELP, Verb.CANCEL, Verb.RESTART, Verb.ADD, Verb.NEWS,
        Verb.CALL_OFF, Verb.MOVE_CALL, Verb.WITHDRAW, Verb.STATEMENT, Verb.TRANSCRIPT, Verb.LINK, Verb.UNLINK,
    }
)  # fmt: skip
"""What stays a command while somebody waits for an answer; anything else is the answer, such as eight signs alone."""

CLEAR_IN_A_FORM = frozenset({Verb.HELP, Verb.CANCEL})
"""Commands in a form even as a single word."""

CLEAR_IN_WORDS = frozenset(
    {
        Verb.STATUS, Verb.TICKETS, Verb.SHOW, Verb.RESTART, Verb.NEWS, Verb.UNLINK, Verb.CALL_OFF, Verb.MOVE_CALL,
        Verb.WITHDRAW, Verb.STATEMENT, Verb.TRANSCRIPT, Verb.ZONE, Verb.PHONE, Verb.PERSON,
    }
)  # fmt: skip
"""Commands in a form if they take more than a word: "status" alone is an answer, "status of my ticket" asks."""

WHATEVER_WAS_ASKED = frozenset(
    {
        Verb.STATUS, Verb.TICKETS, Verb.SHOW, Verb.HELP, Verb.RESTART, Verb.ADD, Verb.NEWS, Verb.LINK, Verb.UNLINK,
        Verb.WITHDRAW, Verb.STATEMENT, Verb.TRANSCRIPT, Verb.MOVE_CALL, Verb.CALL_OFF, Verb.ZONE, Verb.TICKET,
    }
)  # fmt: skip
"""What stays a command, whatever was asked."""

WHEREABOUTS_CHARS_MAX = 120
"""A longer message describes something; where its writer is, it says by the way."""

_CLAUSES = re.compile(r"[.,;:!?\n]+(?=\s|$)|\s[-–—]\s")
_BARE_CODE = re.compile(r"^\s*([A-HJKMNP-TV-Z2-9]{4}-[A-HJKMNP-TV-Z2-9]{3}[2-9])\s*$")


@dataclass(frozen=True, slots=True)
class _Understood:
    """What clients may type in any language, ready to be compared."""

    by_length: Mapping[int, Sequence[tuple[Verb, Sequence[str]]]]
    exact: Mapping[str, Verb]
    inside: Sequence[tuple[Verb, str]]
    courtesy: Words
    languages: Mapping[str, str]
    """Codes by what a language is called."""
    before_language: Words
    carrying: "_Carrying"


@dataclass(frozen=True, slots=True)
class _Carrying:
    """A ticket's number, and commands that carry something: words for a ticket, a link code, a zone, a place."""

    number: re.Pattern[str]
    add: re.Pattern[str]
    link: re.Pattern[str]
    zone: re.Pattern[str]
    here: re.Pattern[str]
    beside: re.Pattern[str]
    """What says nothing more beside a place: "sorry", "I'm travelling"."""


@lru_cache(maxsize=4)
def _understood(languages: Languages) -> _Understood:
    whole = list(_phrases(WHOLE, [language.commands.whole for language in languages.by_code.values()]))
    inside = _phrases(INSIDE, [language.commands.inside for language in languages.by_code.values()])
    by_length: dict[int, list[tuple[Verb, Sequence[str]]]] = {}
    for verb, words in whole:
        by_length.setdefault(len(words), []).append((verb, words))
    return _Understood(
        by_length,
        {" ".join(words): verb for verb, words in whole},
        [(verb, " ".join(words)) for verb, words in inside],
        languages.words(lambda language: language.commands.courtesy),
        {plain(name): code for code, language in languages.by_code.items() for name in language.called},
        languages.words(lambda language: language.commands.before_language),
        _carrying(languages),
    )


def _phrases(verbs: Sequence[Verb], known: Sequence[Mapping[str, Phrases]]) -> Iterator[tuple[Verb, Sequence[str]]]:
    """The words of each phrase, verb by verb, in every language."""
    for verb in verbs:
        for phrases in known:
            yield from ((verb, plain(phrase).split()) for phrase in phrases[verb.value])


def _carrying(languages: Languages) -> _Carrying:
    """Spaces are matched possessively: a text of many of them takes no longer."""

    def any_of(phrases: Callable[[Commands], Phrases]) -> str:
        told = languages.all(lambda language: phrases(language.commands))
        return "|".join(re.escape(phrase).replace(r"\ ", r"\s++") for phrase in dict.fromkeys(told))

    ticket, to = rf"(?:{any_of(lambda said: said.ticket)})(?:\s*+#)?", any_of(lambda said: said.to)
    number = rf"(?:#|\b{ticket}|\b(?:{any_of(lambda said: said.number)}))\s*+(\d{{1,9}})\b"
    add = (
        rf"^\s*(?:{any_of(lambda said: said.add)})(?:\s+(?:{any_of(lambda said: said.this)}))?"
        rf"(?:(?:\s+(?:{to}))?\s*+(?:#|{ticket})\s*+(?P<number>\d{{1,9}})\b"
        rf"|\s+(?:{to})\s+(?P<bare>\d{{1,9}})\b|\s*(?=:))"
        r"\s*[:,–-]?\s*(?P<text>.*)$"
    )
    code = r"([a-hjkmnp-tv-z2-9]{4}-?[a-hjkmnp-tv-z2-9]{3}[2-9])"
    link = rf"^\s*(?:{any_of(lambda said: said.link)})(?:\s*+:)?\s++{code}\s*$"
    zone = (
        rf"^\s*(?:(?:{any_of(lambda said: said.mine)})\s+)?(?:"
        rf"(?:{any_of(lambda said: said.zone)})(?:\s*+(?:{any_of(lambda said: said.is_)}|:|=))?"
        r"\s++(?P<named>\S+(?:\s+\S+){0,2})"
        rf"|(?:{any_of(lambda said: said.zone_short)})\s++(?!(?:{any_of(lambda said: said.not_behind_zone)})\b)"
        r"(?P<bare>\S+(?:\s+\S+)?))\s*$"
    )
    around, article = any_of(lambda said: said.around_here), any_of(lambda said: said.article)
    here = (
        rf"^\s*(?:(?:{around})\s+){{0,3}}(?:{any_of(lambda said: said.here)})\s+(?:(?:{article})\s+)?"
        rf"(?!(?:{any_of(lambda said: said.no_place)})\b)(?P<place>\S+(?:\s+\S+){{0,2}}?)(?:\s+(?:{around}))?\s*$"
    )
    beside = rf"^(?:{around})(?:\s+(?:{around})){{0,3}}$"
    return _Carrying(*(re.compile(each, re.IGNORECASE | re.DOTALL) for each in (number, add, link, zone, here, beside)))


def whereabouts(text: str, languages: Languages) -> str:
    """What a message names as the place or the zone its writer is in, if it says no more; empty for none."""
    if len(text) > WHEREABOUTS_CHARS_MAX:
        return ""
    carrying = _understood(languages).carrying
    clauses = (" ".join(clause.replace("’", "'").split()) for clause in _CLAUSES.split(text))
    telling = [clause for clause in clauses if clause and not carrying.beside.match(clause)]
    if len(telling) != 1:
        return ""
    if said := carrying.here.match(telling[0]):
        return said["place"]
    zone = carrying.zone.match(telling[0])
    return (zone["named"] or "") if zone else ""


@lru_cache(maxsize=256)
def read(text: str, languages: Languages) -> Intent:
    """The intent of one message; ``Verb.WORDS`` with the whole text when it is none."""
    known = _understood(languages)
    if special := _with_argument(text, known):
        return special
    named = known.carrying.number.search(text)
    number = int(named[1]) if named else 0
    rest = plain(text[: named.start()] + " " + text[named.end() :] if named else text)
    words = rest.replace("'", "").split()
    if not words and number:
        return Intent(Verb.NUMBER, number)
    if len(words) == 1 and words[0].isdecimal() and not named and len(words[0]) <= 9:
        return Intent(Verb.NUMBER, int(words[0]))
    if len(words) > SENTENCE_WORDS_MAX:
        return Intent(Verb.WORDS, number, text)
    if not named and len(words) > 1 and words[-1].isdecimal() and len(words[-1]) <= 9:
        verb = _whole(words[:-1], known)
        if verb in OF_A_TICKET:
            return Intent(verb, int(words[-1]))
    if verb := _whole(words, known) or _whole(_without_courtesy(words, known), known):
        return Intent(verb, number)
    verb, said_more = _inside(words, known)
    return Intent(verb, number, text if said_more else "")


def _with_argument(text: str, known: _Understood) -> Intent | None:
    """Commands that carry something: a ticket's words, a code, a zone, a language."""
    if is_email(text):
        return Intent(Verb.EMAIL)
    if add := known.carrying.add.match(text):
        return Intent(Verb.ADD, int(add["number"] or add["bare"] or 0), add["text"].strip())
    if link := (known.carrying.link.match(text) or _BARE_CODE.match(text)):
        return Intent(Verb.LINK, text=link[1])
    if zone := known.carrying.zone.match(text):
        return Intent(Verb.ZONE, text=zone["named"] or zone["bare"])
    *lead, last = plain(text).split() or [""]
    code = known.languages.get(last) if len(lead) < LANGUAGE_WORDS_MAX else None
    if code and (not lead or lead[0] in known.before_language):
        return Intent(Verb.LANGUAGE, text=code)
    return None


def _without_courtesy(words: list[str], known: _Understood) -> list[str]:
    """What remains of "yes, that solved it, thank you" without the thanks."""
    said = [i for i, word in enumerate(words) if word not in known.courtesy]
    return words[said[0] : said[-1] + 1] if said else []


def _whole(words: list[str], known: _Understood) -> Verb | None:
    """The command that these words are: to the letter if there is one, else but for a typo."""
    if exact := known.exact.get(" ".join(words)):
        return exact
    for verb, phrase in known.by_length.get(len(words), ()):
        if len(words) == 1 and len(words[0]) != len(phrase[0]):
            continue  # "emails" is no slip of "email"
        if all(near(ours, theirs) for ours, theirs in zip(phrase, words, strict=True)):
            return verb
    return None


def _inside(words: list[str], known: _Understood) -> tuple[Verb, bool]:
    """What is asked for within a sentence, and whether the sentence says more than that."""
    padded = f" {' '.join(words)} "
    for verb, phrase in known.inside:
        if f" {phrase} " in padded:
            return verb, len(words) - len(phrase.split()) > WORDS_AROUND_MAX
    return Verb.WORDS, True
