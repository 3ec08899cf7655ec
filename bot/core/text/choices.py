"""What a platform may know of a choice by its token, which is the desk's to read."""

from dataclasses import replace

from bot.core.text import tokens
from bot.core.text.surface import LocalizedBlock, LocalizedCard, LocalizedReply, Para


def is_permanent(token: str) -> bool:
    """Whether a choice is good at any time: staff's own, and those that name their ticket."""
    known = tokens.read(token)
    return token == tokens.ASK or tokens.command(token) is not None or bool(known and known.action.startswith("@"))


def without_stale(shown: LocalizedReply) -> LocalizedReply:
    """A reply whose time is over: without what can't be chosen any more, and without words about choosing."""
    offers = tuple(offer for offer in shown.offers if is_permanent(offer.token))
    kept = tuple(_rested(block) for block in shown.blocks)
    if (offers, kept, shown.form) == (shown.offers, shown.blocks, None):
        return shown
    words = tuple(block for block in kept if not (isinstance(block, Para) and block.passing))
    return replace(shown, blocks=words, offers=offers, form=None)


def _rested(block: LocalizedBlock) -> LocalizedBlock:
    if isinstance(block, LocalizedCard) and block.offer and not is_permanent(block.offer.token):
        return replace(block, offer=None)
    return block


def kind(token: str) -> str:
    """What a choice does, without what it does it to: "day" of ``day.2026-12-16``, "show" of ``!show 12``."""
    known = tokens.read(token)
    action = known.action if known else tokens.command(token) or token
    return action.split(".")[0].split(" ")[0]
