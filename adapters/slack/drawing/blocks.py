"""One block of a reply as Slack's blocks. Pure; decides nothing."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice

from adapters.slack.drawing import tables
from adapters.slack.drawing.choices import CHOOSE, actions, button
from adapters.slack.drawing.mrkdwn import harmless
from adapters.slack.drawing.words import Block, is_link, link, paragraphs, quote, text
from adapters.slack.limits import MARKDOWN_CHARS_MAX, cut
from bot.core.text.surface import (
    Fetched,
    File,
    KeptFile,
    LocalizedBlock,
    LocalizedCard,
    LocalizedDoc,
    LocalizedQuote,
    LocalizedTable,
    LocalizedTranscript,
    Msg,
    Para,
    Piece,
    Run,
    _,
)
from bot.core.text.words import visible
from bot.i18n import Reader, plain

TITLE_CHARS_MAX = 150
"""An article's title; the whole stands behind its link."""
EXTRACT_LINES_MAX, LINE_CHARS_MAX = 3, 80
"""An article's extract is read at a glance: three lines of what a message is wide on a screen."""
PASSING = "passing"
"""What the block_id of words begins with that are gone once there is nothing to choose any more."""
_BLANK_LINES = re.compile(r"\n\s*\n")
_LINE_END = re.compile(r"\n")
READ = _("Read")
"""On the button of an article whose title stands above it."""


def of(
    block: LocalizedBlock, lang: str = "en", number: int = 0, *, in_message: bool = True, alone: bool = True
) -> Iterator[Block]:
    """The blocks that draw one, the ``number``-th of its reply; Markdown and a table only ``in_message``.

    ``alone``: no other table is in the message, which takes one only.
    """
    match block:
        case Para(runs, passing):
            for at, each in enumerate(paragraphs(runs)):
                yield {**each, "block_id": f"{PASSING}.{number}.{at}"} if passing else each
        case LocalizedQuote(said, by):
            yield from quote(said, by)
        case LocalizedCard():
            yield _titled(block.title, block.url, _extract(block.extract))
            if block.offer:
                spoken = _in(lang, _("Read “{title}”", title=block.title))
                yield actions([button(block.offer, f"{CHOOSE}.card{number}", _in(lang, READ), spoken)])
        case LocalizedDoc():
            yield from _doc(block) if in_message else (_titled(block.title, block.url),)
        case LocalizedTable():
            whole = tables.table(block) if in_message and alone else None
            yield from (whole,) if whole else tables.lines(block)
        case File() | KeptFile() | Fetched() | LocalizedTranscript():
            yield from paragraphs((Run("▤ "), Run(block.name, "strong")))


@lru_cache(maxsize=1024)
def _in(lang: str, said: Msg) -> str:
    """A label in the reader's language."""
    return plain(said, Reader(lang, "UTC", datetime.min.replace(tzinfo=UTC)))


def _extract(pieces: Iterable[Piece]) -> Iterator[Run]:
    """As much of a passage as a few lines hold."""
    lines, room = EXTRACT_LINES_MAX, EXTRACT_LINES_MAX * LINE_CHARS_MAX
    for piece in pieces:
        words = _BLANK_LINES.sub("\n", visible(piece.text))
        ends = [found.start() for found in islice(_LINE_END.finditer(words), lines)]
        end = min(ends[-1] if len(ends) == lines else len(words), room)
        whole = end == len(words)
        yield Run(words if whole else f"{words[:end].rstrip()}…", "strong" if piece.hit else "")
        if not whole:
            return
        lines, room = lines - words.count("\n"), room - len(words)


def _titled(title: str, url: str, words: Iterable[Run] = ()) -> Block:
    """An article's title, which leads to it, and words below."""
    name = cut(" ".join(visible(title).split()), TITLE_CHARS_MAX) or "…"
    said = [run for run in words if run.text]
    lead = link(url, name, "strong") if is_link(url) else text(Run(name, "strong"))
    drawn = [lead, *map(text, [Run("\n"), *said] if said else [])]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": drawn}]}


def _doc(doc: LocalizedDoc) -> Iterator[Block]:
    yield _titled(doc.title, doc.url)
    left = harmless(visible(doc.markdown))
    while left:
        end = len(left) if len(left) <= MARKDOWN_CHARS_MAX // 2 else _break(left, MARKDOWN_CHARS_MAX // 2)
        if left[:end].strip():
            yield {"type": "markdown", "text": left[:end]}
        left = left[end:]


def _break(text: str, chars_max: int) -> int:
    """Where a text can be parted: at a paragraph's end, or where it must."""
    return text.rfind("\n\n", 1, chars_max) + 2 if text.rfind("\n\n", 1, chars_max) > 0 else chars_max
