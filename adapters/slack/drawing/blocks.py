"""One block of a reply as Slack's blocks. Pure; decides nothing.

Words go out as ``rich_text``, in which nothing is markup: what people wrote can't call, link or format.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from adapters.slack.drawing.mrkdwn import harmless
from adapters.slack.limits import (
    ACTION_ELEMENTS_MAX,
    BUTTON_TEXT_CHARS_MAX,
    MARKDOWN_CHARS_MAX,
    SECTION_CHARS_MAX,
    URL_CHARS_MAX,
    cut,
)
from bot.core.text.chat_words import stretches
from bot.core.text.surface import (
    Fetched,
    File,
    KeptFile,
    LocalizedBlock,
    LocalizedCard,
    LocalizedChoice,
    LocalizedDoc,
    LocalizedQuote,
    LocalizedTable,
    LocalizedTranscript,
    Para,
    Run,
)
from bot.core.text.words import visible

Block = dict[str, Any]
Element = dict[str, Any]

STYLES = {"strong": {"bold": True}, "emph": {"italic": True}, "code": {"code": True}, "": {}}
CELL_CHARS_MAX = 60
"""A table's cell; longer ones would push the columns apart."""
TITLE_CHARS_MAX = 150
"""An article's title; the whole stands behind its link."""
PIECE_CHARS_MAX, PIECES_MAX = 400, 20
"""An article's extract is one passage."""
MENTIONED = "slack:"
"""Before the id of a user of Slack who is mentioned; Slack notifies those alone who are in the channel."""
CHOOSE, FORM = "choose", "form"
"""What the action_id of a choice, and of a form's button, begins with."""


def of(block: LocalizedBlock, *, markdown: bool = True) -> Iterator[Block]:
    """The blocks that draw one; ``markdown`` where Slack takes it (messages only)."""
    match block:
        case Para(runs):
            yield from paragraphs(runs)
        case LocalizedQuote(text, by):
            yield from _quote(text, by)
        case LocalizedCard():
            yield _card(block)
            if block.offer:
                yield actions([button(block.offer, f"{CHOOSE}.card")])
        case LocalizedDoc():
            yield from _doc(block) if markdown else (_titled(block.title, block.url),)
        case LocalizedTable():
            yield from _rich("rich_text_preformatted", (Run(_table(block)),))
        case File() | KeptFile() | Fetched() | LocalizedTranscript():
            yield from paragraphs((Run("▤ "), Run(block.name, "strong")))


def paragraphs(runs: Iterable[Run]) -> Iterator[Block]:
    """Words in their styles, as many blocks as they need."""
    yield from _rich("rich_text_section", tuple(runs))


def _quote(text: str, by: str) -> Iterator[Block]:
    """Somebody's words with a line at their side, their code as code."""
    said = [Run(f"{by}\n", "emph")] if by else []
    for stretch in stretches(text):
        if stretch.kind == "block":
            yield from _rich("rich_text_quote", tuple(said))
            yield from _rich("rich_text_preformatted", (Run(stretch.text),))
            said = []
        else:
            said.append(Run(stretch.text, "code" if stretch.kind == "code" else ""))
    yield from _rich("rich_text_quote", tuple(said))


def _rich(kind: str, runs: tuple[Run, ...]) -> Iterator[Block]:
    for part in _pieces(runs):
        code = kind == "rich_text_preformatted"
        elements = (
            [_text(Run(run.text)) for run in part] if code else [element for run in part for element in _elements(run)]
        )
        yield {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _pieces(runs: tuple[Run, ...]) -> Iterator[list[Run]]:
    """The runs in portions that one block takes; Slack refuses empty ones."""
    part: list[Run] = []
    room = SECTION_CHARS_MAX
    for run in runs:
        if run.user.startswith(MENTIONED):
            part.append(run)
        text = visible(run.text)
        while text:
            taken = text if len(text) <= room else text[: _words_end(text, room)]
            part.append(Run(taken, run.style))
            text, room = text[len(taken) :], room - len(taken)
            if text or not room:
                yield part
                part, room = [], SECTION_CHARS_MAX
    if part:
        yield part


def _words_end(text: str, room: int) -> int:
    """Where a text is parted that is longer than the room: behind its last space there, or within a long word."""
    return max(text.rfind(sign, 0, room) for sign in " \n") + 1 or room


_ADDRESS = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)
_SHORT_CODE = re.compile(r"(?<![\w:]):(?P<name>[a-z0-9][a-z0-9_+-]{0,80}|\+1|-1):(?![\w:])")
_AFTER_ADDRESS = ".,:;!?\"'”’»…*_~`"


def _elements(run: Run) -> Iterator[Element]:
    """A run's words, addresses as links and short codes as the pictures that they stand for; nothing in code."""
    if run.user:
        yield from (_text(Run(" ")), {"type": "user", "user_id": run.user.removeprefix(MENTIONED)})
        return
    at = 0
    for found in _ADDRESS.finditer(run.text) if run.style != "code" else ():
        url = _without_mark(found[0])
        if len(url) > URL_CHARS_MAX:
            continue
        yield from _pictured(Run(run.text[at : found.start()], run.style))
        yield _link(url, style=run.style)
        at = found.start() + len(url)
    rest = Run(run.text[at:], run.style)
    yield from (_text(rest),) if run.style == "code" else _pictured(rest)


def _without_mark(url: str) -> str:
    """An address without the full stop behind it, and without a bracket that was opened before it."""
    url = url.rstrip(_AFTER_ADDRESS)
    return url.rstrip(")" + _AFTER_ADDRESS) if url.endswith(")") and "(" not in url else url


def _pictured(run: Run) -> Iterator[Element]:
    at = 0
    for found in _SHORT_CODE.finditer(run.text):
        yield from (_text(Run(words, run.style)) for words in (run.text[at : found.start()],) if words)
        yield {"type": "emoji", "name": found["name"]}
        at = found.end()
    yield from (_text(Run(words, run.style)) for words in (run.text[at:],) if words)


def _text(run: Run) -> Element:
    style = STYLES[run.style]
    return {"type": "text", "text": run.text, **({"style": style} if style else {})}


def _link(url: str, style: str = "") -> Element:
    return {"type": "link", "url": url, **({"style": STYLES[style]} if style else {})}


def _card(card: LocalizedCard) -> Block:
    pieces = [Run(cut(visible(piece.text), PIECE_CHARS_MAX), "strong" if piece.hit else "") for piece in card.extract]
    return _titled(card.title, card.url, pieces[:PIECES_MAX])


def _titled(title: str, url: str, words: Iterable[Run] = ()) -> Block:
    said = [run for run in words if run.text]
    runs = [Run(cut(visible(title), TITLE_CHARS_MAX) or "…", "strong"), *([Run("\n"), *said] if said else [])]
    elements = [*map(_text, runs), *([_text(Run("\n")), _link(url)] if url else [])]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _doc(doc: LocalizedDoc) -> Iterator[Block]:
    yield _titled(doc.title, doc.url)
    text = harmless(visible(doc.markdown))
    while text:
        end = len(text) if len(text) <= MARKDOWN_CHARS_MAX // 2 else _break(text, MARKDOWN_CHARS_MAX // 2)
        if text[:end].strip():
            yield {"type": "markdown", "text": text[:end]}
        text = text[end:]


def _break(text: str, chars_max: int) -> int:
    """Where a text can be parted: at a paragraph's end, or where it must."""
    return text.rfind("\n\n", 1, chars_max) + 2 if text.rfind("\n\n", 1, chars_max) > 0 else chars_max


def _table(table: LocalizedTable) -> str:
    rows = [[" ".join(cut(visible(cell), CELL_CHARS_MAX).split()) for cell in row] for row in (table.head, *table.rows)]
    widths = [max(len(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows), default=0))]
    return "\n".join("  ".join(cell.ljust(widths[at]) for at, cell in enumerate(row)).rstrip() for row in rows)


# ── What can be chosen ─────────────────────────────────────────────────────────────────


def button(offer: LocalizedChoice, action_id: str) -> Element:
    """A choice; its token comes back as the value."""
    return {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": cut(visible(offer.label) or "…", BUTTON_TEXT_CHARS_MAX), "emoji": False},
        "value": offer.token,
        **({"style": "primary"} if offer.primary else {}),
    }


def actions(elements: list[Element]) -> Block:
    """Buttons in a row."""
    return {"type": "actions", "elements": elements}


def rows(offers: Iterable[LocalizedChoice], *before: Element) -> Iterator[Block]:
    """All choices, in as few rows as Slack takes."""
    elements = [*before, *(button(offer, f"{CHOOSE}.{number}") for number, offer in enumerate(offers))]
    for start in range(0, len(elements), ACTION_ELEMENTS_MAX):
        yield actions(elements[start : start + ACTION_ELEMENTS_MAX])
