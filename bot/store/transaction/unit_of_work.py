"""The whole unit: every subject's statements behind ``bot.ports.UnitOfWork``."""

from bot.core.model.tickets import Ticket
from bot.store.transaction.clients.accounts import PeopleUnit
from bot.store.transaction.clients.conversations import TalkUnit
from bot.store.transaction.clients.held_words import HeldWordsUnit
from bot.store.transaction.desk import DeskUnit
from bot.store.transaction.outbox import OutboxUnit
from bot.store.transaction.pruning import PruningUnit
from bot.store.transaction.sealing import SealUnit
from bot.store.transaction.tickets.appointments import CallUnit
from bot.store.transaction.tickets.billing import BillingUnit
from bot.store.transaction.tickets.finding import FindUnit
from bot.store.transaction.tickets.held_replies import HeldRepliesUnit
from bot.store.transaction.tickets.help_history import HelpUnit
from bot.store.transaction.tickets.incidents import IncidentUnit
from bot.store.transaction.tickets.promise_report import LedgerUnit
from bot.store.transaction.tickets.promises import DueUnit
from bot.store.transaction.tickets.record import RecordUnit
from bot.store.transaction.tickets.tickets import TicketUnit


class SqlUnit(
    TalkUnit,
    PeopleUnit,
    HeldWordsUnit,
    TicketUnit,
    RecordUnit,
    FindUnit,
    DueUnit,
    HeldRepliesUnit,
    IncidentUnit,
    CallUnit,
    BillingUnit,
    OutboxUnit,
    PruningUnit,
    DeskUnit,
    LedgerUnit,
    HelpUnit,
    SealUnit,
):
    """One transaction on one desk; see ``bot.ports.UnitOfWork``."""

    def ticket(self, number: int, *, for_change: bool = False) -> Ticket | None:
        """A ticket by number. What a change of it will ask comes with the answer, read after the lock."""
        if for_change:
            self.ask_turn(number)
        asked = self.ask_ticket(number, for_change=for_change)
        if for_change:
            self.ask_head(number)
            self.ask_desk()
        return asked()
