"""What a message says, wherever Slack puts it: in its text, only in its blocks, or in what it forwards. Pure.

Payloads are others': whatever isn't as it should be says nothing.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.slack.drawing import mrkdwn

DEPTH_MAX = 8
"""A list in a quote in a block is four; deeper nesting says nothing."""
FORWARDED = ("is_share", "is_msg_unfurl")
"""Attachments that are messages of Slack's own, forwarded or pointed at; others are previews of pages."""
_LINES = frozenset({"rich_text_section", "rich_text_quote", "rich_text_preformatted", "section", "header", "markdown"})
_CODE_POINTS = re.compile(r"[0-9a-f]{1,6}(?:-[0-9a-f]{1,6}){0,15}", re.IGNORECASE | re.ASCII)
_LAST_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_SHORT_CODE = re.compile(r":(?P<name>[^\s:]{1,100}):(?::skin-tone-[2-6]:)?")


def said(message: Mapping[str, Any], bot_user: str) -> str:
    """The words of whoever wrote it, and below them, as a quotation, what they forwarded."""
    blocks = message.get("blocks")
    own = _pictured(mrkdwn.read(in_slacks_way(message), without_user=bot_user), blocks)
    passed_on = "\n".join(
        filter(None, (_forwarded(each, bare=not own) for each in _objects(message.get("attachments"))))
    )
    if not own or not passed_on:
        return own or passed_on
    return "\n".join((own, *(f"> {line}" for line in passed_on.split("\n"))))


def in_slacks_way(message: Mapping[str, Any]) -> str:
    """A message's own words, mentions and links as Slack writes them."""
    text = message.get("text")
    written = text if isinstance(text, str) else ""
    return written if written.strip() else "\n".join(_lines(message.get("blocks"), DEPTH_MAX))


def _forwarded(attachment: Mapping[str, Any], *, bare: bool) -> str:
    """What an attachment passes on; a page's preview only where nothing else is said (``bare``)."""
    if not bare and not any(attachment.get(name) is True for name in FORWARDED):
        return ""
    words = in_slacks_way({"text": attachment.get("text"), "blocks": _blocks_within(attachment)})
    return mrkdwn.read(words or str(attachment.get("fallback") or ""))


def _blocks_within(attachment: Mapping[str, Any]) -> list[Any]:
    """The blocks of a forwarded message."""
    within = [each.get("message") for each in _objects(attachment.get("message_blocks"))]
    found = [block for each in within if isinstance(each, Mapping) for block in _objects(each.get("blocks"))]
    return [*found, *_objects(attachment.get("blocks"))]


# ── Blocks ─────────────────────────────────────────────────────────────────────────────


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from (each for each in value if isinstance(each, Mapping)) if isinstance(value, list) else ()


def _lines(blocks: Any, depth: int) -> Iterator[str]:
    """The lines that blocks show."""
    for block in _objects(blocks) if depth else ():
        if block.get("type") in _LINES:
            line = _line(block, depth)
            yield from (line,) if line.strip() else ()
        else:
            yield from _lines(block.get("elements"), depth - 1)


def _line(block: Mapping[str, Any], depth: int) -> str:
    text = block.get("text")
    if isinstance(text, Mapping):
        return _text(text)
    if isinstance(text, str):
        return text
    return "".join(_element(each) for each in _objects(block.get("elements")) if depth)


def _text(text: Mapping[str, Any]) -> str:
    words = text.get("text")
    if not isinstance(words, str):
        return ""
    return words if text.get("type") == "mrkdwn" else mrkdwn.escape(words)


def _element(element: Mapping[str, Any]) -> str:
    """A part of a line, as Slack would write it in a message's text."""
    match element:
        case {"type": "text", "text": str(text)}:
            return mrkdwn.escape(text)
        case {"type": "link", "url": str(url), "text": str(text)} if text:
            return f"<{mrkdwn.escape(url)}|{mrkdwn.escape(text)}>"
        case {"type": "link", "url": str(url)}:
            return f"<{mrkdwn.escape(url)}>"
        case {"type": "user", "user_id": str(user)}:
            return f"<@{user}>"
        case {"type": "channel", "channel_id": str(channel)}:
            return f"<#{channel}>"
        case {"type": "broadcast", "range": str(all_of)}:
            return f"<!{all_of}>"
        case {"type": "emoji", "name": str(name)}:
            return f":{name}:"
        case {"type": "date", "fallback": str(said)}:
            return mrkdwn.escape(said)
        case _:
            return ""


# ── Pictures ───────────────────────────────────────────────────────────────────────────


def _pictured(text: str, blocks: Any) -> str:
    """Words with the pictures that their short codes stand for: a message's blocks say which; a team's own stay."""
    signs = dict(_pictures(blocks, DEPTH_MAX))
    if not signs:
        return text
    return _SHORT_CODE.sub(lambda found: signs.get(found["name"], found[0]), text)


def _pictures(blocks: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Short codes and what they show."""
    for each in _objects(blocks) if depth else ():
        name, points = each.get("name"), each.get("unicode")
        if each.get("type") == "emoji" and isinstance(name, str) and isinstance(points, str) and name:
            sign = _sign(points)
            yield from ((name, sign),) if sign else ()
        yield from _pictures(each.get("elements"), depth - 1)


def _sign(points: str) -> str:
    """A picture by its code points, such as "1f44d-1f3fb"."""
    numbers = [int(point, 16) for point in points.split("-")] if _CODE_POINTS.fullmatch(points) else []
    fits = all(0x20 <= number <= _LAST_CODE_POINT and number not in _SURROGATES for number in numbers)
    return "".join(map(chr, numbers)) if fits else ""


def mentions(message: Mapping[str, Any], user: str) -> bool:
    """Whether a message names a user, in its text or only in its blocks."""
    return f"<@{user}>" in in_slacks_way(message)
