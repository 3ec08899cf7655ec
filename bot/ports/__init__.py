"""What the rules ask of the world: a store, a clock, a search, and platforms that deliver."""

from bot.ports.clock import Clock
from bot.ports.platform import Adapter
from bot.ports.search import Search
from bot.ports.store import CodeRow, Conversation, Deferred, HeldWords, InboxEntry, Store, UnitOfWork

__all__ = [
    "Adapter",
    "Clock",
    "CodeRow",
    "Conversation",
    "Deferred",
    "HeldWords",
    "InboxEntry",
    "Search",
    "Store",
    "UnitOfWork",
]
