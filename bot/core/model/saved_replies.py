"""Saved replies: words of the firm's that staff send by name, with fields that are filled in from the ticket."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedReply:
    """One of them in one language; an article is one, too: its beginning and its link."""

    name: str
    lang: str
    title: str
    text: str
    """With fields such as ``{client}``."""
