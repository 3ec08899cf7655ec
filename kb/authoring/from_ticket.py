"""A draft of an article out of what staff answered on a ticket: their sentences alone, without names and secrets.

Lines stay as they were written, so that steps stay steps. What a client wrote doesn't get in: quotations go, and
sentences of theirs that staff repeated. Names become ``[name]``, addresses, domains and long numbers what they are.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import yaml

from bot.core.model.knowledge import Article
from bot.core.text.language_data import Languages
from bot.core.text.mail import own_words
from bot.core.text.redaction.redact import redact
from kb.articles.loader import Source, from_ticket
from kb.authoring.gaps import KEYWORDS, Asked, idle_words, nameless, telling, without_placeholders
from kb.language.words import RAW, fold, plain_case, tongue
from kb.search import ArticleSearch

TITLE_CHARS_MAX = 70
"""Longer ones are cut off on every platform."""

REPEATED_WORDS_MIN = 4
"""A sentence of so many words that the client wrote as well is theirs; a shorter one, "Thank you!", is anybody's."""

ASIDE_WORDS_MAX = 6
"""A sentence of so few words that all say nothing is a greeting or a farewell."""

REPLY_CHARS_MAX = 20_000
"""As much as one message has, as shipped; what stands further down isn't for an article."""

NAME_CHARS_MIN = 2

_END = re.compile(r"(?<=[.!?…])\s+")
_TICKET = re.compile(r"#\d{1,15}\b")
_NAME = "[name]"
_GREETING = re.compile(r"((?:[^\W\d_]+[ ,]+){0,3})\[name\]\s*[,!:.–-]+\s*")
_FAREWELL = re.compile(r"(?:[^\W\d_]{1,20} ){0,3}[^\W\d_]{1,20},\s*\[name\]\W*")
_WORD = re.compile(r"([^\W\d_]+)(?:['’]s\b)?")
_FULL_NAME = re.compile(r"\[name\](?:[ -]\[name\]){1,5}")
_QUOTING = re.compile('[:"“”„«»‘]+')
_LEAD = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)]|#{1,6})\s+|\s+")
"""A list's sign, a heading's, an indent: the line keeps it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said on a ticket, as it reads by now."""

    ticket: int
    lang: str
    answered: date
    replies: tuple[str, ...]
    """Staff's, in order."""
    clients: tuple[str, ...]
    """What its client and others who take part wrote."""
    names: tuple[str, ...]
    """Of everybody on it, staff included."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article to be read, changed and put among the others by staff; live nowhere."""

    article: Article
    text: str
    """The file."""


def draft_of(answer: Answer, languages: Languages) -> Draft | None:
    """The draft; ``None`` where nothing is left of staff's words."""
    lines = [*_kept(answer, languages)]
    said = [line for line in lines if without_placeholders(line)]
    if not said:
        return None
    title = _title(said[0])
    words = Counter(word for line in said for word in set(telling(line, tongue(answer.lang, languages))))
    keywords = tuple(word for word, _count in words.most_common(KEYWORDS))
    body = "\n".join(lines).strip()
    article = Article(f"ticket-{answer.ticket}", answer.lang, title, body, keywords)
    matter = {"title": title, "keywords": list(keywords), "drafted": from_ticket(answer.ticket)}
    head = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=1000, default_flow_style=None)
    return Draft(article, f"---\n{head}---\n\n{_NOTE.format(ticket=answer.ticket, day=answer.answered)}\n\n{body}\n")


_NOTE = """\
<!-- What staff answered on ticket {ticket} ({day}). Read it before anybody else does: make it hold for everybody,
say who it is for and what it solves, put words where [name], [domain] or [number] stands, and give it a client's
question as its title. Delete this note. -->"""


def would_have_found(
    drafts: Sequence[Draft], asked: Iterable[Asked], search: ArticleSearch, languages: Languages, enough: float
) -> Mapping[str, Sequence[str]]:
    """By its slug, the questions that each draft would have been shown first for; without names.

    All of them are put among the articles at once, so that each question is searched for once.
    """
    found: dict[str, list[str]] = {each.article.slug: [] for each in drafts}
    if not found:
        return found
    sources = (*search.library.sources, *(Source(each.article, "", 1) for each in drafts))
    trial = ArticleSearch(replace(search.library, sources=sources), languages, search).make_all()
    for question in asked:
        near = trial.rank(question.text, question.lang, 1)
        if near and near[0][0] in found and near[0][1] >= enough:
            found[near[0][0]].append(nameless(question.text))
    return found


# ── What is kept ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Names:
    """Each part of each name on a ticket: in any letters, or as written where it is an everyday word ("Will")."""

    any_case: frozenset[str]
    as_written: frozenset[str]

    def taken_out(self, found: re.Match[str]) -> str:
        """What stands for a word: a placeholder for a name."""
        return _NAME if found[1] in self.as_written or plain_case(found[1]) in self.any_case else found[0]


def _kept(answer: Answer, languages: Languages) -> Iterator[str]:
    theirs = " ".join(_bare(text) for text in answer.clients)
    named = _names(answer, languages)
    for reply in answer.replies:
        said = redact(own_words(reply[:REPLY_CHARS_MAX], languages), languages).text
        yield from _lines(said, theirs, named, languages)
        yield ""


def _lines(reply: str, theirs: str, named: _Names, languages: Languages) -> Iterator[str]:
    idle = idle_words(languages)
    for line in reply.splitlines():
        if line.lstrip().startswith(">"):
            continue
        lead = found[0] if (found := _LEAD.match(line)) else ""
        sentences = (each for each in _END.split(line[len(lead) :]) if not _is_theirs(each, theirs))
        unnamed = (_without_greeting(_unnamed(each, named), idle) for each in sentences)
        said = " ".join(each for each in unnamed if each and (lead.strip() or not _is_aside(each, idle)))
        if said or not line.strip():
            yield lead + said if said else ""


def _is_theirs(sentence: str, theirs: str) -> bool:
    """Whether the client wrote it, or what stands in it behind "You wrote:" or between quotation marks."""
    parts = (_bare(part) for part in (sentence, *_QUOTING.split(sentence)))
    return any(len(bare.split()) >= REPEATED_WORDS_MIN and f" {bare} " in f" {theirs} " for bare in parts)


def _bare(text: str) -> str:
    return " ".join(RAW.findall(plain_case(text)))


def _is_aside(sentence: str, idle: frozenset[str]) -> bool:
    """Whether somebody is greeted, thanked or taken leave of, and no more."""
    if _FAREWELL.fullmatch(sentence):
        return True
    words = RAW.findall(plain_case(without_placeholders(sentence)))
    return len(words) <= ASIDE_WORDS_MAX and all(fold(word) in idle for word in words)


def _without_greeting(sentence: str, idle: frozenset[str]) -> str:
    """What is said behind "Hello [name],"."""
    found = _GREETING.match(sentence)
    if found is None or not all(fold(word) in idle for word in RAW.findall(plain_case(found[1]))):
        return sentence
    said = sentence[found.end() :]
    return said[:1].upper() + said[1:]


# ── Names and numbers ──────────────────────────────────────────────────────────────────


def _names(answer: Answer, languages: Languages) -> _Names:
    idle = idle_words(languages)
    parts = {found[1] for name in answer.names for found in _WORD.finditer(name) if len(found[1]) >= NAME_CHARS_MIN}
    everyday = frozenset(part for part in parts if fold(plain_case(part)) in idle)
    return _Names(frozenset(map(plain_case, parts - everyday)), everyday)


def _unnamed(text: str, names: _Names) -> str:
    """Without names, addresses, domains and numbers that say whose it was."""
    return nameless(_FULL_NAME.sub(_NAME, _WORD.sub(names.taken_out, _TICKET.sub("[number]", text))))


def _title(line: str) -> str:
    """The first sentence, no longer than a title."""
    said = line[found.end() :] if (found := _LEAD.match(line)) else line
    first = _END.split(said)[0].rstrip(" .:!?")
    if len(first) > TITLE_CHARS_MAX:
        first = first[:TITLE_CHARS_MAX].rpartition(" ")[0] or first[:TITLE_CHARS_MAX]
    return first[:1].upper() + first[1:]
