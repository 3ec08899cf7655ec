"""What the rules need of a database: one module a subject, and the unit of work that has them all."""

from bot.ports.store.accounts import CodeRow
from bot.ports.store.conversations import Conversation, Heard
from bot.ports.store.deferred import Later
from bot.ports.store.unit_of_work import Store, Unit

__all__ = ["CodeRow", "Conversation", "Heard", "Later", "Store", "Unit"]
