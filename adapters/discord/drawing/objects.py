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
from adapters.discord.drawing.layouts import CALLED_CHARS_MAX, Layout, Section
from adapters.discord.drawing.modal import Input, Modal
from adapters.discord.drawing.render import Message
from adapters.discord.limits import CONTENT_CHARS_MAX, cut
from bot.core.text.surface import Fetched, File

NOBODY = discord.AllowedMentions.none()
"""Nothing that we send calls anybody, but staff: their roles where the desk's policy says so, and one by name."""


def sendable(message: Message | Layout, roles: Sequence[int] = (), users: Sequence[int] = ()) -> dict[str, Any]:
    """A message as ``send`` takes it; ``roles`` and ``users`` are notified."""
    called = " ".join((*(f"<@&{role}>" for role in roles), *(f"<@{user}>" for user in users)))
    said: dict[str, Any] = {"allowed_mentions": _calling(roles, users) if called else NOBODY}
    if message.files:
        said["files"] = files(message)
    if isinstance(message, Layout):
        return {**said, "view": layout(message, called)}
    said["content"] = cut(f"{called}\n{message.content}", CONTENT_CHARS_MAX) if called else message.content
    return {**said, "embeds": embeds(message), **({"view": view(message.rows)} if message.rows else {})}


def _calling(roles: Sequence[int], users: Sequence[int]) -> discord.AllowedMentions:
    """Those and nobody else, whatever else stands in the message."""
    return discord.AllowedMentions(
        everyone=False, users=list(map(discord.Object, users)) or False, roles=list(map(discord.Object, roles)) or False
    )


def editable(message: Message | Layout) -> dict[str, Any]:
    """A message as ``edit`` takes it; its files stay. What was of words and embeds may become components."""
    if isinstance(message, Layout):
        return {"content": None, "embeds": [], "allowed_mentions": NOBODY, "view": layout(message)}
    return {
        "content": message.content,
        "embeds": embeds(message),
        "allowed_mentions": NOBODY,
        "view": view(message.rows) if message.rows else None,
    }


def embeds(message: Message) -> list[discord.Embed]:
    """The embeds."""
    return [discord.Embed.from_dict(each) for each in message.embeds]


def files(message: Message | Layout) -> list[discord.File]:
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


def layout(message: Layout, called: str = "") -> ui.LayoutView:
    """A message of components: whom it calls, then all that it shows in one container."""
    made = ui.LayoutView(timeout=None)
    if called:
        made.add_item(ui.TextDisplay(cut(called, CALLED_CHARS_MAX)))
    inside: list[ui.Item[Any]] = [_part(part) for part in message.parts]
    inside += [_file(file) for file in message.files]
    for row in message.choices:
        inside.append(ui.ActionRow(*(_select(e) if isinstance(e, Select) else _button(e) for e in row)))
        if row is not message.choices[-1] and any(isinstance(each, Button) and each.bill for each in row):
            inside.append(ui.Separator())
    made.add_item(ui.Container(*inside, accent_colour=message.accent))
    made.stop()
    return made


def _part(part: str | Section) -> ui.Item[Any]:
    if isinstance(part, str):
        return ui.TextDisplay(part)
    return ui.Section(ui.TextDisplay(part.words), accessory=_button(part.button))


def _file(file: File | Fetched) -> ui.Item[Any]:
    """A file that comes along is seen only where a component shows it."""
    address = f"attachment://{file.name}"
    if file.media.startswith("image/"):
        return ui.MediaGallery(discord.MediaGalleryItem(address))
    return ui.File(address)


STYLES = {"accept": discord.ButtonStyle.success, "refuse": discord.ButtonStyle.danger}
"""Of answers to billed help."""


def _button(button: Button, row: int | None = None) -> ui.Button[Any]:
    plain = discord.ButtonStyle.primary if button.primary else discord.ButtonStyle.secondary
    return ui.Button(style=STYLES.get(button.bill, plain), label=button.label, custom_id=button.custom_id, row=row)


def _select(select: Select, row: int | None = None) -> ui.Select[Any]:
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
