"""What stands on Discord, in the shapes that we draw: so that one set of rules and one pair of eyes does for both."""

from collections.abc import Mapping
from typing import Any

import discord

from adapters.discord.drawing.choices import Button, Option, Row, Select
from adapters.discord.drawing.modal import Input, Modal
from adapters.discord.drawing.render import Message
from bot.core.text.surface import File


def drawn(message: discord.Message) -> Message:
    """A message that was posted."""
    embeds = tuple(
        {name: value for name, value in embed.to_dict().items() if name in {"title", "description", "url"}}
        for embed in message.embeds
    )
    rows = tuple(map(_row, message.components))
    files = tuple(File(file.filename, file.content_type or "", "") for file in message.attachments)
    return Message(message.content, embeds, rows, files)


def _row(row: Any) -> Row:
    return tuple(map(_item, row.children))  # type: ignore[arg-type]


def _item(item: Any) -> Button | Select:
    if isinstance(item, discord.Button):
        return Button(item.label or "", item.custom_id or "", item.style is discord.ButtonStyle.primary)
    options = tuple(Option(option.label, option.value) for option in item.options)
    return Select(item.custom_id, item.placeholder or "", options)


def form_of(payload: Mapping[str, Any]) -> Modal:
    """A modal that was opened."""
    return Modal(payload["title"], payload["custom_id"], tuple(map(_input, payload["components"])))


def _input(label: Mapping[str, Any]) -> Input:
    asked = label["component"]
    options = tuple(Option(each["label"], each["value"]) for each in asked.get("options") or ())
    chosen = next((each["value"] for each in asked.get("options") or () if each.get("default")), "")
    return Input(
        asked["custom_id"],
        label["label"],
        label.get("description") or "",
        chosen if options else asked.get("value") or "",
        bool(asked.get("required", True)),
        asked.get("style") == 2,
        int(asked.get("max_length") or 4000),
        options,
    )
