"""One block of a reply as Discord's Markdown and embeds. Pure; decides nothing.

Every piece of words stands on its own: what people wrote is escaped after it was parted, so that no
sign is torn from its backslash.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import accumulate, groupby, repeat
from typing import Any

from adapters.discord.drawing.articles import portions
from adapters.discord.drawing.markdown import GAP, escape, linkable, still, timestamp
from adapters.discord.drawing.tables import in_code
from adapters.discord.limits import (
    CONTENT_CHARS_MAX,
    EMBED_DESCRIPTION_CHARS_MAX,
    EMBED_TITLE_CHARS_MAX,
    cut,
    size,
)
from bot.core.text.chat_words import FENCE, stretches
from bot.core.text.surface import (
    Fetched,
    File,
    KeptFile,
    LocalizedBlock,
    LocalizedCard,
    LocalizedDoc,
    LocalizedField,
    LocalizedQuote,
    LocalizedTable,
    LocalizedTranscript,
    Para,
    Run,
)
from bot.core.text.words import visible

Embed = dict[str, Any]
Piece = str | Embed | File | Fetched
"""Words for the content, an embed, or a file."""

WORDS_CHARS_MAX = CONTENT_CHARS_MAX - len("\n\n…")
"""One piece of words, with room for saying that something was left out."""
TITLE_CHARS_MAX = 150
"""An article's title; the whole stands behind its link."""
EXTRACT_CHARS_MAX = 500
"""An article's extract is one passage; ten of them fit in one message."""
EDGE = f"\n{GAP}"
"""Between lines none of which begins one on the screen: a sign of their style goes before each."""
MENTIONED = "discord:"
"""Before the id of a user of Discord who is mentioned; nobody is called by that (``objects.NOBODY``)."""
SIGNS = {"strong": "**", "emph": "*", "code": "`", "": ""}


def of(block: LocalizedBlock, doc_chars_max: int = EMBED_DESCRIPTION_CHARS_MAX) -> Iterator[Piece]:
    """The pieces that draw one block; those of an article in full have so many characters at most."""
    match block:
        case Para(runs):
            yield from paragraphs(runs)
        case LocalizedQuote():
            yield from _quote(block)
        case LocalizedCard():
            yield _card(block)
        case LocalizedDoc():
            yield _heading(block)
            parts = portions(visible(block.markdown), doc_chars_max)
            yield from ({"description": part} for part in parts)
        case LocalizedTable(head, rows):
            yield from in_code([[visible(cell) for cell in row] for row in (head, *rows)], WORDS_CHARS_MAX)
        case File() | Fetched():
            yield block
        case KeptFile() | LocalizedTranscript():
            return  # its content couldn't be had


def asked(field: LocalizedField) -> Iterator[str]:
    """A form's next question, for who would rather answer in words."""
    words = [Run(field.label, "strong"), *([Run(f"\n{field.hint}")] if field.hint else [])]
    words += [Run("\n⚠ "), Run(field.problem, "emph")] if field.problem else []
    yield from paragraphs(words)


# ── Words ──────────────────────────────────────────────────────────────────────────────


def paragraphs(runs: Iterable[Run]) -> Iterator[str]:
    """Words in their styles, as many pieces as they need."""
    shown = tuple(_mention(run) or replace(run, text=visible(run.text)) for run in runs)
    text = "".join(run.text for run in shown)
    row = _Row(shown)
    yield from _parted(text, lambda start, end: _styled(row.between(start, end)))


def _mention(run: Run) -> Run | None:
    """A user of Discord who is mentioned, as a run with a sign for it, so that no part of it is torn off."""
    return replace(run, text=" ") if run.user.startswith(MENTIONED) else None


def _quote(quote: LocalizedQuote) -> Iterator[str]:
    """Somebody's words with a line at their side, and in small letters above them whose they are."""
    text, lead = visible(quote.text).strip("\n"), ""
    if quote.whose:
        lead = f"-# {_styled(replace(run, text=_in_a_line(run.text)) for run in quote.whose)}"
    elif quote.by:
        lead = f"-# {escape(_in_a_line(quote.by).strip(), line_start=False)}"
    for part in _said(text, WORDS_CHARS_MAX - size(lead) - 1):
        yield f"{lead}\n{part}" if lead else part
        lead = ""
    if lead:
        yield lead


def _in_a_line(text: str) -> str:
    return cut("".join(" " if sign.isspace() else sign for sign in visible(text)), TITLE_CHARS_MAX)


def _said(text: str, room: int) -> Iterator[str]:
    """Somebody's words: code stays code, everything else is escaped."""
    for block, alike in groupby(stretches(text), lambda stretch: stretch.kind == "block"):
        if block:
            for stretch in alike:
                yield from _parted(stretch.text, partial(_fenced, stretch.text), room)
        else:
            runs = tuple(Run(stretch.text, "code" if stretch.kind == "code" else "") for stretch in alike)
            yield from _parted("".join(run.text for run in runs), partial(_quoted, _Row(runs)), room)


def _quoted(row: "_Row", start: int, end: int) -> str:
    return "\n".join(f"> {line}" for line in _styled(row.between(start, end)).strip("\n").split("\n"))


def _fenced(code: str, start: int, end: int) -> str:
    lines = still(code[start:end].strip("\n")).split("\n")
    return "\n".join(f"> {line}" for line in (FENCE, *lines, FENCE))


class _Row:
    """Runs in a row, found by where they begin: a text of thousands is parted a hundred times."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self._runs = tuple(run for run in runs if run.text)
        self._begins = tuple(accumulate((len(run.text) for run in self._runs), initial=0))

    def between(self, start: int, end: int) -> Iterator[Run]:
        """The runs, or parts of them, from one place of the text to another."""
        first = max(bisect_right(self._begins, start) - 1, 0)
        for run, begins in zip(self._runs[first:], self._begins[first:], strict=False):
            if begins >= end:
                return
            part = run.text[max(start - begins, 0) : end - begins]
            yield run if part == run.text else Run(part, run.style)


def _styled(runs: Iterable[Run]) -> str:
    drawn = ""
    for (style, at, user), alike in groupby(runs, lambda run: (run.style, run.at, run.user)):
        text = "".join(run.text for run in alike)
        starts = not drawn.rpartition("\n")[2].strip()
        more = _moment(at, SIGNS[style]) if at else _in_style(text, SIGNS[style], line_start=starts)
        more = f" <@{user.removeprefix(MENTIONED)}>" if user and text else more
        drawn += GAP + more if drawn.endswith("*") and more.startswith("*") else more
    return drawn.strip()


def _moment(at: int, sign: str) -> str:
    """A moment that everyone sees in their own zone; in code it would stay a number."""
    sign = sign.replace("`", "")
    return f"{sign}{timestamp(datetime.fromtimestamp(at, UTC))}{sign}"


def _in_style(text: str, sign: str, *, line_start: bool) -> str:
    """A text in one style, line by line; spaces stay outside, since signs must touch words."""
    if not sign or (sign == "`" and sign in text):
        return escape(text, line_start=line_start)
    lines = text.split("\n")
    words = [line.strip() for line in lines]
    within = EDGE.join(words)  # taken together: thousands of short lines would each cost what a long one does
    safe = (still(within) if sign == "`" else escape(within, line_start=False)).split(EDGE)
    return "\n".join(map(_wrapped, lines, words, safe, repeat(sign)))


def _wrapped(line: str, words: str, safe: str, sign: str) -> str:
    if not words:
        return line
    before, _words, after = line.partition(words)
    return f"{before}{sign}{safe}{sign}{after}"


def _parted(text: str, draw: Callable[[int, int], str], room: int = WORDS_CHARS_MAX) -> Iterator[str]:
    """A text in drawn pieces that fit, parted at a paragraph's end, a line's, a word's, or where it must."""
    start = 0
    while start < len(text):
        end = _most(start, min(len(text), start + room), draw, room)
        if end < len(text):
            end = _break(text, start, end)
        piece = draw(start, end)
        if piece.replace(GAP, "").strip():
            yield piece
        start = end


def _most(start: int, end: int, draw: Callable[[int, int], str], room: int) -> int:
    """How far a piece that begins at ``start`` can go and fit, once it is drawn."""
    while end > start + 1 and (drawn := size(draw(start, end))) > room:
        end = max(start + 1, min(end - 1, start + (end - start) * room // drawn))
    return end


def _break(text: str, start: int, end: int) -> int:
    for sign in ("\n\n", "\n", " "):
        at = text.rfind(sign, start + (end - start) // 2, end)
        if at > 0:
            return at + len(sign)
    return end


# ── Embeds ─────────────────────────────────────────────────────────────────────────────


def article(card: LocalizedCard) -> str:
    """A suggested article in words: its title, as the link to it, above its extract."""
    words = _extract(card)
    return f"{_heading(card)}\n{words}" if words else _heading(card)


def _card(card: LocalizedCard) -> Embed:
    title, words = cut(" ".join(visible(card.title).split()) or "…", TITLE_CHARS_MAX), _extract(card)
    return {
        "title": cut(escape(title), EMBED_TITLE_CHARS_MAX),
        **({"url": card.url} if linkable(card.url) else {}),
        **({"description": words} if words else {}),
    }


def _extract(card: LocalizedCard) -> str:
    runs = tuple(Run(visible(piece.text), "strong" if piece.hit else "") for piece in card.extract)
    extract = "".join(run.text for run in runs)
    shown = cut(extract, EXTRACT_CHARS_MAX)
    kept = _Row(runs).between(0, len(extract) if shown == extract else len(shown) - 1)
    return _styled((*kept, *([] if shown == extract else [Run("…")])))


def _heading(doc: LocalizedDoc | LocalizedCard) -> str:
    """An article's title, linked; above the article, where notifications see it."""
    title = cut(" ".join(visible(doc.title).split()) or "…", TITLE_CHARS_MAX)
    if linkable(doc.url) and not any(sign in title for sign in ("[", "]", "://")) and "(" not in doc.url:
        return f"**[{escape(title, line_start=False)}](<{doc.url}>)**"
    return f"**{escape(title, line_start=False)}**" + (f"\n<{doc.url}>" if linkable(doc.url) else "")
