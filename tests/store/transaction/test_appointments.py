"""Phone appointments as every store keeps them: one outcome of every race, and no two on one line at once."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.core.calendar.slots import Slot, Taken, free_line
from bot.core.model.appointment import Appointment, CallState, Proposal
from bot.core.text.errors import Conflict
from bot.ports import Store
from tests.store.conftest import Opener
from tests.store.scene import BO, BOS, NOON, PATIENCE_S, book, do, file, later, requested, see

MINUTE = timedelta(minutes=1)


def latest(store: Store, number: int) -> Appointment | None:
    return see(store, lambda unit: unit.call(number))


def taken(store: Store, hours: float = 48, without: int = 0) -> Sequence[Taken]:
    """What is held from noon on, so many hours long."""
    return see(store, lambda unit: unit.taken(NOON, later(hours=hours), without))


def turn(store: Store, before: Appointment, after: Appointment, lines: int = 1) -> Appointment:
    return do(store, lambda unit: unit.save_call(before, after, lines))


# ── One appointment ────────────────────────────────────────────────────────────────────


def test_an_appointment_comes_back_as_it_was_stored(store: Store) -> None:
    ticket = file(store)
    assert latest(store, ticket.number) is None
    offered = requested(
        ticket,
        state=CallState.OFFERED,
        exception=True,
        by="sam",
        reason="she works on weekdays",
        outcome="nothing yet",
        files=3,
    )
    assert book(store, offered) == offered
    assert latest(store, ticket.number) == offered
    assert do(store, lambda unit: unit.call(ticket.number, for_change=True)) == offered


def test_every_change_counts_the_version_up(store: Store) -> None:
    first = book(store, requested(file(store)))
    second = turn(store, first, replace(first, state=CallState.CONFIRMED, expires_at=None, by="kim"))
    assert (second.version, second.expires_at) == (1, None)
    third = turn(store, second, replace(second, state=CallState.CANCELLED))
    assert latest(store, first.ticket) == third
    assert third.version == 2


def test_of_two_who_read_the_same_only_one_changes_it(opened: Opener) -> None:
    one, two = opened(), opened()
    read = book(one, requested(file(one)))
    turn(one, read, replace(read, state=CallState.CONFIRMED))
    late = two.write(lambda unit: unit.save_call(read, replace(read, state=CallState.DECLINED), 1))
    assert isinstance(late.exception(PATIENCE_S), Conflict)
    kept = latest(two, read.ticket)
    assert kept is not None
    assert (kept.state, kept.version) == (CallState.CONFIRMED, 1)
    assert len(taken(two)) == 1, "its time is held still"


def test_two_first_appointments_of_one_ticket_are_a_conflict(opened: Opener) -> None:
    one, two = opened(), opened()
    ticket = file(one)
    book(one, requested(ticket))
    late = two.write(lambda unit: unit.save_call(None, requested(ticket, hours=30), 1))
    assert isinstance(late.exception(PATIENCE_S), Conflict)
    assert [each.start for each in taken(two)] == [later(hours=24).replace(microsecond=0)]


def test_the_latest_of_a_ticket_is_the_one_that_counts(store: Store) -> None:
    ticket = file(store)
    first = book(store, requested(ticket))
    turn(store, first, replace(first, state=CallState.EXPIRED))
    again = book(store, requested(ticket, n=2))
    assert latest(store, ticket.number) == again


# ── Its time ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [CallState.REQUESTED, CallState.OFFERED, CallState.CONFIRMED])
def test_a_time_is_held_while_the_appointment_stands(store: Store, state: CallState) -> None:
    call = book(store, requested(file(store), state=state))
    assert taken(store) == (Taken(1, call.start, call.end),)


@pytest.mark.parametrize("state", [CallState.DONE, CallState.DECLINED, CallState.CANCELLED, CallState.EXPIRED])
def test_a_time_is_free_again_afterwards(store: Store, state: CallState) -> None:
    ticket, other = file(store), file(store, BO, BOS)
    call = book(store, requested(ticket))
    turn(store, call, replace(call, state=state))
    assert taken(store) == ()
    assert book(store, requested(other)).start == call.start


@pytest.mark.parametrize("minutes", [-29, -25, -7, -1, 0, 1, 7, 25, 29])
def test_what_overlaps_by_a_minute_is_a_conflict(store: Store, minutes: int) -> None:
    book(store, requested(file(store)))
    other = requested(file(store, BO, BOS), hours=24 + minutes / 60)
    late = store.write(lambda unit: unit.save_call(None, other, 1))
    assert isinstance(late.exception(PATIENCE_S), Conflict)
    assert latest(store, other.ticket) is None, "nothing half-booked"


@pytest.mark.parametrize("minutes", [-30, 30])
def test_one_may_begin_when_the_other_ends(store: Store, minutes: int) -> None:
    book(store, requested(file(store)))
    book(store, requested(file(store, BO, BOS), hours=24 + minutes / 60))
    assert len(taken(store)) == 2


@pytest.mark.parametrize("first", [True, False])
def test_odd_minutes_take_up_every_quantum_that_they_touch(store: Store, first: bool) -> None:
    """A conflict that a reader sees coming: else a retry would lose again and again."""
    times = [24 + 7 / 60, 24 + 37 / 60]
    call = book(store, requested(file(store), hours=times[not first]))
    other = requested(file(store, BO, BOS), hours=times[first])
    seen = see(store, lambda unit: unit.taken(other.start, other.end))
    assert free_line(Slot(other.start, other.end), seen, 1) is None
    assert seen == (Taken(1, call.start, call.end),)


def test_a_move_frees_the_old_time_and_holds_the_new(store: Store) -> None:
    call = book(store, requested(file(store)))
    there = replace(call, start=call.start + 20 * MINUTE, end=call.end + 20 * MINUTE)
    moved = turn(store, call, there)
    assert taken(store) == (Taken(1, moved.start, moved.end),)
    book(store, requested(file(store, BO, BOS), hours=23.5))
    assert len(taken(store)) == 2


def test_a_move_that_loses_leaves_everything_where_it_was(store: Store) -> None:
    mine, theirs = file(store), file(store, BO, BOS)
    call = book(store, requested(mine))
    other = book(store, requested(theirs, hours=25))
    onto = replace(call, start=other.start, end=other.end)
    late = store.write(lambda unit: unit.save_call(call, onto, 1))
    assert isinstance(late.exception(PATIENCE_S), Conflict)
    assert latest(store, mine.number) == call
    assert taken(store) == (Taken(1, call.start, call.end), Taken(1, other.start, other.end))


def test_two_lines_take_two_at_once_and_no_third(store: Store) -> None:
    for identity, address in ((BO, BOS), (replace(BO, user="U-di"), replace(BOS, channel="D-di"))):
        book(store, requested(file(store, identity, address)), lines=2)
    assert {each.line for each in taken(store)} == {1, 2}
    third = requested(file(store))
    late = store.write(lambda unit: unit.save_call(None, third, 2))
    assert isinstance(late.exception(PATIENCE_S), Conflict)


def test_with_fewer_lines_than_before_what_stands_keeps_its_time(store: Store) -> None:
    first = book(store, requested(file(store)), lines=2)
    second = book(store, requested(file(store, BO, BOS)), lines=2)
    sure = turn(store, first, replace(first, state=CallState.CONFIRMED), lines=1)
    assert sure.state is CallState.CONFIRMED
    assert len(taken(store)) == 2
    late = store.write(lambda unit: unit.save_call(second, replace(second, start=second.start - 10 * MINUTE), 1))
    assert isinstance(late.exception(PATIENCE_S), Conflict)


def test_what_is_taken_is_asked_for_by_time_and_leaves_one_ticket_out(store: Store) -> None:
    mine, theirs = file(store), file(store, BO, BOS)
    call = book(store, requested(mine))
    other = book(store, requested(theirs, hours=30))
    assert taken(store, hours=23.9) == ()
    assert [each.start for each in taken(store, hours=25)] == [call.start]
    assert [each.start for each in taken(store, without=mine.number)] == [other.start]
    within = see(store, lambda unit: unit.taken(call.start + 10 * MINUTE, call.end))
    assert [each.start for each in within] == [call.start], "what began before still holds its time"


def test_many_who_race_for_overlapping_times_end_up_side_by_side(opened: Opener) -> None:
    stores = [opened(), opened()]
    calls = [
        requested(file(stores[0], replace(BO, user=f"U-{n}"), replace(BOS, channel=f"D-{n}")), hours=24 + n % 7 / 6)
        for n in range(24)
    ]
    racing: list[Future[Appointment]] = [
        stores[n % 2].write(lambda unit, call=call: unit.save_call(None, call, 1))  # type: ignore[misc]
        for n, call in enumerate(calls)
    ]
    outcomes = [future.exception(PATIENCE_S) for future in racing]
    assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
    held = sorted(taken(stores[0]), key=lambda each: each.start)
    assert len(held) == outcomes.count(None)
    assert all(first.end <= second.start for first, second in pairwise(held))


# ── Two times at once ──────────────────────────────────────────────────────────────────


def proposal(call: Appointment, minutes: int) -> Proposal:
    """So many minutes later than the call."""
    there = call.start + minutes * MINUTE, call.end + minutes * MINUTE
    return Proposal(*there, call.start, "sam", "a meeting", exception=True)


def moving(store: Store, minutes: int = 60, lines: int = 1) -> Appointment:
    """A confirmed call for which staff suggest another time."""
    call = book(store, requested(file(store), state=CallState.CONFIRMED, expires_at=None), lines)
    return turn(store, call, replace(call, proposed=proposal(call, minutes)), lines)


def beginnings(store: Store) -> list[int]:
    """When what is held begins, in minutes after the first."""
    starts = sorted(each.start for each in taken(store))
    return [(start - starts[0]) // MINUTE for start in starts]


def test_a_confirmed_call_holds_its_time_and_the_one_that_is_suggested(store: Store) -> None:
    call = moving(store)
    assert latest(store, call.ticket) == call
    assert call.proposed == proposal(call, 60)
    assert beginnings(store) == [0, 60]
    assert taken(store, without=call.ticket) == ()


@pytest.mark.parametrize("minutes", [-29, 0, 29, 31, 60, 89])
def test_neither_of_the_two_times_goes_to_anybody_else(store: Store, minutes: int) -> None:
    moving(store)
    other = requested(file(store, BO, BOS), hours=24 + minutes / 60)
    late = store.write(lambda unit: unit.save_call(None, other, 1))
    assert isinstance(late.exception(PATIENCE_S), Conflict)
    assert beginnings(store) == [0, 60]


def test_what_somebody_else_has_is_not_suggested(store: Store) -> None:
    theirs = book(store, requested(file(store, BO, BOS), hours=25))
    call = book(store, requested(file(store), state=CallState.CONFIRMED))
    late = store.write(lambda unit: unit.save_call(call, replace(call, proposed=proposal(call, 60)), 1))
    assert isinstance(late.exception(PATIENCE_S), Conflict)
    assert (latest(store, call.ticket), latest(store, theirs.ticket)) == (call, theirs)
    assert beginnings(store) == [0, 60]


@pytest.mark.parametrize("minutes", [-60, -20, 1, 10, 15, 29, 60])
def test_whichever_of_the_two_is_chosen_the_other_is_free_again(store: Store, minutes: int) -> None:
    """Also where they overlap: what both touch is held once, and for as long as one of them is."""
    for taking in (True, False):
        call = moving(store, minutes)
        to = call.proposed
        assert to is not None
        kept = replace(call, proposed=None)
        after = replace(kept, start=to.start, end=to.end) if taking else kept
        turn(store, call, after)
        assert taken(store) == (Taken(1, after.start, after.end),)
        before, behind = (
            requested(file(store, replace(BO, user=f"U{n}"), replace(BOS, channel=f"D{n}")), hours=0) for n in "ab"
        )
        half = after.end - after.start
        first = book(store, replace(before, start=after.start - half - 5 * MINUTE, end=after.start - 5 * MINUTE))
        last = book(store, replace(behind, start=after.end + 5 * MINUTE, end=after.end + half + 5 * MINUTE))
        for each in (first, last, see(store, lambda unit, number=call.ticket: unit.call(number))):  # type: ignore[misc]
            assert each is not None
            turn(store, each, replace(each, state=CallState.CANCELLED))
        assert taken(store) == ()


def test_another_time_suggested_frees_the_first_one(store: Store) -> None:
    call = moving(store)
    again = turn(store, call, replace(call, proposed=proposal(call, 120)))
    assert beginnings(store) == [0, 120]
    turn(store, again, replace(again, state=CallState.CANCELLED, proposed=None))
    assert taken(store) == ()


def test_on_two_lines_each_of_the_times_has_its_own_and_keeps_it(store: Store) -> None:
    call = moving(store, 60, lines=2)
    for minutes, user in ((0, "U-1"), (60, "U-2")):
        other = requested(file(store, replace(BO, user=user), replace(BOS, channel=user)), hours=24 + minutes / 60)
        book(store, other, lines=2)
    assert beginnings(store) == [0, 0, 60, 60]
    to = call.proposed
    assert to is not None
    turn(store, call, replace(call, start=to.start, end=to.end, proposed=None), lines=2)
    assert beginnings(store) == [0, 60, 60]
    held = [(each.line, each.start) for each in taken(store)]
    assert len(set(held)) == len(held)


def test_of_two_who_answer_at_once_one_is_heard(opened: Opener) -> None:
    one, two = opened(), opened()
    call = moving(one)
    to = call.proposed
    assert to is not None
    turn(one, call, replace(call, proposed=None))
    late = two.write(lambda unit: unit.save_call(call, replace(call, start=to.start, end=to.end, proposed=None), 1))
    assert isinstance(late.exception(PATIENCE_S), Conflict)
    assert beginnings(two) == [0]


# ── All of them ────────────────────────────────────────────────────────────────────────


def test_calls_are_listed_by_their_time_as_long_as_they_hold_one(store: Store) -> None:
    tickets = [file(store, replace(BO, user=f"U-{n}"), replace(BOS, channel=f"D-{n}")) for n in range(4)]
    calls = [book(store, requested(ticket, hours=40 - n)) for n, ticket in enumerate(tickets)]
    turn(store, calls[1], replace(calls[1], state=CallState.DECLINED))
    turn(store, calls[0], replace(calls[0], state=CallState.CONFIRMED))
    found = see(store, lambda unit: unit.calls(10))
    assert [call.ticket for call in found] == [calls[n].ticket for n in (3, 2, 0)]
    assert [call.ticket for call in see(store, lambda unit: unit.calls(1))] == [calls[3].ticket]


def test_another_desk_has_a_line_of_its_own(opened: Opener) -> None:
    north, south = opened(desk="north"), opened(desk="south")
    mine, theirs = file(north), file(south)
    call = book(north, requested(mine))
    assert taken(south) == ()
    assert latest(south, mine.number) is None or mine.number == theirs.number
    assert book(south, requested(theirs)).start == call.start
    assert [len(taken(store)) for store in (north, south)] == [1, 1]
