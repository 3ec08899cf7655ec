"""What adapters may ask of the desk.

An adapter turns a payload into an :class:`~bot.ports.inbound.Inbound`, hands it over here, and shows the
:class:`~bot.ports.inbound.Answer` by its platform's means. Which of the desk's sides an event is for, and what comes
of it, isn't its business: a choice's token is handed on as it came.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.model.people import Address, Grant, Identity
from bot.core.model.saved_replies import SavedReply
from bot.core.model.tickets import Ticket
from bot.core.policy import Asks
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import LocalizedReply, Msg
from bot.ports.inbound import Answer, Brought, Inbound


@dataclass(frozen=True, slots=True)
class Places:
    """Where people may have written while nobody listened."""

    cards: Sequence[str] = ()
    """The platform's ids of the cards of live tickets: staff write under them."""
    talks: Sequence[Address] = ()
    """Every address with a conversation, oldest first."""


class Gateway(Protocol):
    """All that adapters ask for. Futures resolve after the commit; NotSaved says that nothing happened.

    Events of one address are taken in the order in which they come in, each once.
    """

    # ── What people do ─────────────────────────────────────────────────────────────────

    def turn(self, inbound: Inbound) -> "Future[Answer]":
        """Take words; without any, where the talk stands."""
        ...

    def clicked(self, inbound: Inbound) -> "Future[Answer]":
        """Take a choice: a client's, staff's, or the panel's, which opens a form for a question."""
        ...

    def opened_form(self, inbound: Inbound) -> "Future[Answer]":
        """Take a click on a form's own button: the form as it is needed now, or what is instead of it."""
        ...

    def submitted(self, inbound: Inbound) -> "Future[Answer]":
        """Take a form. What was typed stands in the answer wherever it wasn't taken, or nothing else keeps it."""
        ...

    def ordered(self, inbound: Inbound, verb: str = "") -> "Future[Answer]":
        """Take a command of staff as it was typed, behind its ``verb`` where the platform has a command for that."""
        ...

    def attached(self, inbound: Inbound, files: "tuple[Brought, ...]") -> "Future[Answer]":
        """Take a command of staff that came with files."""
        ...

    def file_for(
        self, inbound: Inbound, message: Inbound, link: str, thread: Address | None = None
    ) -> "Future[Answer]":
        """Take a message that one of the staff points at as a ticket of its writer's, with its files.

        ``message`` is as if its writer had sent it to us in private; ``link`` leads to where it stands. In the
        ``thread`` below it, if there is one, everybody reads that it is a ticket now.
        """
        ...

    def card_number(self, board: Address, card: str) -> "Future[int]":
        """The ticket whose card a message of a board is; 0 for another one."""
        ...

    def asked_to_resolve(self, number: int) -> Answer:
        """Ask one of the staff whether a ticket is to be resolved."""
        ...

    def remarked(self, inbound: Inbound, card: str) -> "Future[Answer | None]":
        """Take what was written under a message of a board; ``None``: that is no card.

        In the thread of a ticket's card it is an internal note. Refused also when it didn't become one.
        """
        ...

    def message_edited(self, inbound: Inbound, of: str) -> "Future[None]":
        """Note that the message with the key ``of`` reads otherwise now, or is gone (text ``None``); never answered.

        One that never came in, or that somebody else wrote, changes nothing. ``inbound.address`` is where its
        writer writes to us alone.
        """
        ...

    def question(self, inbound: Inbound, about: str = "") -> Answer:
        """The form for a question of one's own; with a link, about another's message."""
        ...

    def tell(self, inbound: Inbound, answer: Answer) -> "Future[None]":
        """Send an answer as a message: it was to be shown at once, and couldn't be."""
        ...

    def greet(self, inbound: Inbound) -> "Future[None]":
        """Greet somebody who looks at us for the first time; nothing for whoever wrote before, and for staff."""
        ...

    # ── What is asked beside it ────────────────────────────────────────────────────────

    def home(self, inbound: Inbound) -> "Future[Answer]":
        """A client's tickets as they stand; nothing of it is sent, and their talk goes on where it was."""
        ...

    def panel(self, inbound: Inbound) -> "Future[Answer]":
        """What a lead puts up where clients pass by: a word of welcome, and a choice that begins a talk."""
        ...

    def staff_commands(self) -> tuple[Usage, ...]:
        """How each of the staff's commands is written, and what it does."""
        ...

    def saved_replies(self) -> Sequence[SavedReply]:
        """What staff can send by its name."""
        ...

    def suggested(self, text: str, lang: str, limit: int) -> "Future[tuple[str, ...]]":
        """Titles of the articles that may answer what somebody is typing, best first; each once."""
        ...

    def starters(self, lang: str, limit: int) -> "Future[tuple[str, ...]]":
        """Titles of the articles that helped most often of late, in a language as platforms name it."""
        ...

    def claimable_tickets(
        self, identity: Identity, grant: Grant | None, typed: str, limit: int
    ) -> "Future[tuple[Ticket, ...]]":
        """Waiting tickets that fit what a staff member is typing, in queue order; nothing for anybody else."""
        ...

    def is_staff(self, identity: Identity, grant: Grant | None) -> "Future[bool]":
        """Whether somebody is staff at this moment."""
        ...

    def said(self, message: Msg, lang: str = "") -> LocalizedReply:
        """A sentence of the adapter's own, in a language as platforms name it if the desk speaks that."""
        ...

    def notify_problem(self, platform: str, reason: str) -> "Future[None]":
        """Notify staff of what a platform doesn't let us do, and of what was done instead."""
        ...

    def unreachable(self, talk: Address, reason: str, *, left: bool = False) -> "Future[None]":
        """Tell staff that whoever a private talk is with can't be written to there, with name and tickets.

        ``left``: they aren't where we could write to them at all; their tickets wait, marked so.
        """
        ...

    # ── Where things stand on a platform ───────────────────────────────────────────────

    def keep_board(self, platform: str, tenant: str, board: Address | None) -> "Future[None]":
        """Make the staff channel the one board of a tenant; one that was it before is none any more."""
        ...

    def came_in(self, address: Address, staff: str = "") -> "Future[None]":
        """Note that the one reader of an address is there, such as a terminal; as ``staff``, they hear its news."""
        ...

    def listen(self, place: Address, prefix: str, key: str, at: datetime) -> "Future[None]":
        """Begin to read a place in which everything that people write is for us: what they wrote before isn't.

        ``key`` stands for that moment, beside the keys of the messages there, which have this prefix.
        """
        ...

    def places(self, platform: str, tenant: str) -> "Future[Places]":
        """Where people may have written while nobody listened."""
        ...

    def latest_key(self, platform: str, tenant: str, prefix: str, before: datetime | None = None) -> "Future[str]":
        """The greatest key that begins so, of the events that were noted before a moment; empty without any."""
        ...

    def stands_at(self, talk: Address) -> "Future[str]":
        """The platform's id of the latest message of a talk; empty without one."""
        ...

    def opener(self, talk: Address) -> "Future[Identity | None]":
        """Whoever began the conversation at an address."""
        ...

    def asked_in(self, place: Address) -> Asks | None:
        """Which new messages in a channel are questions to us, where it belongs to a customer."""
        ...

    def writer(self, platform: str, tenant: str, key: str) -> "Future[Identity | None]":
        """Whoever wrote the message with a key; ``None`` for one that never came in."""
        ...
