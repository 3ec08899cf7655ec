"""Where the words of a question stand in an article, and how much of the question some of them have."""

from collections.abc import Iterable
from typing import NamedTuple

from kb.index.arrays import Index
from kb.query.slots import Query
from kb.ranking.slot_scores import slots_named

VAGUE_SHARE = 0.05
"""Words with less than this share of the most telling one's mass aren't marked."""

SUBJECT_SHARE = 0.3
"""What a word of the title counts within the article: it found the article, and stands all over it."""

EVIDENCE_MIN = 0.15
"""Of the question: words with a smaller share say nothing about what answers it …"""

ALONE_MIN = 0.5
"""… and a lone one with a smaller share may stand there by chance."""

MATCHES_MAX = 2_000
"""So many, the first, are looked at: an article that repeats a word more often says it near its beginning, too."""

Fills = dict[int, float]
"""By slot of the question: what a word counts for it, 0 … 1."""

Wanted = dict[str, Fills]
"""By word, in small letters."""


class Match(NamedTuple):
    """A word that the question asks for."""

    begin: int
    end: int
    fills: Fills


class Asked(NamedTuple):
    """What a question asks of one article."""

    words: Wanted
    masses: tuple[float, ...]
    """Of each of its slots."""
    subject: tuple[float, ...]
    """How far, 0 … 1, the article's title names each."""

    @property
    def mass(self) -> float:
        """Of the whole question, as its words count within the article."""
        return sum(map(self._within, range(len(self.masses))))

    def _within(self, slot: int) -> float:
        return self.masses[slot] * (1 - (1 - SUBJECT_SHARE) * self.subject[slot])

    def value(self, said: Fills, heading: Fills, share: float) -> float:
        """What words have of the question: each slot once, at its best; those in the heading count ``share``."""
        best = {slot: max(said.get(slot, 0.0), share * heading.get(slot, 0.0)) for slot in said.keys() | heading}
        return sum(self._within(slot) * filled for slot, filled in best.items())

    def clear(self, said: Fills, heading: Fills, *, opens: bool) -> bool:
        """Whether what words have of the question can be no chance: several, or one that makes up most of it.

        The title's words, which stand all over the article, tell only in a heading, and for what ``opens`` under it.
        """
        whole = sum(self.masses) or 1.0
        own, shares = [0.0], list[float]()
        for slot in said.keys() | heading:
            share = self.masses[slot] / whole
            own.append(share * (1 - self.subject[slot]) * max(said.get(slot, 0.0), heading.get(slot, 0.0)))
            shares.append(max(own[-1], share * heading.get(slot, 0.0)) if opens else own[-1])
        return sum(share >= EVIDENCE_MIN for share in shares) > 1 or max(own) >= ALONE_MIN


def asked(index: Index, query: Query, title: str) -> Asked:
    """Every form, as it stands in articles, of the terms worth marking."""
    most = max((slot.mass for slot in query.slots), default=0.0)
    wanted: Wanted = {}
    for number, slot in enumerate(query.slots):
        for term, weight in slot.options:
            for word in index.forms_of(term) if weight * slot.mass > VAGUE_SHARE * most else ():
                wanted.setdefault(word, {})[number] = weight
    for letters, other in index.tongue.words.also_written:
        wanted |= {word.replace(letters, other): fills for word, fills in wanted.items() if letters in word}
    named = slots_named(index, query, title)
    return Asked(wanted, tuple(slot.mass for slot in query.slots), tuple(named))


def matches(text: str, wanted: Wanted) -> list[Match]:
    """Where the wanted words stand, in order, none within another."""
    small = text.replace("İ", "I").lower()  # the one letter whose small form is longer
    found: list[Match] = []
    for word, fills in wanted.items():
        at = small.find(word)
        while at >= 0:
            end = at + len(word)
            if not (small[at - 1 : at].isalnum() or small[end : end + 1].isalnum()):
                found.append(Match(at, end, fills))
            at = small.find(word, end)
            if len(found) >= MATCHES_MAX:
                break
    found.sort(key=lambda match: (match.begin, -match.end))
    apart: list[Match] = []
    for match in found:
        if not apart or match.begin >= apart[-1].end:
            apart.append(match)
    return apart


def filled(found: Iterable[Match]) -> Fills:
    """What matches have of the question: each slot at its best."""
    best: Fills = {}
    for match in found:
        for slot, weight in match.fills.items():
            best[slot] = max(weight, best.get(slot, 0.0))
    return best
