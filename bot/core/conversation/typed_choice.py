"""Understand a choice that was typed: its number in the list, or its label."""

from collections.abc import Sequence
from functools import lru_cache

from bot.core.text.surface import LocalizedChoice
from bot.core.text.words import plain

LABEL_CHARS_MAX = 160
"""Longer text is no label of ours."""


@lru_cache(maxsize=1024)
def _said(label: str) -> tuple[str, str]:
    """A label's words, and what it says before it explains: "High" of "High: I can't work"."""
    return plain(label), plain(label.partition(":")[0])


def chosen_by_words(text: str, offers: Sequence[LocalizedChoice]) -> LocalizedChoice | None:
    """The offer meant by "2", "2." or its label's words; ``None`` when it's something else."""
    if not offers or len(text) > LABEL_CHARS_MAX:
        return None
    typed = text.strip().rstrip(".)")
    if typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= len(offers):
        return offers[int(typed) - 1]
    words = plain(text)
    if not words:
        return None
    named = next((offer for offer in offers if _said(offer.label)[0] == words), None)
    return named or next((offer for offer in offers if _said(offer.label)[1] == words), None)
