"""Pieces of what staff read, put together."""

from collections.abc import Iterable

from bot.core.rules.change import SHORT_CHARS
from bot.core.text.surface import Arg, Msg, desk_


def joined(parts: Iterable[Arg]) -> tuple[Msg, ...]:
    """Parts in one line, the empty ones left out; no line when all are."""
    there = tuple(part for part in parts if part != "")
    names = [f"part{at}" for at in range(len(there))]
    line = " · ".join(f"{{{name}}}" for name in names)
    return (desk_(line, **dict(zip(names, there, strict=True))),) if there else ()


def short(text: str) -> str:
    """So much of somebody's words as fits a notice or a card."""
    return text if len(text) <= SHORT_CHARS else text[: SHORT_CHARS - 1] + "…"
