"""The whole unit: every subject's statements behind ``bot.ports.Unit``."""

from bot.store.desk import DeskUnit
from bot.store.outbox import OutboxUnit
from bot.store.people import PeopleUnit
from bot.store.promises import DueUnit
from bot.store.record import RecordUnit
from bot.store.talks import TalkUnit
from bot.store.tickets import TicketUnit


class SqlUnit(TalkUnit, PeopleUnit, TicketUnit, RecordUnit, DueUnit, OutboxUnit, DeskUnit):
    """One transaction on one desk; see ``bot.ports.Unit``."""
