"""What stands on Discord, in the shapes that we draw: so that one set of rules and one pair of eyes does for both."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from adapters.discord.drawing.choices import Button, Option, Row, Select
from adapters.discord.drawing.layouts import Layout, Section
from adapters.discord.drawing.modal import Input, Modal
from adapters.discord.drawing.render import Message
from bot.core.text.surface import Bill, File

BILLED: dict[discord.ButtonStyle, Bill] = {discord.ButtonStyle.success: "accept", discord.ButtonStyle.danger: "refuse"}


def drawn(message: discord.Message) -> Message | Layout:
    """A message that was posted."""
    if message.flags.components_v2:
        return _layout(message)
    embeds = tuple(
        {name: value for name, value in embed.to_dict().items() if name in {"title", "description", "url"}}
        for embed in message.embeds
    )
    rows = tuple(map(_row, message.components))
    files = tuple(File(file.filename, file.content_type or "", "") for file in message.attachments)
    return Message(message.content, embeds, rows, files)


def _layout(message: discord.Message) -> Layout:
    """One container, below those who are called."""
    *above, container = message.components
    assert isinstance(container, discord.Container)
    rows = tuple(_row(each) for each in container.children if isinstance(each, discord.ActionRow))
    colour = container.accent_colour.value if container.accent_colour else None
    parts = tuple(_parts((*above, *container.children)))
    files = tuple(File(file.filename, file.content_type or "", "") for file in message.attachments)
    return Layout(parts, rows, files, colour)


def _parts(components: Any) -> Iterator[str | Section]:
    for each in components:
        match each:
            case discord.TextDisplay():
                yield each.content
            case discord.SectionComponent():
                words = "\n".join(part.content for part in each.children if isinstance(part, discord.TextDisplay))
                assert isinstance(each.accessory, discord.Button)
                button = _item(each.accessory)
                assert isinstance(button, Button)
                yield Section(words, button)


def written(message: discord.Message) -> str:
    """All the Markdown of a message that was posted, whichever way it was drawn."""
    seen = drawn(message)
    if isinstance(seen, Message):
        return "\n".join((seen.content, *(e.get("description", "") for e in seen.embeds)))
    return "\n".join(part if isinstance(part, str) else part.words for part in seen.parts)


def _row(row: Any) -> Row:
    return tuple(map(_item, row.children))  # type: ignore[arg-type]


def _item(item: Any) -> Button | Select:
    if isinstance(item, discord.Button):
        primary = item.style is discord.ButtonStyle.primary
        return Button(item.label or "", item.custom_id or "", primary, BILLED.get(item.style, ""))
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
