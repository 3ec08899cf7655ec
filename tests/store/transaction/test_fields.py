"""Every field of every stored value survives every way of writing and reading it, on every database.

Each value has nothing at its default, so that a field that is dropped on the way is seen.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, replace
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from bot.core.conversation.state import Saved, Talk
from bot.core.model.appointment import Appointment, CallState, Proposal
from bot.core.model.files import FileDue
from bot.core.model.outbox import Outgoing, OutKind, Receipt, Sent, Undeliverable
from bot.core.model.people import Account, Address, Block, Identity, Origin  # fmt: skip
from bot.core.model.promises import Promise, PromiseKind, Timer, TimerKind
from bot.core.model.record import Author, Entry, EntryKind, Participant, StoredEntry
from bot.core.model.tickets import Move, Rating, Rule, State, Ticket, Urgency
from bot.core.policy import Channel
from bot.core.rules.billing import Agreement, Decision, Work, WorkKind
from bot.core.text.surface import LocalizedChoice
from bot.ports import CodeRow, Conversation, InboxEntry, Store, UnitOfWork
from bot.store.admin import operations
from bot.store.schema.tables import accounts, appointments, tickets
from bot.store.sql.rows import As, Rows
from bot.store.sql_store import SqlStore
from bot.store.transaction.clients.accounts import BLOCK
from tests.builders import NUMBER
from tests.store.scene import (
    ANA,
    ANAS,
    BO,
    NOON,
    ROOM,
    TERMS,
    client,
    do,
    file,
    later,
    lease,
    requested,
    said,
    see,
    shown,
)  # fmt: skip

T = TypeVar("T")
Ways = Mapping[str, Callable[[Store], Any]]
CLARA = Identity("slack", "T1", "U-clara")
LATER = later(hours=1)


def full(value: T, *spared: str) -> T:
    """The value; nothing of it is at its default, but what is spared."""
    for field in fields(value):  # type: ignore[arg-type]
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if field.name not in spared:
            assert getattr(value, field.name) != default, f"{field.name} is at its default: the test would say little"
    return value


def reads(way: Callable[[UnitOfWork], T]) -> Callable[[Store], T]:
    """A way of reading for those who only look."""
    return lambda store: see(store, way)


def turns(way: Callable[[UnitOfWork], T]) -> Callable[[Store], T]:
    """A way of reading within a turn."""
    return lambda store: do(store, way)


def same(store: Store, value: object, ways: Ways) -> None:
    """Every way gives the value as it is."""
    assert {name: way(store) for name, way in ways.items()} == dict.fromkeys(ways, value)


# ── Accounts and talks ─────────────────────────────────────────────────────────────────


def account_of(conversation: Conversation | None) -> Account | None:
    assert conversation is not None
    return conversation.account


def known(store: Store) -> tuple[Account, Conversation]:
    """Ana, of whom everything is known; each field was changed by saving it."""
    account, talk = do(store, client)
    everything = replace(
        account, name="Ana M.", email="ana@example.com", customer="C-1", verified_by="sam", card=True, phone=NUMBER,
        block=full(Block(LATER, NOON, "sam", "spam", told=True)),
    )  # fmt: skip
    do(store, lambda unit: unit.save_account(everything))
    return full(everything), talk


def ways_to_account(account: Account, talk: Conversation) -> Ways:
    return {
        "by id": reads(lambda unit: unit.account(account.id)),
        "of an identity": turns(lambda unit: unit.account_of(ANA)),
        "in a turn": turns(lambda unit: account_of(unit.open_conversation(ANAS, ANA))),
        "of a place": reads(lambda unit: account_of(unit.find_conversation(ANAS))),
        "of a talk by id": reads(lambda unit: account_of(unit.conversation(talk.id))),
        "of somebody's talk": reads(lambda unit: account_of(unit.find_talk(ANAS, ANA))),
    }


def test_accounts(store: Store) -> None:
    account, talk = known(store)
    same(store, account, ways_to_account(account, talk))


@pytest.mark.parametrize("way", ["by id", "of an identity", "in a turn", "of a place", "of a talk by id"])
def test_a_copy_of_an_account_that_is_saved_back_loses_nothing(store: Store, way: str) -> None:
    account, talk = known(store)
    copy = ways_to_account(account, talk)[way](store)
    do(store, lambda unit: unit.save_account(copy))
    assert see(store, lambda unit: unit.account(account.id)) == account


STANDS = {
    "lang": "de",
    "lang_source": "chosen",
    "zone": "Europe/Berlin",
    "state": Saved(Talk(question="no mail"), (LocalizedChoice("Yes", "1.1:yes"),), "Ana"),
}


def test_talks(store: Store) -> None:
    _account, talk = known(store)
    saved = full(replace(do(store, lambda unit: unit.open_conversation(ANAS, ANA)), **STANDS), "guest")  # type: ignore[arg-type]
    do(store, lambda unit: unit.save_conversation(saved))
    same(
        store,
        saved,
        {
            "in a turn": turns(lambda unit: unit.open_conversation(ANAS, ANA)),
            "by address": reads(lambda unit: unit.find_conversation(ANAS)),
            "by id": reads(lambda unit: unit.conversation(talk.id)),
            "somebody's": reads(lambda unit: unit.find_talk(ANAS, ANA)),
        },
    )


def test_guests_talks(store: Store) -> None:
    do(store, client)

    def visits(unit: UnitOfWork) -> Conversation:
        return unit.open_guest_talk(unit.open_conversation(ANAS, BO))

    saved = full(replace(do(store, visits), **STANDS), "account")  # type: ignore[arg-type]
    do(store, lambda unit: unit.save_conversation(saved))
    same(
        store,
        saved,
        {
            "in a turn": turns(visits),
            "by id": turns(lambda unit: unit.guest_talk(unit.open_conversation(ANAS, CLARA), saved.guest)),
            "somebody's": reads(lambda unit: unit.find_talk(ANAS, BO)),
        },
    )


def test_what_came_in(store: Store) -> None:
    heard = full(InboxEntry(ANAS, ANA, "hello"))
    do(store, lambda unit: unit.record_if_new(ANAS, "m1", NOON, "hello", identity=ANA))
    same(store, heard, {"by key": reads(lambda unit: unit.said("slack", "T1", "m1"))})


def test_link_codes(store: Store) -> None:
    do(store, lambda unit: unit.issue_code(7, "digest", ANA, 5, LATER))
    do(store, lambda unit: unit.claim_code("digest", BO, NOON, timedelta(hours=2)))
    ways = {"typed": reads(lambda unit: unit.typed_code(7, BO, NOON)),
            "used up": turns(lambda unit: unit.take_code(7, BO, NOON))}  # fmt: skip
    same(store, full(CodeRow(ANA, 5)), ways)


# ── Tickets ────────────────────────────────────────────────────────────────────────────

EVERYTHING: dict[str, Any] = {
    "service": "example.com", "symptoms": "a 550", "urgency": Urgency.HIGH, "asked_urgency": Urgency.OUTAGE,
    "owner": "sam", "acted_at": later(minutes=1), "answered_at": later(minutes=2), "closed_at": later(minutes=3),
    "merged_into": 1001, "wants_phone": True, "third_party": "Outlook", "estimate_at": later(hours=2),
    "grace_until": later(hours=3), "promise_at": later(hours=4), "counted_from": later(minutes=4),
    "filed_at": later(minutes=5), "since": later(minutes=6), "subject": "No mail",
    "rest_until": later(hours=5), "tags": ("dns", "mail"), "incident": 3,
    "rating_asked_at": later(minutes=3), "rating": Rating.UP, "rated_at": later(minutes=7),
}  # fmt: skip


def whole(store: Store, saved: bool, **changes: Any) -> Ticket:
    """A ticket of which every field says something, inserted so or saved so."""
    asked = {**EVERYTHING, **changes}
    if not saved:
        return replace(file(store, version=6, **asked))
    before = file(store)
    after = replace(before, **asked)
    do(store, lambda unit: unit.save_ticket(after))
    return replace(after, version=before.version + 1)


@pytest.mark.parametrize("saved", [False, True])
def test_live_tickets(store: Store, saved: bool) -> None:
    ticket = full(whole(store, saved, state=State.ASKED))
    same(
        store,
        ticket,
        {
            "by number": reads(lambda unit: unit.ticket(ticket.number)),
            "for change": turns(lambda unit: unit.ticket(ticket.number, for_change=True)),
            "of an account": reads(lambda unit: unit.tickets_of(ticket.account)[0]),
            "with its place": reads(lambda unit: unit.with_places(ticket.account, NOON, 1)()[0][0]),
            "claimed": reads(lambda unit: unit.claimed_by("sam")[0]),
        },
    )


@pytest.mark.parametrize("saved", [False, True])
def test_waiting_tickets(store: Store, saved: bool) -> None:
    ticket = full(whole(store, saved, state=State.OPEN, owner=""), "owner")
    ways = {"the line": reads(lambda unit: unit.waiting(1)[0]), "the next": turns(lambda unit: unit.next_waiting())}
    same(store, ticket, ways)


@pytest.mark.parametrize("saved", [False, True])
def test_closed_tickets(store: Store, saved: bool) -> None:
    ticket = full(whole(store, saved, state=State.SOLVED))
    same(
        store,
        ticket,
        {
            "of an account": reads(lambda unit: unit.tickets_of(ticket.account, NOON)[0]),
            "with its place": reads(lambda unit: unit.with_places(ticket.account, NOON, 1)()[0][0]),
        },
    )


# ── What hangs on a ticket ─────────────────────────────────────────────────────────────


def test_records(store: Store) -> None:
    ticket = file(store)
    origin = full(Origin("slack", "T1", "m1", ANA, files=True))
    entry = full(Entry(EntryKind.REPLY, Author.STAFF, "sam", "Restart it", NOON, 1, (origin,)))
    seq = do(store, lambda unit: unit.append(ticket.number, entry))
    kept = StoredEntry(ticket.number, seq, entry.kind, entry.author, entry.by, entry.text, entry.at, entry.of)
    ways = {"all": reads(lambda unit: unit.record(1001)[-1]),
            "public": reads(lambda unit: unit.record(1001, 1, public_only=True)[-1])}  # fmt: skip
    same(store, full(kept, "part", "edited_at"), ways)
    [found] = see(store, lambda unit: unit.origins(ticket.number))
    assert see(store, lambda unit: unit.origins(ticket.number))[found] == (origin,)
    [placed] = see(store, lambda unit: unit.placed_at("slack", "T1", "m1"))
    assert (placed.ticket, placed.seq, placed.sender) == (ticket.number, seq, ANA)


def test_participants(store: Store) -> None:
    ticket = file(store)
    do(store, lambda unit: unit.add_participant(ticket.number, BO, "Bo", "sam", NOON))
    do(store, lambda unit: unit.remove_participant(ticket.number, BO, LATER))
    joined = full(Participant(ticket.number, 1, BO, "Bo", "sam", NOON, LATER))
    ways = {
        "one": reads(lambda unit: unit.participant(1001, BO)),
        "all": reads(lambda unit: unit.participants(1001)[0]),
    }
    same(store, joined, ways)


def test_moves(store: Store) -> None:
    ticket = file(store)
    move = full(Move(ticket.number, Rule.MOVED, LATER, "sam", "a vip", 3, 1))
    do(store, lambda unit: unit.add_move(move))
    same(store, move, {"why": reads(lambda unit: unit.moves(ticket.number)[-1])})


def test_files_on_their_way(store: Store) -> None:
    ticket = file(store)
    due = full(FileDue(ANA, "F1", ticket.conversation, "a.png", "image/png", 7, "https://x", NOON, "m1"))
    do(store, lambda unit: unit.note_file_due(due))
    entry = Entry(
        EntryKind.WORDS, Author.CLIENT, "", "see", NOON, origins=(Origin("slack", "T1", "m1", ANA, files=True),)
    )
    do(store, lambda unit: unit.append(ticket.number, entry))
    same(store, due, {"due": reads(lambda unit: unit.files_due("slack", "T1")[0])})


def proposed(call: Appointment) -> Appointment:
    """The call with all that can be said of it, and another time suggested."""
    to = full(Proposal(later(hours=30), later(hours=31), LATER, "kim", "a meeting", exception=True))
    return replace(
        call, state=CallState.CONFIRMED, since=LATER, exception=True, by="sam", reason="why", outcome="well", files=2,
        version=5, proposed=to,
    )  # fmt: skip


@pytest.mark.parametrize("saved", [False, True])
def test_appointments(store: Store, saved: bool) -> None:
    file(store)
    ticket = file(store)
    call = requested(ticket)
    if saved:
        before = do(store, lambda unit: unit.save_call(None, call, 1))
        wanted = do(store, lambda unit: unit.save_call(before, replace(proposed(call), version=before.version), 1))
    else:
        wanted = do(store, lambda unit: unit.save_call(None, proposed(call), 1))
    full(wanted)
    assert wanted.proposed is not None
    same(
        store,
        wanted,
        {
            "the latest": reads(lambda unit: unit.call(ticket.number)),
            "for change": turns(lambda unit: unit.call(ticket.number, for_change=True)),
            "all": reads(lambda unit: unit.calls(5)[0]),
        },
    )


def test_agreements_and_work(store: Store) -> None:
    ticket = file(store)
    agreed = full(Agreement(ticket.number, 1, Decision.ACCEPTED, TERMS, "Drupal", "the words", LATER, "sam"))
    n = do(store, lambda unit: unit.add_agreement(replace(agreed, n=0), ticket.account, ANA))
    assert n == 1
    work = full(Work(ticket.number, 1, WorkKind.CORRECTION, Channel.PHONE, 20, "why", "sam", LATER, 4))
    do(store, lambda unit: unit.add_work(replace(work, n=0)))
    same(store, agreed, {"all": reads(lambda unit: unit.agreements(ticket.number)[0])})
    same(store, work, {"all": reads(lambda unit: unit.works(ticket.number)[0])})


def test_promises_and_timers(store: Store) -> None:
    ticket = file(store)
    promise = Promise(ticket.number, PromiseKind.RESPONSE, NOON, LATER)
    do(store, lambda unit: unit.add_promise(promise))
    same(store, promise, {"unscored": reads(lambda unit: unit.unscored(ticket.number)[0])})
    do(store, lambda unit: unit.score_promise(promise, kept=True, late_seconds=-5))
    same(
        store,
        full(replace(promise, kept=True, late_seconds=-5)),
        {
            "of a ticket": reads(lambda unit: unit.promises(ticket.number)[0]),
            "shown": reads(lambda unit: next(unit.promises_shown(None, None)).promise),
            "guarantees": reads(lambda unit: unit.latest_guarantees(NOON, 1)[0].promise),
        },
    )
    timer = full(Timer(ticket.number, TimerKind.CALL_SOON, LATER))
    do(store, lambda unit: unit.set_timers([timer]))
    same(store, timer, {"due": turns(lambda unit: unit.due_timers(LATER, 1)[0])})


# ── What goes out ──────────────────────────────────────────────────────────────────────


def sent(store: Store, out: Outgoing, receipt: Receipt) -> None:
    do(store, lambda unit: unit.settle(out, receipt, NOON, None))


@pytest.mark.parametrize("target", [ROOM, Address("slack", "T1", ""), Address("slack", "", "")])
def test_what_goes_out(store: Store, target: Address) -> None:
    do(store, lambda unit: unit.send(None, ROOM, shown("before"), NOON, OutKind.UPDATE, "ticket/1"))
    sent(store, lease(store, ROOM)[0], Sent("C/1"))
    id = do(store, lambda unit: unit.send(None, ROOM, shown("hello"), NOON, OutKind.UPDATE, "ticket/1")())
    [out] = lease(store, target)
    assert out == full(Outgoing(id, ROOM, OutKind.UPDATE, "ticket/1", out.read, 1, NOON, out.posted))
    assert (said(out), said(out.posted), out.posted and out.posted.receipt) == ("hello", "before", "C/1")
    sent(store, out, Undeliverable("gone"))
    [(dead, why)] = see(store, lambda unit: unit.dead_letters(1))
    assert (dead, said(dead), why) == (replace(out, posted=None), "hello", "gone")


# ── Whole desks ────────────────────────────────────────────────────────────────────────


def test_an_export_tells_every_column(store: Store) -> None:
    assert isinstance(store, SqlStore)
    account, _talk = known(store)
    ticket = file(store)
    do(store, lambda unit: unit.save_call(None, proposed(requested(ticket)), 1))
    told = operations.export(store, account.id)
    [its] = told["tickets"]
    for table, row in ((accounts, told["account"]), (tickets, its), (appointments, its["appointments"][0])):
        assert {column.name for column in table.columns} - {"desk"} <= row.keys()
    assert told["account"]["card"] is True


# ── The mapping itself ─────────────────────────────────────────────────────────────────


def test_a_field_without_a_column_is_no_secret() -> None:
    with pytest.raises(KeyError, match="address"):
        Rows(Conversation, accounts)
    with pytest.raises(TypeError, match="at the end"):
        Rows(Account, accounts, derived=("name",))


def test_a_field_kept_in_another_form_is_read_from_it() -> None:
    rows = Rows(Account, accounts, {"name": As("name", str.upper), "block": BLOCK})
    row = tuple("ana" if column is accounts.c.name else None for column in rows.columns)
    assert rows.read(row).name == "ANA"
