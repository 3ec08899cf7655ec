"""The record, its attachments and moves; promises and timers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import insert

from bot.core.model.promises import Promise, PromiseKind, Timer, TimerKind
from bot.core.model.record import Author, EntryKind, StoredEntry
from bot.core.model.tickets import Move, Rule, State, Ticket
from bot.ports import Store, UnitOfWork
from bot.store.open import SqlStore
from bot.store.schema import tables
from tests.store.scene import BO, BOS, NOON, change, do, file, later, see, words


def told(store: Store, ticket: Ticket, *texts: str, kind: EntryKind = EntryKind.WORDS) -> list[int]:
    return do(store, lambda unit: [unit.append(ticket.number, words(text, kind)) for text in texts])


def test_entries_come_back_in_order(store: Store) -> None:
    ticket, other = file(store), file(store)
    assert told(store, ticket, "one", "two") == [1, 2]
    assert told(store, other, "else") == [1]
    by_sam = words("three", EntryKind.NOTE, by="sam")
    assert do(store, lambda unit: unit.append(ticket.number, by_sam)) == 3
    entries = see(store, lambda unit: unit.record(ticket.number))
    assert [entry.text for entry in entries] == ["one", "two", "three"]
    assert entries[2] == StoredEntry(ticket.number, 3, EntryKind.NOTE, Author.STAFF, "sam", "three", NOON)


def test_one_turn_can_say_several_things(store: Store) -> None:
    ticket = file(store)
    told(store, ticket, "before")

    assert told(store, ticket, "first", "second") == [2, 3]
    assert told(store, ticket, "after") == [4]


def test_a_record_is_read_by_windows(store: Store) -> None:
    ticket = file(store)
    told(store, ticket, "1", "2")
    told(store, ticket, "secret", kind=EntryKind.NOTE)
    told(store, ticket, "4", "5")

    def window(limit: int | None = None, before: int | None = None, public_only: bool = False) -> list[str | None]:
        entries = see(store, lambda unit: unit.record(ticket.number, limit, before, public_only))
        return [entry.text for entry in entries]

    assert window(limit=2) == ["4", "5"]
    assert window(limit=2, before=4) == ["2", "secret"]
    assert window(limit=2, before=4, public_only=True) == ["1", "2"]
    assert window(public_only=True) == ["1", "2", "4", "5"]
    assert window(before=1) == []


def test_a_records_length_counts_what_its_reader_may_see(store: Store) -> None:
    ticket = file(store)
    assert see(store, lambda unit: unit.record_length(ticket.number)) == 0
    told(store, ticket, "1", "2")
    told(store, ticket, "secret", kind=EntryKind.NOTE)
    told(store, ticket, "4")
    assert see(store, lambda unit: unit.record_length(ticket.number)) == 4
    assert see(store, lambda unit: unit.record_length(ticket.number, public_only=True)) == 3
    assert see(store, lambda unit: unit.record_length(ticket.number, 4)) == 3
    assert see(store, lambda unit: unit.record_length(ticket.number, 4, public_only=True)) == 2


def test_a_file_is_kept_once(store: Store) -> None:
    ticket = file(store)
    told(store, ticket, "see the log", "again")
    content = bytes(range(256)) * 40

    def attach(seq: int, name: str) -> str:
        return do(store, lambda unit: unit.attach(ticket.number, seq, name, "text/plain", content))

    assert attach(1, "a.log") == attach(2, "b.log") == attach(2, "b.log") == sha256(content).hexdigest()


def moving(move: Move) -> Callable[[UnitOfWork], None]:
    return lambda unit: unit.add_move(move)


def test_moves_say_why_in_the_order_they_happened(store: Store) -> None:
    ticket = file(store)
    moves = [
        Move(ticket.number, Rule.FILED, NOON, "client", "", None, 3),
        Move(ticket.number, Rule.MOVED, NOON, "sam", "angry on the phone", 3, 1),
        Move(ticket.number, Rule.CLAIMED, later(hours=-1), "sam", "", 1, None),
    ]
    for move in moves:
        do(store, moving(move))
    assert list(see(store, lambda unit: unit.moves(ticket.number))) == moves
    assert see(store, lambda unit: unit.moves(1)) == ()


def promised(store: Store, ticket: Ticket, **late: float) -> Promise:
    promise = Promise(ticket.number, PromiseKind.RESPONSE, NOON, later(**late))
    do(store, lambda unit: unit.add_promise(promise))
    return promise


def score(store: Store, promise: Promise, kept: bool, late: int | None) -> bool:
    return do(store, lambda unit: unit.score_promise(promise, kept, late))


def test_a_kept_promise_is_scored_once(store: Store) -> None:
    promise = promised(store, file(store), days=2)
    assert score(store, promise, True, -3600)
    assert not score(store, promise, False, None)
    assert not score(store, promise, False, 60)
    assert see(store, lambda unit: unit.promises(promise.ticket)) == (replace(promise, kept=True, late_seconds=-3600),)


def test_a_missed_promise_learns_later_how_late_the_answer_was(store: Store) -> None:
    promise = promised(store, file(store), days=2)
    assert score(store, promise, False, None)
    assert not score(store, promise, False, None)
    assert see(store, lambda unit: unit.unscored(promise.ticket)) == (replace(promise, kept=False),)
    assert score(store, promise, False, 7200)
    assert not score(store, promise, False, 9999)
    assert see(store, lambda unit: unit.unscored(promise.ticket)) == ()


def test_a_reopened_ticket_has_promises_of_its_own(store: Store) -> None:
    ticket = file(store)
    first = promised(store, ticket, days=2)
    second = replace(first, shown_at=later(days=5), due_at=later(days=7))
    do(store, lambda unit: unit.add_promise(second))
    assert score(store, first, True, 0)
    assert see(store, lambda unit: unit.unscored(ticket.number)) == (second,)
    assert see(store, lambda unit: unit.promises(ticket.number)) == (replace(first, kept=True, late_seconds=0), second)


def test_an_answer_counts_for_merged_tickets_too(store: Store) -> None:
    kept, merged, deeper, other = (file(store) for _ in range(4))
    change(store, merged, state=State.MERGED, merged_into=kept.number)
    change(store, deeper, state=State.MERGED, merged_into=merged.number)
    promises = [promised(store, ticket, days=2) for ticket in (kept, merged, deeper, other)]
    assert list(see(store, lambda unit: unit.unscored(kept.number))) == promises[:3]
    assert list(see(store, lambda unit: unit.unscored(deeper.number))) == [promises[2]]


def due(store: Store, limit: int = 10, **after: float) -> list[Timer]:
    return list(do(store, lambda unit: unit.due_timers(later(**after), limit)))


def set_timers(store: Store, *timers: Timer) -> None:
    do(store, lambda unit: unit.set_timers(timers))


def test_timers_fall_due_in_order(store: Store) -> None:
    ticket, other = file(store), file(store, BO, BOS)
    warn = Timer(ticket.number, TimerKind.CLAIM_WARN, later(hours=4))
    expire = Timer(ticket.number, TimerKind.CLAIM_EXPIRE, later(hours=6))
    estimate = Timer(other.number, TimerKind.ESTIMATE_DUE, later(hours=5))
    set_timers(store, expire, warn, estimate)
    set_timers(store)
    assert due(store, hours=3) == []
    assert due(store, hours=4) == [warn]
    assert due(store, hours=9) == [warn, estimate, expire]
    assert due(store, 2, hours=9) == [warn, estimate]


def test_timers_that_only_a_later_version_knows_are_left_alone(store: SqlStore) -> None:
    ticket = file(store)
    warn = Timer(ticket.number, TimerKind.CLAIM_WARN, later(hours=4))
    set_timers(store, warn)
    unknown = insert(tables.timers).values(desk=store.desk, ticket=ticket.number, kind="of tomorrow", due_at=NOON)
    store.write(lambda unit: unit.connection.execute(unknown)).result()
    assert due(store, 1, hours=9) == [warn]


def test_a_timer_set_again_moves(store: Store) -> None:
    ticket = file(store)
    warn = Timer(ticket.number, TimerKind.CLAIM_WARN, later(hours=4))
    moved = replace(warn, due_at=warn.due_at + timedelta(hours=2))
    set_timers(store, warn)
    set_timers(store, moved)
    assert due(store, hours=9) == [moved]
    assert not do(store, lambda unit: unit.drop_timer(warn))
    assert do(store, lambda unit: unit.drop_timer(moved))
    assert not do(store, lambda unit: unit.drop_timer(moved))


def test_timers_are_dropped_by_kind(store: Store) -> None:
    ticket = file(store)
    timers = [Timer(ticket.number, kind, NOON) for kind in TimerKind]
    set_timers(store, *timers)
    do(store, lambda unit: unit.drop_timers(ticket.number, [TimerKind.CLAIM_WARN, TimerKind.CLAIM_EXPIRE]))
    left = {timer.kind for timer in due(store, len(TimerKind))}
    assert left == set(TimerKind) - {TimerKind.CLAIM_WARN, TimerKind.CLAIM_EXPIRE}
    do(store, lambda unit: unit.drop_timers(ticket.number, [TimerKind.CLAIM_WARN]))
