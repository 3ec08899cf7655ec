"""The passage of an article that answers a question best, with the matching words marked.

Found in two steps, since it is done for every hit of every question: where in the article the most
of the wanted words stand close together, and then which of the sentences there to show.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from bot.core.text.surface import Piece
from kb.articles.plain_text import Passage, passages
from kb.index.arrays import Index
from kb.query.slots import Query

EXTRACT_CHARS_MAX = 240
"""About three lines on a phone; every platform's card takes it."""

HEADING_SHARE = 0.3
"""What a word in a heading counts beside one in the text below it."""

VAGUE_SHARE = 0.05
"""Words with less than this share of the most telling one's mass aren't marked."""

CONTEXT_CHARS = 120
"""What is read before the first match, if the section has it: a lone last sentence says little."""

BEGINNING_SHARE = 0.75
"""Of what the best run of sentences has of the question: so much must be left if it begins with its step instead."""

MATCHES_MAX = 2_000
"""So many, the first, are looked at: an article that repeats a word more often says it near its beginning, too."""

PASSAGES_BACK_MAX = 12
"""Very short ones, such as lines of code, don't fill the context."""

ARTICLES_KEPT = 2_000
"""Read once, since an article takes a millisecond; those that are found often, some 10 MB of them."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^a-zà-ÿ\s])")
_CUT = "…"
_STOPS = (".", "!", "?", ":", "…", ";", ",")

Fills = dict[int, float]
"""By slot of the question: what a word counts for it."""

Wanted = dict[str, Fills]
"""By word, in small letters."""


class _Match(NamedTuple):
    """A word that the question asks for."""

    begin: int
    end: int
    fills: Fills
    share: float = 1.0
    """What it counts where it stands."""


class _Sentence(NamedTuple):
    """A sentence or list item, and what it has of the question."""

    text: str
    matches: tuple[_Match, ...]
    begins: bool
    """Is it the first of its paragraph or step?"""


@dataclass(frozen=True, slots=True)
class _Read:
    """An article in passages, and all of them as one text."""

    passages: tuple[Passage, ...]
    text: str
    """A passage a line."""
    starts: tuple[int, ...]
    """Where in ``text`` each passage begins."""
    headings: tuple[int, ...]
    """Where in ``text`` the headings begin."""


@lru_cache(ARTICLES_KEPT)
def _read(markdown: str) -> _Read:
    said = passages(markdown)
    ends = accumulate((len(passage.text) + 1 for passage in said), initial=0)
    starts = tuple(start for start, _passage in zip(ends, said, strict=False))
    headings = tuple(start for start, passage in zip(starts, said, strict=True) if passage.heading)
    return _Read(said, "\n".join(passage.text for passage in said), starts, headings)


def extract(markdown: str, index: Index, query: Query) -> tuple[Piece, ...]:
    """At most ``EXTRACT_CHARS_MAX`` characters; the article's beginning when nothing matches."""
    wanted, article = _wanted(index, query), _read(markdown)
    sentences = _sentences(_stretch(article, wanted), wanted) or _sentences(article.passages, wanted)
    text, marks = _joined(_best_run(sentences))
    if len(text) > EXTRACT_CHARS_MAX:
        text, marks = _cut(text, marks)
    return tuple(_marked(text, marks))


def plain(pieces: Iterable[Piece]) -> str:
    """An extract as mere text."""
    return "".join(piece.text for piece in pieces)


def _wanted(index: Index, query: Query) -> Wanted:
    """Every form, as it stands in articles, of the terms worth marking."""
    most = max((slot.mass for slot in query.slots), default=0.0)
    wanted: Wanted = {}
    for number, slot in enumerate(query.slots):
        for term, weight in slot.options:
            value = weight * slot.mass
            for word in index.forms_of(term) if value > VAGUE_SHARE * most else ():
                wanted.setdefault(word, {})[number] = value
    for letters, other in index.tongue.words.also_written:
        wanted |= {word.replace(letters, other): fills for word, fills in wanted.items() if letters in word}
    return wanted


def _matches(text: str, wanted: Wanted) -> list[_Match]:
    """Where the wanted words stand, in order, none within another."""
    small = text.replace("İ", "I").lower()  # the one letter whose small form is longer
    found: list[_Match] = []
    for word, fills in wanted.items():
        at = small.find(word)
        while at >= 0:
            end = at + len(word)
            if not (_in_word(small[at - 1 : at]) or _in_word(small[end : end + 1])):
                found.append(_Match(at, end, fills))
            at = small.find(word, end)
            if len(found) >= MATCHES_MAX:
                break
    found.sort(key=lambda match: (match.begin, -match.end))
    apart: list[_Match] = []
    for match in found:
        if not apart or match.begin >= apart[-1].end:
            apart.append(match)
    return apart


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _stretch(article: _Read, wanted: Wanted) -> Sequence[Passage]:
    """Whole passages around the closest matches, within one section."""
    matches = list(_weighed(article, _matches(article.text, wanted)))
    at = 0
    if matches:
        sections = [bisect_right(article.headings, match.begin) for match in matches]
        best = max(range(len(matches)), key=lambda first: (_gain(_within(matches, sections, first)), -first))
        at = matches[best].begin
    here = max(0, bisect_right(article.starts, at) - 1)
    end = here + 1
    while end < len(article.starts) and not article.passages[end].heading:
        if article.starts[end] > at + EXTRACT_CHARS_MAX:
            break
        end += 1
    return article.passages[_context(article, here, at) : end]


def _weighed(article: _Read, matches: Iterable[_Match]) -> Iterator[_Match]:
    """Matches with what they count: those in a heading count less."""
    for match in matches:
        inside = article.passages[bisect_right(article.starts, match.begin) - 1]
        yield match._replace(share=HEADING_SHARE) if inside.heading else match


def _context(article: _Read, here: int, at: int) -> int:
    """The passage to begin with: the section's heading, or one some way before."""
    start = here
    while start > max(0, here - PASSAGES_BACK_MAX) and not article.passages[start].heading:
        if at - article.starts[start] >= CONTEXT_CHARS:
            break
        start -= 1
    return start


def _within(matches: Sequence[_Match], sections: Sequence[int], first: int) -> Sequence[_Match]:
    """The match and those after it in the section that fit into one extract."""
    end, room = first + 1, matches[first].begin + EXTRACT_CHARS_MAX
    while end < len(matches) and matches[end].end <= room and sections[end] == sections[first]:
        end += 1
    return matches[first:end]


def _gain(matches: Iterable[_Match]) -> float:
    """What matches have of the question: each slot once, at its best."""
    best: dict[int, float] = {}
    for match in matches:
        for slot, value in match.fills.items():
            if value * match.share > best.get(slot, 0.0):
                best[slot] = value * match.share
    return sum(best.values())


def _sentences(said: Iterable[Passage], wanted: Wanted) -> list[_Sentence]:
    """The sentences of passages that are no headings, each with its matches."""
    split = [_SENTENCE_END.split(passage.text) for passage in said if not passage.heading]
    texts = [(text, not number) for passage in split for number, text in enumerate(passage)]
    matches = _matches("\n".join(text for text, _ in texts), wanted)
    sentences, begin, at = [], 0, 0
    for text, begins in texts:
        own = []
        while at < len(matches) and matches[at].begin < begin + len(text):
            match = matches[at]
            own.append(match._replace(begin=match.begin - begin, end=match.end - begin))
            at += 1
        sentences.append(_Sentence(text, tuple(own), begins))
        begin += len(text) + 1
    return sentences


def _best_run(sentences: Sequence[_Sentence]) -> Sequence[_Sentence]:
    """Sentences in a row that have the most of the question in the room there is, from a step's beginning if they can.

    Whoever reads on from the middle of a step doesn't know what it is about: some words are worth its beginning.
    """
    first, most = 0, 0.0
    for at, sentence in enumerate(sentences):
        if sentence.matches:
            gain = _run_gain(sentences, at) + 0.1 * _gain(sentence.matches)
            if gain > most:
                first, most = at, gain
    begin = next((at for at in range(first, -1, -1) if sentences[at].begins), first) if sentences else 0
    if begin < first and _run_gain(sentences, begin) >= BEGINNING_SHARE * _run_gain(sentences, first):
        first = begin
    end = _end(sentences, first)
    while first and _end(sentences, first - 1) >= end:  # nothing is lost by beginning earlier
        first -= 1
    return sentences[first:end]


def _run_gain(sentences: Sequence[_Sentence], first: int) -> float:
    run = sentences[first : _end(sentences, first)]
    return _gain(match for each in run for match in each.matches)


def _end(sentences: Sequence[_Sentence], first: int) -> int:
    """Behind the last sentence that still fits; the first one always does."""
    chars, end = 0, first
    while end < len(sentences):
        chars += len(sentences[end].text) + 3  # what sets list items apart
        if chars - 3 > EXTRACT_CHARS_MAX and end > first:
            break
        end += 1
    return end


def _joined(sentences: Iterable[_Sentence]) -> tuple[str, list[tuple[int, int]]]:
    """Sentences and list items in a row, those without a stop set apart by a dot; and the marks."""
    text, marks = "", list[tuple[int, int]]()
    for sentence in sentences:
        if text:
            text += " " if text.endswith(_STOPS) else " · "
        marks += [(len(text) + match.begin, len(text) + match.end) for match in sentence.matches]
        text += sentence.text
    return text, marks


def _cut(text: str, marks: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """One overlong sentence, cut between words around the most marks."""
    room = EXTRACT_CHARS_MAX - 2 * len(_CUT)
    starts = [0, *(max(0, begin - room // 4) for begin, _ in marks)]
    begins, ends = [begin for begin, _ in marks], [end for _, end in marks]
    start = max(starts, key=lambda at: (bisect_right(ends, at + room - 20) - bisect_left(begins, at), -at))
    if start:
        start = text.find(" ", start) + 1 or start
    piece = text[start : start + room]
    if start + room < len(text):
        piece = (piece[: piece.rfind(" ")] if " " in piece[room // 2 :] else piece).rstrip(" ,;:–-") + _CUT
    lead = _CUT if start else ""
    shift = len(lead) - start
    kept = [(begin + shift, end + shift) for begin, end in marks if begin >= start]
    return lead + piece, [(begin, end) for begin, end in kept if end <= len(lead + piece)]


def _marked(text: str, marks: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for begin, end in marks:
        if begin > at:
            yield Piece(text[at:begin])
        yield Piece(text[begin:end], hit=True)
        at = end
    if at < len(text):
        yield Piece(text[at:])
