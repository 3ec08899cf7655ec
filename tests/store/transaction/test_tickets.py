"""Tickets keep every field; the line is exact, whoever joins or leaves it."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.core.model.promises import Timer, TimerKind
from bot.core.model.tickets import State, Ticket, Urgency
from bot.core.text.errors import Conflict
from bot.ports import Store, UnitOfWork
from tests.store.conftest import Opener
from tests.store.scene import BO, BOS, NOON, change, do, file, filed, later, see

SPREAD = (1, 60, 3600, 86400)
"""Seconds between tickets: within one stretch that the line is counted by, and across many."""


def line(store: Store) -> list[int]:
    return [ticket.number for ticket in see(store, lambda unit: unit.waiting(1000))]


def test_numbers_begin_at_the_policys_and_have_no_gaps(opened: Opener) -> None:
    store = opened(first_ticket_number=500)
    assert [do(store, lambda unit: unit.next_number()) for _ in range(3)] == [500, 501, 502]
    assert isinstance(store.write(lambda unit: unit.next_number() / 0).exception(), ZeroDivisionError)
    assert do(store, lambda unit: unit.next_number()) == 503
    assert do(opened(first_ticket_number=500), lambda unit: unit.next_number()) == 504


def test_every_field_is_kept(store: Store) -> None:
    first = file(store)
    whole = replace(
        first,
        subject="Ünïcode 🦊 \x07'; DROP TABLE tickets; --",
        service="example.com",
        symptoms="x" * 5000,
        urgency=Urgency.OUTAGE,
        state=State.MERGED,
        since=later(hours=1),
        filed_at=later(hours=2),
        estimate_at=later(hours=3),
        grace_until=later(hours=4),
        promise_at=later(hours=5),
        counted_from=later(hours=6),
        owner="sam",
        acted_at=later(hours=7),
        answered_at=later(hours=8),
        closed_at=later(hours=9),
        merged_into=first.number,
        wants_phone=True,
        third_party="WordPress",
    )
    do(store, lambda unit: unit.save_ticket(whole))
    assert see(store, lambda unit: unit.ticket(first.number)) == replace(whole, version=1)
    assert do(store, lambda unit: unit.ticket(first.number, for_change=True)) == replace(whole, version=1)


def test_there_is_no_ticket_7(store: Store) -> None:
    assert see(store, lambda unit: unit.ticket(7)) is None


def test_who_saves_second_is_told(store: Store) -> None:
    ticket = file(store)
    change(store, ticket, owner="sam")
    lost = store.write(lambda unit: unit.save_ticket(replace(ticket, owner="kim")))
    assert isinstance(lost.exception(), Conflict)
    owned = see(store, lambda unit: unit.ticket(ticket.number))
    assert owned is not None
    assert (owned.owner, owned.version) == ("sam", 1)


def test_a_clients_tickets_are_those_alive_and_those_lately_closed(store: Store) -> None:
    one, two, three, four = (file(store) for _ in range(4))
    file(store, BO, BOS)
    change(store, one, state=State.SOLVED, closed_at=later(days=1))
    change(store, two, state=State.CANCELLED, closed_at=later(days=2))
    change(store, three, state=State.ASKED)
    mine = one.account

    def numbers(closed_after: datetime | None = None) -> list[int]:
        return [ticket.number for ticket in see(store, lambda unit: unit.tickets_of(mine, closed_after))]

    assert numbers() == [three.number, four.number]
    assert numbers(closed_after=later(days=1)) == [three.number, four.number, two.number]
    assert numbers(closed_after=NOON) == [three.number, four.number, one.number, two.number]


def test_of_a_clients_closed_tickets_only_the_last_are_looked_at(store: Store) -> None:
    tickets = [file(store) for _ in range(7)]
    how = (State.SOLVED, State.CANCELLED, State.MERGED)
    for days, ticket in enumerate(tickets[:5], 1):
        change(store, ticket, state=how[days % 3], closed_at=later(days=10 - days))
    fifth, fourth, third, second, first, *live = (ticket.number for ticket in tickets)

    def numbers(at_most: int, closed_after: datetime = NOON) -> list[int]:
        placed = see(store, lambda unit: unit.with_places(tickets[0].account, closed_after, at_most)())
        assert [place for _ticket, place in placed] == [1, 2, *[None] * (len(placed) - 2)]
        return [ticket.number for ticket, _place in placed]

    assert numbers(2) == [*live, fifth, fourth]
    assert numbers(4) == [*live, fifth, fourth, third, second]
    assert numbers(6) == [*live, fifth, fourth, third, second, first]
    assert numbers(6, later(days=7)) == [*live, fifth, fourth]


def test_who_joins_the_line_after_the_clock_was_set_back_is_behind_all(store: Store) -> None:
    before = file(store)  # in line since a version that noted nothing

    def joins(at: datetime) -> datetime:
        return do(store, lambda unit: unit.joins_line(at))

    first = joins(later(days=-1))
    assert before.since < first
    assert first < joins(later(days=-1)) < joins(later(days=-2))
    assert joins(later(seconds=-4)) == later(seconds=-4), "turns that overlap are no clock set back"
    assert joins(later(hours=1)) == later(hours=1)
    assert later(hours=1) < joins(NOON)


def test_on_an_empty_desk_the_line_begins_now(store: Store) -> None:
    assert do(store, lambda unit: unit.joins_line(NOON)) == NOON
    assert do(store, lambda unit: unit.joins_line(NOON)) == NOON


def test_staff_see_what_they_claimed_in_the_lines_order(store: Store) -> None:
    slow, urgent, done = file(store), file(store, urgency=Urgency.HIGH), file(store)
    for ticket in (slow, urgent):
        change(store, ticket, owner="sam")
    change(store, done, owner="sam", state=State.SOLVED)
    file(store, owner="kim")
    assert [t.number for t in see(store, lambda unit: unit.claimed_by("sam"))] == [urgent.number, slow.number]
    assert see(store, lambda unit: unit.claimed_by("")) == ()


def test_the_line_is_by_urgency_then_time_then_number(store: Store) -> None:
    third = file(store, since=later(seconds=2))
    second = file(store, since=later(seconds=1))
    fourth = file(store, since=later(seconds=2))
    first = file(store, since=later(days=1), urgency=Urgency.OUTAGE)
    assert line(store) == [t.number for t in (first, second, third, fourth)]
    assert [t.number for t in see(store, lambda unit: unit.waiting(2, 1))] == [second.number, third.number]
    assert see(store, lambda unit: unit.waiting_count()) == 4
    with store.read() as unit:
        assert [unit.place(ticket) for ticket in (first, second, third, fourth)] == [1, 2, 3, 4]


def test_only_open_tickets_that_nobody_owns_wait(store: Store) -> None:
    for changes in ({"owner": "sam"}, {"state": State.ASKED}, {"state": State.SOLVED}):
        file(store, **changes)
    assert line(store) == []
    assert do(store, lambda unit: unit.next_waiting()) is None
    waiting = file(store)
    assert do(store, lambda unit: unit.next_waiting()) == waiting


@pytest.mark.parametrize("step", SPREAD)
def test_places_stay_exact_whatever_happens(store: Store, step: int) -> None:
    chance = random.Random(step)

    def live(unit: UnitOfWork) -> None:
        tickets = [
            filed(unit, since=NOON + timedelta(seconds=step * chance.randrange(40)), urgency=chance.choice([*Urgency]))
            for _ in range(60)
        ]
        for _ in range(120):
            place = chance.randrange(len(tickets))
            tickets[place] = moved(unit, tickets[place])
        waiting = sorted((t for t in tickets if t.waiting), key=lambda t: (t.urgency, t.since, t.number))
        assert list(unit.waiting(1000)) == waiting
        assert unit.waiting_count() == len(waiting)
        assert [unit.place(ticket) for ticket in waiting] == [*range(1, len(waiting) + 1)]

    def moved(unit: UnitOfWork, ticket: Ticket) -> Ticket:
        after = replace(
            ticket,
            owner=chance.choice(["", "", "sam"]),
            state=chance.choice([State.OPEN, State.OPEN, State.ASKED]),
            urgency=chance.choice([ticket.urgency, *Urgency]),
            since=chance.choice([ticket.since, NOON + timedelta(seconds=step * chance.randrange(40))]),
        )
        unit.save_ticket(after)
        return replace(after, version=ticket.version + 1)

    do(store, live)


def test_a_ticket_that_fails_to_be_filed_leaves_no_trace_in_the_line(store: Store) -> None:
    def fails(unit: UnitOfWork) -> None:
        filed(unit)
        assert unit.waiting_count() == 1
        raise ZeroDivisionError

    assert store.write(fails).exception() is not None
    assert see(store, lambda unit: unit.waiting_count()) == 0


def test_racing_staff_get_one_ticket_each(opened: Opener) -> None:
    desks = [opened(), opened()]
    tickets = [file(desks[0]) for _ in range(40)]

    def claim(who: str, unit: UnitOfWork) -> int | None:
        ticket = unit.next_waiting()
        if ticket is None:
            return None
        unit.save_ticket(replace(ticket, owner=who))
        return ticket.number

    claims = [desk.write(partial(claim, f"staff {turn}")) for turn in range(30) for desk in desks]
    won = [number for claimed in claims if (number := claimed.result()) is not None]
    assert sorted(won) == [ticket.number for ticket in tickets]
    assert line(desks[1]) == []


def test_desks_in_one_database_know_nothing_of_each_other(opened: Opener) -> None:
    north, south = opened(desk="north"), opened(desk="south")
    ticket = file(north)
    assert file(south).number == ticket.number
    assert line(south) == [ticket.number]
    change(south, file(south), owner="sam")
    assert see(north, lambda unit: unit.claimed_by("sam")) == ()
    assert see(north, lambda unit: unit.waiting_count()) == 1


# ── The clock ──────────────────────────────────────────────────────────────────────────


def test_the_latest_moment_is_noted_until_the_clock_is_known_to_be_back(store: Store) -> None:
    def back(at: datetime, *, may_be_back: bool = False) -> timedelta:
        return do(store, lambda unit: unit.note_time(at, may_be_back=may_be_back))

    assert back(NOON, may_be_back=True) == timedelta()
    assert back(later(hours=1)) == timedelta()
    assert back(NOON) == timedelta(), "another machine's clock may be slower"
    assert back(NOON, may_be_back=True) == timedelta(hours=1)
    assert back(NOON, may_be_back=True) == timedelta()


def test_timers_ahead_are_brought_forward_by_kind(store: Store) -> None:
    number = file(store).number
    due = {TimerKind.PROMISE_WARN_1: NOON, TimerKind.CLAIM_WARN: later(hours=3), TimerKind.CALL_SOON: later(hours=4)}
    do(store, lambda unit: unit.set_timers([Timer(number, kind, at) for kind, at in due.items()]))
    kinds = (TimerKind.PROMISE_WARN_1, TimerKind.CLAIM_WARN, TimerKind.CLAIM_EXPIRE)
    assert do(store, lambda unit: unit.bring_forward(kinds, NOON, timedelta(hours=2))) == 1
    after = {timer.kind: timer.due_at for timer in see(store, lambda unit: unit.due_timers(later(days=1), 9))}
    assert after == {**due, TimerKind.CLAIM_WARN: later(hours=1)}
