"""The whole unit: every subject's statements behind ``bot.ports.Unit``."""

from bot.core.model import Ticket
from bot.store.billing import BillingUnit
from bot.store.calls import CallUnit
from bot.store.desk import DeskUnit
from bot.store.ledger import LedgerUnit
from bot.store.outbox import OutboxUnit
from bot.store.people import PeopleUnit
from bot.store.promises import DueUnit
from bot.store.pruning import PruningUnit
from bot.store.record import RecordUnit
from bot.store.sealing import SealUnit
from bot.store.talks import TalkUnit
from bot.store.tickets import TicketUnit


class SqlUnit(
    TalkUnit,
    PeopleUnit,
    TicketUnit,
    RecordUnit,
    DueUnit,
    CallUnit,
    BillingUnit,
    OutboxUnit,
    PruningUnit,
    DeskUnit,
    LedgerUnit,
    SealUnit,
):
    """One transaction on one desk; see ``bot.ports.Unit``."""

    def ticket(self, number: int, *, for_change: bool = False) -> Ticket | None:
        """A ticket by number. What a change of it will ask comes with the answer, read after the lock."""
        if for_change:
            self.ask_turn(number)
        asked = self.ask_ticket(number, for_change=for_change)
        if for_change:
            self.ask_head(number)
            self.ask_desk()
        return asked()
