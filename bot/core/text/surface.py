"""What can be shown to a person, as data: translatable text, blocks, and three surfaces.

The core builds a :data:`Reply` out of :class:`Msg` values. ``bot.i18n`` turns it into a
:class:`LocalizedReply` for one reader (language, zone). Adapters draw a ``LocalizedReply`` and decide nothing.

Message ids are plain English with a little markup, ``**strong**``, ``*emphasis*`` and
`` `code` ``. The markup is read *before* the arguments are filled in, so that what people
wrote is never markup.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

TOKEN_CHARS_MAX = 95
"""A choice's token. The tightest of the platforms, Discord, takes 100 characters as a button's id; five of
them say what kind of button it is, since one that opens a form must be answered in another way."""

Tone = Literal["", "waiting", "working", "asked", "answered", "resting", "late", "solved", "closed", "billed"]
"""What a reply says at a glance, by a colour: how the ticket that it is about stands, or that help would be billed."""
Bill = Literal["", "accept", "refuse"]
"""The answer to billed help that a choice gives; it is drawn in its own colour, apart from everything else."""
Verdict = Literal["", "good", "bad"]
"""What a choice says of our help; a platform that has a pair of buttons for that draws both as one."""


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A place in line: ``3`` is read as "3rd", "3.ª" or "3."."""

    number: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many of something: grouped as the reader's language does ("20,000"); a plain int is an id."""

    number: int


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its ISO 4217 currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a document, year included and without its weekday; a plain date is a day to come."""

    date: date


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time (aware), shown in the reader's zone.

    ``short`` is day and time; ``full`` also names the zone, ``lasting`` the year, too, always; ``date`` is the
    day alone; ``clock`` the time alone; ``zone`` the name of the reader's zone alone.
    """

    at: datetime
    style: Literal["short", "full", "lasting", "date", "clock", "zone"] = "full"
    zone: str = ""
    """In this zone instead of the reader's: somebody else's clock."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A user of a platform, as that platform shows one who can be clicked; nothing anywhere else."""

    platform: str
    user: str


@dataclass(frozen=True, slots=True)
class Msg:
    """Translatable text as data: a message id and its arguments.

    ``plural`` and ``count`` are set for messages that depend on a number (gettext's ngettext).
    Strings among the arguments are somebody's words and are never read as markup.
    """

    id: str
    args: tuple[tuple[str, "Arg"], ...] = ()
    plural: str = ""
    count: int = 0


Arg = str | int | Ordinal | Quantity | Money | Moment | Day | date | Msg | Mention


def _(id: str, **args: Arg) -> Msg:
    """A message that clients read: extracted into the catalogues and translated."""
    return Msg(id, tuple(args.items()))


def n_(one: str, many: str, count: int, **args: Arg) -> Msg:
    """A message that depends on a number, available in the text as ``{count}``."""
    return Msg(one, (("count", Quantity(count)), *args.items()), plural=many, count=count)


def desk_(id: str, **args: Arg) -> Msg:
    """A message that only staff read: formatted like any other, not in the catalogues."""
    return Msg(id, tuple(args.items()))


# ── Blocks: what a reply's text is made of ─────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, verbatim; ``by`` says whose and when."""

    text: str
    by: Msg | None = None


@dataclass(frozen=True, slots=True)
class Passing:
    """A paragraph about what can be chosen: a platform that renews what it showed leaves it out once nothing can."""

    text: Msg


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an extract; ``hit`` marks words that matched the question."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One suggested article: title, the passage that matches, its link, and the action that opens it."""

    title: str
    extract: tuple[Piece, ...]
    url: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class Doc:
    """An article in full; ``markdown`` is the firm's own text, trusted."""

    title: str
    markdown: str
    url: str


@dataclass(frozen=True, slots=True)
class File:
    """A text file that comes with a message, such as a calendar entry; the same for every reader."""

    name: str
    media: str
    """Its MIME type."""
    text: str
    kind: Literal["file"] = "file"

    @property
    def data(self) -> bytes:
        """What is sent."""
        return self.text.encode()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file on a ticket's record; its content is fetched when it is sent."""

    name: str
    media: str
    digest: str
    """SHA-256, in hexadecimal digits."""
    kind: Literal["kept"] = "kept"


@dataclass(frozen=True, slots=True)
class Transcript:
    """A ticket's transcript as a file: made when it is sent, in the reader's language and zone."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; a cell is a message, or somebody's words as a string."""

    head: tuple[Msg, ...]
    rows: tuple[tuple[Msg | str, ...], ...]


Block = Msg | Passing | Quote | Card | Doc | File | KeptFile | Transcript | Table


# ── Surfaces ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the reader can do next. ``action`` becomes part of the token."""

    label: Msg
    action: str
    primary: bool = False
    bill: Bill = ""
    verdict: Verdict = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. ``options`` (value, label) makes it a choice among them."""

    name: str
    label: Msg
    hint: Msg | None = None
    value: str = ""
    """What is known already, offered for keeping."""
    required: bool = True
    long: bool = False
    chars_max: int = 200
    options: tuple[tuple[str, Msg], ...] = ()
    problem: Msg | None = None
    """Why the last answer to it was not taken."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words only."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Words and what the reader can do next."""

    blocks: tuple[Block, ...]
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Questions to fill in.

    A platform with forms shows all ``fields`` at once and sends them back as one ``Submitted``;
    a platform of plain lines asks for ``fields[current]`` and sends the answer as ``Said``, or
    one of ``options`` (keep, skip, never mind) as ``Chose``.
    """

    blocks: tuple[Block, ...]
    title: Msg
    fields: tuple[Field, ...]
    current: int
    options: tuple[Choice, ...]
    action: str = "form"


Reply = Text | Choices | Form


# ── Localized for one reader: what adapters draw and the outbox keeps ──────────────────


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. Never contains live markup: adapters escape it."""

    text: str
    style: Literal["", "strong", "emph", "code"] = ""
    at: int = 0
    """A moment that ``text`` says (seconds since 1970), for platforms that show it in everyone's own zone."""
    user: str = ""
    """A user who is mentioned, behind the platform and a colon; that platform draws a space and the mention."""


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph."""

    runs: tuple[Run, ...]
    passing: bool = False
    """It is about what can be chosen: see :class:`Passing`."""
    kind: Literal["para"] = "para"


@dataclass(frozen=True, slots=True)
class LocalizedQuote:
    """Somebody's own words, and whose they are."""

    text: str
    by: str = ""
    kind: Literal["quote"] = "quote"
    whose: tuple[Run, ...] = ()
    """What ``by`` says, where it says when: for platforms that show a moment in everyone's own zone."""


@dataclass(frozen=True, slots=True)
class LocalizedChoice:
    """A choice as offered to one reader: its words, and the token that comes back."""

    label: str
    token: str
    primary: bool = False
    bill: Bill = ""
    verdict: Verdict = ""


@dataclass(frozen=True, slots=True)
class LocalizedCard:
    """A suggested article; ``offer`` opens it."""

    title: str
    extract: tuple[Piece, ...]
    url: str
    offer: LocalizedChoice | None = None
    kind: Literal["card"] = "card"
    opens: str = ""
    """What a button says that stands beside it, and needn't name it; empty in replies of earlier versions."""


@dataclass(frozen=True, slots=True)
class LocalizedDoc:
    """An article in full, as Markdown."""

    title: str
    markdown: str
    url: str
    kind: Literal["doc"] = "doc"


@dataclass(frozen=True, slots=True)
class LocalizedTable:
    """Rows under named columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class LocalizedTranscript:
    """A ticket's transcript, still to be made: in which language and zone."""

    ticket: int
    lang: str
    zone: str
    kind: Literal["transcript"] = "transcript"

    @property
    def name(self) -> str:
        """As the file is called."""
        return f"ticket-{self.ticket}.html"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file with its content, as it was made or fetched for sending; never stored like that."""

    name: str
    media: str
    data: bytes
    kind: Literal["fetched"] = "fetched"


LocalizedBlock = (
    Para
    | LocalizedQuote
    | LocalizedCard
    | LocalizedDoc
    | LocalizedTable
    | File
    | KeptFile
    | LocalizedTranscript
    | Fetched
)
TO_FETCH = (KeptFile, LocalizedTranscript)
"""Blocks whose content is fetched, or made, when they are sent."""


@dataclass(frozen=True, slots=True)
class LocalizedField:
    """A form's question in the reader's language; see :class:`Field`."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = True
    long: bool = False
    chars_max: int = 200
    options: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LocalizedForm:
    """A form in the reader's language; ``token`` goes back with the values."""

    title: str
    fields: tuple[LocalizedField, ...]
    current: int
    token: str


@dataclass(frozen=True, slots=True)
class LocalizedReply:
    """A reply in one reader's language and zone, ready to be drawn or stored."""

    blocks: tuple[LocalizedBlock, ...]
    offers: tuple[LocalizedChoice, ...] = ()
    form: LocalizedForm | None = None
    lang: str = "en"
    code: int = 0
    """The row of the link code that is to be put in when it is sent (``linking.HIDDEN`` stands for it)."""
    pings: bool = False
    """For staff: the role or group of all of them is notified, where the platform has one."""
    calls: tuple[str, ...] = ()
    """For staff: the ids of those who are notified by name, as users of the platform that it goes to."""
    tone: Tone = ""
    topic: str = ""
    """What a thread is called that begins with it; only where others read along."""

    def all_offers(self) -> tuple[LocalizedChoice, ...]:
        """Everything that can be chosen, in the order a reader sees it."""
        cards = (b.offer for b in self.blocks if isinstance(b, LocalizedCard) and b.offer)
        return (*cards, *self.offers)
