"""A person's data: all of it comes out, and all of it goes away."""

import json
import random
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import delete, select, text

from bot.core.conversation.state import Saved, Talk
from bot.core.model.appointment import CallState, Proposal
from bot.core.model.finding import Wanted
from bot.core.model.outbox import OutKind, Sent
from bot.core.model.people import Address, Block, Identity, Role
from bot.core.model.promises import Promise, PromiseKind, Timer, TimerKind
from bot.core.model.record import EntryKind
from bot.core.model.tickets import Move, Rule, State, Ticket
from bot.core.rules.billing import Decision
from bot.core.rules.change import SHORT_CHARS
from bot.core.text.errors import Conflict
from bot.core.text.surface import LocalizedQuote, LocalizedReply
from bot.core.text.terms import asked_terms, terms
from bot.ports import UnitOfWork
from bot.ports.inbound import Inbound
from bot.store.admin import operations
from bot.store.open import SqliteStore, SqlStore
from bot.store.postgres import vacuum
from bot.store.schema.columns import metadata
from bot.store.schema.tables import audit, settings
from bot.store.sql_store import Left
from bot.store.transaction.secrets import ERASED_SALT
from bot.store.transaction.unit_of_work import SqlUnit
from tests.store.conftest import Opener
from tests.store.scene import (
    ANA,
    ANAS,
    BO,
    BOS,
    NOON,
    PATIENCE_S,
    ROOM,
    TERMS,
    accepted,
    book,
    client,
    do,
    file,
    filed,
    later,
    lease,
    requested,
    see,
    words,
    worked,
)

ON_DISCORD = Identity("discord", "", "ana-on-discord-77")
ON_DISCORDS = Address("discord", "", "dm-with-ana-88")
DESK = Address("terminal", "", "desk-of-sam")
NAMES = (
    "Anabella",
    "anabella@example.org",
    "customer-4711",
    "U-ana",
    "D-ana",
    "ana-on-discord-77",
    "dm-with-ana-88",
    "+49 30 5550199",
)
WORDS = (
    "flamingo mails vanish",
    "flamingo-shop.example",
    "since tuesday nothing arrives",
    "please hurry, my flamingo",
    "Dear Anabella, look into the spam folder",
    "she is a friend of the boss",
    "because she cried",
    "flamingo.log",
    "GET /flamingo 404",
    "where is my flamingo mail",
    "answer for the flamingo",
    "ticket of the flamingo for staff",
    '"flamingo \\u00e4"',
    "her flamingo only sings in the evening",
    "we talked about the flamingo for an hour",
    "billed help with her flamingo plugin",
    "Flamingo Press",
    "mended the flamingo plugin",
)
LATER = later(hours=1)


def payload(said: str) -> LocalizedReply:
    return LocalizedReply((LocalizedQuote(said),))


def asked(said: str) -> Saved:
    return Saved(Talk(question=said))


def lives(unit: UnitOfWork) -> Ticket:
    """Everything that can happen to Ana, with words that nobody else uses."""
    ticket = filed(unit, subject=WORDS[0], service=WORDS[1], symptoms=WORDS[2], third_party=WORDS[16])
    account, talk = client(unit)
    known = replace(account, name=NAMES[0], email=NAMES[1], customer=NAMES[2], verified_by="sam", phone=NAMES[7])
    unit.save_account(known)
    unit.link(ON_DISCORD, account.id)
    unit.open_conversation(ON_DISCORDS, ON_DISCORD)
    unit.save_conversation(replace(talk, lang="de", zone="Europe/Berlin", state=asked(WORDS[9])))
    unit.record_if_new(ANAS, "event of U-ana", NOON, WORDS[3], "client key of U-ana")
    unit.record_if_new(DESK, "line 1", NOON, f"reply {ticket.number} {WORDS[4]}")
    unit.record_if_new(DESK, "line 2", NOON, f"note {ticket.number} hm")
    unit.keep_answer(DESK, "line 2", payload(WORDS[3]), NOON, NOON)
    for entry in (words(WORDS[3]), words(WORDS[4], EntryKind.REPLY, "sam"), words(WORDS[5], EntryKind.NOTE, "kim")):
        unit.append(ticket.number, entry)
    unit.attach(ticket.number, 1, WORDS[7], "text/plain", WORDS[8].encode())
    unit.add_move(Move(ticket.number, Rule.MOVED, NOON, "sam", WORDS[6], 1, 1))
    unit.add_promise(Promise(ticket.number, PromiseKind.RESPONSE, NOON, later(days=2)))
    unit.issue_code(1, "digest", ANA, talk.id, later(hours=1))
    unit.issue_code(2, "typed", BO, None, later(hours=1))
    unit.claim_code("typed", ANA, NOON, timedelta(minutes=10))
    unit.count_attempt(ANA, "link", NOON, later(hours=-1))
    unit.add_feedback(talk.id, NOON, WORDS[9], ("spf",), "", "filed")
    unit.send(talk.id, ANAS, payload(WORDS[10]), NOON)
    unit.send(talk.id, ANAS, payload(WORDS[10]), NOON)
    unit.send(None, ROOM, payload(f"{WORDS[11]}, {WORDS[3]}"), NOON, OutKind.UPDATE, f"ticket/{ticket.number}")
    unit.send(None, DESK, payload(f"about: {WORDS[0]}"), NOON)
    unit.audit(NOON, "sam", "linked", ticket.number, "discord ana-on-discord-77")
    unit.save_call(None, requested(ticket, state=CallState.OFFERED, reason=WORDS[13], outcome=WORDS[14], by="sam"), 1)
    unit.add_agreement(accepted(ticket, words=WORDS[15], software=WORDS[16]), account.id, ANA)
    unit.add_work(worked(ticket, note=WORDS[17]))
    return ticket


@pytest.fixture
def desk(store: SqlStore) -> SqlStore:
    """Ana, Bo and staff, all with a past."""
    do(store, lambda unit: unit.add_staff("sam", Role.LEAD, Identity("terminal", "", "sam")))
    do(store, lives)
    bos = file(store, BO, BOS, subject="my own question")
    do(store, lambda unit: unit.append(bos.number, words("hello from Bo")))
    do(store, lambda unit: unit.append(bos.number, words("see file")))
    do(store, lambda unit: unit.attach(bos.number, 2, "bo.log", "text/plain", b"shared content"))
    do(store, lambda unit: unit.attach(1001, 2, "ana.log", "text/plain", b"shared content"))
    do(store, lambda unit: unit.record_if_new(DESK, "line 3", NOON, f"reply {bos.number} hello Bo"))
    do(store, lambda unit: unit.record_if_new(BOS, "bo 1", NOON, "hello from Bo"))
    do(store, lambda unit: unit.send(None, ROOM, payload(f"#{bos.number}: hello from Bo"), NOON))
    for out in lease(store, ANAS):
        do(store, lambda unit, out=out: unit.settle(out, Sent("receipt of slack"), NOON, None))  # type: ignore[misc]
    return store


def anas(store: SqlStore) -> int:
    ticket = see(store, lambda unit: unit.ticket(1001))
    assert ticket is not None
    return ticket.account


def left_on_disk(store: SqlStore) -> Iterator[bytes]:
    """The database file and its log, read by another process: closing a file here would drop our locks.

    On PostgreSQL every row of every table.
    """
    if not isinstance(store, SqliteStore):
        with store.read() as unit:
            for table in metadata.sorted_tables:
                for row in unit.connection.execute(select(table)):
                    yield repr(tuple(row)).encode()
        return
    for path in (store.file.path, Path(f"{store.file.path}-wal")):
        yield subprocess.run(["cat", path], capture_output=True, check=True).stdout


def test_an_export_holds_everything_about_a_person_and_nobody_else(desk: SqlStore) -> None:
    everything = operations.export(desk, anas(desk))
    written = json.dumps(everything, ensure_ascii=False)
    for said in (*NAMES, *(WORDS[:8] + WORDS[9:11] + WORDS[13:])):
        assert said in written, said
    assert "Bo" not in written
    ticket = everything["tickets"][0]
    assert [entry["by_name"] for entry in ticket["record"]] == ["", "sam", "kim"]
    assert [entry["words"] for entry in ticket["record"]] == [WORDS[3], WORDS[4], WORDS[5]]
    assert {b64decode(file["content"]) for file in ticket["attachments"]} == {WORDS[8].encode(), b"shared content"}
    assert ticket["filed_at"] == NOON.isoformat()
    [call], [agreed], [work] = (ticket[name] for name in ("appointments", "agreements", "works"))
    assert (call["state"], call["starts_at"]) == ("offered", "2027-03-02T12:00:00+00:00")
    assert (agreed["per_hour"], agreed["by_user"], agreed["version"]) == ("80.50", "U-ana", "2027-01-01")
    assert (work["minutes"], work["by_name"]) == (20, "sam")
    assert {"platform": "discord", "tenant": "", "user": "ana-on-discord-77"} in everything["identities"]


def test_an_erased_person_is_nowhere_in_the_file_nor_its_log(desk: SqlStore) -> None:
    before = b"".join(left_on_disk(desk))
    for said in (*NAMES, *WORDS[:12], *WORDS[13:]):
        assert said.encode() in before, said
    touched = operations.erase(desk, anas(desk), LATER)
    assert touched["log left"] == 0
    assert {name for name, rows in touched.items() if rows} == {
        *("accounts", "attachments", "audit", "conversations", "feedback", "identities", "inbox"),
        *("answers", "outbox", "queue_moves", "record", "tickets", "appointments", "agreements", "works"),
    }
    after = b"".join(left_on_disk(desk))
    for said in (*NAMES, *WORDS, "flamingo", "Flamingo", "receipt of slack"):
        assert said.encode() not in after, said


def index(store: SqlStore) -> None:
    """Index all that was written."""
    while do(store, lambda unit: unit.index_some()):
        pass


def test_an_erased_person_is_nowhere_in_the_index_and_others_are_found_still(desk: SqlStore) -> None:
    index(desk)
    account = see(desk, lambda unit: unit.account(anas(desk)))
    assert account is not None
    do(desk, lambda unit: unit.save_account(replace(account, name="Zerafina")))
    do(desk, lambda unit: unit.record_if_new(DESK, "line 4", NOON, "/desk find flamngo ANABELLA"))
    index(desk)
    known = b"".join(left_on_disk(desk))
    tokens = {token for said in (*NAMES[:3], "zerafina", *WORDS[:6]) for token in terms(said) if len(token) > 6}
    mine = {token for token in tokens if token[::-1].encode() in known and found(desk, token) == [1001]}
    assert {"anabella", "zerafina", "flamingo-shop.example", "arrives"} <= mine
    for line in ("anabella", "zerafina", "flamingo"):
        assert found(desk, line) == [1001]
    operations.erase(desk, anas(desk), LATER)
    after = b"".join(left_on_disk(desk))
    assert not {token for token in mine if token[::-1].encode() in after}
    assert not [said for said in ("anabella", "zerafina", "flamingo", "flamngo") if said.encode() in after]
    index(desk)
    assert found(desk, "anabella") == found(desk, "flamingo") == []
    assert found(desk, "hello bo") == [1002]
    assert found(desk, "1001") == [1001]


def found(store: SqlStore, line: str) -> list[int]:
    """The numbers of the tickets that words find."""
    return [ticket.number for ticket in see(store, lambda unit: unit.find(Wanted(asked_terms(line)), 20)).tickets]


def test_an_erasure_leaves_the_desk_whole(desk: SqlStore) -> None:
    account = anas(desk)
    operations.erase(desk, account, LATER)
    assert operations.check(desk) == ()
    entries = see(desk, lambda unit: unit.record(1001))
    assert [(entry.seq, entry.by, entry.text) for entry in entries] == [
        (1, "", None),
        (2, "sam", None),
        (3, "kim", None),
    ]
    assert see(desk, lambda unit: unit.record_length(1001)) == 3
    ticket = see(desk, lambda unit: unit.ticket(1001))
    assert ticket is not None
    assert (ticket.subject, ticket.account, ticket.since) == ("", account, NOON)
    assert do(desk, lambda unit: unit.append(1001, words("and on it goes"))) == 4
    assert operations.check(desk) == ()


def test_an_erasure_touches_nobody_else(desk: SqlStore) -> None:
    operations.erase(desk, anas(desk), LATER)
    bos = see(desk, lambda unit: unit.ticket(1002))
    assert bos is not None
    everything = json.dumps(operations.export(desk, bos.account))
    for said in ("my own question", "hello from Bo", "U-bo", "D-bo", "bo.log"):
        assert said in everything, said
    assert [out.shown for out in lease(desk, Address("slack", "", ""))] == [payload("#1002: hello from Bo")]
    on_disk = b"".join(left_on_disk(desk))
    assert b"reply 1002 hello Bo" in on_disk
    assert b"shared content" in on_disk
    assert see(desk, lambda unit: len(unit.staff_list())) == 1


def test_an_erased_person_who_comes_back_is_new(desk: SqlStore) -> None:
    account = anas(desk)
    operations.erase(desk, account, LATER)
    talk = do(desk, lambda unit: unit.open_conversation(ANAS, ANA))
    assert (talk.account, talk.state, talk.lang) == (None, Saved(), "")
    assert do(desk, lambda unit: unit.claim_code("digest", CLARA, NOON, timedelta(minutes=10))) is None
    exported = operations.export(desk, account)
    assert exported["identities"] == exported["conversations"] == exported["inbox"] == []
    operations.erase(desk, account, LATER)


@pytest.mark.only("sqlite")
def test_a_reader_that_holds_the_log_up_is_told_of(desk: SqlStore, opened: Any) -> None:
    hasty = opened(busy_ms=30)
    with desk.read() as unit:
        assert unit.waiting_count() == 2
        assert operations.erase(hasty, anas(desk), LATER)["log left"] == 1
    assert hasty.cut_log() == Left()
    assert b"flamingo" not in b"".join(left_on_disk(hasty))


def test_words_that_wait_and_the_reason_of_a_block_come_along_and_go(desk: SqlStore) -> None:
    account = anas(desk)
    until = NOON + timedelta(days=9)

    def limit(unit: UnitOfWork) -> None:
        known = unit.account(account)
        assert known is not None
        unit.save_account(replace(known, block=Block(until, NOON, "sam", "sells zebras")))
        unit.hold_words(Inbound(ANAS, ANA, "message/waits", text="buy my zebras"), until)

    do(desk, limit)
    exported = operations.export(desk, account)
    assert "buy my zebras" in exported["words that wait"][0]["payload"]
    assert exported["account"]["blocked_reason"] == "sells zebras"
    operations.erase(desk, account, LATER)
    assert see(desk, lambda unit: unit.held_due(until, 10)) == ()
    known = see(desk, lambda unit: unit.account(account))
    assert known is not None
    assert known.block is not None
    assert known.block.reason == ""


def test_there_is_nobody_with_account_42(store: SqlStore) -> None:
    with pytest.raises(LookupError):
        operations.export(store, 42)
    with pytest.raises(LookupError):
        operations.erase(store, 42, LATER)


def test_nothing_is_left_in_odd_corners_of_a_large_file(store: SqlStore, opened: Opener) -> None:
    chance = random.Random(7)
    people = [(Identity("web", "", f"user-{n:03}"), Address("web", "", f"channel-{n:03}")) for n in range(12)]

    def goes_on(unit: UnitOfWork) -> None:
        for turn in range(400):
            n = chance.randrange(12)
            identity, address = people[n]
            said = f"person-{n:03} " + "word " * chance.choice([2, 20, 60, 400, 2000])
            ticket = filed(unit, identity, address, subject=said[:200], symptoms=said[:4000])
            unit.record_if_new(address, f"person-{n:03} {chance.random()}", NOON, said)
            unit.append(ticket.number, words(said))
            unit.save_conversation(replace(unit.open_conversation(address, identity), state=asked(said)))
            unit.send(None if turn % 2 else ticket.conversation, address, payload(said), NOON)

    do(store, goes_on)
    talk = see(store, lambda unit: unit.find_conversation(people[5][1]))
    assert talk is not None
    assert talk.account is not None
    operations.erase(store, talk.account.id, LATER)
    on_disk = b"".join(left_on_disk(store))
    assert b"person-004" in on_disk
    for trace in (b"person-005", b"user-005", b"channel-005"):
        assert trace not in on_disk
    store.close()
    opened().close()


# ── Places with several people ─────────────────────────────────────────────────────────

CHANNEL = Address("slack", "T1", "C-everybody")
CLARA = Identity("slack", "T1", "U-clara")


def writes(identity: Identity, said: str, address: Address = CHANNEL) -> Callable[[UnitOfWork], None]:
    """A turn: somebody asks something, which is answered at once."""

    def turn(unit: UnitOfWork) -> None:
        talk = unit.open_conversation(address, identity)
        unit.record_if_new(address, f"{identity.user}: {said}", NOON, said, identity=identity)
        unit.add_feedback(talk.id, NOON, said, (), "", "filed")
        unit.save_conversation(replace(talk, state=asked(said)))
        unit.send(talk.id, address, payload(f"You wrote: {said}"), NOON)

    return turn


def answer(store: SqlStore, ticket: Ticket, said: str) -> None:
    do(store, lambda unit: unit.append(ticket.number, words(said, EntryKind.REPLY, "sam")))
    do(store, lambda unit: unit.send(ticket.conversation, CHANNEL, payload(said), NOON))


@pytest.fixture
def shared(store: SqlStore) -> SqlStore:
    """Clara wrote first in a channel; Bo asked, filed and was answered there, too."""
    do(store, writes(CLARA, "where is the lighthouse"))
    do(store, writes(BO, "my flamingo is lost"))
    (first,) = lease(store, CHANNEL)
    do(store, lambda unit: unit.settle(first, Sent(), NOON, None))
    answer(store, file(store, BO, CHANNEL, subject="flamingo lost"), "look for the flamingo in the garden")
    answer(store, file(store, CLARA, CHANNEL, subject="lighthouse"), "look for the lighthouse at sea")
    return store


def test_words_in_a_place_that_somebody_else_opened_go_too(shared: SqlStore) -> None:
    operations.erase(shared, BO, LATER)
    left = b"".join(left_on_disk(shared))
    for said in (b"flamingo", b"U-bo", b"garden"):
        assert said not in left, said
    assert b"where is the lighthouse" in left
    assert next(iter(lease(shared, CHANNEL))).shown == payload("look for the lighthouse at sea")


def test_whoever_opened_a_place_leaves_it_to_the_others(shared: SqlStore) -> None:
    operations.erase(shared, CLARA, LATER)
    left = b"".join(left_on_disk(shared))
    for said in (b"lighthouse", b"U-clara"):
        assert said not in left, said
    assert b"my flamingo is lost" in left
    assert [out.shown for out in lease(shared, CHANNEL)] == [payload("You wrote: my flamingo is lost")]


def test_an_export_holds_their_own_words_of_a_shared_place(shared: SqlStore) -> None:
    bos = json.dumps(operations.export(shared, BO))
    for said in ("my flamingo is lost", "You wrote: my flamingo is lost", "flamingo in the garden"):
        assert said in bos, said
    assert "lighthouse" not in bos
    assert [row["question"] for row in operations.export(shared, CLARA)["feedback"]] == ["where is the lighthouse"]


def test_what_cannot_be_told_to_be_somebody_elses_goes(shared: SqlStore) -> None:
    do(shared, lambda unit: unit.record_if_new(CHANNEL, "m1", NOON, "a flamingo of nobody"))
    operations.erase(shared, BO, LATER)
    assert b"flamingo" not in b"".join(left_on_disk(shared))


def test_somebody_who_never_filed_is_exported_and_erased(store: SqlStore) -> None:
    do(store, writes(CLARA, "where is the lighthouse", BOS))
    everything = operations.export(store, CLARA)
    assert everything["account"] is None
    assert [row["words"] for row in everything["inbox"]] == ["where is the lighthouse"]
    operations.erase(store, CLARA, LATER)
    left = b"".join(left_on_disk(store))
    for said in (b"lighthouse", b"U-clara", b"D-bo"):
        assert said not in left, said
    with pytest.raises(LookupError):
        operations.erase(store, CLARA, LATER)


def test_an_identity_stands_for_all_of_its_account(desk: SqlStore) -> None:
    assert operations.export(desk, ON_DISCORD) == operations.export(desk, anas(desk))


# ── The phone and the bill ─────────────────────────────────────────────────────────────


def test_what_was_agreed_and_worked_stays_without_words(desk: SqlStore) -> None:
    operations.erase(desk, anas(desk), LATER)
    [agreed], [work] = see(desk, lambda unit: (unit.agreements(1001), unit.works(1001)))
    assert (agreed.decision, agreed.terms, agreed.at) == (Decision.ACCEPTED, TERMS, NOON)
    assert (agreed.words, agreed.software) == ("", "")
    assert (work.minutes, work.by, work.note) == (20, "sam", "")


def test_the_time_of_an_erased_persons_call_is_free_again(desk: SqlStore) -> None:
    before = see(desk, lambda unit: unit.call(1001))
    assert before is not None
    operations.erase(desk, anas(desk), LATER)
    call = see(desk, lambda unit: unit.call(1001))
    assert call is not None
    assert (call.state, call.start, call.reason, call.outcome) == (CallState.CANCELLED, before.start, "", "")
    assert see(desk, lambda unit: unit.taken(NOON, later(days=3))) == ()
    bos = see(desk, lambda unit: unit.ticket(1002))
    assert bos is not None
    book(desk, requested(bos))
    late = desk.write(lambda unit: unit.save_call(before, replace(before, state=CallState.CONFIRMED), 1))
    assert isinstance(late.exception(), Conflict)


def test_a_time_that_was_suggested_to_an_erased_person_is_free_again_too(store: SqlStore) -> None:
    call = requested(file(store), state=CallState.CONFIRMED, expires_at=None)
    hour = timedelta(hours=1)
    to = Proposal(call.start + hour, call.end + hour, call.start, "sam", "flamingo feeding")
    book(store, replace(call, proposed=to))
    operations.erase(store, ANA, LATER)
    after = see(store, lambda unit: unit.call(call.ticket))
    assert after is not None
    assert (after.state, after.proposed) == (CallState.CANCELLED, None)
    assert see(store, lambda unit: unit.taken(NOON, later(days=3))) == ()
    assert b"flamingo" not in b"".join(left_on_disk(store))


def test_a_call_that_took_place_stays_one(store: SqlStore) -> None:
    ticket = file(store)
    call = book(store, requested(ticket, state=CallState.CONFIRMED, expires_at=None))
    do(store, lambda unit: unit.save_call(call, replace(call, state=CallState.DONE, outcome="flamingo found"), 1))
    operations.erase(store, ANA, LATER)
    after = see(store, lambda unit: unit.call(ticket.number))
    assert after is not None
    assert (after.state, after.outcome) == (CallState.DONE, "")
    assert b"flamingo" not in b"".join(left_on_disk(store))


# ── What was still open ────────────────────────────────────────────────────────────────


def test_open_tickets_of_an_erased_person_leave_the_line_and_nothing_falls_due(desk: SqlStore) -> None:
    do(desk, lambda unit: unit.set_timers([Timer(1001, kind, NOON) for kind in TimerKind]))
    operations.erase(desk, anas(desk), LATER)
    ticket = see(desk, lambda unit: unit.ticket(1001))
    assert ticket is not None
    assert (ticket.state, ticket.closed_at) == (State.CANCELLED, LATER)
    assert [waiting.number for waiting in see(desk, lambda unit: unit.waiting(9))] == [1002]
    assert do(desk, lambda unit: unit.due_timers(LATER, 9)) == ()
    last = see(desk, lambda unit: unit.moves(1001))[-1]
    assert last == Move(1001, Rule.CANCELLED, LATER, "desk", "erased", 1, None)
    assert operations.check(desk) == ()


def test_a_notice_that_shows_only_the_beginning_of_their_words_goes(store: SqlStore) -> None:
    said = "my flamingo is lost " * 30
    ticket = file(store)
    do(store, lambda unit: unit.append(ticket.number, words(said)))
    do(store, lambda unit: unit.send(None, ROOM, payload(said[: SHORT_CHARS - 1] + "…"), NOON))
    operations.erase(store, ANA, LATER)
    assert lease(store, ROOM) == ()
    assert b"flamingo" not in b"".join(left_on_disk(store))


# ── What was erased doesn't come back ──────────────────────────────────────────────────

QUESTION = "message/C-everybody/000000001.5"


def asks(store: SqlStore, key: str, said: str, identity: Identity = CLARA, **also: Any) -> bool:
    """Somebody's message in everybody's channel: whether it is new."""
    return do(store, lambda unit: unit.record_if_new(CHANNEL, key, NOON, said, identity=identity, **also))


def test_every_old_event_of_an_erased_person_is_still_known(shared: SqlStore) -> None:
    keys = [f"message/C-everybody/{n:09}.5" for n in range(3)] + ["trigger/17.4", "odd"]
    for key in keys:
        assert asks(shared, key, "the lighthouse is dark", client_key=f"client key of {key}")
    operations.erase(shared, CLARA, LATER)
    for key in keys:
        assert not asks(shared, key, "the lighthouse is dark")
        assert not asks(shared, f"twin of {key}", "the lighthouse is dark", client_key=f"client key of {key}")
    assert b"lighthouse" not in b"".join(left_on_disk(shared))
    assert asks(shared, "message/C-everybody/000000009.5", "hello, I'm new here")


def test_nor_does_what_they_change_about_it_later(shared: SqlStore) -> None:
    assert asks(shared, QUESTION, "the lighthouse is dark")
    operations.erase(shared, CLARA, LATER)
    for about_it in ("edited/99", "deleted"):
        assert not asks(shared, f"{QUESTION}/{about_it}", "the lighthouse is bright")
    assert b"lighthouse" not in b"".join(left_on_disk(shared))


def test_the_keys_of_an_erased_person_can_not_be_read(shared: SqlStore) -> None:
    asks(shared, "message/D-clara/17.5", "hi", client_key="key-of-clara-1")
    operations.erase(shared, CLARA, LATER)
    left = b"".join(left_on_disk(shared))
    for trace in (b"D-clara", b"key-of-clara-1"):
        assert trace not in left, trace


def test_how_far_a_place_was_read_outlives_whoever_wrote_last(shared: SqlStore) -> None:
    def read_to(place: str = "message/C-everybody/", before: datetime | None = None) -> str:
        return see(shared, lambda unit: unit.latest_key("slack", "T1", place, before))

    asks(shared, "message/C-everybody/000000001.5", "I was here first", BO)
    asks(shared, "message/C-everybody/000000003.5", "the lighthouse is dark")
    asks(shared, "message/C-everybody/000000003.5/edited/7", "the lighthouse is bright")
    operations.erase(shared, CLARA, LATER)
    assert read_to() == "message/C-everybody/000000003.5"
    assert read_to("message/C-nowhere/") == ""
    assert read_to(before=NOON) == "", "noted before that"
    asks(shared, "message/C-everybody/000000002.5", "late", BO)
    operations.erase(shared, BO, LATER)
    assert read_to() == "message/C-everybody/000000003.5", "a mark never goes back"
    asks(shared, "message/C-everybody/000000004.5", "I'm back", BO)
    assert read_to() == "message/C-everybody/000000004.5"


def test_who_was_erased_twice_is_still_known(shared: SqlStore) -> None:
    asks(shared, QUESTION, "the lighthouse is dark")
    operations.erase(shared, CLARA, LATER)
    asks(shared, "message/C-everybody/000000007.5", "the lighthouse is back")
    operations.erase(shared, CLARA, LATER)
    assert not asks(shared, QUESTION, "the lighthouse is dark")
    assert not asks(shared, "message/C-everybody/000000007.5", "the lighthouse is back")
    assert operations.check(shared) == ()


def test_another_process_knows_what_was_erased_since_it_began(store: SqlStore, opened: Opener) -> None:
    other = opened()
    assert asks(other, "message/C-everybody/1.5", "hello", BO)
    do(store, writes(CLARA, "where is the lighthouse"))
    asks(store, QUESTION, "the lighthouse is dark")
    operations.erase(store, CLARA, LATER)
    assert not asks(other, QUESTION, "the lighthouse is dark")


def salt(unit: SqlUnit) -> bytes:
    return unit.lasting_secret(ERASED_SALT)


def test_a_secret_of_a_transaction_that_failed_is_nobodys(store: SqlStore) -> None:
    def fails(unit: SqlUnit) -> None:
        assert unit.lasting_secret(ERASED_SALT) == unit.lasting_secret(ERASED_SALT)
        raise LookupError

    assert isinstance(store.write(fails).exception(), LookupError)
    asks(store, QUESTION, "hello", BO)
    with store.read() as unit:
        assert unit.known_secret(ERASED_SALT) == unit.lasting_secret(ERASED_SALT)


def test_a_secret_that_was_read_before_it_was_saved_is_nobodys(store: SqlStore) -> None:
    """Of turns that share a transaction the first makes it, the second reads it, and all are undone."""

    def spoils(unit: SqlUnit) -> None:
        unit.connection.execute(text("SELECT 1 / 0" if unit.locks_rows else "ROLLBACK"))

    with store.read() as unit:
        assert unit.known_secret(ERASED_SALT) is not None, "there from the start"
    store.write(lambda unit: unit.connection.execute(delete(settings))).result(PATIENCE_S)
    store._kept.clear()
    held = Event()
    together = [store.write(work) for work in (lambda _unit: held.wait(PATIENCE_S), salt, salt, spoils)]
    held.set()
    assert together[-1].exception() is not None
    wait(together)
    asks(store, QUESTION, "hello", BO)
    with store.read() as unit:
        assert unit.known_secret(ERASED_SALT) == salt(unit)


# ── What an erasure leaves, and says ───────────────────────────────────────────────────


def audited(store: SqlStore) -> list[tuple[str, str, str]]:
    with store.read() as unit:
        return [tuple(row) for row in unit.connection.execute(select(audit.c.actor, audit.c.act, audit.c.detail))]


def test_the_audit_keeps_that_somebody_was_exported_and_erased_and_not_who(desk: SqlStore) -> None:
    account = anas(desk)
    assert operations.hand_out(desk, ON_DISCORD, LATER) == operations.export(desk, account)
    operations.erase(desk, ON_DISCORD, LATER)
    told = audited(desk)
    assert ("operator", "exported a person", str(account)) in told
    assert ("operator", "erased a person", str(account)) in told
    do(desk, writes(CLARA, "only looking"))
    operations.erase(desk, CLARA, LATER)
    assert audited(desk)[-1] == ("operator", "erased a person", "")


@pytest.mark.parametrize(
    "said",
    [
        "look at the other one: SINCE tuesday nothing arrives, she says",
        "Anabella has the same",
        "U-ana wrote about it, too",
        '"please hurry, my flamingo"',
    ],
)
def test_tickets_on_which_staff_repeat_a_person_are_named(desk: SqlStore, said: str) -> None:
    assert operations.quoted(desk, anas(desk)) == ()
    do(desk, lambda unit: unit.append(1002, words(said, EntryKind.NOTE, "kim")))
    assert operations.quoted(desk, anas(desk)) == (1002,)


@pytest.mark.parametrize(
    "write",
    [
        lambda unit: unit.add_move(Move(1002, Rule.MOVED, NOON, "sam", "like Anabella's", 1, 1)),
        lambda unit: unit.add_work(worked(unit.ticket(1002), note="as for Anabella")),
        lambda unit: unit.save_call(None, requested(unit.ticket(1002), hours=30, reason="Anabella first"), 2),
        lambda unit: unit.save_call(None, requested(unit.ticket(1002), hours=30, outcome="as Anabella said"), 2),
    ],
    ids=["move", "work", "reason of a call", "outcome of a call"],
)
def test_wherever_they_do(desk: SqlStore, write: Callable[[Any], Any]) -> None:
    do(desk, write)
    assert operations.quoted(desk, anas(desk)) == (1002,)


@pytest.mark.parametrize("said", ["please look at it", "tuesday", "since tuesday nothing", "nothing arrives"])
def test_what_anybody_might_have_written_is_no_quote(desk: SqlStore, said: str) -> None:
    do(desk, lambda unit: unit.append(1002, words(said, EntryKind.NOTE, "kim")))
    do(desk, lambda unit: unit.append(1002, words("since tuesday nothing arrives here either")))  # a client's own
    assert operations.quoted(desk, anas(desk)) == ()


@pytest.mark.only("postgresql")
def test_a_large_table_is_left_to_be_written_anew_later(desk: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vacuum, "REWRITE_BYTES_MAX", 0)
    assert operations.erase(desk, anas(desk), LATER)["tables left"] == len(metadata.sorted_tables)


@pytest.mark.only("postgresql")
def test_a_small_table_is_written_anew(desk: SqlStore) -> None:
    where = text("SELECT pg_relation_filenode('record'::regclass)")
    with desk.read() as unit:
        before = unit.connection.execute(where).scalar()
    assert operations.erase(desk, anas(desk), LATER)["tables left"] == 0
    with desk.read() as unit:
        assert unit.connection.execute(where).scalar() != before


@pytest.mark.only("postgresql")
def test_nobody_is_made_to_wait_for_a_table_that_somebody_reads(desk: SqlStore, opened: Opener) -> None:
    hasty = opened(busy_ms=30)
    with desk.read() as unit:
        assert unit.record_length(1002) == 2
        assert operations.erase(hasty, anas(desk), LATER)["tables left"] > 0
    assert hasty.cut_log() == Left()


def test_an_edit_that_was_erased_alone_is_known_too(shared: SqlStore) -> None:
    asks(shared, QUESTION, "a question of Bo's", BO)
    edit = f"{QUESTION}/edited/7"
    assert asks(shared, edit, "the lighthouse is bright")
    operations.erase(shared, CLARA, LATER)
    assert not asks(shared, edit, "the lighthouse is bright")
    assert not asks(shared, QUESTION, "a question of Bo's", BO)
