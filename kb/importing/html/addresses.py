"""Addresses in a page: where they can't lead, and which show a film."""

import re

_VIDEOS = re.compile(
    r"(?:https?:)?//(?:www\.)?(?:youtube|youtube-nocookie|youtu|vimeo|player\.vimeo|loom|wistia|fast\.wistia)\.[a-z]+/",
    re.IGNORECASE,
)
_UNSAFE = re.compile(r"\s*(?:javascript|vbscript|data|file|blob|about)\s*:", re.IGNORECASE)


def unsafe(address: str) -> bool:
    """Does an address lead nowhere that a reader could go?"""
    return bool(_UNSAFE.match(address))


def shows_film(address: str) -> bool:
    """Is it one of a place where films are kept, which frames show?"""
    return bool(_VIDEOS.match(address))
