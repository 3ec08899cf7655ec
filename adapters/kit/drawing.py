"""Replies that take long to draw are drawn beside the event loop, on which everybody's messages come in."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.core.text.surface import LocalizedBlock, LocalizedCard, LocalizedDoc, LocalizedQuote, LocalizedReply, Para

CHARS_AT_ONCE_MAX = 2_000
"""Words up to so many characters are drawn in less than three milliseconds; an article may take 50 µs for a sign."""

T = TypeVar("T")


async def drawn(draw: Callable[[LocalizedReply], T], shown: LocalizedReply) -> T:
    """What a platform makes of a reply."""
    return await asyncio.to_thread(draw, shown) if _takes_long(shown) else draw(shown)


def _takes_long(shown: LocalizedReply) -> bool:
    articles = any(isinstance(block, LocalizedDoc) for block in shown.blocks)
    return articles or sum(map(_chars, shown.blocks)) > CHARS_AT_ONCE_MAX


def _chars(block: LocalizedBlock) -> int:
    match block:
        case Para(runs):
            return sum(len(run.text) for run in runs)
        case LocalizedQuote(text):
            return len(text)
        case LocalizedCard(title, extract):
            return len(title) + sum(len(piece.text) for piece in extract)
        case _:
            return 0
