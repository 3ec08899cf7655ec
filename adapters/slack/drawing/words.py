"""Words as elements of Slack's ``rich_text``, in which nothing is markup: what people wrote can't call or format. Pure.

An address becomes a link, a short code its picture, and a moment a date that everybody reads in their own zone.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from adapters.slack.limits import SECTION_CHARS_MAX, URL_CHARS_MAX
from bot.core.text.chat_words import stretches
from bot.core.text.surface import Run
from bot.core.text.words import visible

Block = dict[str, Any]
Element = dict[str, Any]

STYLES = {"strong": {"bold": True}, "emph": {"italic": True}, "code": {"code": True}, "": {}}
MENTIONED = "slack:"
"""Before the id of a user of Slack who is mentioned; Slack notifies those alone who are in the channel."""
MOMENT = "{day_divider_pretty}, {time}"
"""A moment, to everybody in their own zone and language: "Thursday, December 17th, 9:10 PM", "tomorrow, 9:10 PM".
Source: reference/block-kit/block-elements/date-element."""
_ADDRESS = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)
_SHORT_CODE = re.compile(r"(?<![\w:]):(?P<name>[a-z0-9][a-z0-9_+-]{0,80}|\+1|-1):(?![\w:])")
_AFTER_ADDRESS = ".,:;!?\"'”’»…*_~`"


def paragraphs(runs: Iterable[Run]) -> Iterator[Block]:
    """Words in their styles, as many blocks as they need."""
    yield from rich("rich_text_section", tuple(runs))


def quote(text: str, by: str) -> Iterator[Block]:
    """Somebody's words with a line at their side, their code as code."""
    said = [Run(f"{by}\n", "emph")] if by else []
    for stretch in stretches(text):
        if stretch.kind == "block":
            yield from rich("rich_text_quote", tuple(said))
            yield from rich("rich_text_preformatted", (Run(stretch.text),))
            said = []
        else:
            said.append(Run(stretch.text, "code" if stretch.kind == "code" else ""))
    yield from rich("rich_text_quote", tuple(said))


def rich(kind: str, runs: tuple[Run, ...]) -> Iterator[Block]:
    """Runs as blocks of one kind of rich text, as many as they need."""
    for part in _pieces(runs):
        code = kind == "rich_text_preformatted"
        drawn = [text(Run(run.text)) for run in part] if code else [each for run in part for each in elements(run)]
        yield {"type": "rich_text", "elements": [{"type": kind, "elements": drawn}]}


def _pieces(runs: tuple[Run, ...]) -> Iterator[list[Run]]:
    """The runs in portions that one block takes; Slack refuses empty ones."""
    part: list[Run] = []
    room = SECTION_CHARS_MAX
    for run in runs:
        whole = visible(run.text)
        if run.user.startswith(MENTIONED) or (run.at and whole and len(whole) <= room):
            part.append(run)
            room -= len(whole)
            continue
        while whole:
            taken = whole if len(whole) <= room else whole[: _words_end(whole, room)]
            part.append(Run(taken, run.style))
            whole, room = whole[len(taken) :], room - len(taken)
            if whole or not room:
                yield part
                part, room = [], SECTION_CHARS_MAX
    if part:
        yield part


def _words_end(text: str, room: int) -> int:
    """Where a text is parted that is longer than the room: behind its last space there, or within a long word."""
    return max(text.rfind(sign, 0, room) for sign in " \n") + 1 or room


def elements(run: Run) -> Iterator[Element]:
    """A run's words, addresses as links and short codes as the pictures that they stand for; nothing in code."""
    if run.user:
        yield from (text(Run(" ")), {"type": "user", "user_id": run.user.removeprefix(MENTIONED)})
        return
    if run.at:
        yield _moment(run)
        return
    at = 0
    for found in _ADDRESS.finditer(run.text) if run.style != "code" else ():
        url = _without_mark(found[0])
        if not is_link(url):
            continue
        yield from _pictured(Run(run.text[at : found.start()], run.style))
        yield link(url, style=run.style)
        at = found.start() + len(url)
    rest = Run(run.text[at:], run.style)
    yield from (text(rest),) if run.style == "code" else _pictured(rest)


def _moment(run: Run) -> Element:
    """A moment; what we would say of it stands where Slack can't draw one."""
    style = {} if run.style == "code" else STYLES[run.style]
    said = {"timestamp": run.at, "format": MOMENT, "fallback": visible(run.text)}
    return {"type": "date", **said, **({"style": style} if style else {})}


def _without_mark(url: str) -> str:
    """An address without the full stop behind it, and without a bracket that was opened before it."""
    url = url.rstrip(_AFTER_ADDRESS)
    return url.rstrip(")" + _AFTER_ADDRESS) if url.endswith(")") and "(" not in url else url


def _pictured(run: Run) -> Iterator[Element]:
    at = 0
    for found in _SHORT_CODE.finditer(run.text):
        yield from (text(Run(words, run.style)) for words in (run.text[at : found.start()],) if words)
        yield {"type": "emoji", "name": found["name"]}
        at = found.end()
    yield from (text(Run(words, run.style)) for words in (run.text[at:],) if words)


def text(run: Run) -> Element:
    """A run's words as they are."""
    style = STYLES[run.style]
    return {"type": "text", "text": run.text, **({"style": style} if style else {})}


def is_link(url: str) -> bool:
    """Whether an address can be a link."""
    return bool(_ADDRESS.fullmatch(url)) and len(url) <= URL_CHARS_MAX


def link(url: str, label: str = "", style: str = "") -> Element:
    """A link, under words of ours or as its own address."""
    return {
        "type": "link",
        "url": url,
        **({"text": label} if label else {}),
        **({"style": STYLES[style]} if style else {}),
    }
