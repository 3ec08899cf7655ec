"""What was drawn, as discord.py's own objects. Nothing is decided here.

Views are stopped before they are sent: discord.py then keeps none of them, and a click finds its way by
what stands in the button (``surfaces``), after a restart as before it.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import discord
from discord import ui

from adapters.discord.drawing.choices import Button, Row, Select
from adapters.discord.drawing.modal import Input, Modal
from adapters.discord.drawing.render import Message
from adapters.discord.limits import CONTENT_CHARS_MAX, cut

NOBODY = discord.AllowedMentions.none()
"""Nothing that we send calls anybody, but staff: their roles where the desk's policy says so, and one by name."""


def sendable(message: Message, roles: Sequence[int] = (), users: Sequence[int] = ()) -> dict[str, Any]:
    """A message as ``send`` takes it; ``roles`` and ``users`` are notified."""
    called = " ".join((*(f"<@&{role}>" for role in roles), *(f"<@{user}>" for user in users)))
    return {
        "content": cut(f"{called}\n{message.content}", CONTENT_CHARS_MAX) if called else message.content,
        "embeds": embeds(message),
        "allowed_mentions": discord.AllowedMentions(
            everyone=False, users=list(map(discord.Object, users)) or False, roles=list(map(discord.Object, roles))
        )
        if called
        else NOBODY,
        **({"view": view(message.rows)} if message.rows else {}),
        **({"files": files(message)} if message.files else {}),
    }


def editable(message: Message) -> dict[str, Any]:
    """A message as ``edit`` takes it; its files stay as they are."""
    return {
        "content": message.content,
        "embeds": embeds(message),
        "allowed_mentions": NOBODY,
        "view": view(message.rows) if message.rows else None,
    }


def embeds(message: Message) -> list[discord.Embed]:
    """The embeds."""
    return [discord.Embed.from_dict(each) for each in message.embeds]


def files(message: Message) -> list[discord.File]:
    """The files, to be read once."""
    return [discord.File(BytesIO(file.data), filename=file.name) for file in message.files]


def view(rows: Sequence[Row]) -> ui.View:
    """What can be chosen."""
    made = ui.View(timeout=None)
    for number, row in enumerate(rows):
        for each in row:
            made.add_item(_select(each, number) if isinstance(each, Select) else _button(each, number))
    made.stop()
    return made


def _button(button: Button, row: int) -> ui.Button[ui.View]:
    style = discord.ButtonStyle.primary if button.primary else discord.ButtonStyle.secondary
    return ui.Button(style=style, label=button.label, custom_id=button.custom_id, row=row)


def _select(select: Select, row: int) -> ui.Select[ui.View]:
    options = [discord.SelectOption(label=option.label, value=option.value) for option in select.options]
    return ui.Select(custom_id=select.custom_id, placeholder=select.placeholder, options=options, row=row)


def modal(modal: Modal) -> ui.Modal:
    """A form on top of everything else."""
    made = ui.Modal(title=modal.title, custom_id=modal.custom_id, timeout=None)
    for each in _labelled(modal.inputs):
        made.add_item(each)
    made.stop()
    return made


def _labelled(inputs: Sequence[Input]) -> Iterator[ui.Label[ui.Modal]]:
    for each in inputs:
        component = _choice(each) if each.options else _text(each)
        yield ui.Label(text=each.label, description=each.hint or None, component=component)


def _text(asked: Input) -> ui.TextInput[ui.Modal]:
    style = discord.TextStyle.paragraph if asked.long else discord.TextStyle.short
    return ui.TextInput(
        custom_id=asked.name,
        style=style,
        default=asked.value or None,
        required=asked.required,
        max_length=asked.chars_max,
    )


def _choice(asked: Input) -> ui.Select[ui.Modal]:
    options = [
        discord.SelectOption(label=option.label, value=option.value, default=option.value == asked.value)
        for option in asked.options
    ]
    return ui.Select(custom_id=asked.name, options=options, required=asked.required)
