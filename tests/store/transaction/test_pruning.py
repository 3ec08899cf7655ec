"""What is old goes, and only that: the same on every database."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.conversation.state import Saved, Talk
from bot.core.model.outbox import OutKind, Sent, Undeliverable
from bot.core.model.people import Address, Identity, Origin
from bot.core.model.record import StoredEntry
from bot.core.model.tickets import State
from bot.core.policy import Retention
from bot.core.rules.retention import Bite, Copies
from bot.ports import Store, UnitOfWork
from bot.store.admin import operations
from bot.store.schema import tables
from bot.store.schema.columns import metadata
from bot.store.sql_store import SqlStore
from bot.store.transaction import pruning
from bot.workers.pruning import prune
from tests.builders import policy
from tests.store.conftest import Opener
from tests.store.scene import (
    ANA,
    ANAS,
    BO,
    BOS,
    NOON,
    ROOM,
    accepted,
    change,
    client,
    do,
    file,
    later,
    lease,
    said,
    see,
    shown,
    words,
)

RULES = replace(policy(), retention=Retention(sent_days=30, received_days=365))
MONTH = NOON + timedelta(days=RULES.retention.sent_days, seconds=1)
YEAR = NOON + timedelta(days=RULES.retention.received_days, seconds=1)
PAYLOAD = '{"blocks": []}'


def old(store: Store, now: datetime = MONTH) -> tuple[int, int]:
    """Remove what is old: how many sent messages and events went."""
    removed = prune(store, RULES, now, rest=lambda _seconds: None).removed
    return removed[Copies.SENT], removed[Copies.RECEIVED]


def told(
    store: Store, conversation: int | None, address: Address = ANAS, key: str = "", kind: OutKind = OutKind.MESSAGE,
    at: datetime = NOON, payload: str = PAYLOAD,
) -> int:  # fmt: skip
    """Something that was sent."""
    id = do(store, lambda unit: unit.send(conversation, address, shown(payload), at, kind, key)())
    (out,) = lease(store, address, now=at)
    do(store, lambda unit: unit.settle(out, Sent(f"receipt {id}"), at, None))
    return id


def ids(store: SqlStore) -> set[int]:
    with store.read() as unit:
        return set(unit.connection.execute(select(tables.outbox.c.id)).scalars())


# ── What was sent ──────────────────────────────────────────────────────────────────────


def test_what_was_sent_long_ago_goes_when_a_ticket_has_the_words(store: SqlStore) -> None:
    ticket = file(store)
    gone, notice = told(store, ticket.conversation), told(store, None, ROOM)
    young = told(store, ticket.conversation, at=later(hours=1))
    assert old(store, MONTH - timedelta(seconds=2)) == (0, 0)
    assert ids(store) == {gone, notice, young}
    assert old(store) == (2, 0)
    assert ids(store) == {young}
    assert old(store) == (0, 0)


def test_words_that_stand_on_no_record_stay(store: SqlStore) -> None:
    """Somebody who asked, was answered by an article, and filed nothing."""
    _account, talk = do(store, lambda unit: client(unit, BO, BOS))
    file(store)
    answer = told(store, talk.id, BOS)
    assert old(store) == (0, 0)
    assert ids(store) == {answer}
    file(store, BO, BOS)
    assert old(store) == (1, 0)


def test_what_waits_or_was_given_up_stays(store: SqlStore) -> None:
    ticket = file(store)
    dead = do(store, lambda unit: unit.send(ticket.conversation, ANAS, shown(PAYLOAD), NOON)())
    (out,) = lease(store)
    do(store, lambda unit: unit.settle(out, Undeliverable("blocked"), NOON, None))
    waits = do(store, lambda unit: unit.send(ticket.conversation, ANAS, shown(PAYLOAD), NOON)())
    assert old(store) == (0, 0)
    assert ids(store) == {dead, waits}


def test_a_message_that_is_edited_in_place_is_known_until_another_takes_its_place(store: SqlStore) -> None:
    file(store)
    told(store, None, ROOM, "card/1001", OutKind.UPDATE, payload="one")
    told(store, None, ROOM, "card/1001", OutKind.UNDER)
    second = told(store, None, ROOM, "card/1001", OutKind.UPDATE, payload="two")
    assert old(store) == (2, 0)
    standing = see(store, lambda unit: unit.posted(ROOM, "card/1001"))
    assert standing is not None
    assert (standing.receipt, said(standing)) == (f"receipt {second}", "two")
    do(store, lambda unit: unit.send(None, ROOM, shown("three"), MONTH, OutKind.UPDATE, "card/1001"))
    (third,) = lease(store, ROOM, now=MONTH)
    assert third.posted is not None
    assert (third.posted.receipt, said(third.posted)) == (f"receipt {second}", "two")


def test_staffs_words_to_a_client_go_and_are_corrected_by_another_message_then(store: SqlStore) -> None:
    ticket = file(store)
    told(store, ticket.conversation, key="reply/1001/3")
    edited = told(store, ticket.conversation, key="reply/1001/3", kind=OutKind.UPDATE, at=later(hours=1))
    assert old(store) == (1, 0)
    standing = see(store, lambda unit: unit.posted(ANAS, "reply/1001/3"))
    assert standing is not None
    assert standing.receipt == f"receipt {edited}"
    assert old(store, YEAR) == (1, 0)
    assert see(store, lambda unit: unit.posted(ANAS, "reply/1001/3")) is None


def test_records_promises_and_agreements_stay_and_are_whole(store: SqlStore) -> None:
    ticket = file(store)

    def lived(unit: UnitOfWork) -> None:
        unit.append(ticket.number, words("it says 550"))
        unit.add_agreement(accepted(ticket), ticket.account, ANA)
        unit.audit(NOON, "client", "filed", ticket.number)

    do(store, lived)
    told(store, ticket.conversation)
    before = see(store, lambda unit: (unit.record(ticket.number), unit.agreements(ticket.number)))
    assert old(store, YEAR) == (1, 0)
    assert see(store, lambda unit: (unit.record(ticket.number), unit.agreements(ticket.number))) == before
    assert operations.check(store) == ()


def test_nothing_goes_where_it_is_kept_for_good(store: SqlStore) -> None:
    ticket = file(store)
    told(store, ticket.conversation)
    for key in ("a", "b"):
        do(store, lambda unit, key=key: unit.record_if_new(ANAS, key, NOON))  # type: ignore[misc]
    for_good = replace(policy(), retention=Retention(sent_days=0, received_days=0))
    assert not prune(store, for_good, YEAR, rest=lambda _seconds: None).removed
    assert len(ids(store)) == 1


def test_another_desks_rows_are_left_alone(opened: Opener) -> None:
    ours, theirs = opened(), opened(desk="other")
    for store in (ours, theirs):
        told(store, file(store, state=State.SOLVED, closed_at=NOON).conversation)
        for hours in (0, 1):
            seen(store, f"message/D-ana/{hours}", hours=hours)
    assert old(ours, YEAR) == (1, 1)
    assert old(theirs, YEAR) == (1, 1)


# ── What came in ───────────────────────────────────────────────────────────────────────


def seen(store: Store, key: str, by: Identity = ANA, address: Address = ANAS, hours: float = 0) -> bool:
    return do(store, lambda unit: unit.record_if_new(address, key, later(hours=hours), "hello", identity=by))


def keys(store: SqlStore) -> set[str]:
    with store.read() as unit:
        return set(unit.connection.execute(select(tables.inbox.c.key)).scalars())


def test_an_event_is_known_for_a_year_and_the_last_of_everybody_at_a_place_for_good(store: SqlStore) -> None:
    thread = Address("slack", "T1", "C-shared")
    for number in (1, 2, 3):
        assert seen(store, f"message/D-ana/{number}", hours=number - 3)
        assert seen(store, f"message/C-shared/{number}", BO if number == 2 else ANA, thread, hours=number - 3)
    assert old(store, YEAR - timedelta(days=1)) == (0, 0)
    assert old(store, YEAR) == (0, 3)
    assert keys(store) == {"message/D-ana/3", "message/C-shared/2", "message/C-shared/3"}
    assert not seen(store, "message/D-ana/3")


def test_what_a_client_with_an_open_ticket_wrote_can_be_edited_as_long_as_it_is_open(store: SqlStore) -> None:
    ticket = file(store)
    for number in (1, 2):
        seen(store, f"message/D-ana/{number}", hours=number)
    assert old(store, later(days=400)) == (0, 0)
    change(store, ticket, state=State.SOLVED, closed_at=later(days=400))
    assert old(store, later(days=400)) == (0, 1)


def test_how_far_a_place_was_read_is_known_though_the_event_is_gone(store: SqlStore) -> None:
    """A back-fill brought the older message later: the newest event of the place isn't its furthest."""
    seen(store, "message/D-ana/9", hours=-2)
    seen(store, "message/D-ana/5", hours=-1)
    assert old(store, YEAR) == (0, 1)
    assert keys(store) == {"message/D-ana/5"}
    for before, furthest in ((None, "9"), (later(hours=-1.5), "9"), (later(hours=-2), "")):
        found = see(store, lambda unit, before=before: unit.latest_key("slack", "T1", "message/D-ana/", before))  # type: ignore[misc]
        assert found == (f"message/D-ana/{furthest}" if furthest else "")


def test_what_was_erased_is_refused_for_good(store: SqlStore) -> None:
    ticket = file(store)
    for number in (1, 2, 3):
        seen(store, f"message/D-ana/{number}", hours=number - 3)
    operations.erase(store, ticket.account, NOON)
    assert old(store, YEAR) == (0, 0)
    assert not any(seen(store, f"message/D-ana/{number}") for number in (1, 2, 3))


@pytest.mark.parametrize("now", [MONTH, YEAR])
def test_a_person_whose_copies_are_gone_is_exported_and_erased_to_the_last_byte(store: SqlStore, now: datetime) -> None:
    """Bo wrote in Ana's thread and began something there: what is left of it is found by the last of his events."""
    ticket = file(store, state=State.SOLVED, closed_at=NOON)
    for number in (1, 2, 3):
        by = BO if number > 1 else ANA
        seen(store, f"message/D-ana/{number}", by, hours=number - 3)
    told(store, ticket.conversation, payload="the words of Bo")
    talk = do(store, lambda unit: unit.open_guest_talk(unit.open_conversation(ANAS, BO)))
    do(store, lambda unit: unit.save_conversation(replace(talk, state=Saved(Talk(question="the words of Bo")))))
    old(store, now)
    assert operations.export(store, BO)["inbox"]
    operations.erase(store, BO, now)
    with store.read() as unit:
        held = [str(row) for table in metadata.sorted_tables for row in unit.connection.execute(select(table))]
    assert not [row for row in held if "words of Bo" in row or "U-bo" in row]
    assert operations.check(store) == ()


# ── What a ticket's words came with ────────────────────────────────────────────────────


PHONE, PHONES = Identity("discord", "", "ana"), Address("discord", "", "D-phone")


def wrote(store: Store, number: int, by: Identity, key: str, text: str = "it says 550") -> int:
    """Words on a ticket, which came with an event."""
    entry = replace(words(text), origins=(Origin(by.platform, by.tenant, key, by),))
    return do(store, lambda unit: unit.append(number, entry))


def origins(store: Store, number: int) -> set[str]:
    """The events of which a ticket's words are known to be."""
    return {each.key for origins in see(store, lambda unit: unit.origins(number)).values() for each in origins}


def recorded(store: Store, number: int) -> Sequence[StoredEntry]:
    return see(store, lambda unit: unit.record(number))


def test_of_words_by_whoever_filed_a_closed_ticket_the_event_needs_not_be_known(store: SqlStore) -> None:
    ticket = file(store, state=State.SOLVED, closed_at=NOON)
    _account, _talk = do(store, lambda unit: client(unit, BO, BOS))
    do(store, lambda unit: unit.link(PHONE, ticket.account))
    for by, key in ((ANA, "hers"), (BO, "his, who takes part"), (PHONE, "hers, from where she filed nothing")):
        wrote(store, ticket.number, by, key)
    everything = origins(store, ticket.number)
    old(store, YEAR - timedelta(seconds=2))
    assert origins(store, ticket.number) == everything
    old(store, YEAR)
    assert origins(store, ticket.number) == everything - {"hers"}
    assert operations.check(store) == ()


def test_of_words_on_an_open_ticket_and_of_a_known_event_it_stays_known(store: SqlStore) -> None:
    ticket = file(store)
    for number in (1, 2):
        seen(store, f"message/{number}", hours=number - 2)
        wrote(store, ticket.number, ANA, f"message/{number}")
    old(store, later(days=400))
    assert origins(store, ticket.number) == {"message/1", "message/2"}
    change(store, ticket, state=State.SOLVED, closed_at=NOON)
    old(store, YEAR)
    assert origins(store, ticket.number) == {"message/2"}, "the last event of everybody stays"


def test_whoever_opened_a_place_isnt_who_filed_there(store: SqlStore) -> None:
    """Bo asked in Ana's thread: her words on his ticket are known to be hers, and his to be his."""
    do(store, lambda unit: unit.open_conversation(ANAS, ANA))
    account, _talk = do(store, lambda unit: client(unit, BO, BOS))
    ticket = file(store, state=State.SOLVED, closed_at=NOON)
    change(store, ticket, account=account.id)
    wrote(store, ticket.number, ANA, "hers")
    wrote(store, ticket.number, BO, "his")
    old(store, YEAR)
    assert origins(store, ticket.number) == {"hers", "his"}


def test_who_parts_from_an_account_is_erased_with_their_words_on_its_tickets(store: SqlStore) -> None:
    """Two identities of one account write on each other's tickets; a year later they part, and one is erased."""
    phones = do(store, lambda unit: unit.open_conversation(PHONES, PHONE))
    hers = file(store, state=State.SOLVED, closed_at=NOON)
    do(store, lambda unit: unit.link(PHONE, hers.account))
    theirs = file(store, state=State.SOLVED, closed_at=NOON)
    theirs = change(store, theirs, conversation=phones.id)
    for by, name in ((ANA, "slack"), (PHONE, "phone")):
        for ticket in (hers, theirs):
            wrote(store, ticket.number, by, f"{name}/{ticket.number}", f"the words of {name}")
    old(store, YEAR)
    assert origins(store, hers.number) == {f"phone/{hers.number}"}
    assert origins(store, theirs.number) == {f"slack/{theirs.number}"}
    do(store, lambda unit: unit.part(PHONE, hers.account, YEAR))
    exported = json.dumps(operations.export(store, PHONE))
    assert exported.count("the words of phone") == 2
    operations.erase(store, PHONE, YEAR)
    numbers = hers.number, theirs.number
    left = [each.text for number in numbers for each in recorded(store, number)]
    assert left == ["the words of slack", None, None, None], "what the account wrote on a ticket of theirs goes along"
    assert operations.check(store) == ()


# ── In bites ───────────────────────────────────────────────────────────────────────────


def test_a_bite_looks_at_so_many_rows_and_the_next_goes_on_behind(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "ROWS_A_BITE", 2)
    ticket = file(store, state=State.SOLVED, closed_at=NOON)
    sent = [told(store, ticket.conversation) for _ in range(5)]
    first = do(store, lambda unit: unit.prune(Copies.SENT, MONTH))
    assert first == Bite(2, (sent[1],))
    assert ids(store) == set(sent[2:])
    assert old(store) == (3, 0)
    for number in range(5):
        seen(store, f"message/D-ana/{number}", hours=number - 5)
    assert do(store, lambda unit: unit.prune(Copies.RECEIVED, NOON)) == Bite(2, ("slack", "T1", "message/D-ana/1"))
    assert old(store, YEAR) == (0, 2)


def test_rows_of_today_end_the_walk(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "ROWS_A_BITE", 2)
    ticket = file(store)
    for at in (NOON, MONTH, MONTH, MONTH):
        told(store, ticket.conversation, at=at)
    assert do(store, lambda unit: unit.prune(Copies.SENT, MONTH - timedelta(hours=1))) == Bite(1, None)


def test_one_process_a_day_begins(opened: Opener) -> None:
    one, other = opened(), opened()
    day = timedelta(days=1)
    for hours, begins in ((0, True), (1, False), (23, False), (24, True), (47, False), (10, True)):
        now = later(hours=hours)
        assert do(one, lambda unit, now=now: unit.begins_pruning(now, day)) is begins, hours  # type: ignore[misc]
        assert not do(other, lambda unit, now=now: unit.begins_pruning(now, day))  # type: ignore[misc]
