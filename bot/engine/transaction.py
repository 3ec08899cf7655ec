"""What one transaction works with: its unit of work, the desk's rules and senses, and the moment."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.slots import Slot
from bot.core.policy import Pings
from bot.core.rules.promise_times import Times
from bot.core.rules.staff.pings import NOTHING, in_force
from bot.engine.context import Context
from bot.i18n import Reader
from bot.ports import Conversation, UnitOfWork


@dataclass(slots=True)
class Transaction:
    """All that happens in it happens at once, or not at all."""

    unit: UnitOfWork
    context: Context
    now: datetime

    @property
    def calendar(self) -> Calendar:
        """The business calendar around now, with the days that staff closed."""
        return self.context.calendar(self.unit, self.now)

    @property
    def zone(self) -> str:
        """The desk's time zone."""
        return self.context.policy.firm.zone

    @property
    def times(self) -> Times:
        """Estimate, grace and promise of a ticket filed now."""
        return self.context.times(self.unit, self.now)

    @property
    def pings(self) -> Pings:
        """Of what the staff's role or group is pinged now."""
        chosen = self.context.policy.pings
        return in_force(chosen, self.calendar, self.now) if chosen != NOTHING else chosen

    def free_slots(self, without: int = 0) -> tuple[Slot, ...]:
        """The slots that can be asked for now; ``without`` counts one ticket's own appointment as free."""
        return self.context.free_slots(self.unit, self.now, without=without)

    def reader(self, conversation: Conversation | None) -> Reader:
        """Who reads in a conversation; without one, staff."""
        return self.context.reader(conversation, self.now)
