"""Discord's rules for messages and modals: what the real one would refuse, and what must never go live.

The numbers are written out again: a limit that was mistyped in the adapter is found here.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from adapters.discord.drawing.choices import Button, Row, Select
from adapters.discord.drawing.layouts import Layout, Section
from adapters.discord.drawing.modal import Modal
from adapters.discord.drawing.render import Message

_QUIET = re.compile(r"(?P<escaped>\\[^0-9A-Za-z\s])|```.*?```|(?<!`)`[^`\n]+`(?!`)|<https?://[^\s<>]+>", re.DOTALL)
_CALLS = re.compile(
    r"@(?:everyone|here)|<@[!&]?\d|<#\d|<a?:\w+:\d|<t:-?\d|</\w|<id:|(?:https?|steam|discord)://[^\s<>]"
    r"|(?<!\\):\w+:|discord(?:app)?\.(?:gg|gift|new|com/invite)/",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"<t:\d{10}:F>|(?<=\*\*) <@\d{1,20}>")
"""A moment as we write it, for everyone in their own zone; and a ticket's client, behind the name in bold. No words of
people's become that: their signs are escaped, and ``allowed_mentions`` calls nobody."""
_INVITE = re.compile(r"@(?:everyone|here)|discord(?:app)?\.(?:gg|gift|new|com/invite)/", re.IGNORECASE)
_STYLES = re.compile(r"\\[^0-9A-Za-z\s]")
_EMBED = {"title", "description", "url"}


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def live(markdown: str) -> list[str]:
    """Everything that would call, invite or unfold, backslashes or not."""
    return [*_INVITE.findall(markdown), *_CALLS.findall(_quiet(markdown))]


def _quiet(markdown: str) -> str:
    """Without code and links in brackets; what has a backslash stays, since the server doesn't see it."""
    return _QUIET.sub(lambda found: found["escaped"] or "·", markdown)


def formats(markdown: str) -> list[str]:
    """Everything in a text that would show as something else, signs with a backslash set aside."""
    rest = _STYLES.sub("·", _quiet(markdown))
    starts = r"^[^\S\n]*(?:#{1,3}\s|>|[-+]\s|-#|\d+[.)](?:\s|$))"
    return re.findall(rf"[*_~`|\[<]|{starts}", rest, re.MULTILINE)


def message(shown: Message | Layout) -> Iterator[str]:
    """What is wrong with a message."""
    if isinstance(shown, Layout):
        yield from _layout(shown)
        return
    if not (shown.content.strip() or shown.embeds or shown.files):
        yield "an empty message"
    if units(shown.content) > 2000:
        yield f"content of {units(shown.content)} characters"
    if len(shown.files) > 10:
        yield f"{len(shown.files)} files"
    yield from _embeds(shown.embeds)
    yield from _rows(shown.rows)
    for text in texts(shown):
        yield from _text(text)


def _text(text: str) -> Iterator[str]:
    text = _MOMENT.sub("", text)
    yield from (f"live: {each}" for each in live(text))
    if text.count("```") % 2:
        yield "a code block without its end"


def texts(shown: Message | Layout) -> list[str]:
    """All the Markdown of a message, piece by piece."""
    if isinstance(shown, Layout):
        return [part.words if isinstance(part, Section) else part for part in shown.parts]
    named = (embed.get(name, "") for embed in shown.embeds for name in ("title", "description"))
    return [shown.content, *named]


def _layout(shown: Layout) -> Iterator[str]:
    every = texts(shown)
    if not every or any(not text.strip() for text in every):
        yield "an empty text display"
    if sum(map(units, every)) > 4000:
        yield f"text displays of {sum(map(units, every))} characters"
    inside = sum(3 if isinstance(part, Section) else 1 for part in shown.parts) + len(shown.files)
    if 1 + inside + sum(1 + len(row) for row in shown.choices) > 40:
        yield "more than 40 components"
    if len(shown.files) > 10:
        yield f"{len(shown.files)} files"
    yield from _rows(shown.rows, len(shown.rows) - len(shown.choices))
    for text in every:
        yield from _text(text)


def _embeds(embeds: tuple[dict[str, Any], ...]) -> Iterator[str]:
    if len(embeds) > 10:
        yield f"{len(embeds)} embeds"
    if sum(units(embed.get(name, "")) for embed in embeds for name in ("title", "description")) > 6000:
        yield "embeds of more than 6000 characters"
    for embed in embeds:
        if not embed.keys() <= _EMBED or not {"title", "description"} & embed.keys():
            yield f"an embed of {sorted(embed)}"
        if any(not text.strip() for text in embed.values()):
            yield "an empty part of an embed"
        if units(embed.get("title", "")) > 256 or units(embed.get("description", "")) > 4096:
            yield "an embed's title or description"
        if not re.fullmatch(r"https?://[^\s<>]{1,2040}", embed.get("url", "https://x")):
            yield "an embed's url"


def _rows(rows: tuple[Row, ...], beside: int = 0) -> Iterator[str]:
    """``beside``: so many of them are sections' buttons."""
    if len(rows) - beside > 5:
        yield f"{len(rows)} rows"
    ids = [each.custom_id for row in rows for each in row]
    if len(ids) != len(set(ids)):
        yield "custom_id twice in a message"
    if any(not 0 < units(id) <= 100 for id in ids):
        yield "custom_id"
    for row in rows:
        if not 0 < len(row) <= 5 or (any(isinstance(each, Select) for each in row) and len(row) > 1):
            yield f"a row of {len(row)}"
        if len({bool(each.bill) for each in row if isinstance(each, Button)}) > 1:
            yield "billed help beside something else"
        for each in row:
            yield from _button(each) if isinstance(each, Button) else _select(each)


def _button(button: Button) -> Iterator[str]:
    if not 0 < units(button.label.strip()) <= 80:
        yield "a button's label"


def _select(select: Select) -> Iterator[str]:
    if not 0 < len(select.options) <= 25:
        yield f"{len(select.options)} options"
    if not 0 < units(select.placeholder) <= 150:
        yield "a placeholder"
    yield from _options((option.label, option.value) for option in select.options)


def _options(options: Iterable[tuple[str, str]]) -> Iterator[str]:
    known = list(options)
    if any(not 0 < units(text.strip()) <= 100 for option in known for text in option):
        yield "an option"
    if len({value for _label, value in known}) != len(known):
        yield "an option's value twice"


def modal(shown: Modal) -> Iterator[str]:
    """What is wrong with a modal."""
    if not 0 < units(shown.title.strip()) <= 45 or not 0 < units(shown.custom_id) <= 100:
        yield "a modal's title or id"
    if not 0 < len(shown.inputs) <= 5:
        yield f"{len(shown.inputs)} inputs"
    names = [each.name for each in shown.inputs]
    if len(names) != len(set(names)) or any(not 0 < units(name) <= 100 for name in names):
        yield "an input's name"
    for each in shown.inputs:
        if not 0 < units(each.label.strip()) <= 45 or units(each.hint) > 100:
            yield "a label or a hint"
        if not 1 <= each.chars_max <= 4000 or units(each.value) > each.chars_max:
            yield "a text's length or value"
        if not (each.long or each.options) and "\n" in each.value:
            yield "lines in a line"
        if len(each.options) > 25 or (each.options and each.value not in {"", *(o.value for o in each.options)}):
            yield "options or the chosen one"
        yield from _options((option.label, option.value) for option in each.options)
