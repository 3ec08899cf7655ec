"""Understand a choice that was typed: its number in the list, or its label."""

from collections.abc import Sequence

from bot.core.surface import Offer
from bot.core.words import plain

LABEL_CHARS_MAX = 160
"""Longer text is no label of ours."""


def chosen_by_words(text: str, offers: Sequence[Offer]) -> Offer | None:
    """The offer meant by "2", "2." or its label's words; ``None`` when it's something else."""
    if not offers or len(text) > LABEL_CHARS_MAX:
        return None
    typed = text.strip().rstrip(".)")
    if typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= len(offers):
        return offers[int(typed) - 1]
    words = plain(text)
    if not words:
        return None
    named = next((offer for offer in offers if plain(offer.label) == words), None)
    return named or next((offer for offer in offers if _short(offer.label) == words), None)


def _short(label: str) -> str:
    """What a label says before it explains: "High" of "High: I can't work"."""
    return plain(label.partition(":")[0])
