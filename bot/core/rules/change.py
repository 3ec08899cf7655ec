"""One change to a ticket, decided by a rule of the desk and carried out by the engine."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.model.appointment import Booking
from bot.core.model.people import Address
from bot.core.model.record import Author, Entry
from bot.core.model.tickets import Rule, Ticket
from bot.core.text.surface import Choice, Msg

CLIENT = "client"
DESK = "desk"
PARTICIPANT = "participant"
"""Who a queue move is by, beside staff names: the client, somebody who takes part, or a rule by itself."""


def is_reserved(name: str) -> bool:
    """Whether a name stands for somebody else in records: no staff member may have it."""
    return name.casefold() in {CLIENT, DESK}


class NotificationKind(StrEnum):
    """What the other side is told about; :mod:`bot.core.client_view.notifications` words each."""

    FILED = "filed"
    FILE_LOST = "file lost"
    REPLY = "reply"
    ASK = "ask"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    MERGED = "merged"
    MOVED = "moved"
    CLAIMED = "claimed"
    ASSIGNED = "assigned"
    NOTE = "note"
    NOT_SENT = "not sent"
    MENTIONED = "mentioned"
    CLIENT_WROTE = "client wrote"
    PARTICIPANT_WROTE = "participant wrote"
    CLIENT_SOLVED = "client solved"
    CLIENT_CANCELLED = "client cancelled"
    CLIENT_REOPENED = "client reopened"
    CLIENT_BUMPED = "client bumped"
    CLIENT_WAITS = "client waits"
    CLIENT_WANTS_PHONE = "client wants phone"
    CLIENT_RATED = "client rated"
    PROMISE_WARNING = "promise warning"
    CLAIM_WARNING = "claim warning"
    CLAIM_EXPIRED = "claim expired"
    CALL_REQUESTED = "call requested"
    CALL_ACCEPTED = "call accepted"
    CLIENT_CALLED_OFF = "client called off"
    CALL_CONFIRMED = "call confirmed"
    CALL_MOVED = "call moved"
    CALL_EXCEPTION = "call exception"
    CALL_DECLINED = "call declined"
    CALL_CANCELLED = "call cancelled"
    CALL_ENDED = "call ended"
    CALL_WITHDRAWN = "call withdrawn"
    CALL_UNDECIDED = "call undecided"
    CALL_OFFER_OVER = "call offer over"
    CALL_KEPT = "call kept"
    CALL_STAYS = "call stays"
    CALL_REMINDER = "call reminder"
    CALL_OUTCOME = "call outcome"
    BILLING_NOTICE = "billing notice"
    BILLING_DECIDED = "billing decided"
    CARD_NOTED = "card noted"
    SILENCE_ASKED = "silence asked"
    SILENCE_CLOSED = "silence closed"
    RESTS = "rests"
    REST_OVER = "rest over"
    FILED_FOR = "filed for"
    INCIDENT = "incident"
    INCIDENT_NEWS = "incident news"
    INCIDENT_OVER = "incident over"


SHORT_CHARS = 300
"""So much of a client's words is shown on a staff notice; the whole lies in the record."""

STANDING = frozenset(
    {
        *(
            NotificationKind.CALL_REQUESTED,
            NotificationKind.CALL_ACCEPTED,
            NotificationKind.CLIENT_CALLED_OFF,
            NotificationKind.CALL_UNDECIDED,
        ),
        *(NotificationKind.CALL_OFFER_OVER, NotificationKind.CALL_KEPT, NotificationKind.CALL_STAYS),
        *(NotificationKind.CALL_OUTCOME, NotificationKind.BILLING_DECIDED),
    }
)
"""News that later news of another kind doesn't make old."""


@dataclass(frozen=True, slots=True)
class Notification:
    """Something one side is told: what, whose words or deed, and by whom."""

    kind: NotificationKind
    text: str = ""
    by: str = ""
    percent: int = 0
    number: int = 0
    what: str = ""
    """In a word or two: for staff, what was decided or who is mentioned; of a resolved ticket, what is over with it; of
    an incident, its latest news."""
    edited: bool = False
    """The words were changed since they were sent first."""
    at: datetime | None = None
    """The moment that it is about: when a rest ends, or a silent ticket is closed."""


@dataclass(frozen=True, slots=True)
class BotEntry:
    """An entry for both sides that the bot words: recorded in the client's language, as shown."""

    text: Msg
    author: Author
    at: datetime
    by: str = ""
    """The number of the participant whom it is about; empty for everybody else."""


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket before and after one act, and everything that follows from it."""

    before: Ticket
    after: Ticket
    by: str
    """A staff name, ``client`` or ``desk``."""
    rule: Rule | None = None
    """Set when its place in line changes: becomes a line of ``why``."""
    reason: str = ""
    entries: tuple[Entry | BotEntry, ...] = ()
    to_client: Notification | None = None
    to_owner: Notification | None = None
    """To the ticket's owner, or to every staff room while nobody owns it."""
    booking: Booking | None = None
    """What becomes of the phone appointment."""
    responded: bool = False
    """A response in the sense of the promises: a reply or a request for information."""
    on_board: Address | None = None
    """The board on which what staff wrote stands in the ticket's thread already."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused act: why, and what could be done instead."""

    why: Msg
    choices: tuple[Choice, ...] = ()
