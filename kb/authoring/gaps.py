"""What clients ask and the articles don't answer: questions grouped by what they are about.

Questions come redacted from the record; addresses, domains and long numbers, which say whose problem it
was, are taken out here as well, before anything is grouped or shown.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import yaml

from bot.core.text.language_data import Languages
from kb.articles.loader import FROM_QUESTIONS
from kb.language.words import RAW, TEXT_CHARS_MAX, Tongue, fold, plain_case, tongue
from kb.search import ArticleSearch

ALIKE_FROM = 0.4
"""From this likeness on two questions are about the same: lower than for tickets, since nobody is bothered."""

QUESTIONS_MAX = 3_000
"""The latest ones; grouping compares each with each group."""

EXAMPLES = 5
KEYWORDS = 8

_DOMAIN = re.compile(r"(?:https?://)?(?<![\w-])[\w-]++(?:\.[\w-]++)++")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_PATH = re.compile(r"\[domain\]/\S*")
_PLACEHOLDER = re.compile(r"\[[a-z ]+\]")
_NUMBER = re.compile(r"\d(?:[\d ./-]{3,}\d)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the articles didn't answer."""

    at: datetime
    text: str
    lang: str
    outcome: str
    """``nothing found``, ``not solved`` or ``filed``."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions about the same matter."""

    count: int
    last: datetime
    lang: str
    """The language that most of them are in."""
    outcomes: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]
    """The most typical one first."""
    nearest: str
    """The slug of the article that comes nearest; empty when none does."""
    confidence: float
    """How likely that article answers the most typical question."""


def nameless(text: str) -> str:
    """The question without what says whose it was."""
    text = " ".join("[address]" if "@" in word[1:-1] else word for word in text[:TEXT_CHARS_MAX].split())
    return _NUMBER.sub("[number]", _PATH.sub("[domain]", _DOMAIN.sub(_as_domain, text)))


def _as_domain(found: re.Match[str]) -> str:
    """Names up to the last one that begins with letters are a domain: "shop.example.com.", not "5.7.1"."""
    end = found.end()
    for label in reversed(found[0].split(".")[1:]):
        end -= len(label)
        if letters := _LETTERS.match(label):
            return "[domain]" + found.string[end + letters.end() : found.end()]
        end -= 1
    return found[0]


def without_placeholders(text: str) -> str:
    """The words that were the client's own."""
    return _PLACEHOLDER.sub(" ", text).strip()


def idle_words(languages: Languages) -> frozenset[str]:
    """Words of any language that say nothing about a matter: "the", "hello", "please"."""
    spoken = [tongue(code, languages) for code in languages.by_code]
    return frozenset().union(*(each.stop | each.filler for each in spoken))


def asks_nothing(text: str, idle: frozenset[str]) -> bool:
    """Whether it names no matter: a greeting, "???", an emoji."""
    words = RAW.findall(plain_case(without_placeholders(text)))
    return all(fold(word) in idle or not _LETTERS.search(word) for word in words)


def gaps(asked: Iterable[Asked], search: ArticleSearch, languages: Languages) -> tuple[Gap, ...]:
    """Groups, the most frequent first, of equals the latest. Greetings and signs alone are none."""
    idle = idle_words(languages)
    groups: list[list[tuple[Asked, str]]] = []
    similar = search.similar()
    for question in sorted(asked, key=lambda each: each.at, reverse=True)[:QUESTIONS_MAX]:
        text = nameless(question.text)
        if asks_nothing(text, idle):
            continue
        near = similar.near(without_placeholders(text), 1)
        if near and near[0][1] >= ALIKE_FROM:
            groups[near[0][0]].append((question, text))
        else:
            similar.add(len(groups), without_placeholders(text))
            groups.append([(question, text)])
    found = (_gap(group, search) for group in groups)
    return tuple(sorted(found, key=lambda gap: (-gap.count, -gap.last.timestamp())))


def _gap(group: Sequence[tuple[Asked, str]], search: ArticleSearch) -> Gap:
    texts = list(dict.fromkeys(text for _, text in group))
    examples = _typical(texts, search)
    lang = Counter(asked.lang for asked, _ in group).most_common(1)[0][0]
    near = search.rank(examples[0], lang, 1)
    return Gap(
        count=len(group),
        last=max(asked.at for asked, _ in group),
        lang=lang or search.library.default_lang,
        outcomes=tuple(Counter(asked.outcome for asked, _ in group).most_common()),
        examples=tuple(examples[:EXAMPLES]),
        nearest=near[0][0] if near else "",
        confidence=near[0][1] if near else 0.0,
    )


def _typical(texts: Sequence[str], search: ArticleSearch) -> list[str]:
    """The texts, those first that are most like the others."""
    compared = texts[:50]  # enough to tell which is typical
    likeness = {
        text: sum(search.alike(without_placeholders(text), [without_placeholders(other) for other in compared]))
        for text in compared
    }
    return sorted(compared, key=lambda text: -likeness[text]) + list(texts[50:])


def draft(gap: Gap, languages: Languages) -> str:
    """An article's file to begin with: what clients called it, and what they asked, for the author to answer."""
    words = Counter(word for text in gap.examples for word in set(telling(text, tongue(gap.lang, languages))))
    matter = {
        "title": _title(without_placeholders(gap.examples[0])),
        "keywords": [word for word, _ in words.most_common(KEYWORDS)],
        "drafted": FROM_QUESTIONS,
    }
    head = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=1000, default_flow_style=None)
    asked = "\n".join(f"- {text.replace('--', '–')}" for text in gap.examples)
    nearest = f"\nThe article that comes nearest: {gap.nearest}." if gap.nearest else ""
    return (
        f"---\n{head}---\n\n"
        f"<!-- Asked {gap.count} times, for example:\n{asked}\n{nearest}\n"
        "Say in one or two sentences who this is for and what it solves, then the steps. Delete this note. -->\n\n"
        "## What to do\n\n1. \n\n## If that doesn't help\n\nOpen a ticket and tell us \n"
    )


def _title(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(" .?!")


def telling(text: str, spoken: Tongue) -> Iterable[str]:
    """The words that say what a text is about, in order."""
    idle = spoken.stop | spoken.filler
    words = (word for word in RAW.findall(plain_case(without_placeholders(text))) if len(word) > 2)
    return [word for word in words if fold(word) not in idle]
