"""What a talk may know about the world, as plain data, read fresh for every turn."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.calendar.business_hours import Calendar
from bot.core.calendar.slots import Slot
from bot.core.conversation.understood import Understood
from bot.core.model.appointment import Appointment
from bot.core.model.incidents import Incident
from bot.core.model.knowledge import Article, SearchResult
from bot.core.model.people import Account, Identity, Origin
from bot.core.model.record import Line, TicketRecord
from bot.core.model.tickets import State, Ticket
from bot.core.policy import Policy
from bot.core.reports.learned_estimate import Learned
from bot.core.reports.statistics import Share
from bot.core.rules.billing import Agreement, Work
from bot.core.rules.linking import Link, Side
from bot.core.rules.permissions import Party
from bot.core.text.language_data import Languages


@dataclass(frozen=True, slots=True)
class TicketView:
    """One of the client's tickets as it stands now."""

    ticket: Ticket
    place: int | None = None
    """1 is next; ``None`` when it isn't in line."""
    end: int | None = None
    """The place a bump would leave it at; only loaded while a nudge is talked about."""
    call: Appointment | None = None
    """Its latest phone appointment."""
    agreed: tuple[Agreement, ...] = ()
    """Its billing notices and what became of them, oldest first."""
    works: tuple[Work, ...] = ()
    """Billed work on it, oldest first."""
    party: Party = Party.CLIENT
    """What the reader is to it."""
    part: int = 0
    """The reader's number on it as a participant; 0 for none."""

    incident: Incident | None = None
    """What it is part of, while that lasts."""

    @property
    def active_call(self) -> Appointment | None:
        """The appointment that holds its time."""
        return self.call if self.call is not None and self.call.active else None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything ``step`` and ``prompt`` may look at beside the talk."""

    now: datetime
    policy: Policy
    languages: Languages
    """What is understood of words."""
    account: Account | None = None
    called: str = ""
    """What the platform calls them, while no account says their name."""
    lang: str = "en"
    lang_source: str = ""
    """``platform``, ``guessed`` or ``chosen``; empty while unknown."""
    zone: str = ""
    """The client's zone; empty while nobody knows it, and then the desk's is meant."""
    tickets: tuple[TicketView, ...] = ()
    """The client's live tickets, the latest of those closed within the reopening window, and those talked about or
    named, which they may only take part in."""
    more_closed: bool = False
    """Whether more were closed within that window than ``tickets`` holds."""
    found: SearchResult = field(default_factory=SearchResult)
    article: Article | None = None
    """The article that the stage shows, when it shows one."""
    records: tuple[TicketRecord, ...] = ()
    """The records that notices show."""
    learned: Learned | None = None
    """What the desk learned of its own answers; ``None`` while there are too few."""
    share: Share | None = None
    """Tickets answered within the policy's hours; ``None`` while there are too few."""
    identity: Identity | None = None
    """Whoever writes."""
    link: Link | None = None
    """What a code would link to what; only loaded while that is asked, and ``None`` once it is no longer good."""
    leaving: Side | None = None
    """The identity that is about to leave the account, with the tickets that go with it; loaded like that, too."""
    calendar: Calendar | None = None
    """The business calendar; only loaded where opening hours are told."""
    slots: tuple[Slot, ...] = ()
    """The free phone slots, earliest first; only loaded while one is picked."""
    hours: tuple[Slot, ...] = ()
    """The same with those that are booked."""
    understood: Understood = field(default_factory=Understood)
    """What this turn's words say of a time and a phone number, where that may matter."""
    incident: Incident | None = None
    """The one that the client is told of; only loaded then."""
    public: bool = False
    """Others read along: nothing of this is told later to whoever asked."""
    origin: Origin | None = None
    """The event of this turn, and whose it is; ``None`` when nobody sent any."""

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Whose words this turn brings."""
        return (self.origin,) if self.origin else ()

    def line(self, text: str) -> Line:
        """Words of this turn, as a ticket will hold them."""
        return Line(text, self.now, self.origins)

    def seen(self, number: int) -> TicketView | None:
        """The client's ticket of that number, if it's theirs and recent."""
        return next((s for s in self.tickets if s.ticket.number == number), None)

    @property
    def live(self) -> tuple[TicketView, ...]:
        """The client's own tickets that are still somebody's business."""
        return tuple(s for s in self.tickets if s.ticket.live and s.party is Party.CLIENT)

    @property
    def asked(self) -> tuple[TicketView, ...]:
        """Tickets on which staff await the client's answer."""
        return tuple(s for s in self.live if s.ticket.state is State.ASKED)
