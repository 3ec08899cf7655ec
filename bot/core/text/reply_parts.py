"""A part of a reply, before it is put together with the others; and a page made of sections."""

from dataclasses import dataclass

from bot.core.text.surface import Block, Choice, Msg


@dataclass(frozen=True, slots=True)
class Part:
    """Words, and what can be chosen because of them."""

    blocks: tuple[Block, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page; ``name`` is its anchor, the same in every language."""

    name: str
    title: Msg
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page, from top to bottom."""

    title: Msg
    lead: Msg
    sections: tuple[Section, ...]
    foot: tuple[Msg, ...]
