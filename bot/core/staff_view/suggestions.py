"""What may help with a ticket: the article that fits best, one tap from a reply, and solved tickets like it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from bot.core.model.knowledge import Hit
from bot.core.staff_view.cards import asking
from bot.core.staff_view.tickets import choice
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import Block, Card, Choices, Form, Quote, Reply, desk_

PASSAGE_CHARS_MAX = 600
"""Of an article's passage in a reply; the rest stands behind the link."""


class Alike(Protocol):
    """A solved ticket."""

    @property
    def number(self) -> int: ...
    @property
    def subject(self) -> str: ...


def below(reply: Reply, number: int, hit: Hit | None, url: str, alike: Sequence[Alike]) -> Reply:
    """A ticket, with what may help below it; as it is where nothing does."""
    if not isinstance(reply, Choices) or not (hit or alike):
        return reply
    blocks: list[Block] = []
    options = []
    if alike:
        named = ", ".join(f"#{other.number} “{other.subject}”" for other in alike)
        blocks.append(desk_("*Solved, and much like it:* {tickets}", tickets=named))
        options += [choice("Show #{number}", f"show {other.number}", other.number) for other in alike]
    if hit is not None:
        blocks += [desk_("*The article that fits best:*"), Card(hit.title, hit.extract, url)]
        options += [
            choice("Reply with the link", f"insert {number} link {hit.slug}"),
            choice("Reply with the passage", f"insert {number} passage {hit.slug}"),
        ]
    return Choices((*reply.blocks, *blocks), (*reply.options, *options))


def begun(usage: Usage, number: int, title: str, url: str) -> Form:
    """A reply that begins with an article's link, to be read over before it goes."""
    return _filled(asking(usage, number), f"{title}: {url}")


def with_passage(reply: Reply, hit: Hit) -> Reply:
    """Such a reply with the passage that answers, and the link behind it."""
    if not isinstance(reply, Form):
        return reply
    words = " ".join("".join(piece.text for piece in hit.extract).split())
    passage = words if len(words) <= PASSAGE_CHARS_MAX else words[: PASSAGE_CHARS_MAX - 1] + "…"
    return _filled(reply, f"{passage} ({reply.fields[0].value})")


def _filled(form: Form, text: str) -> Form:
    (field,) = form.fields
    return replace(form, blocks=(Quote(text),), fields=(replace(field, value=text),))
