"""Slack's rules for messages and views, as a fake can check them: what the real one would refuse."""

from collections.abc import Iterator
from typing import Any

from adapters.slack.drawing.render import length

_TEXTS = {"button": 75, "option": 75}


def broken_rule(method: str, call: dict[str, Any]) -> str:
    """The first rule that a call breaks; empty when it breaks none."""
    return next(iter(_broken(method, call)), "")


def _broken(method: str, call: dict[str, Any]) -> Iterator[str]:
    if "view" in call:
        yield from view(call["view"])
    if method in {"chat.postMessage", "chat.update", "chat.postEphemeral", "response_url"}:
        if not call.get("text"):
            yield "no text for notifications"
        if len(call.get("text", "")) > 4000:
            yield "text too long"
        yield from message_blocks(call.get("blocks") or [])
    if method == "files.completeUploadExternal":
        yield from message_blocks(call.get("blocks") or [])
        if any(block["type"] in {"markdown", "table", "context_actions"} for block in call.get("blocks") or []):
            yield "internal_error"
    if method == "chat.postMessage":
        for name in ("unfurl_links", "unfurl_media", "link_names"):
            if call.get(name) != "false":
                yield f"{name} isn't off"


def message_blocks(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with a message's blocks."""
    if len(blocks) > 50:
        yield f"{len(blocks)} blocks"
    if sum(map(length, blocks)) > 13_200:
        yield "msg_blocks_too_long"
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield "only_one_table_allowed"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "block_id twice"
    yield from _each(blocks)


def view(shown: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a modal or a home."""
    blocks = shown["blocks"]
    if len(blocks) > 100:
        yield f"{len(blocks)} blocks"
    for name in ("title", "submit"):
        if name in shown and not 0 < len(shown[name]["text"]) <= 24:
            yield f"{name} of {len(shown[name]['text'])} characters"
    if len(shown.get("private_metadata", "")) > 3000:
        yield "private_metadata"
    if any(block["type"] in {"markdown", "table", "context_actions"} for block in blocks):
        yield "markdown, a table or feedback buttons in a view"
    if shown["type"] == "modal" and any(block["type"] == "input" for block in blocks) and "submit" not in shown:
        yield "inputs without submit"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "block_id twice"
    yield from _each(blocks)


def _each(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        yield from _CHECKS[block["type"]](block)
    choosing = {"actions", "context_actions"}
    actions = [e["action_id"] for b in blocks if b["type"] in choosing for e in b["elements"]]
    if len(actions) != len(set(actions)):
        yield "action_id twice in a message"


def _rich(block: dict[str, Any]) -> Iterator[str]:
    for part in block["elements"]:
        if not part["elements"]:
            yield "empty rich text"
        for element in part["elements"]:
            if element["type"] in {"text", "date"} and not element.get("text", element.get("fallback")):
                yield "empty text"
            if element["type"] in {"date", "emoji"} and part["type"] == "rich_text_preformatted":
                yield f"{element['type']} in code"


def _actions(block: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(block["elements"]) <= 25:
        yield f"{len(block['elements'])} actions"
    for element in block["elements"]:
        if len(element["action_id"]) > 255:
            yield "action_id"
        if element["type"] == "static_select":
            yield from _list(element)
            continue
        if not 0 < len(element["text"]["text"]) <= 75 or len(element.get("accessibility_label", "")) > 75:
            yield "button text"
        if not 0 < len(element["value"]) <= 2000:
            yield "button value"


def _context_actions(block: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(block["elements"]) <= 5:
        yield f"{len(block['elements'])} context actions"
    for element in block["elements"]:
        if element["type"] not in {"feedback_buttons", "icon_button"}:
            yield f"{element['type']} among context actions"
        for half in (element["positive_button"], element["negative_button"]):
            if not 0 < len(half["text"]["text"]) <= 75 or len(half.get("accessibility_label", "")) > 75:
                yield "feedback button's text"
            if not 0 < len(half["value"]) <= 2000:
                yield "feedback button's value"


def _input(block: dict[str, Any]) -> Iterator[str]:
    element = block["element"]
    if not 0 < len(block["label"]["text"]) <= 2000 or len(block.get("hint", {}).get("text", "")) > 2000:
        yield "label or hint"
    if element["type"] == "plain_text_input":
        if not 1 <= element["max_length"] <= 3000:
            yield "max_length"
        if len(element.get("initial_value", "")) > element["max_length"]:
            yield "initial_value"
    else:
        yield from _list(element)


def _list(element: dict[str, Any]) -> Iterator[str]:
    options = element["options"]
    if not 0 < len(options) <= 100:
        yield "options"
    if any(not 0 < len(o["text"]["text"]) <= 75 or len(o["value"]) > 150 for o in options):
        yield "option"
    if len(element.get("placeholder", {}).get("text", "")) > 150:
        yield "placeholder"


def _table(block: dict[str, Any]) -> Iterator[str]:
    cells = [cell["text"] for row in block["rows"] for cell in row]
    if not 0 < len(block["rows"]) <= 100 or any(not 0 < len(row) <= 20 for row in block["rows"]):
        yield "table"
    if not all(cells) or sum(map(len, cells)) > 10_000:
        yield "cells"


def _markdown(block: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(block["text"]) <= 12_000:
        yield "markdown"


_CHECKS = {
    "rich_text": _rich, "actions": _actions, "context_actions": _context_actions, "input": _input,
    "markdown": _markdown, "table": _table,
}  # fmt: skip
