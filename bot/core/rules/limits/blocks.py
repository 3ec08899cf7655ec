"""Blocking a client for a while: how long it lasts, and what becomes of it where two accounts meet."""

from datetime import datetime

from bot.core.model.people import Account, Block

REFUSED = "refused: blocked"
"""How the audit calls each time that somebody blocked was refused; beside it stands the account."""


def blocked(account: Account | None, at: datetime) -> Block | None:
    """The block of a client under which words that were written ``at`` a moment aren't taken."""
    block = account.block if account else None
    return block if block is not None and at < block.until else None


def longer(one: Block | None, other: Block | None) -> Block | None:
    """The block of an account made of two: either's, and of both the one that ends later."""
    if one is None or other is None:
        return one or other
    return one if one.until >= other.until else other
