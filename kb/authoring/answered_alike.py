"""Tickets that staff answered alike, grouped: each group could be one article.

Two things have to be alike: what staff answered, by the words that both answers have, rare ones counting most; and
what the clients wrote, as the search compares tickets. "We restarted it" is said of anything, and a ticket about the
same may need another answer.

Each ticket is compared with the few groups that share most of its answer's rarer words, so that thousands take
seconds; the same tickets make the same groups. Nothing of what clients wrote is in what comes out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nsmallest
from math import log, sqrt

from bot.core.text.language_data import Languages
from bot.core.text.mail import own_words
from kb.authoring.gaps import nameless, telling
from kb.language.words import tongue
from kb.search import ArticleSearch

TICKETS_MAX = 10_000
"""The latest ones: a busy desk's year, grouped in half a minute."""

ANSWER_CHARS_MAX = 4_000
"""What is compared of all that staff wrote on a ticket."""

GROUP_MIN = 2
"""What was answered once may be needed once."""

ANSWER_WORDS_MIN = 5
"""An answer with fewer telling words, "It's fixed now", explains nothing."""

ANSWERS_ALIKE_FROM = 0.3
"""Cosine of an answer and a group's: about different matters it is below 0.1, in other words about the same 0.4."""

OWN_ALIKE_FROM = 0.2
"""Likeness of what clients wrote: of two titles of articles one pair in a hundred is so alike."""

ALIKE_FROM = 0.33
"""The middle of the two likenesses from which on tickets are one group: clients may ask in quite other words."""

OWNS_MAX = 3
"""Tickets of a group whose clients' words another's are compared with: people say the same in several ways."""

GROUPS_MAX = 200
"""A word in more groups doesn't lead to any of them."""

COMPARED_MAX = 3
"""Groups that a ticket is compared with in full: those with most of its rarer words."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A ticket that staff answered."""

    ticket: int
    at: datetime
    """When it was answered first."""
    solved: bool
    lang: str
    """What the answer is written in."""
    own: str
    """What its client wrote."""
    answer: str
    """What staff wrote."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tickets that were answered alike."""

    tickets: tuple[int, ...]
    """The latest first."""
    typical: tuple[int, ...]
    """The same, those first whose answer is most like the others'; solved ones before all others."""
    lang: str
    last: datetime


Weights = Mapping[str, float]


@dataclass(slots=True)
class _Forming:
    """A group while tickets join it."""

    lang: str
    owns: list[str] = field(default_factory=list)
    """Of the tickets that it began with: what joins must have to do with one, so that groups don't wander off."""
    members: list[tuple[Answered, Weights]] = field(default_factory=list)
    sums: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    square: float = 0.0
    """Of the length of ``sums``."""

    def add(self, ticket: Answered, answer: Weights) -> None:
        self.members.append((ticket, answer))
        if len(self.owns) < OWNS_MAX:
            self.owns.append(ticket.own)
        for word, weight in answer.items():
            before = self.sums[word]
            self.sums[word] = before + weight
            self.square += weight * (2 * before + weight)

    def likeness(self, answer: Weights) -> float:
        """The cosine between an answer and the group's; weights of an answer are of length 1."""
        return sum(weight * self.sums.get(word, 0.0) for word, weight in answer.items()) / sqrt(self.square)


def answered_alike(tickets: Iterable[Answered], search: ArticleSearch, languages: Languages) -> tuple[Group, ...]:
    """Groups of at least two, the largest first, of equals the latest."""
    latest = sorted(tickets, key=lambda each: (each.at, each.ticket))[-TICKETS_MAX:]
    read = [(each, words) for each in latest if len(words := _words(each, languages)) >= ANSWER_WORDS_MIN]
    spread = Counter(word for _each, words in read for word in words)
    forming: list[_Forming] = []
    having: dict[str, set[int]] = defaultdict(set)
    for each, words in read:
        answer = _weights(words, spread, len(read))
        place = _nearest(each, answer, forming, having, search)
        if place is None:
            place = len(forming)
            forming.append(_Forming(each.lang))
        forming[place].add(each, answer)
        for word in answer:
            having[word].add(place)
    found = (_group(each) for each in forming if len(each.members) >= GROUP_MIN)
    return tuple(sorted(found, key=lambda group: (-len(group.tickets), -group.last.timestamp(), group.tickets)))


def _words(ticket: Answered, languages: Languages) -> frozenset[str]:
    """The stems of what an answer tells; of two languages none are the same."""
    spoken = tongue(ticket.lang, languages)
    said = nameless(own_words(ticket.answer[:ANSWER_CHARS_MAX], languages))
    return frozenset(f"{ticket.lang} {stem}" for stem in spoken.stems([*telling(said, spoken)]))


def _weights(words: Iterable[str], spread: Mapping[str, int], tickets: int) -> Weights:
    """What each word counts: the rarer in answers, the more; of length 1 together."""
    raw = {word: 1 + log((tickets + 1) / (spread[word] + 1)) for word in sorted(words)}
    length = sqrt(sum(weight * weight for weight in raw.values()))
    return {word: weight / length for word, weight in raw.items()}


def _nearest(
    ticket: Answered,
    answer: Weights,
    forming: Sequence[_Forming],
    having: Mapping[str, set[int]],
    search: ArticleSearch,
) -> int | None:
    """The group that a ticket belongs to; ``None`` when it is like none."""
    shared: dict[int, float] = defaultdict(float)
    for word, weight in answer.items():
        places = having.get(word, ())
        if len(places) <= GROUPS_MAX:
            for place in places:
                shared[place] += weight * weight
    best = nsmallest(COMPARED_MAX, shared, key=lambda place: (-shared[place], place))
    near = [(place, like) for place in best if (like := forming[place].likeness(answer)) >= ANSWERS_ALIKE_FROM]
    alike = [
        ((like + own) / 2, -place)
        for place, like in near
        if (own := max(search.alike(ticket.own, forming[place].owns))) >= OWN_ALIKE_FROM
    ]
    likeness, place = max(alike, default=(0.0, 0))
    return -place if likeness >= ALIKE_FROM else None


def _group(forming: _Forming) -> Group:
    typical = sorted(
        forming.members,
        key=lambda each: (not each[0].solved, -round(forming.likeness(each[1]), 6), -each[0].ticket),
    )
    latest = sorted((each for each, _answer in forming.members), key=lambda each: (each.at, each.ticket), reverse=True)
    return Group(
        tickets=tuple(each.ticket for each in latest),
        typical=tuple(each.ticket for each, _answer in typical),
        lang=forming.lang,
        last=latest[0].at,
    )
