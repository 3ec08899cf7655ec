"""What the promise ledger reads: promises with how their tickets stand, and the latest first responses."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.core.model.promises import Promise, PromiseKind
from bot.core.model.tickets import State, Ticket
from bot.core.reports.promise_report import Given
from bot.ports import Store, UnitOfWork
from bot.store.transaction.tickets import promise_report
from tests.store.conftest import Opener
from tests.store.scene import BO, BOS, NOON, change, do, file, later, see

BOTH = (PromiseKind.ESTIMATE, PromiseKind.RESPONSE)
DAY = timedelta(days=1)


def tell(store: Store, ticket: Ticket, shown_at: datetime = NOON, *kinds: PromiseKind, late: int | None = None) -> None:
    """What the client is told about time, scored when it's known how late the response was."""

    def shown(unit: UnitOfWork) -> None:
        for kind in kinds or BOTH:
            kept = None if late is None else late <= 0
            unit.add_promise(Promise(ticket.number, kind, shown_at, shown_at + 2 * DAY, kept, late))

    do(store, shown)


def shown(store: Store, start: datetime | None = None, end: datetime | None = None) -> Sequence[Given]:
    return see(store, lambda unit: tuple(unit.promises_shown(start, end)))


def latest(store: Store, since: datetime = NOON, limit: int = 10) -> list[int]:
    found = see(store, lambda unit: unit.latest_guarantees(since, limit))
    assert {each.promise.kind for each in found} <= {PromiseKind.RESPONSE}
    return [each.promise.ticket for each in found]


# ── Promises in the order of their showing ─────────────────────────────────────────────


def test_a_new_desk_has_no_promises(store: Store) -> None:
    assert shown(store) == ()
    assert latest(store) == []
    assert see(store, lambda unit: unit.first_responses(10)) == ()


def test_a_promise_comes_with_how_its_ticket_stands(store: Store) -> None:
    ticket = file(store)
    tell(store, ticket, NOON, PromiseKind.RESPONSE, late=-60)
    change(store, ticket, state=State.SOLVED, answered_at=later(hours=1), closed_at=later(hours=2))
    assert shown(store) == (
        Given(
            Promise(ticket.number, PromiseKind.RESPONSE, NOON, NOON + 2 * DAY, True, -60),
            State.SOLVED,
            filed_at=NOON,
            answered_at=later(hours=1),
            closed_at=later(hours=2),
        ),
    )


def test_promises_come_in_the_order_in_which_they_were_shown(store: Store) -> None:
    first, second = file(store), file(store, BO, BOS)
    tell(store, second, later(hours=1))
    tell(store, first, later(hours=2))
    tell(store, first, NOON)
    found = [(each.promise.ticket, each.promise.kind) for each in shown(store)]
    assert found == [(ticket.number, kind) for ticket in (first, second, first) for kind in BOTH]


def test_a_stretch_of_time_begins_with_its_start_and_ends_before_its_end(store: Store) -> None:
    ticket = file(store)
    for hour in range(3):
        tell(store, ticket, later(hours=hour), PromiseKind.RESPONSE)

    def hours(start: datetime | None, end: datetime | None) -> list[datetime]:
        return [each.promise.shown_at for each in shown(store, start, end)]

    assert hours(NOON, later(hours=2)) == [NOON, later(hours=1)]
    assert hours(later(hours=1), None) == [later(hours=1), later(hours=2)]
    assert hours(None, later(hours=1)) == [NOON]
    assert hours(later(hours=3), None) == []


def test_what_was_told_about_merged_tickets_stands_as_the_one_that_goes_on(store: Store) -> None:
    first, second, third = (file(store) for _each in range(3))
    tell(store, first, NOON, PromiseKind.RESPONSE)
    change(store, first, state=State.MERGED, merged_into=second.number, closed_at=later(hours=1))
    change(store, second, state=State.MERGED, merged_into=third.number, closed_at=later(hours=2))
    change(store, third, state=State.ANSWERED, answered_at=later(hours=5))
    (found,) = shown(store)
    assert found.promise.ticket == first.number
    assert (found.state, found.answered_at, found.closed_at) == (State.ANSWERED, later(hours=5), None)
    assert (found.filed_at, found.merged_at) == (NOON, later(hours=1))


# ── The latest ─────────────────────────────────────────────────────────────────────────


def test_the_latest_guarantees_come_first_and_only_so_many(store: Store) -> None:
    tickets = [file(store) for _each in range(3)]
    for hours, ticket in enumerate(tickets):
        tell(store, ticket, later(hours=hours))
    one, two, three = (ticket.number for ticket in tickets)
    assert latest(store) == [three, two, one]
    assert latest(store, limit=2) == [three, two]
    assert latest(store, since=later(hours=1)) == [three, two]


def test_first_responses_are_those_of_answered_tickets_the_latest_first(store: Store) -> None:
    soon, waiting, late = (file(store) for _each in range(3))
    change(store, late, state=State.SOLVED, answered_at=later(hours=9), closed_at=later(hours=9))
    change(store, soon, state=State.ANSWERED, answered_at=later(hours=1))
    assert waiting.answered_at is None
    assert see(store, lambda unit: unit.first_responses(10)) == ((NOON, later(hours=9)), (NOON, later(hours=1)))
    assert see(store, lambda unit: unit.first_responses(1)) == ((NOON, later(hours=9)),)


def test_another_desk_keeps_its_own_ledger(opened: Opener) -> None:
    north, south = opened(desk="north"), opened(desk="south")
    ticket = file(north)
    tell(north, ticket)
    change(north, ticket, state=State.ANSWERED, answered_at=later(hours=1))
    assert (len(shown(north)), shown(south)) == (2, ())
    assert (latest(north), latest(south)) == ([ticket.number], [])
    assert see(south, lambda unit: unit.first_responses(10)) == ()


def test_promises_are_read_some_at_a_time_and_none_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several are shown in the same moment: what was read of them is known by ticket and kind."""
    monkeypatch.setattr(promise_report, "ROWS_AT_ONCE", 2)
    tickets = [file(store), file(store, BO, BOS), file(store)]
    for ticket in tickets:
        tell(store, ticket)
    tell(store, tickets[0], later(hours=1))
    found = [(each.promise.shown_at, each.promise.ticket, each.promise.kind) for each in shown(store)]
    assert found == sorted(found)
    assert len(set(found)) == 8
    extent = see(store, lambda unit: unit.promises_extent(None, None))
    assert extent == (NOON, later(hours=1), later(hours=49))
    assert see(store, lambda unit: unit.promises_extent(later(days=9), None)) == ()


def test_only_those_asked_for_are_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promise_report, "ROWS_AT_ONCE", 2)
    tell(store, file(store))
    for hours in range(1, 4):
        tell(store, file(store), later(hours=hours))
    with store.read() as unit:
        reading = unit.promises_shown(None, None)
        first = next(reading)
        assert first.promise.shown_at == NOON
        assert not isinstance(reading, Sequence)
