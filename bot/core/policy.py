"""The support policy's types: what the firm promises, as data. ``bot/policy.toml`` is a whole one, explained.

A firm has to say its name, its zone and its hours. Whatever else it leaves out is as it stands here: figures as in
that file, and nothing that only the firm can know (no phone, no holidays, no prices, no links).

Durations carry their unit in their name. Times of day are the desk's local time. A closing at
or before the opening is the next day's, so that a desk can be open past midnight; the file's
"24:00" is therefore kept as ``time(0, 0)``. What types can't say is in ``policy_check``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

NO_TERMS = date(1, 1, 1)
"""The version of the terms of a firm that has none."""

NO_CURRENCY = "XXX"
"""ISO 4217's code for none, where a firm bills nothing."""

STRICT: dict[str, Any] = {"extra": "forbid"}
"""Read by the validator of the policy file: a misspelt key is an error, not a silent default."""

DAY = timedelta(days=1)


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)


@dataclass(frozen=True, slots=True)
class Firm:
    """Who we are, and where a client finds more."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: str
    zone: str
    """IANA zone of the desk, such as America/Los_Angeles."""
    languages: tuple[str, ...] = ("en",)
    """Offered to clients; the first is the default, and the articles' default language."""
    article_url: str = ""
    """With {slug} and {lang}; empty where articles are read in the chat alone."""
    terms_url: str | Mapping[str, str] = ""
    """One address for all readers, perhaps with {lang}, or one for each language; empty where nothing is billed."""
    terms_version: date = NO_TERMS
    terms_language: str = ""
    """Which language the terms are in, where one document serves all readers."""

    def terms(self, lang: str) -> str:
        """Where a reader of ``lang`` finds the terms; of a language not offered, the default's."""
        offered = lang if lang in self.languages else self.languages[0]
        if isinstance(self.terms_url, str):
            return self.terms_url.replace("{lang}", offered)
        return self.terms_url[offered]


@dataclass(frozen=True, slots=True)
class OpenHours:
    """One weekday's opening and closing, local; a closing at or before the opening is the next day's."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    open: time
    close: time

    def span(self) -> tuple[timedelta, timedelta]:
        """Opening and closing on the wall clock, counted from the midnight that begins their day."""
        start, end = _since_midnight(self.open), _since_midnight(self.close)
        return start, end if end > start else end + DAY


@dataclass(frozen=True, slots=True)
class Week:
    """Opening hours by weekday; a weekday that isn't named is closed."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    monday: OpenHours | None = None
    tuesday: OpenHours | None = None
    wednesday: OpenHours | None = None
    thursday: OpenHours | None = None
    friday: OpenHours | None = None
    saturday: OpenHours | None = None
    sunday: OpenHours | None = None

    def days(self) -> tuple[OpenHours | None, ...]:
        """Monday first, as ``date.weekday()`` counts."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day on which the desk rests, beside weekends and public holidays."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A business day with an earlier closing."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    day: date
    close: time
    reason: str


@dataclass(frozen=True, slots=True)
class Holidays:
    """Which public holidays the desk keeps; codes as the ``holidays`` library names them."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    country: str = ""
    """ISO 3166 code; empty: no public holidays."""
    subdivision: str = ""


@dataclass(frozen=True, slots=True)
class Promises:
    """What a client is told about time, and when staff are warned."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    estimate_business_days: int = 1
    grace_staffed_hours: float = 1
    response_business_days: int = 2
    warn_at_percent: tuple[int, int, int] = (50, 75, 100)
    """Of the staffed time between filing and the promise."""
    reopen_window_days: int = 14
    """Calendar days after solving in which a ticket can be reopened."""


@dataclass(frozen=True, slots=True)
class Claims:
    """How long a claim lasts without an act of its owner."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    warn_after_staffed_hours: float = 4
    expire_after_staffed_hours: float = 6


@dataclass(frozen=True, slots=True)
class Knowledge:
    """When an article is good enough to be shown."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    suggestions: int = 3
    """At most so many articles at once."""
    show_from_confidence: float = 0.35
    """0 … 1: below it the bot says that it has no article."""
    also_from_confidence: float = 0.07
    """0 … 1: what a second and third article need beside a first that is shown."""
    sure_from_confidence: float = 0.83
    """0 … 1: from here on the best article is announced as the answer, not as one that may help."""
    twin_from_likeness: float = 0.45
    """0 … 1: from here on an open ticket is offered as the same problem."""
    help_channel_answers_all: bool = False
    """Whether words in a help channel that no article answers are answered as well, by saying so."""

    def are_twins(self, likeness: float) -> bool:
        """Whether what is so alike may be the same problem."""
        return likeness >= self.twin_from_likeness


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken in at once."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    text_chars: int = 20_000
    attachment_mib: int = 10
    link_code_minutes: int = 10
    link_attempts_per_hour: int = 5
    first_ticket_number: int = 1001
    messages_per_minute: int = 20
    """Of one person; their further words wait until the minute is over, and are answered all at once."""
    cooldown_minutes: int = 1
    """So long after the first of so many messages further ones wait."""
    open_tickets_shown_from: int = 5
    """Who has so many open tickets is shown them before another one is filed …"""
    open_tickets_max: int = 50
    """… and who has so many files no more until some are closed."""
    account_days_min: int = 0
    """So old an account on a platform must be, where that is known, to be heard; 0 for any. Clients always are."""


class Ibans(StrEnum):
    """What becomes of the numbers of bank accounts that people type."""

    REMOVE = "remove"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Privacy:
    """What is kept of what people type, where firms differ."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    ibans: Ibans = Ibans.REMOVE
    staff_figures: bool = False
    """Whether what one of the staff answered can be seen: by them, and by leads."""

    @property
    def keeps_ibans(self) -> bool:
        """Whether accounts' numbers are stored as they were typed."""
        return self.ibans is Ibans.KEEP


class Channel(StrEnum):
    """Where a person helps; third-party help has a rate for each."""

    HELPDESK = "helpdesk"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """Software that isn't the firm's own: help with it is billed by the hour."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    names: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    """Of the names, those that may as well be about our own service ("outlook": the mailbox?): asked first."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What third-party help costs an hour, by channel, in quarter hours."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    currency: str = NO_CURRENCY
    helpdesk_per_hour: Decimal = Decimal(0)
    phone_per_hour: Decimal = Decimal(0)
    cap_hours: Decimal = Decimal(1)
    """How much work an acceptance covers before the client is asked again."""
    card_url: str = ""
    """Where a client puts a card on file; empty where staff are to be asked."""

    def per_hour(self, channel: Channel) -> Decimal:
        """The rate of a channel."""
        return self.phone_per_hour if channel is Channel.PHONE else self.helpdesk_per_hour

    @property
    def billed(self) -> bool:
        """Whether any help is billed at all."""
        return any(self.per_hour(channel) > 0 for channel in Channel)


@dataclass(frozen=True, slots=True)
class Slots:
    """Phone appointments: how long, how soon, how far ahead, how many at a time."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    minutes: int = 30
    from_staffed_hours_ahead: float = 1
    to_business_days_ahead: int = 10
    lines: int = 1
    """Appointments that may run side by side."""
    decide_within_business_days: int = 1
    """A request that staff didn't decide on until then is released, and the client told."""


@dataclass(frozen=True, slots=True)
class Measured:
    """From when on figures that were measured are shown to clients."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    share_within_wall_hours: int = 8
    """The share of tickets with a first response within so many hours …"""
    share_from_tickets: int = 100
    """… is shown from so many tickets on."""
    learned_from_tickets: int = 30
    """The learned estimate is shown once so many were answered …"""
    learned_of_last: int = 200
    """… and made of so many of the last first responses."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days copies are kept that nobody needs any more; 0: for good."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    sent_days: int = 30
    """Messages that were sent, once the ticket's record has the words."""
    received_days: int = 30
    """Events by their keys, once no ticket there is open: longer than any platform delivers one again."""


@dataclass(frozen=True, slots=True)
class Pings:
    """Of what the staff's role (Discord) or group (Slack) is notified beside being told; of nothing by default."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    new_ticket: bool = False
    at_percent: tuple[int, ...] = ()
    """Of the warnings in ``promises.warn_at_percent``, those that ping."""
    client_answered: bool = False
    """On a ticket that nobody has claimed."""
    outside_hours: bool = False
    """Also while the desk is closed."""


@dataclass(frozen=True, slots=True)
class Replies:
    """How staff's replies are sent."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    undo_seconds: int = 0
    """So long a reply is held before it is sent, so that it can be taken back; 0 sends it at once."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What becomes of an answered ticket whose client says nothing more."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    ask_after_business_days: int = 3
    """The client is asked once whether it is solved; 0: never."""
    close_after_business_days: int = 5
    """It is closed for silence, counted from the answer as well; 0: never."""


class Scale(StrEnum):
    """On what scale clients are asked how it was."""

    THUMBS = "thumbs"
    FIVE = "five"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Whether clients are asked, once for each ticket that was answered, how our help was."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    scale: Scale = Scale.THUMBS


@dataclass(frozen=True, slots=True)
class Files:
    """Which files are kept and sent on, both ways; ``limits.attachment_mib`` is how large one may be."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    per_message: int = 10
    refused: tuple[str, ...] = ("exe", "scr", "bat", "cmd", "com", "msi", "lnk", "vbs", "ps1", "jar", "apk")
    """How the names of those end that aren't: programs, which a tap would start."""


@dataclass(frozen=True, slots=True)
class Transcripts:
    """Where else than to their clients transcripts go."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    log: tuple[str, ...] = ()
    """Channels that get each ticket's when it is closed, such as "slack:T024BE7LD:C0LOG"."""


@dataclass(frozen=True, slots=True)
class TagRule:
    """A tag that a ticket gets by itself, where any of these fits it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    tag: str
    words: tuple[str, ...] = ()
    """In what the client wrote themselves; slips of the keyboard are forgiven."""
    articles: tuple[str, ...] = ()
    """By their names: one was shown to the client before they filed it."""
    tenants: tuple[str, ...] = ()
    """Where it comes from, such as "slack:T024BE7LD"."""

    def __str__(self) -> str:
        means = (("words", self.words), ("articles", self.articles), ("tenants", self.tenants))
        return f"{self.tag} by " + " or ".join(f"{name} {', '.join(of)}" for name, of in means if of)


@dataclass(frozen=True, slots=True)
class Tags:
    """Words by which staff sort tickets."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    known: tuple[str, ...] = ()
    grow: bool = True
    """Staff may use others than those that are known or set by a rule."""
    rules: tuple[TagRule, ...] = ()


class Asks(StrEnum):
    """Which new messages in a customer's channel are questions to us."""

    ALL = "all"
    MENTIONS = "mentions"
    """Those that mention us, as everywhere; what their asker writes below needs no mention."""
    PINS = "pins"
    """Those with 📌, and those that mention us."""


@dataclass(frozen=True, slots=True)
class CustomerChannel:
    """A channel that belongs to a customer, in which their people write to us."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    channel: str
    """Platform and id, such as "slack:C0123456789"."""
    asks: Asks = Asks.ALL

    def __str__(self) -> str:
        return f"{self.channel} ({self.asks.value})"


@dataclass(frozen=True, slots=True)
class Incidents:
    """When tickets that resemble each other are proposed to staff as one fault."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    clients: int = 3
    """So many clients' tickets; 0 proposes nothing."""
    within_minutes: int = 30
    """Filed so close together. How alike is alike enough says ``knowledge.twin_from_likeness``."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything POLICY calls a default, validated; another firm edits the file, not the code."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    firm: Firm
    hours: Week
    phone_hours: Week = field(default_factory=Week)
    holidays: Holidays = field(default_factory=Holidays)
    closed_days: tuple[ClosedDay, ...] = ()
    half_days: tuple[HalfDay, ...] = ()
    promises: Promises = field(default_factory=Promises)
    claims: Claims = field(default_factory=Claims)
    knowledge: Knowledge = field(default_factory=Knowledge)
    limits: Limits = field(default_factory=Limits)
    third_party: ThirdParty = field(default_factory=ThirdParty)
    rates: Rates = field(default_factory=Rates)
    slots: Slots = field(default_factory=Slots)
    measured: Measured = field(default_factory=Measured)
    retention: Retention = field(default_factory=Retention)
    privacy: Privacy = field(default_factory=Privacy)
    pings: Pings = field(default_factory=Pings)
    replies: Replies = field(default_factory=Replies)
    silence: Silence = field(default_factory=Silence)
    satisfaction: Satisfaction = field(default_factory=Satisfaction)
    tags: Tags = field(default_factory=Tags)
    files: Files = field(default_factory=Files)
    transcripts: Transcripts = field(default_factory=Transcripts)
    incidents: Incidents = field(default_factory=Incidents)
    customer_channels: tuple[CustomerChannel, ...] = ()
