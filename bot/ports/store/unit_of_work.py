"""A desk's database: transactions on it, each of which can do all that the subjects beside this module name."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from bot.ports.store.accounts import Accounts, LinkCodes
from bot.ports.store.appointments import Appointments
from bot.ports.store.billing import Billing
from bot.ports.store.conversations import Conversations, HeldBack, Inbox
from bot.ports.store.desk import ClosedDays, Journal
from bot.ports.store.files import Files
from bot.ports.store.incidents.incidents import Incidents
from bot.ports.store.outbox import HeldReplies, Outbox, PostedMessages
from bot.ports.store.promises import HelpHistory, PromiseHistory, Promises
from bot.ports.store.record import Participants, Record
from bot.ports.store.retention import Retention
from bot.ports.store.staff import Rooms, StaffList
from bot.ports.store.tickets import Queue, TicketIndex, Tickets
from bot.ports.store.timers import Timers

T = TypeVar("T")


class UnitOfWork(
    Inbox,
    HeldBack,
    Conversations,
    Accounts,
    LinkCodes,
    Tickets,
    Queue,
    Record,
    Participants,
    Files,
    TicketIndex,
    Incidents,
    Appointments,
    Billing,
    Promises,
    PromiseHistory,
    HelpHistory,
    Timers,
    HeldReplies,
    Outbox,
    PostedMessages,
    StaffList,
    Rooms,
    Retention,
    ClosedDays,
    Journal,
    Protocol,
):
    """One transaction on one desk, of all subjects. Everything in it happens, or nothing does.

    Inside ``Store.write`` the unit may write; rows read *for change* stay locked until the end.
    """

    def rollback(self) -> None:
        """Roll this transaction back; the work's result is returned all the same."""
        ...


class Store(Protocol):
    """A desk's database. ``write`` runs a function in one transaction, more than once if it lost a
    race; whoever needs an order waits for the commit before. ``read`` gives a consistent snapshot."""

    def write(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        """Run ``work`` in one transaction; the future resolves after the commit.

        Raises (through the future) NotSaved when nothing could be written; an exception from
        ``work`` rolls back that work only.
        """
        ...

    def read(self) -> AbstractContextManager[UnitOfWork]: ...

    def subscribe(self, notify: Callable[[], None]) -> AbstractContextManager[None]:
        """Call ``notify``, from any thread, when something was put into the outbox, for as long as the context lasts.

        A hint: whoever delivers looks every so often by itself.
        """
        ...

    def close(self) -> None: ...
