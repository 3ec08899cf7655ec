"""What a platform may know of a choice by its token, which is the desk's to read."""

from bot.core.text import tokens


def is_permanent(token: str) -> bool:
    """Whether a choice is good at any time: staff's own, and those that name their ticket."""
    known = tokens.read(token)
    return token == tokens.ASK or tokens.command(token) is not None or bool(known and known.action.startswith("@"))


def kind(token: str) -> str:
    """What a choice does, without what it does it to: "day" of ``day.2026-12-16``, "show" of ``!show 12``."""
    known = tokens.read(token)
    action = known.action if known else tokens.command(token) or token
    return action.split(".")[0].split(" ")[0]
