"""A talk's stored state: the stage it is in, what was typed so far, and what to say once.

Everything here is plain data that survives a restart; :mod:`bot.core.client_view.prompt` words it anew
from this state and fresh facts.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.core.calendar.spoken_times import SpokenTime
from bot.core.model.knowledge import Hit
from bot.core.model.people import Identity, Origin
from bot.core.model.record import Line
from bot.core.rules.billing import Terms
from bot.core.text.surface import LocalizedChoice

# ── Stages: where the talk stands on the ladder ────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing under way: whatever is typed next begins something."""

    kind: Literal["idle"] = "idle"


@dataclass(frozen=True, slots=True)
class Suggested:
    """Rung 1: articles were shown; ``opened`` are the slugs read without success."""

    hits: tuple[Hit, ...]
    opened: tuple[str, ...] = ()
    kind: Literal["suggested"] = "suggested"


@dataclass(frozen=True, slots=True)
class Reading:
    """One article is open: did it solve it?"""

    slug: str
    hits: tuple[Hit, ...]
    opened: tuple[str, ...] = ()
    kind: Literal["reading"] = "reading"


@dataclass(frozen=True, slots=True)
class NoArticleFound:
    """No article fits, or none that is left: say it another way, or open a ticket."""

    read_some: bool = False
    kind: Literal["nothing"] = "nothing"


@dataclass(frozen=True, slots=True)
class Solved:
    """An article answered it."""

    kind: Literal["solved"] = "solved"


@dataclass(frozen=True, slots=True)
class AssigningText:
    """Text came while tickets are open: does it belong to one of them? ``twin`` looks alike."""

    text: str
    numbers: tuple[int, ...]
    twin: bool = False
    lines: tuple[Line, ...] = ()
    """The same as it was typed; none in a talk that was stored before they were kept."""
    kind: Literal["joining"] = "joining"

    def typed(self, now: datetime) -> tuple[Line, ...]:
        """The text as lines for a ticket."""
        return self.lines or (Line(self.text, now),)


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket being written; ``done`` names the fields that were settled."""

    subject: str = ""
    service: str = ""
    symptoms: str = ""
    urgency: str = ""
    name: str = ""
    done: tuple[str, ...] = ()
    since: int = 0
    """The revision at which it was begun: a form that was opened since then is this one still."""
    origins: tuple[Origin, ...] = ()
    """The events with which fields were filled in at once: what no line holds came with them."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """Rung 2: the form. ``wrong`` is the field whose last answer was not taken, and why."""

    draft: Draft
    wrong: tuple[tuple[str, str], ...] = ()
    kind: Literal["drafting"] = "drafting"


@dataclass(frozen=True, slots=True)
class ConfirmingDuplicate:
    """The draft is complete, but looks like tickets the client has open already, or they have ``many`` open."""

    draft: Draft
    numbers: tuple[int, ...]
    many: bool = False
    kind: Literal["twins"] = "twins"


@dataclass(frozen=True, slots=True)
class Filed:
    """The ticket is in; shows its number, place and promises as they are now."""

    number: int
    kind: Literal["filed"] = "filed"


@dataclass(frozen=True, slots=True)
class ConfirmingBump:
    """The client asked for news early; a nudge would cost places."""

    number: int
    kind: Literal["nudging"] = "nudging"


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Really take the ticket back?"""

    number: int
    kind: Literal["cancelling"] = "cancelling"


@dataclass(frozen=True, slots=True)
class Adding:
    """What is to be added to the ticket?"""

    number: int
    kind: Literal["adding"] = "adding"


@dataclass(frozen=True, slots=True)
class Picking:
    """The client has several tickets: which one is meant? ``verb`` is done to the one picked."""

    verb: str
    numbers: tuple[int, ...]
    text: str = ""
    kind: Literal["picking"] = "picking"


@dataclass(frozen=True, slots=True)
class ClarifyingOwner:
    """A word that can mean our own service or somebody else's software: which is it?

    ``hits`` are the articles found for it; ``draft`` is set when the ticket is about to be filed.
    """

    software: str
    hits: tuple[Hit, ...] = ()
    draft: Draft | None = None
    kind: Literal["whose"] = "whose"


@dataclass(frozen=True, slots=True)
class KnownIncident:
    """The words are those of an incident that lasts: they are told of it, and can open a ticket all the same.

    ``hits`` are the articles found for them; ``draft`` is set when the ticket is about to be filed.
    """

    number: int
    hits: tuple[Hit, ...] = ()
    draft: Draft | None = None
    kind: Literal["known incident"] = "known incident"


@dataclass(frozen=True, slots=True)
class ConfirmingTerms:
    """Help that is billed: the terms, and the client's word. ``number`` is 0 before the ticket is filed."""

    software: str
    terms: Terms
    number: int = 0
    hits: tuple[Hit, ...] = ()
    draft: Draft | None = None
    take: tuple[int, int] = (0, 0)
    """The offered appointment to take once they agreed, as it was then; zeros: they pick a time."""
    kind: Literal["agreeing"] = "agreeing"


@dataclass(frozen=True, slots=True)
class Scheduling:
    """Rung 3: a day (ISO, in the client's zone), then a time."""

    number: int
    day: str = ""
    page: int = 0
    """Days or times are shown so many at once."""
    said: SpokenTime | None = None
    """A time in the client's words: what fits is shown, or what is nearest."""
    kind: Literal["scheduling"] = "scheduling"


@dataclass(frozen=True, slots=True)
class GivingNumber:
    """Which number shall we call? For a time that was picked, or one that staff offered; else it is only changed."""

    number: int
    """The ticket; 0 for none."""
    start: datetime | None = None
    take: tuple[int, int] = (0, 0)
    """The offered appointment to take then, as it was."""
    since: int = 0
    """The revision at which it was asked: a form that was opened since then is this one still."""
    problem: str = ""
    """Why the last answer wasn't taken, by NumberProblem; "empty" for none."""
    kind: Literal["number"] = "number"


@dataclass(frozen=True, slots=True)
class ConfirmingClose:
    """It works, say words that nobody had asked for: shall the ticket be closed?"""

    number: int
    kind: Literal["closing"] = "closing"


@dataclass(frozen=True, slots=True)
class ConfirmingReopen:
    """It's back, say their words: shall the ticket that was solved be opened again? ``lines`` go onto it."""

    number: int
    text: str
    lines: tuple[Line, ...] = ()
    kind: Literal["reopening"] = "reopening"


@dataclass(frozen=True, slots=True)
class ConfirmingCallOff:
    """Their words may give up the call: shall it really be cancelled?"""

    number: int
    kind: Literal["calling off"] = "calling off"


Stage = (
    Idle
    | Suggested
    | Reading
    | NoArticleFound
    | Solved
    | AssigningText
    | Drafting
    | ConfirmingDuplicate
    | Filed
    | ConfirmingBump
    | Cancelling
    | Adding
    | Picking
    | ClarifyingOwner
    | KnownIncident
    | ConfirmingTerms
    | Scheduling
    | GivingNumber
    | ConfirmingClose
    | ConfirmingReopen
    | ConfirmingCallOff
)


def numbers_in(stage: Stage) -> tuple[int, ...]:
    """The tickets that a stage is about, or lets choose from."""
    match stage:
        case AssigningText() | ConfirmingDuplicate() | Picking():
            return stage.numbers
        case (
            Filed() | ConfirmingBump() | Cancelling() | Adding() | ConfirmingTerms() | Scheduling() | GivingNumber()
            | ConfirmingClose() | ConfirmingReopen() | ConfirmingCallOff()
        ):  # fmt: skip
            return (stage.number,) if stage.number else ()
        case _:
            return ()


def numbers_about(talk: "Talk") -> tuple[int, ...]:
    """The tickets that a talk is about: those of its stage, and the one that is asked about before anything else."""
    asked = (talk.over.number,) if isinstance(talk.over, Pushed) else ()
    return tuple(dict.fromkeys((*numbers_in(talk.stage), *asked)))


RESTING = (Idle, Solved, Filed)
"""Stages in which nothing is half done: new text begins something."""


# ── Questions laid over a stage: what was under way is shown again once they are answered ──


@dataclass(frozen=True, slots=True)
class Linking:
    """A code was typed: shall the two be linked? ``row`` is the code's."""

    row: int
    kind: Literal["linking"] = "linking"


@dataclass(frozen=True, slots=True)
class Parting:
    """Which identity is to have an account of its own again; with ``which``, really that one?"""

    among: tuple[Identity, ...]
    which: int = -1
    kind: Literal["parting"] = "parting"

    @property
    def chosen(self) -> Identity | None:
        """The one that is asked about."""
        return self.among[self.which] if 0 <= self.which < len(self.among) else None


class About(StrEnum):
    """What a pushed message asks."""

    SOLVED = "solved"
    """Staff answered: did that solve it?"""
    ANSWER = "answer"
    """Staff need to know something."""
    NOTICE = "notice"
    """Billed help: accepted?"""
    OFFER = "offer"
    """A time for a call that staff offer or suggest."""
    RESOLVED = "resolved"
    """Staff closed it as solved: unless it isn't."""
    SILENT = "silent"
    """It was closed for silence: unless it isn't solved, or there is more to it."""
    RATING = "rating"
    """It is solved: how was our help?"""
    WORD = "word"
    """They said how it was: would they like to add a word?"""


@dataclass(frozen=True, slots=True)
class Pushed:
    """A question that staff, or a timer, put to the client: it was read last, whatever was under way.

    ``n`` and ``version`` are those of the appointment or the billing notice; ``text`` are staff's words.
    """

    about: About
    number: int
    n: int = 0
    version: int = 0
    text: str = ""
    by: str = ""
    kind: Literal["pushed"] = "pushed"


@dataclass(frozen=True, slots=True)
class Placed:
    """Words that were put onto a ticket without asking: the client may say that they are about something else."""

    number: int
    lines: tuple[Line, ...]


# ── Notices: said once, before the stage's own words ───────────────────────────────────


class Say(StrEnum):
    """What a notice is about; :mod:`bot.core.client_view.notices` words each."""

    HELP = "help"
    GREETING = "greeting"
    WELCOME = "you're welcome"
    STALE = "stale"
    CHOOSE = "choose"
    STATUS = "status"
    TICKETS = "tickets"
    NO_TICKETS = "no tickets"
    NOT_YOURS = "not yours"
    CLIENTS_ONLY = "clients only"
    RECORD = "record"
    ADDED = "added"
    SOLVED = "solved"
    BACK_IN_LINE = "back in line"
    REOPENED = "reopened"
    WINDOW_OVER = "window over"
    CANCELLED = "cancelled"
    BUMPED = "bumped"
    LEFT_ALONE = "left alone"
    FAIR_TO_ASK = "fair to ask"
    ALREADY_CLOSED = "already closed"
    EMAIL = "email"
    PERSON = "person"
    PHONE_FIRST = "phone first"
    PHONE_LATER = "phone later"
    PHONE_NOTED = "phone noted"
    RESTARTED = "restarted"
    DROPPED = "dropped"
    CODE = "code"
    LINKED = "linked"
    LINK_LEFT = "link left"
    ONLY_HERE = "only here"
    PARTED = "parted"
    NOT_PARTED = "not parted"
    PART_LEFT = "part left"
    CODE_WRONG = "code wrong"
    CODE_BLOCKED = "code blocked"
    LANGUAGES = "languages"
    LANGUAGE_SET = "language set"
    LANGUAGE_GUESSED = "language guessed"
    FOREIGN = "foreign"
    ZONE_HOW = "zone how"
    ZONE_ASK = "zone ask"
    ZONE_SET = "zone set"
    ZONE_UNKNOWN = "zone unknown"
    ZONE_WHICH = "zone which"
    NUMBER_SET = "number set"
    NUMBER_LATER = "number later"
    NUMBER_HOW = "number how"
    REDACTED = "redacted"
    TOO_LONG = "too long"
    EMPTY = "empty"
    NOT_YET = "not yet"
    ARTICLE_GONE = "article gone"
    FILED = "filed"
    CALL = "call"
    CALL_SET = "call set"
    CALL_TAKEN = "call taken"
    CALL_GONE = "call gone"
    CALLED_OFF = "called off"
    NO_CALL = "no call"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    WITHDRAWN = "withdrawn"
    NOT_AGREED = "not agreed"
    NOTICE_OVER = "notice over"
    CARD_FIRST = "card first"
    NOT_NOW = "not now"
    WHOSE_HOW = "whose how"
    OWN_SERVICE = "own service"
    STATEMENT = "statement"
    TRANSCRIPT = "transcript"
    NOT_BILLED = "not billed"
    ACCEPT_HOW = "accept how"
    OTHER_LANGUAGE = "other language"
    BACK = "back"
    TOPIC = "topic"
    SORRY = "sorry"
    NO_HURRY = "no hurry"
    NOT_SURE = "not sure"
    NOTED = "noted"
    URGENCY = "urgency"
    FIELD = "field"
    CONSENT_FIRST = "consent first"
    KEEPS_PLACE = "keeps place"
    RATED = "rated"
    RATED_AGAIN = "rated again"
    COMMENTED = "commented"
    INCIDENT = "incident"
    WILL_HEAR = "will hear"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say once: about what, and the few facts it needs."""

    say: Say
    number: int = 0
    text: str = ""
    places: tuple[int, int] = (0, 0)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked and searched for, and what is known of how it ended: each is counted once."""

    at: datetime
    slug: str = ""
    """The article that may have answered it: the one read last, else the best that was shown."""
    outcome: str = ""
    """What was noted of it last; empty while articles were shown and nobody has said a word about them."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The client's word on billed help, given before the ticket was filed."""

    accepted: bool
    terms: Terms
    at: datetime
    lang: str
    """The language that they read the notice in."""


@dataclass(frozen=True, slots=True)
class Talk:
    """The state of one conversation. ``revision`` rises with every turn; old choices are stale."""

    revision: int = 0
    stage: Stage = field(default_factory=Idle)
    notices: tuple[Notice, ...] = ()
    question: str = ""
    """What the search last looked for, in the client's words."""
    lines: tuple[Line, ...] = ()
    """Everything typed for this issue so far: becomes the ticket's first entries."""
    declined: tuple[int, ...] = ()
    """Tickets the client said this is not about."""
    wants_phone: bool = False
    third_party: str = ""
    """Software that isn't ours, which this is about."""
    agreed: Agreed | None = None
    """What the client said to the billing notice; ``None`` while none was shown."""
    ours: tuple[str, ...] = ()
    """Software that was named but isn't what it is about."""
    call_time: SpokenTime | None = None
    """When the client would like the call, said before there was a ticket to call about."""
    phone: str = ""
    """The number that was said then."""
    zone_asked: bool = False
    """The client was asked for their time zone."""
    over: Linking | Parting | Pushed | None = None
    """What is asked before anything else."""
    misses: int = 0
    """So many times in a row no article was found."""
    placed: Placed | None = None
    """What was put onto a ticket last, unasked."""
    asked: Asked | None = None
    """The question that was asked last; it outlives its talk, until the next one or its end."""
    articles: tuple[str, ...] = ()
    """Of the articles that were shown, those by which a rule of the policy tags the ticket."""
    known: tuple[int, ...] = ()
    """Incidents that the client read of, and went on all the same."""
    digits: str = ""
    """The end of the last message, where figures stand in it: the next may be the other half of a card's number."""
    again: bool = False
    """What is asked was asked before, and the last words asked for something else: it's said again in one line."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A conversation's state between turns."""

    talk: Talk = Talk()
    offers: tuple[LocalizedChoice, ...] = ()
    """What could be chosen last, so that a typed label or number is understood."""
    asker: str = ""
    """In public: what the platform calls whoever's talk it is."""
    chosen: str = ""
    """The token of what was clicked last, where nothing was said or filled in since and a form opens in its place …"""
    chosen_at: datetime | None = None
    """… and when."""
    untold: tuple[Notice, ...] = ()
    """What came of words that were taken together with those behind them, to be said in the one answer to all."""
