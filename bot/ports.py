"""What the engine asks of the world: a store, a clock, a search, and adapters that deliver."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from bot.core.appointment import Appointment
from bot.core.billing import Agreement, Work
from bot.core.ledger import Given
from bot.core.model import (
    Account,
    Address,
    Article,
    Entry,
    FileDue,
    Grant,
    Hit,
    Identity,
    Move,
    Origin,
    Outgoing,
    OutKind,
    Participant,
    Placed,
    Posted,
    Promise,
    Receipt,
    Role,
    Staff,
    StoredEntry,
    Ticket,
    Timer,
    TimerKind,
)
from bot.core.slots import Taken
from bot.core.surface import Shown
from bot.core.talk import Saved

T = TypeVar("T")
Later = Callable[[], T]
"""An answer that is fetched when it is called for, within the transaction: what was asked meanwhile comes along."""


class Clock(Protocol):
    """The only source of the present moment."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


class Search(Protocol):
    """From a question in somebody's own words to articles, best first."""

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """The articles that may answer ``text``; never raises on hostile text.

        ``lang`` is the reader's; an article missing there is found in the default language.
        """
        ...

    def article(self, slug: str, lang: str) -> Article | None:
        """The article in ``lang``, else in the default language, else ``None``."""
        ...

    def alike(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """How likely each of ``others`` is about the same problem as ``text``: 0 … 1 each."""
        ...


@dataclass(frozen=True, slots=True)
class Conversation:
    """A talk's row: where it is, whose it is, and how it stands."""

    id: int
    address: Address
    identity: Identity
    account: Account | None
    """The account that the identity is linked to, if any."""
    lang: str = ""
    lang_source: str = ""
    """``platform``, ``guessed`` or ``chosen``; empty while nothing is known."""
    zone: str = ""
    """IANA name; empty means the desk's zone."""
    state: Saved = Saved()  # noqa: RUF009 - frozen
    """The talk and what was offered last."""
    host: Identity | None = None
    """Whoever opened the place; ``None`` for a conversation that isn't stored."""
    guest: int = 0
    """The id of a guest's own talk in a place that somebody else opened; 0: the talk is the place's."""

    @property
    def talk(self) -> int:
        """What its choices are known by."""
        return self.guest or self.id


@dataclass(frozen=True, slots=True)
class Heard:
    """An event as the inbox keeps it: where it came in, whose it was, and its words."""

    address: Address
    identity: Identity
    words: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A link code: who asked for it, and in which conversation."""

    issuer: Identity
    conversation: int | None


class Unit(Protocol):
    """One transaction on one desk. Everything in it happens, or nothing does.

    Inside ``Store.write`` the unit may write; rows read *for change* stay locked until the end.
    """

    # Inbox and conversations
    def first_sight(
        self,
        address: Address,
        key: str,
        at: datetime,
        words: str = "",
        client_key: str = "",
        identity: Identity | None = None,
    ) -> bool:
        """Note an event by its key, with the (redacted) words it carried. ``False``: seen before.

        ``identity`` is whose words they are: in a place where several people write, it alone tells.

        Unique on (desk, platform, tenant, key) and, when not empty, on ``client_key``.
        """
        ...

    def keep_answer(self, address: Address, key: str, shown: Shown, at: datetime, since: datetime) -> None:
        """Keep what an event was answered, and of older answers only those given since a moment."""
        ...

    def answered(self, address: Address, key: str) -> Shown | None:
        """What an event was answered; ``None`` when that isn't kept any more."""
        ...

    def said(self, platform: str, tenant: str, key: str) -> Heard | None:
        """An event as the inbox keeps it; ``None`` for one that isn't known."""
        ...

    def open_conversation(self, address: Address, identity: Identity) -> Conversation:
        """The conversation at an address, created at first contact, locked for this turn."""
        ...

    def open_guest_talk(self, place: Conversation) -> Conversation:
        """The own talk of ``place.identity`` where somebody else is the host, created at first contact."""
        ...

    def guest_talk(self, place: Conversation, guest: int) -> Conversation | None:
        """A guest's talk at a place by its id, with the guest's identity; ``None`` for one of another place."""
        ...

    def find_talk(self, address: Address, identity: Identity) -> Conversation | None:
        """Somebody's own talk at an address: the place's if they opened it, else theirs as a guest; not locked."""
        ...

    def find_conversation(self, address: Address) -> Conversation | None:
        """The conversation at an address, if there is one; not locked."""
        ...

    def conversation(self, id: int) -> Conversation | None:
        """A conversation by id, for sending to it."""
        ...

    def save_conversation(self, conversation: Conversation) -> None:
        """Write lang, lang_source, zone and state, of a guest's talk to where it stands."""
        ...

    # Accounts and identities
    def create_account(self, identity: Identity, name: str, at: datetime) -> Account: ...

    def account(self, id: int) -> Account | None: ...

    def save_account(self, account: Account) -> None: ...

    def link(
        self, identity: Identity, account: int, at: datetime | None = None, conversation: int | None = None
    ) -> None:
        """Make the identity one of the account's. If it belonged to another account, that
        account's tickets and identities move over too and the other account is removed.

        ``at`` is when they were linked, ``None`` for an account's first; ``conversation`` is where they write to us."""
        ...

    def account_of(self, identity: Identity) -> Account | None:
        """The account that an identity belongs to."""
        ...

    def identities(self, account: int) -> Sequence[Identity]: ...

    def founders(self, account: int) -> Sequence[Identity]:
        """The identities that the account began with: those that weren't linked to it later."""
        ...

    def filed_by(self, identity: Identity, account: int) -> Sequence[int]:
        """The account's tickets that were filed where this identity writes to us."""
        ...

    def part(self, identity: Identity, account: int, at: datetime) -> Account:
        """Give an identity an account of its own, nameless, with the tickets that were filed there; the new account.

        Raises Conflict when it left before.
        """
        ...

    def talks_of(self, account: int) -> Sequence[tuple[Identity, int | None]]:
        """The account's identities, each with the conversation in which it is told things in private, if known."""
        ...

    def new_id(self) -> int:
        """An id for a new row."""
        ...

    def link_secret(self) -> bytes:
        """What link codes are derived with."""
        ...

    def issue_code(self, id: int, digest: str, identity: Identity, conversation: int | None, expires: datetime) -> None:
        """Keep a one-time link code by its digest, replacing the identity's earlier ones."""
        ...

    def claim_code(self, digest: str, by: Identity, now: datetime, lasts: timedelta) -> int | None:
        """Somebody else typed an unexpired code: from now on it is good for them alone. Its row; ``None``: no such."""
        ...

    def typed_code(self, id: int, by: Identity, now: datetime) -> CodeRow | None:
        """A code that they typed, while it is good."""
        ...

    def take_code(self, id: int, by: Identity, now: datetime) -> CodeRow | None:
        """Use up a code that they typed. ``None``: it isn't good any more."""
        ...

    def with_code(self, shown: Shown, now: datetime) -> Shown:
        """A message as it is to be sent: with the link code that it shows, if that is still to be typed."""
        ...

    def count_attempt(self, identity: Identity, act: str, now: datetime, since: datetime) -> int:
        """Note one attempt at ``act`` and count those after ``since``, this one included."""
        ...

    def undo(self) -> None:
        """Let nothing of this transaction stay; the work's result is given all the same."""
        ...

    # Tickets
    def next_number(self) -> int:
        """The next ticket number on this desk, from the policy's first number upwards, no gaps
        but those of rolled-back transactions."""
        ...

    def joins_line(self, now: datetime) -> datetime:
        """From when a ticket that is put at the end of its line now counts as waiting: ``now``, unless the clock
        was set back since another was; then behind all of those."""
        ...

    def insert_ticket(self, ticket: Ticket) -> None: ...

    def ticket(self, number: int, *, for_change: bool = False) -> Ticket | None: ...

    def save_ticket(self, ticket: Ticket) -> None:
        """Write a changed ticket whose ``version`` is the one read; stores version + 1.

        Raises Conflict when another write came first.
        """
        ...

    def tickets_of(self, account: int, closed_after: datetime | None = None) -> Sequence[Ticket]:
        """The account's live tickets, oldest first, then those closed after a moment."""
        ...

    def placed(
        self, account: int, closed_after: datetime, closed_at_most: int
    ) -> Later[Sequence[tuple[Ticket, int | None]]]:
        """The same, each with its place (``None``: not in line), and of the closed ones so many, closed last."""
        ...

    def claimed_by(self, staff: str) -> Sequence[Ticket]:
        """Live tickets owned by a staff member, in queue order."""
        ...

    def waiting(self, limit: int, offset: int = 0) -> Sequence[Ticket]:
        """The line: waiting tickets in queue order."""
        ...

    def next_waiting(self) -> Ticket | None:
        """The first in line, locked for change; on a database with row locks, one that no other
        transaction holds."""
        ...

    def waiting_count(self) -> int: ...

    def place(self, ticket: Ticket) -> int:
        """1 + how many waiting tickets come before (urgency, since, number). Exact."""
        ...

    # The record
    def append(self, ticket: int, entry: Entry) -> int:
        """Add to the ticket's hash-chained record; the entry's seq."""
        ...

    def record(
        self, ticket: int, limit: int | None = None, before: int | None = None, public_only: bool = False
    ) -> Sequence[StoredEntry]:
        """The last ``limit`` entries with seq < ``before``, oldest first."""
        ...

    def record_length(self, ticket: int, before: int | None = None, public_only: bool = False) -> int:
        """How many entries with seq < ``before`` there are."""
        ...

    def attach(self, ticket: int, seq: int, name: str, media: str, content: bytes) -> str:
        """Keep a file with a record entry, stored once by its SHA-256; the digest."""
        ...

    def placed_at(self, platform: str, tenant: str, event: str) -> Sequence[Placed]:
        """The entries that hold an event's words, by ticket and seq."""
        ...

    def origins(self, ticket: int) -> Mapping[int, tuple[Origin, ...]]:
        """By seq, the events that the entries of a record came with."""
        ...

    # Files on their way
    def note_file_due(self, file: FileDue) -> None:
        """Remember a file that came with a message; one that is known stays as it was.

        It can be copied once words of that message's sender and key (``Entry.origins``) are on a record.
        """
        ...

    def files_due(self, platform: str, tenant: str) -> Sequence[FileDue]:
        """What can be copied from a platform now: everybody's first before anybody's second, a limited number."""
        ...

    def take_file_due(self, file: FileDue) -> tuple[int, int] | None:
        """Take a file off the list: ticket and seq of the entry that it belongs to. ``None``: another process did."""
        ...

    def withdraw_files(self, origin: Origin) -> None:
        """Forget the files of a message that is gone, unless it is on a record already."""
        ...

    def forget_files(self, platform: str, tenant: str, before: datetime) -> None:
        """Forget what has waited since then for words that became part of no ticket."""
        ...

    # Who takes part
    def add_participant(self, ticket: int, identity: Identity, name: str, by: str, at: datetime) -> Participant:
        """Let somebody take part in a ticket that is held; whoever did before is back under their number."""
        ...

    def remove_participant(self, ticket: int, identity: Identity, at: datetime) -> bool:
        """They take part no more; what they wrote stays theirs. ``False``: they never did."""
        ...

    def participant(self, ticket: int, identity: Identity) -> Participant | None:
        """What is kept of somebody's taking part in a ticket, whether they still do or not."""
        ...

    def participants(self, ticket: int) -> Sequence[Participant]:
        """Everybody who takes part or did, in the order in which they came."""
        ...

    def add_move(self, move: Move) -> None: ...

    def moves(self, ticket: int) -> Sequence[Move]: ...

    # The phone and the bill
    def call(self, ticket: int, *, for_change: bool = False) -> Appointment | None:
        """The ticket's latest appointment."""
        ...

    def calls(self, limit: int) -> Sequence[Appointment]:
        """Appointments that hold their time, earliest first; those whose outcome is owed among them."""
        ...

    def taken(self, start: datetime, end: datetime, without: int = 0) -> Sequence[Taken]:
        """What is held between two moments; ``without`` leaves one ticket's appointment out."""
        ...

    def save_call(self, before: Appointment | None, after: Appointment, lines: int) -> Appointment:
        """Write an appointment, and hold or free its time on one of ``lines``; as stored.

        Raises Conflict when no line has room, or another act came between.
        """
        ...

    def agreements(self, ticket: int) -> Sequence[Agreement]:
        """The ticket's billing notices and what became of them, oldest first."""
        ...

    def add_agreement(self, entry: Agreement, account: int, identity: Identity | None) -> int:
        """Add an entry about this account; ``identity`` is whose words decided. Its number."""
        ...

    def works(self, ticket: int) -> Sequence[Work]:
        """Minutes worked on the ticket, credits and corrections among them, oldest first."""
        ...

    def add_work(self, entry: Work) -> int:
        """Add an entry; its number."""
        ...

    # Promises, timers
    def add_promise(self, promise: Promise) -> None: ...

    def promises(self, ticket: int) -> Sequence[Promise]: ...

    def unscored(self, ticket: int) -> Sequence[Promise]:
        """Promises without ``late_seconds`` of this ticket and of those merged into it (and into those)."""
        ...

    def score_promise(self, promise: Promise, kept: bool, late_seconds: int | None) -> bool:
        """Score a promise (known by ticket, kind and shown_at) unless it was ``kept`` or its lateness is known.

        A promise that falls due unanswered is scored as missed without ``late_seconds``; the response
        adds how late it was. ``False``: nothing was left to score.
        """
        ...

    def set_timers(self, timers: Iterable[Timer]) -> None:
        """Set these; one that a ticket has of the same kind already is moved."""
        ...

    def drop_timers(self, ticket: int, kinds: Iterable[TimerKind]) -> None:
        """Take the ticket's timers of these kinds away, if they are still there."""
        ...

    def note_time(self, now: datetime, *, may_be_back: bool) -> timedelta:
        """Note that it is so late. How far behind what was noted last it is, when the clock ``may_be_back``."""
        ...

    def bring_forward(self, kinds: Iterable[TimerKind], after: datetime, by: timedelta) -> int:
        """Set timers of these kinds that are due after a moment so much earlier; how many."""
        ...

    def due_timers(self, now: datetime, limit: int) -> Sequence[Timer]:
        """Timers due at ``now``, earliest first, locked for change (skipping locked ones)."""
        ...

    def drop_timer(self, timer: Timer) -> bool:
        """Take a timer away before acting on it, in the same transaction. ``False``: gone or moved."""
        ...

    # The promise ledger
    def promises_shown(self, start: datetime | None, end: datetime | None) -> Sequence[Given]:
        """Promises shown from ``start`` on and before ``end``, as they were shown; ``None`` is open."""
        ...

    def latest_guarantees(self, since: datetime, limit: int) -> Sequence[Given]:
        """Guaranteed responses shown since a moment, the latest first, at most so many."""
        ...

    def first_responses(self, limit: int) -> Sequence[tuple[datetime, datetime]]:
        """When the latest first responses were waited for from, and when they came; the latest first."""
        ...

    # The outbox
    def send(
        self,
        conversation: int | None,
        address: Address,
        shown: Shown,
        at: datetime,
        kind: OutKind = OutKind.MESSAGE,
        key: str = "",
    ) -> Later[int]:
        """Put a row into the outbox, ordered after those already there for this address; its id, for who asks.

        An update replaces what is said by an unsent update with the same address and key.
        """
        ...

    def lease(
        self, targets: Sequence[Address], now: datetime, until: datetime, limit: int, behind: Address | None = None
    ) -> Sequence[Outgoing]:
        """Take the oldest unsent row of each address that is due and unleased; count the attempt.

        A target with an empty channel stands for every channel of its platform and tenant; with an
        empty tenant, too, for the whole platform. Never two rows of one address at a time. Where there are
        more than ``limit``, the addresses ``behind`` one come first, so that each has its turn.
        """
        ...

    def resume_waits(self, platform: str, now: datetime, lease: timedelta, wait: timedelta) -> None:
        """Begin anew every wait and lease of a platform that reaches further ahead than it may.

        The clock was set back since: no lease is longer than ``lease``, no wait than ``wait``, and none began
        after ``now``. What waits so waits at most twice as long as it was to.
        """
        ...

    def reclaim(self, address: Address) -> None:
        """Make rows leasable at once that a process which is gone had leased.

        Only for an address that one process serves, such as a terminal that was started again.
        """
        ...

    def settle(self, out: Outgoing, receipt: Receipt, now: datetime, retry_at: datetime | None) -> None:
        """Note what became of a leased row: sent, due again at ``retry_at``, or dead when it is
        ``Undeliverable`` or ``retry_at`` is ``None``. Ignored if the lease went to another."""
        ...

    def posted(self, address: Address, key: str) -> Posted | None:
        """The message that holds a key at an address: noted when a row with that key was sent."""
        ...

    def key_of(self, address: Address, receipt: str) -> str:
        """Which key a message at an address holds, by the platform's id of it; empty for none."""
        ...

    def held(self, address: Address, prefix: str, limit: int) -> Sequence[tuple[str, str]]:
        """Keys at an address that begin so, each with the message that holds it; the latest first."""
        ...

    def reached(self, platform: str, tenant: str) -> Sequence[Address]:
        """Every address with a conversation on a platform, oldest first: what a back-fill reads."""
        ...

    def latest_key(self, platform: str, tenant: str, prefix: str, before: datetime | None = None) -> str:
        """The greatest key in the inbox that begins so: how far a channel was read. Empty without any.

        With ``before``, of what was noted until then: an event that comes in while a back-fill is still
        reading says nothing about those in front of it.
        """
        ...

    def dead_letters(self, limit: int) -> Sequence[tuple[Outgoing, str]]:
        """Rows that were given up, newest first, each with the reason."""
        ...

    # Staff
    def staff(self, identity: Identity) -> Staff | None:
        """The active staff member behind an identity."""
        ...

    def staff_by_role(self, identity: Identity, grant: Grant) -> Staff:
        """The staff member that a platform's role makes of somebody; entered on the desk the first time.

        That entry alone opens nothing: ``staff`` doesn't find it.
        """
        ...

    def staff_list(self) -> Sequence[tuple[Staff, Sequence[Identity]]]: ...

    def add_staff(self, name: str, role: Role, identity: Identity | None = None) -> None:
        """Add or change a staff member, or add an identity to one; makes them active."""
        ...

    def remove_staff(self, name: str) -> bool:
        """Take someone off the list; their name stays on what they did."""
        ...

    def rooms(self, staff: str = "") -> Sequence[Address]:
        """Where staff look: all rooms, or those that are one staff member's own."""
        ...

    def boards(self) -> Sequence[Address]:
        """The rooms in which every ticket has a card, with what is said about it in the card's thread."""
        ...

    def open_room(self, address: Address, staff: str = "", cards: bool = False) -> None:
        """Register a place where staff look; ``staff`` makes it that member's own, ``cards`` a board."""
        ...

    def close_room(self, address: Address) -> None:
        """Forget a room and what was still to be sent there."""
        ...

    # Closed days, feedback, audit
    def closed_days(self) -> Mapping[date, str]:
        """Days that staff closed, with the reason."""
        ...

    def close_day(self, day: date, reason: str, by: str) -> None: ...

    def reopen_day(self, day: date) -> bool: ...

    def add_feedback(
        self, conversation: int, at: datetime, question: str, slugs: Sequence[str], slug: str, outcome: str
    ) -> None:
        """What became of a question: ``solved``, ``not solved``, ``nothing found``, ``filed``."""
        ...

    def audit(self, at: datetime, actor: str, act: str, ticket: int | None = None, detail: str = "") -> None:
        """Who did what, by ids and names of acts; never clients' words."""
        ...


class Store(Protocol):
    """A desk's database. ``write`` runs a function in one transaction, more than once if it lost a
    race; whoever needs an order waits for the commit before. ``read`` gives a consistent snapshot."""

    def write(self, work: Callable[[Unit], T]) -> "Future[T]":
        """Run ``work`` in one transaction; the future resolves after the commit.

        Raises (through the future) NotSaved when nothing could be written; an exception from
        ``work`` rolls back that work only.
        """
        ...

    def read(self) -> AbstractContextManager[Unit]: ...

    def heard(self, ring: Callable[[], None]) -> AbstractContextManager[None]:
        """While it lasts, ``ring`` may be called, from any thread, when something was put into the outbox.

        A hint: whoever delivers looks every so often by itself.
        """
        ...

    def close(self) -> None: ...


class Adapter(Protocol):
    """One platform's connection: sends what the outbox leased to it."""

    name: str

    def targets(self) -> Sequence[Address]:
        """What this process can deliver; see ``Unit.lease``."""
        ...

    async def send(self, out: Outgoing) -> Receipt:
        """Deliver one row; never raises for what the platform answers."""
        ...
