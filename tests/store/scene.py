"""What the store's tests are about: Ana writes from her channel, Bo from his, staff work."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from bot.core.model.appointment import Appointment, CallState
from bot.core.model.outbox import Decoded, Outgoing, Posted
from bot.core.model.people import Account, Address, Identity
from bot.core.model.record import Author, Entry, EntryKind
from bot.core.model.tickets import Ticket
from bot.core.policy import Channel
from bot.core.rules.billing import Agreement, Decision, Terms, Work, WorkKind
from bot.core.text.surface import LocalizedReply, Para, Run
from bot.ports import Conversation, Store, UnitOfWork
from tests import builders

T = TypeVar("T")

NOON = datetime(2027, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
ANA = Identity("slack", "T1", "U-ana")
ANAS = Address("slack", "T1", "D-ana")
BO = Identity("slack", "T1", "U-bo")
BOS = Address("slack", "T1", "D-bo")
ROOM = Address("slack", "T1", "C-desk")
PATIENCE_S = 120
"""For futures and processes; nothing here takes a hundredth of it, but the machine may be busy."""


def do(store: Store, work: Callable[[UnitOfWork], T]) -> T:
    """What one transaction gives back."""
    return store.write(work).result(PATIENCE_S)


def see(store: Store, look: Callable[[UnitOfWork], T]) -> T:
    """What a reader sees."""
    with store.read() as unit:
        return look(unit)


def later(**units: float) -> datetime:
    """Some time after noon."""
    return NOON + timedelta(**units)


def client(unit: UnitOfWork, identity: Identity = ANA, address: Address = ANAS) -> tuple[Account, Conversation]:
    """A client with an account and a conversation."""
    talk = unit.open_conversation(address, identity)
    account = talk.account or unit.create_account(identity, identity.user.removeprefix("U-").title(), NOON)
    return account, talk


def filed(unit: UnitOfWork, identity: Identity = ANA, address: Address = ANAS, **changes: Any) -> Ticket:
    """A ticket that a client has filed: in line since noon unless the changes say otherwise."""
    account, talk = client(unit, identity, address)
    at = {name: changes.get("since", NOON) for name in ("since", "filed_at", "counted_from")}
    ticket = replace(builders.ticket(unit.next_number(), account=account.id, conversation=talk.id), **{**at, **changes})
    unit.insert_ticket(ticket)
    return ticket


def file(store: Store, identity: Identity = ANA, address: Address = ANAS, **changes: Any) -> Ticket:
    """A client files a ticket, in a transaction of its own."""
    return do(store, lambda unit: filed(unit, identity, address, **changes))


def change(store: Store, ticket: Ticket, **changes: Any) -> Ticket:
    """Somebody changes a ticket; as it is afterwards."""
    do(store, lambda unit: unit.save_ticket(replace(ticket, **changes)))
    return replace(ticket, **changes, version=ticket.version + 1)


def words(text: str, kind: EntryKind = EntryKind.WORDS, by: str = "") -> Entry:
    """An entry by the client, or by staff when ``by`` says who."""
    return Entry(kind, Author.STAFF if by else Author.CLIENT, by, text, NOON)


TERMS = Terms(Channel.HELPDESK, Decimal("80.50"), "USD", 60, date(2027, 1, 1))


def requested(ticket: Ticket, hours: float = 24, **changes: Any) -> Appointment:
    """Half an hour on the phone, so many hours after noon, that a client asked for."""
    start = later(hours=hours).replace(microsecond=0)
    call = Appointment(ticket.number, 1, CallState.REQUESTED, start, start + timedelta(minutes=30), NOON, start)
    return replace(call, **changes)


def book(store: Store, call: Appointment, lines: int = 1) -> Appointment:
    """A new appointment, as stored."""
    return do(store, lambda unit: unit.save_call(None, call, lines))


def accepted(ticket: Ticket, **changes: Any) -> Agreement:
    """The client's yes to a billing notice."""
    said = "Help with it is billed at $80.50 per hour."
    return replace(Agreement(ticket.number, 0, Decision.ACCEPTED, TERMS, "Drupal", said, NOON), **changes)


def worked(ticket: Ticket, minutes: int = 20, **changes: Any) -> Work:
    """Minutes that sam worked."""
    entry = Work(ticket.number, 0, WorkKind.WORK, Channel.HELPDESK, minutes, "looked into it", "sam", NOON)
    return replace(entry, **changes)


def say(store: Store, text: str, at: datetime = NOON, address: Address = ANAS) -> int:
    """Put a message into the outbox."""
    return do(store, lambda unit: unit.send(None, address, shown(text), at)())


def shown(text: str) -> LocalizedReply:
    """A message of one paragraph."""
    return LocalizedReply((Para((Run(text),)),))


def said(message: Outgoing | Decoded | Posted | None) -> str:
    """What such a message says."""
    assert message is not None
    assert message.shown is not None
    [block] = message.shown.blocks
    assert isinstance(block, Para)
    return "".join(run.text for run in block.runs)


def lease(store: Store, *targets: Address, now: datetime = NOON, limit: int = 10) -> tuple[Outgoing, ...]:
    """Lease for a minute."""
    until = now + timedelta(minutes=1)
    return tuple(do(store, lambda unit: unit.lease(targets or (ANAS,), now, until, limit)))
