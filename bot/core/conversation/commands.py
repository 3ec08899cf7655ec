"""What a conversation can ask for; each command's outcome comes back as an event."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.conversation.state import Agreed, Draft
from bot.core.model.people import Identity
from bot.core.model.record import Line
from bot.core.model.tickets import Rating
from bot.core.rules.billing import Terms
from bot.core.rules.permissions import Right


@dataclass(frozen=True, slots=True)
class FileTicket:
    """File the draft, with all that was typed before → TicketFiled."""

    draft: Draft
    lines: tuple[Line, ...]
    wants_phone: bool
    third_party: str
    agreed: Agreed | None = None
    articles: tuple[str, ...] = ()
    """What was shown before, as far as it tags the ticket."""


@dataclass(frozen=True, slots=True)
class AddWords:
    """Put words on the ticket's record; brings it back when it was with the client → Acted."""

    number: int
    lines: tuple[Line, ...]
    back: bool = True
    """Whether a ticket that was with the client comes back with them; not with a question or "one moment"."""


@dataclass(frozen=True, slots=True)
class Disown:
    """Words that were put onto the ticket are about something else, says the client: noted on it."""

    number: int


@dataclass(frozen=True, slots=True)
class Solve:
    """The client says that it is solved → Acted."""

    number: int


@dataclass(frozen=True, slots=True)
class Unsolve:
    """The client says that an answer didn't solve it → Acted."""

    number: int


@dataclass(frozen=True, slots=True)
class Rate:
    """The client says how our help was → Acted."""

    number: int
    rating: Rating


@dataclass(frozen=True, slots=True)
class Comment:
    """A few words of the client's on how our help was: the ticket stays as it is → Acted."""

    number: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """The client takes the ticket back → Acted."""

    number: int


@dataclass(frozen=True, slots=True)
class Bump:
    """The client confirmed the nudge → Acted."""

    number: int


@dataclass(frozen=True, slots=True)
class AskForNews:
    """A fair question after estimate and grace: staff are told → Acted."""

    number: int


@dataclass(frozen=True, slots=True)
class WantPhone:
    """Note on the ticket that the client would like a call → Acted."""

    number: int
    unfit: bool = False
    """None of the free times suits them: staff are told, even if a call was wished for before."""


@dataclass(frozen=True, slots=True)
class BookSlot:
    """Ask for the phone slot that begins then; moves an appointment there is → Acted."""

    number: int
    start: datetime


@dataclass(frozen=True, slots=True)
class TakeCall:
    """Take the time that staff offered for appointment ``n``, as it was then → Acted."""

    number: int
    n: int
    version: int


@dataclass(frozen=True, slots=True)
class KeepCall:
    """Keep the confirmed time of appointment ``n``, not the one suggested instead → Acted."""

    number: int
    n: int
    version: int


@dataclass(frozen=True, slots=True)
class CallOff:
    """Cancel the ticket's phone appointment → Acted."""

    number: int


@dataclass(frozen=True, slots=True)
class Agree:
    """The client's word on billed help: to these terms, or to the notice ``n`` that staff sent → Acted."""

    number: int
    accepted: bool
    terms: Terms | None = None
    software: str = ""
    """What the terms were shown about."""
    n: int = 0


@dataclass(frozen=True, slots=True)
class OwnService:
    """The client says that the ticket is about our own service after all → Acted."""

    number: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take back what was agreed to: no billed work from here on → Acted."""

    number: int


@dataclass(frozen=True, slots=True)
class IssueCode:
    """→ CodeIssued."""


@dataclass(frozen=True, slots=True)
class RedeemCode:
    """→ LinkAsked, Linked (when it was so already) or CodeRefused."""

    code: str


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The client said yes to what they were shown → Linked or CodeRefused."""

    row: int


@dataclass(frozen=True, slots=True)
class FindIdentities:
    """Which identities can be taken apart → IdentitiesFound."""


@dataclass(frozen=True, slots=True)
class Part:
    """Give an identity an account of its own again → Parted."""

    identity: Identity


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Speak this language from now on. ``chosen`` by the client, or guessed from their words."""

    lang: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SetZone:
    """Find the zone meant by the client's words → ZoneChosen."""

    text: str


@dataclass(frozen=True, slots=True)
class SetNumber:
    """Keep the phone number, in international form, with the client's account; without an account nothing is kept."""

    phone: str


@dataclass(frozen=True, slots=True)
class NoteFeedback:
    """What became of a question: counted for deflection and for gaps in the articles.

    What is noted later of the same question, known by when it was asked, takes the place of what was noted before.
    """

    question: str
    slugs: tuple[str, ...]
    slug: str
    outcome: str
    asked_at: datetime | None = None
    """``None``: nothing was searched for; it isn't counted as a question."""


@dataclass(frozen=True, slots=True)
class NoteIncident:
    """The client reads of an incident: they are told of its news and its end."""

    incident: int


@dataclass(frozen=True, slots=True)
class TellFull:
    """Tell staff that the client has as many open tickets as there may be, and wants to file another."""


Command = (
    FileTicket
    | AddWords
    | Disown
    | Solve
    | Unsolve
    | Rate
    | Comment
    | Cancel
    | Bump
    | AskForNews
    | WantPhone
    | BookSlot
    | TakeCall
    | KeepCall
    | CallOff
    | Agree
    | OwnService
    | Withdraw
    | IssueCode
    | RedeemCode
    | LinkUp
    | FindIdentities
    | Part
    | SetLanguage
    | SetZone
    | SetNumber
    | NoteFeedback
    | NoteIncident
    | TellFull
)


def needed(command: Command) -> Right:
    """What a command on a ticket takes: whatever isn't known to be harmless is the client's to decide."""
    return Right.ADD if isinstance(command, AddWords | Disown) else Right.DECIDE
