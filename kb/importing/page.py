"""What every reader makes of its format: pages, and what is none."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

PRIVATE = re.compile("[\ue000-\ue002]")
"""Signs that stand for something while text is changed; none is in a page of others."""
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
"""More of them than one paragraph needs before the next."""
_ENDS_ADDRESS = re.compile(r"[\s()]")
TITLE_CHARS_MAX = 300
"""A longer title, or keyword, is none; the rest is left out."""
KEYWORDS_MAX = 50
"""More don't describe one article."""
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that no text has, and no file may."""
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a help centre, in our Markdown, with links and pictures as they were written there."""

    origin: str
    """What it is known by when it is imported again: its path, or its number in the export."""
    title: str
    """Empty when nothing names it."""
    markdown: str
    place: str = ""
    """Its path within the site, in which a language has no part: what links begin at; empty for records."""
    lang: str = ""
    section: tuple[str, ...] = ()
    """What it stands under, the widest first."""
    keywords: tuple[str, ...] = ()
    url: str = ""
    """Its address there; empty when it isn't known."""
    group: str = ""
    """What it shares with its translations, which have the same slug; empty for its place."""
    name: str = ""
    """What its slug is made of; empty for the path's last part, or the title."""
    known_as: tuple[str, ...] = ()
    """Further paths and addresses that lead to it."""
    file: str = ""
    """Where its pictures are looked for: its path below the folder; empty for records."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """What was left out, and how often."""
    updated: str = ""
    """A day, of an article in our own format."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file, or a record of one, that becomes no article."""

    file: str
    reason: str
    broken: bool = False
    """Should it have become one?"""
    kind: str = ""
    """What it is, when many of a kind are told in one line: "picture"."""


Found = Iterator[Page | Left]


def line(text: object) -> str:
    """A title or a word on one line, as long as one may be; empty for what is neither."""
    if not isinstance(text, str | int):
        return ""
    return " ".join(sound(str(text)[: 2 * TITLE_CHARS_MAX]).split())[:TITLE_CHARS_MAX]


def sound(text: str) -> str:
    """A text without control characters and halves of characters, which exports may name."""
    return _NO_TEXT.sub("", text)


def alike(text: str) -> str:
    """A title without what it may be written differently by."""
    return _NO_WORD.sub("", text.casefold())


def language(code: object) -> str:
    """A language's code as folders have it: "en", "pt-br"; empty for what is none."""
    if not isinstance(code, str) or not 2 <= len(code) <= 12:
        return ""
    first, *rest = code.strip().lower().replace("_", "-").split("-")
    if not (2 <= len(first) <= 3 and first.isascii() and first.isalpha()):
        return ""
    region = next((part for part in rest if len(part) in (2, 4) and part.isascii() and part.isalpha()), "")
    return f"{first}-{region}" if region else first


def in_brackets(address: str) -> str:
    """An address as a link holds it: in angle brackets where a sign in it would end it."""
    if not _ENDS_ADDRESS.search(address):
        return address
    return f"<{address.replace('<', '%3C').replace('>', '%3E')}>"
