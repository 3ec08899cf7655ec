"""The terms by which tickets are found: what words become when they are indexed and when they are looked for."""

import re

from bot.core.text.surface import Piece
from bot.core.text.words import plain

TERM_CHARS_MAX = 64
"""Longer tokens are keys, hashes and pasted data: nobody types them into a search."""
TERM_CHARS_MIN = 2
TERMS_MAX = 500
"""Of one text: a pasted log is found by its beginning, and can't fill the index."""
PASSAGE_CHARS = 160
"""Shown of a text around what was found: two lines."""
LEAD_CHARS = 50
"""Of them before the first hit."""
PASSAGE_LOOKED_AT = 4_000
"""Characters of a text: what was found beyond them is told by its ticket alone."""

_PARTS = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"\S+")
_EDGES = re.compile(r"[\W_]+")


def terms(text: str) -> frozenset[str]:
    """The distinct terms of a text: its words, folded; of a host, an address or a code the whole and its parts."""
    found = list(dict.fromkeys(plain(text).split()))[:TERMS_MAX]
    whole = [term for term in found if not term.isalnum()]
    every = (*found, *(spelt for term in whole for spelt in _spellings(term)))
    return frozenset(term for term in every if TERM_CHARS_MIN <= len(term) <= TERM_CHARS_MAX)


def _spellings(token: str) -> tuple[str, ...]:
    """What else stands for a host, an address or a code."""
    return (token.rpartition("@")[2].removeprefix("www."), *parts(token))


def parts(term: str) -> tuple[str, ...]:
    """What a host, an address or a code consists of: "mira" and "example" of "mira.example"; nothing of a word."""
    return () if term.isalnum() else tuple(part for part in _PARTS.findall(term) if len(part) >= TERM_CHARS_MIN)


def asked_terms(text: str) -> tuple[str, ...]:
    """The terms that a search is for, in order, each once: every one has to be found."""
    tokens = (token.removeprefix("www.") for token in plain(text).split())
    return tuple(dict.fromkeys(t for t in tokens if TERM_CHARS_MIN <= len(t) <= TERM_CHARS_MAX))


def hits(text: str, wanted: frozenset[str]) -> frozenset[str]:
    """Which of the wanted terms a text holds."""
    return terms(text) & wanted


def passage(text: str, wanted: frozenset[str]) -> tuple[Piece, ...]:
    """The stretch of a text around the first of the wanted terms, with each of them marked; in one line."""
    line = " ".join(text[:PASSAGE_LOOKED_AT].split())
    chunks = [found.span() for found in _CHUNK.finditer(line)]
    marked = [_within(line, begin, end) for begin, end in chunks if terms(line[begin:end]) & wanted]
    first = marked[0][0] if marked else 0
    start = max((begin for begin, _end in chunks if begin <= max(0, first - LEAD_CHARS)), default=0)
    stop = min((end for _begin, end in chunks if end >= start + PASSAGE_CHARS), default=len(line))
    stop = min(stop, start + 2 * PASSAGE_CHARS)
    inside = [(begin, min(end, stop)) for begin, end in marked if start <= begin < stop]
    pieces = [Piece("…")] if start else []
    for begin, end in inside:
        pieces += [Piece(line[start:begin]), Piece(line[begin:end], hit=True)]
        start = end
    pieces += [Piece(line[start:stop] + ("…" if stop < len(line) else ""))]
    return tuple(piece for piece in pieces if piece.text)


def _within(line: str, begin: int, end: int) -> tuple[int, int]:
    """A chunk without the punctuation around it."""
    chunk = line[begin:end]
    lead = _EDGES.match(chunk)
    return begin + (lead.end() if lead else 0), begin + len(chunk.rstrip("\"'.,;:!?()[]{}<>*_`“”„’»«…"))
