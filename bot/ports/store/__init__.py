"""What the rules need of a database: one module a subject, and the unit of work that has them all."""

from bot.ports.store.accounts import CodeRow
from bot.ports.store.conversations import Conversation, HeldWords, InboxEntry
from bot.ports.store.deferred import Deferred
from bot.ports.store.tickets import SolvedTicket
from bot.ports.store.unit_of_work import Store, UnitOfWork

__all__ = ["CodeRow", "Conversation", "Deferred", "HeldWords", "InboxEntry", "SolvedTicket", "Store", "UnitOfWork"]
