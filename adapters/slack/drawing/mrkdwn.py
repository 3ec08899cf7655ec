"""Slack's own way of writing: what people typed as plain text, and plain text as what Slack shows."""

import re

_SEQUENCE = re.compile(r"<([^<>]{1,3100})>")
"""Control sequences: users, channels, commands and links. A link is 3,000 characters at most."""

_LABELLED = re.compile(r"<@([A-Z0-9]{1,21})\|[^<>|]{0,100}>")
"""A user with the name beside the id."""


def read(text: str, without_user: str = "", *, ids: bool = False) -> str:
    """The words of a message as typed: links as addresses, names as names; ``without_user`` isn't repeated.

    With ``ids``, a mention is the user's id and not the name: for a command that says who is meant.
    """
    if ids:
        text = _LABELLED.sub(r"<@\1>", text)
    plain = _SEQUENCE.sub(lambda found: _named(found[1], without_user), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _named(sequence: str, without_user: str) -> str:
    target, _bar, label = sequence.partition("|")
    match target[:1]:
        case "@":
            return "" if target[1:] == without_user else f"@{label or target[1:]}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
        case _:
            bare = target.removeprefix("mailto:").removeprefix("tel:")
            return bare if not label or label == target or bare.endswith(label) else f"{label} ({bare})"


def escape(text: str) -> str:
    """Text that shows as itself where Slack would read control sequences."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_CONTROL = re.compile(r"<(?=[@#!])")


def harmless(markdown: str) -> str:
    """The firm's Markdown, with nothing in it that calls people."""
    return _CONTROL.sub("&lt;", markdown)
