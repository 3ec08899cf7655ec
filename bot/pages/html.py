"""A page as HTML, with everything in it: nothing is loaded from elsewhere, and nothing in it runs."""

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.core.text.words import visible
from bot.pages.document import Document

if TYPE_CHECKING:
    from jinja2 import Template

_URL = re.compile(r"https?://\S++")
_ENDS_SENTENCES = ".,;:)"
"""What stands right behind an address belongs to the sentence around it."""


def html(page: Document) -> str:
    """One page of HTML without anything around it: to be put on a web server, or sent, as it is."""
    return visible(_template().render(page=page))


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["linked"] = linked
    return made.from_string((files("bot.pages") / "page.html").read_text("utf-8"))


def linked(text: str) -> list[tuple[str, bool]]:
    """Stretches of text, each with whether it is an address to follow."""
    parts, end = [], 0
    for found in _URL.finditer(text):
        address = found[0].rstrip(_ENDS_SENTENCES)
        if address.endswith("//"):
            continue
        parts += [(text[end : found.start()], False), (address, True)]
        end = found.start() + len(address)
    return [(part, followed) for part, followed in (*parts, (text[end:], False)) if part]
