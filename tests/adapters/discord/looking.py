"""What a person sees of a message: Discord's Markdown read as its apps do, as plain text."""

import re
from datetime import UTC, datetime

from adapters.discord.drawing.choices import Button, Row
from adapters.discord.drawing.layouts import Layout, Section
from adapters.discord.drawing.markdown import GAP
from adapters.discord.drawing.modal import Modal
from adapters.discord.drawing.render import Message

_DRAWN = re.compile(
    r"```(?:[\w+#.-]*\n)?(?P<block>.*?)\n?```|`(?P<code>[^`\n]+)`|\\(?P<sign>[^0-9A-Za-z\s])"
    r"|\[(?P<words>(?:\\.|[^\[\]\\])+)\]\(<[^<>\s]+>\)|<(?P<link>https?://[^\s<>]+)>|(?P<style>\*\*|\*|__|~~|\|\|)",
    re.DOTALL,
)
_MOMENT = re.compile(r"<t:(\d{10}):F>")
_LINE_STARTS = re.compile(r"^(?:-# |#{1,3} )", re.MULTILINE)


def seen(markdown: str) -> str:
    """Markdown as it is read: signs for themselves, links as addresses, styles gone."""
    moments = _MOMENT.sub(lambda at: f"{datetime.fromtimestamp(int(at[1]), UTC):%a %d %b %Y %H:%M} UTC", markdown)
    return _DRAWN.sub(_read, _LINE_STARTS.sub("", moments)).replace(GAP, "").replace("\u00a0", " ")


def _read(found: re.Match[str]) -> str:
    if found.lastgroup == "words":
        return seen(found["words"])
    return "" if found.lastgroup == "style" else found[found.lastgroup or 0]


def words(message: Message | Layout) -> str:
    """All that a message shows, in its order."""
    if isinstance(message, Layout):
        return _laid_out(message)
    lines = [seen(message.content)] if message.content else []
    for embed in message.embeds:
        link = f" <{embed['url']}>" if "url" in embed else ""
        lines += [f"* {seen(embed['title'])}{link}"] if "title" in embed else []
        lines += [seen(embed["description"])] if "description" in embed else []
    lines += [line for row in message.rows for line in row_words(row)]
    return "\n".join((*lines, *(f"▤ {file.name}" for file in message.files)))


def _laid_out(message: Layout) -> str:
    lines: list[str] = []
    for part in message.parts:
        lines.append(seen(part.words if isinstance(part, Section) else part))
        lines += row_words((part.button,)) if isinstance(part, Section) else []
    lines += [f"▤ {file.name}" for file in message.files]
    return "\n".join((*lines, *(line for row in message.choices for line in row_words(row))))


def row_words(row: Row) -> list[str]:
    """A row: buttons as [label], a list by what stands on it and (label) for what is in it."""
    lines: list[str] = []
    for each in row:
        if isinstance(each, Button):
            lines.append(f"[{each.label}]")
        else:
            lines += [f"{each.placeholder} ▾", *(f"({option.label})" for option in each.options)]
    return [line.replace("\u00a0", " ") for line in lines]


def form_words(modal: Modal) -> str:
    """All that a modal shows."""
    lines = [f"▢ {modal.title}"]
    for each in modal.inputs:
        lines.append(f"{each.label}{' *' if each.required else ''}: {each.value}")
        lines += [f"  {each.hint}"] if each.hint else []
        lines += [f"  ({option.label})" for option in each.options]
    return "\n".join(lines)
