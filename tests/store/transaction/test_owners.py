"""Whose words are whose, as the store keeps it: origins of entries, participants, guests' talks, files on their way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.conversation.state import Saved
from bot.core.model.files import FileDue
from bot.core.model.people import Identity, Origin
from bot.core.model.record import Author, Entry, EntryKind, Participant
from bot.core.model.tickets import Placed, Ticket
from bot.ports import Conversation, UnitOfWork
from bot.store.admin import operations
from bot.store.open import SqlStore
from bot.store.transaction.tickets.files import AT_ONCE
from tests.store.scene import ANA, ANAS, BO, BOS, NOON, client, do, file, later, see

CLARA = Identity("slack", "T1", "U-clara")


def origin(key: str, sender: Identity = ANA, *, files: bool = False) -> Origin:
    return Origin("slack", "T1", key, sender, files)


def said(text: str, *origins: Origin) -> Entry:
    return Entry(EntryKind.WORDS, Author.CLIENT, "", text, NOON, origins=origins)


# ── Origins ────────────────────────────────────────────────────────────────────────────


def test_an_entry_is_found_by_the_events_that_it_came_with(store: SqlStore) -> None:
    for number in (1001, 1002):
        assert file(store).number == number
    do(store, lambda unit: unit.append(1001, said("one and two", origin("m1"), origin("m2"))))
    do(store, lambda unit: unit.append(1001, said("no event")))
    do(store, lambda unit: unit.append(1002, said("two", origin("m2", BO), origin("m2", BO))))
    assert see(store, lambda unit: unit.placed_at("slack", "T1", "m1")) == (Placed(1001, 1, ANA),)
    assert see(store, lambda unit: unit.placed_at("slack", "T1", "m2")) == (Placed(1001, 1, ANA), Placed(1002, 1, BO))
    for place in (("slack", "T2", "m1"), ("discord", "T1", "m1"), ("slack", "T1", "m")):
        assert see(store, lambda unit, place=place: unit.placed_at(*place)) == ()  # type: ignore[misc]
    assert see(store, lambda unit: unit.origins(1001)) == {1: (origin("m1"), origin("m2"))}
    assert see(store, lambda unit: unit.origins(1003)) == {}


def test_an_erased_persons_origins_go_and_nobody_elses(store: SqlStore) -> None:
    hers, his = file(store), file(store, BO, BOS)
    for ticket in (hers, his):
        for key, sender in (("ana's", ANA), ("bo's", BO), ("clara's", CLARA)):
            entry = said("words", origin(f"{key} on {ticket.number}", sender))
            do(store, lambda unit, ticket=ticket, entry=entry: unit.append(ticket.number, entry))  # type: ignore[misc]
    operations.erase(store, ANA, later(hours=1))

    def left(ticket: Ticket) -> set[str]:
        found = see(store, lambda unit: unit.origins(ticket.number))
        return {each.key for origins in found.values() for each in origins}

    assert left(his) == {f"bo's on {his.number}", f"clara's on {his.number}"}
    assert f"ana's on {hers.number}" not in left(hers)
    assert operations.check(store) == ()


# ── Participants ───────────────────────────────────────────────────────────────────────


def test_participants_have_numbers_of_their_own_and_keep_them(store: SqlStore) -> None:
    for _ticket in range(2):
        file(store)
    joined = do(store, lambda unit: unit.add_participant(1001, BO, "Bo", "sam", NOON))
    assert joined == Participant(1001, 1, BO, "Bo", "sam", NOON)
    assert do(store, lambda unit: unit.add_participant(1001, CLARA, "Clara", "", NOON)).n == 2
    assert do(store, lambda unit: unit.add_participant(1002, CLARA, "Clara", "", NOON)).n == 1
    assert do(store, lambda unit: unit.remove_participant(1001, BO, later(hours=1)))
    assert not do(store, lambda unit: unit.remove_participant(1002, BO, later(hours=1)))
    gone = replace(joined, left_at=later(hours=1))
    assert see(store, lambda unit: unit.participant(1001, BO)) == gone
    assert [each.identity for each in see(store, lambda unit: unit.participants(1001))] == [BO, CLARA]
    assert do(store, lambda unit: unit.add_participant(1001, BO, "Bo again", "kim", later(hours=2))) == joined
    assert see(store, lambda unit: unit.participant(1002, BO)) is None


def test_a_record_names_its_participants_as_far_as_they_are_known(store: SqlStore) -> None:
    file(store)
    do(store, lambda unit: unit.add_participant(1001, BO, "Bo", "sam", NOON))
    for by in ("1", "2"):
        entry = Entry(EntryKind.WORDS, Author.PARTICIPANT, by, "hello", NOON)
        do(store, lambda unit, entry=entry: unit.append(1001, entry))  # type: ignore[misc]
    do(store, lambda unit: unit.append(1001, said("mine")))
    entries = see(store, lambda unit: unit.record(1001))
    assert [(entry.author.value, entry.by, entry.part) for entry in entries] == [
        ("participant", "Bo", 1), ("participant", "2", 0), ("client", "", 0)]  # fmt: skip


# ── Guests ─────────────────────────────────────────────────────────────────────────────


def test_everybody_has_a_talk_of_their_own_where_somebody_else_is_the_host(store: SqlStore) -> None:
    def visits(identity: Identity, state: str) -> Conversation:
        def visit(unit: UnitOfWork) -> Conversation:
            place = unit.open_conversation(ANAS, identity)
            talk = place if place.host == identity else unit.open_guest_talk(place)
            unit.save_conversation(replace(talk, state=Saved(asker=state), lang="de"))
            return talk

        return do(store, visit)

    host, guest, other = visits(ANA, "ana's"), visits(BO, "bo's"), visits(CLARA, "clara's")
    assert (host.host, host.guest, host.talk) == (ANA, 0, host.id)
    assert (guest.id, guest.identity, guest.host) == (host.id, BO, ANA)
    assert len({host.talk, guest.talk, other.talk}) == 3
    assert visits(BO, "bo's, later").talk == guest.talk

    def state(identity: Identity) -> Any:
        talk = see(store, lambda unit: unit.find_talk(ANAS, identity))
        return talk and (talk.state.asker, talk.lang)

    assert (state(ANA), state(BO)) == (("ana's", "de"), ("bo's, later", "de"))
    assert state(Identity("slack", "T1", "U-nobody")) is None
    assert see(store, lambda unit: unit.find_talk(BOS, BO)) is None
    found = see(store, lambda unit: unit.guest_talk(host, guest.guest))
    assert found is not None
    assert (found.identity, found.state.asker) == (BO, "bo's, later")
    elsewhere = do(store, lambda unit: unit.open_conversation(BOS, BO))
    assert see(store, lambda unit: unit.guest_talk(elsewhere, guest.guest)) is None
    assert see(store, lambda unit: unit.reached("slack", "T1")) == (ANAS, BOS)


# ── Files on their way ─────────────────────────────────────────────────────────────────


def noted(store: SqlStore, id: str, event: str, sender: Identity = ANA, minutes: int = 0) -> FileDue:
    def note(unit: UnitOfWork) -> FileDue:
        _account, talk = client(unit)
        due = FileDue(sender, id, talk.id, "a.log", "text/plain", 3, "http://x", later(minutes=minutes), event)
        unit.note_file_due(due)
        unit.note_file_due(replace(due, name="another.log"))
        return due

    return do(store, note)


def due(store: SqlStore) -> list[str]:
    return [each.id for each in see(store, lambda unit: unit.files_due("slack", "T1"))]


def test_a_file_is_due_once_its_senders_words_are_on_a_record(store: SqlStore) -> None:
    file(store)
    known = noted(store, "F1", "m1")
    assert due(store) == []
    do(store, lambda unit: unit.append(1001, said("bo's", origin("m1", BO, files=True))))
    do(store, lambda unit: unit.append(1001, said("another", origin("m2", files=True))))
    do(store, lambda unit: unit.append(1001, said("without", origin("m1"))))
    assert due(store) == []
    assert do(store, lambda unit: unit.take_file_due(replace(known, id="F2"))) is None
    do(store, lambda unit: unit.append(1001, said("hers", origin("m1", files=True))))
    assert see(store, lambda unit: unit.files_due("slack", "T1")) == (known,)
    assert see(store, lambda unit: unit.files_due("slack", "T2")) == ()
    assert do(store, lambda unit: unit.take_file_due(known)) == (1001, 4)
    assert do(store, lambda unit: unit.take_file_due(known)) is None


def test_everybodys_first_file_comes_before_anybodys_second(store: SqlStore) -> None:
    file(store)
    for n in range(AT_ONCE + 5):
        noted(store, f"bo {n:03}", f"b{n}", BO, n)
        do(store, lambda unit, n=n: unit.append(1001, said("x", origin(f"b{n}", BO, files=True))))  # type: ignore[misc]
    noted(store, "anas", "a1", ANA, 999)
    do(store, lambda unit: unit.append(1001, said("x", origin("a1", files=True))))
    assert due(store)[:3] == ["bo 000", "anas", "bo 001"]
    assert len(due(store)) == AT_ONCE


def test_what_waits_in_vain_is_forgotten_and_what_is_taken_back_is_withdrawn(store: SqlStore) -> None:
    file(store)
    for n, (event, sender) in enumerate((("m1", ANA), ("m1", BO), ("m2", ANA), ("m3", ANA))):
        noted(store, f"F{n}", event, sender, n)
    do(store, lambda unit: unit.append(1001, said("x", origin("m3", files=True))))
    do(store, lambda unit: unit.withdraw_files(origin("m1")))
    do(store, lambda unit: unit.withdraw_files(origin("m3")))
    do(store, lambda unit: unit.forget_files("slack", "T1", later(minutes=2)))
    for event, sender in (("m1", ANA), ("m1", BO), ("m2", ANA)):
        came = origin(event, sender, files=True)
        do(store, lambda unit, came=came: unit.append(1001, said("x", came)))  # type: ignore[misc]
    assert sorted(due(store)) == ["F2", "F3"]
    do(store, lambda unit: unit.forget_files("slack", "T1", NOON + timedelta(days=9)))
    assert sorted(due(store)) == ["F2", "F3"]
