"""The passage of an article that answers a question best, with the matching words marked.

It is the one that has what is particular to the question, if one clearly does; else what the article begins with, which
says what it is about. It begins where somebody can begin to read (``kb.ranking.outline``) and ends with a sentence.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.core.model.knowledge import Article
from bot.core.text.surface import Piece
from kb.index.arrays import Index
from kb.query.slots import Query
from kb.ranking.matches import Asked, Match, asked, filled, matches
from kb.ranking.outline import Outline, Sentence, outline

EXTRACT_CHARS_MAX = 240
"""About three lines on a phone; every platform's card takes it."""

DENSEST_SHARE = 0.5
"""What the sentence that has the most of the question counts beside the whole run: words far apart meet by chance."""

HEADING_SHARE, HEADING_SHARE_LATER = 1.2, 0.5
"""What a word in a heading counts beside one in the text, for what stands first under it and for the rest."""

CLEARLY_MIN = 0.35
"""What a passage must have of the question to be shown …"""

CLEARLY_MORE = 0.1
"""… and how much more of it than the article's beginning has."""

FARTHER_MAX = 0.1
"""A passage that is so much farther from the question than the article's beginning shares its words by chance."""

JUDGED_MAX = 6
"""Passages, those that have most of the question, whose meaning is looked at: each takes some 0.2 ms."""

Nearness = Callable[[str, Sequence[str]], Sequence[float]]
"""How near in meaning, −1 … 1, a question is to each of some texts."""

_CUT = "…"
_STOPS = (".", "!", "?", ":", "…", ";", ",")

Marks = list[tuple[int, int]]


class _Run(NamedTuple):
    """Sentences in a row that fit into an extract, under their section's heading or not."""

    first: int
    end: int
    headed: bool
    value: float
    """What it has of the question."""
    clear: bool
    """Whether that can be no chance."""


class _Reading(NamedTuple):
    """An article with a question's words in it."""

    article: Outline
    question: Asked
    found: Sequence[Match]
    begins: Sequence[int]
    """Of the matches."""
    closing: frozenset[int]
    """Sections that most articles have alike, such as what to write to support: no answer to a question."""

    def within(self, begin: int, end: int) -> Sequence[Match]:
        """The matches between two places."""
        return self.found[bisect_left(self.begins, begin) : bisect_left(self.begins, end)]

    def in_heading(self, section: int) -> Sequence[Match]:
        """The matches in a section's heading."""
        heading, at, _ = self.article.sections[section]
        return self.within(at, at + len(heading))

    def in_sentences(self, first: int, end: int) -> Sequence[Match]:
        """The matches in sentences of one section."""
        said = self.article.sentences
        return self.within(said[first].at, said[end - 1].at + len(said[end - 1].text))


def extract(article: Article, index: Index, query: Query, nearness: Nearness | None = None) -> tuple[Piece, ...]:
    """At most ``EXTRACT_CHARS_MAX`` characters; the article's beginning when no passage clearly answers."""
    spoken = index.tongue.words
    read = outline(article.markdown, spoken.numbered_places, spoken.other_places)
    if not read.sentences:
        return ()
    question = asked(index, query, article.title)
    found = matches(read.text, question.words)
    closing = frozenset(at for at, section in enumerate(read.sections) if section.opening in index.common_openings)
    reading = _Reading(read, question, found, [match.begin for match in found], closing)
    lead = _run(reading, 0)
    clear = _clear(reading, lead)
    if clear and nearness is not None:
        near = nearness(query.repaired, [_placed(reading, run) for run in (lead, *clear)])
        clear = [run for run, each in zip(clear, near[1:], strict=True) if each >= near[0] - FARTHER_MAX]
    text, marks = _joined(reading, next(iter(clear), lead))
    if len(text) > EXTRACT_CHARS_MAX:
        text, marks = _cut(text, marks)
    return tuple(_marked(text, marks))


def plain(pieces: Iterable[Piece]) -> str:
    """An extract as mere text."""
    return "".join(piece.text for piece in pieces)


# Which sentences


def _clear(reading: _Reading, lead: _Run) -> Sequence[_Run]:
    """The runs that clearly have more of the question than the article's beginning, those that have most first."""
    mass = reading.question.mass
    least = max(CLEARLY_MIN * mass, lead.value + CLEARLY_MORE * mass)
    found = [run for run in _runs(reading) if run.clear and run.value >= least]
    return sorted(found, key=lambda run: -run.value)[:JUDGED_MAX]


def _runs(reading: _Reading) -> Iterator[_Run]:
    """What may be shown that has something of the question, in the article's order."""
    said = reading.article.sentences
    for first, sentence in enumerate(said):
        room = sentence.at + EXTRACT_CHARS_MAX
        if sentence.section in reading.closing:
            continue
        if reading.within(sentence.at, room) or (first == 0 or said[first - 1].section != sentence.section):
            yield _run(reading, first)


def _run(reading: _Reading, first: int) -> _Run:
    """The sentences that fit behind one, and what they have of the question."""
    said = reading.article.sentences
    begin = said[first]
    heading = reading.article.sections[begin.section].heading
    headed = begin.headed and bool(heading) and len(heading) + 2 + len(begin.text) <= EXTRACT_CHARS_MAX
    opens = first == 0 or said[first - 1].section != begin.section
    end = _end(reading, first, EXTRACT_CHARS_MAX - (len(heading) + 2 if headed else 0), whole_list=opens)
    share = HEADING_SHARE if opens else HEADING_SHARE_LATER
    asked, above = reading.question, filled(reading.in_heading(begin.section))
    each = [found for at in range(first, end) if (found := filled(reading.in_sentences(at, at + 1)))] or [{}]
    together = asked.value(filled(reading.in_sentences(first, end)), above, share)
    densest = max(asked.value(found, above, share) for found in each)
    clear = any(asked.clear(found, above, opens=opens) for found in each)
    value = DENSEST_SHARE * densest + (1 - DENSEST_SHARE) * together
    return _Run(first, end, headed, begin.worth * value, clear)


def _end(reading: _Reading, first: int, room: int, *, whole_list: bool) -> int:
    """Behind the last sentence that still fits and belongs there; the first one always does."""
    said = reading.article.sentences
    end = whole = first + 1
    chars = len(said[first].text)
    while end < len(said) and said[end].section == said[first].section and not said[end].points:
        chars += len(said[end].text) + 3  # what sets list items apart
        if chars > room:
            break
        if not whole_list and _another_case(said[first], said[end]) and not reading.in_sentences(end, end + 1):
            break
        end += 1
        if not said[end - 1].text.endswith(":"):  # else what it announces doesn't follow
            whole = end
    return whole


def _another_case(first: Sentence, other: Sentence) -> bool:
    """Whether an item that names its case has ended."""
    return first.named and other.line != first.line


# How they are shown


def _placed(reading: _Reading, run: _Run) -> str:
    """The run under its heading."""
    text, _ = _joined(reading, run)
    heading = reading.article.sections[reading.article.sentences[run.first].section].heading
    return text if run.headed or not heading else f"{heading}. {text}"


def _joined(reading: _Reading, run: _Run) -> tuple[str, Marks]:
    """Sentences and list items in a row, those without a stop set apart by a dot; and the marks."""
    said = reading.article.sentences[run.first : run.end]
    text, marks = "", Marks()
    if run.headed:
        heading, at, _ = reading.article.sections[said[0].section]
        text = heading if heading.endswith(_STOPS) else f"{heading}:"
        marks = [(match.begin - at, match.end - at) for match in reading.in_heading(said[0].section)]
    for number, sentence in enumerate(said, run.first):
        if text:
            text += " " if text.endswith(_STOPS) else " · "
        moved = len(text) - sentence.at
        marks += [(match.begin + moved, match.end + moved) for match in reading.in_sentences(number, number + 1)]
        text += sentence.text
    return text, marks


def _cut(text: str, marks: Marks) -> tuple[str, Marks]:
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


def _marked(text: str, marks: Marks) -> Iterator[Piece]:
    at = 0
    for begin, end in marks:
        if begin > at:
            yield Piece(text[at:begin])
        yield Piece(text[begin:end], hit=True)
        at = end
    if at < len(text):
        yield Piece(text[at:])
