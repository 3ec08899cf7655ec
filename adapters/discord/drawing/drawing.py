"""Which way replies are drawn, as the settings say: of components, or of words and embeds."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.discord.drawing import layouts, render
from adapters.discord.drawing.layouts import Layout
from adapters.discord.drawing.render import Message
from bot.core.text.surface import LocalizedReply


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a reply becomes messages, and how it becomes one alone."""

    messages: Callable[[LocalizedReply], tuple[Message | Layout, ...]]
    one: Callable[[LocalizedReply], Message | Layout]


COMPONENTS = Drawing(layouts.messages, layouts.one)
EMBEDS = Drawing(render.messages, render.one)


def without_stale_choices(message: Message | Layout) -> Message | Layout:
    """A message whose time is over: without what can't be chosen any more."""
    if isinstance(message, Layout):
        return layouts.without_stale_choices(message)
    return render.without_stale_choices(message)
