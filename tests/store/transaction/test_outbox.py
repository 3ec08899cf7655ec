"""What goes out: in order per address, leased to one, given up loudly."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model.outbox import Outgoing, OutKind, Postponed, Receipt, Sent, Undeliverable
from bot.core.model.people import Address
from bot.ports import Store, UnitOfWork
from bot.store.open import SqlStore
from bot.store.sql.ids import Ids
from tests.store.conftest import Opener
from tests.store.scene import ANAS, BOS, NOON, ROOM, client, do, later, lease, said, say, see, shown

ALL_OF_SLACK = Address("slack", "", "")
TENANT = Address("slack", "T1", "")


def texts(leased: tuple[Outgoing, ...]) -> list[str]:
    return [said(out) for out in leased]


def settle(store: Store, out: Outgoing, receipt: Receipt, minutes: float = 0, retry: float | None = None) -> None:
    now, retry_at = later(minutes=minutes), None if retry is None else later(minutes=retry)
    do(store, lambda unit: unit.settle(out, receipt, now, retry_at))


def update(store: Store, text: str, key: str = "ticket/1", minutes: float = 0, address: Address = ROOM) -> int:
    at = later(minutes=minutes)
    return do(store, lambda unit: unit.send(None, address, shown(text), at, OutKind.UPDATE, key)())


def test_a_message_is_leased_with_all_that_sending_needs(store: Store) -> None:
    _account, talk = do(store, client)
    id = do(store, lambda unit: unit.send(talk.id, ANAS, shown("hello"), NOON)())
    [out] = lease(store)
    assert out == Outgoing(id, ANAS, OutKind.MESSAGE, "", out.read, 1, NOON)
    assert out.shown == shown("hello")


def test_messages_of_one_address_go_one_after_another(store: Store) -> None:
    for text in ("one", "two", "three"):
        say(store, text)
    went = []
    while leased := lease(store):
        assert lease(store) == (), "while one is on its way, those behind it wait"
        went += texts(leased)
        settle(store, leased[0], Sent("ts-1"))
    assert went == ["one", "two", "three"]


def test_addresses_do_not_wait_for_each_other(store: Store) -> None:
    for text in ("to Ana", "to Ana again"):
        say(store, text)
    say(store, "to Bo", address=BOS)
    assert texts(lease(store, ANAS, BOS)) == ["to Ana", "to Bo"]


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        (ANAS, ["a"]),
        (TENANT, ["a", "b"]),
        (ALL_OF_SLACK, ["a", "b", "other tenant"]),
        (Address("web", "", ""), ["web"]),
        (Address("discord", "", ""), []),
    ],
)
def test_a_target_stands_for_a_channel_a_tenant_or_a_platform(
    store: Store, target: Address, reached: list[str]
) -> None:
    say(store, "a")
    say(store, "b", address=BOS)
    say(store, "other tenant", address=replace(ANAS, tenant="T2"))
    say(store, "web", address=Address("web", "", "s1"))
    assert texts(lease(store, target)) == reached
    assert lease(store, target) == ()


def test_a_lease_takes_no_more_than_asked(store: Store) -> None:
    for number in range(5):
        say(store, str(number), address=replace(ANAS, channel=f"c{number}"))
    assert texts(lease(store, TENANT, limit=2)) == ["0", "1"]
    assert texts(lease(store, TENANT, ANAS, limit=2)) == ["2", "3"]
    assert texts(lease(store, TENANT)) == ["4"]


def test_a_lease_begins_behind_an_address_and_goes_all_round(store: Store) -> None:
    for number in range(4):
        say(store, str(number), address=replace(ANAS, channel=f"c{number}"))
    say(store, "other tenant", address=replace(ANAS, tenant="T2", channel="c0"))
    until, behind = later(minutes=1), replace(ANAS, channel="c1")
    for target, limit, taken in ((TENANT, 1, ["2"]), (ALL_OF_SLACK, 2, ["3", "other tenant"]), (TENANT, 9, ["0", "1"])):
        leased = do(store, lambda unit: tuple(unit.lease([target], NOON, until, limit, behind)))  # noqa: B023
        assert texts(leased) == taken


LEASE, LONGEST = timedelta(minutes=1), timedelta(hours=4)


def test_waits_and_leases_that_reach_too_far_ahead_begin_anew(store: Store) -> None:
    for address in (ANAS, BOS, ROOM):
        say(store, "hello", address=address)
    lease(store, ANAS, BOS)  # Bo's goes on being leased
    settle(store, lease(store, ROOM)[0], Postponed("429", 30), retry=0.5)
    for_now = later(hours=-24)
    do(store, lambda unit: unit.resume_waits("discord", for_now, LEASE, LONGEST))
    assert lease(store, TENANT, now=later(hours=-23)) == (), "another platform's"
    do(store, lambda unit: unit.resume_waits("slack", for_now, LEASE, LONGEST))
    assert lease(store, TENANT, now=later(hours=-24, seconds=29)) == ()
    assert [out.address for out in lease(store, TENANT, now=later(hours=-24, seconds=30))] == [ROOM]
    assert [out.address for out in lease(store, TENANT, now=later(hours=-24, seconds=60))] == [ANAS, BOS]


def test_waits_and_leases_that_are_as_they_should_be_stay_so(store: Store) -> None:
    for address in (ANAS, ROOM):
        say(store, "hello", address=address)
    lease(store)
    settle(store, lease(store, ROOM)[0], Postponed("429", 30), retry=0.5)
    for seconds in (-20, 0, 20):  # a little: clocks differ
        do(store, lambda unit: unit.resume_waits("slack", later(seconds=seconds), LEASE, LONGEST))  # noqa: B023
    assert lease(store, TENANT, now=later(seconds=29)) == ()
    assert [out.address for out in lease(store, TENANT, now=later(seconds=30))] == [ROOM]
    assert [out.address for out in lease(store, TENANT, now=later(seconds=60))] == [ANAS]


def test_a_wait_longer_than_any_may_be_is_over(opened: Opener) -> None:
    store = opened()
    say(store, "hello")
    settle(store, lease(store)[0], Postponed("429", 30), retry=60 * 24)
    do(store, lambda unit: unit.resume_waits("slack", NOON, LEASE, LONGEST))
    assert texts(lease(store)) == ["hello"]


def test_what_a_dead_process_had_leased_goes_to_another(opened: Opener) -> None:
    dead, alive = opened(), opened()
    say(dead, "hello")
    first = lease(dead)[0]
    assert lease(alive, now=later(seconds=59)) == ()
    second = lease(alive, now=later(seconds=60))[0]
    assert (second.id, first.attempts, second.attempts) == (first.id, 1, 2)
    settle(dead, first, Undeliverable("too late to say"), minutes=1)
    assert see(alive, lambda unit: unit.dead_letters(9)) == ()
    settle(alive, second, Sent(), minutes=1)
    assert lease(alive, now=later(hours=1)) == ()


def test_an_answer_after_the_lease_still_counts_if_nobody_else_took_it(store: Store) -> None:
    say(store, "hello")
    settle(store, lease(store)[0], Sent(), minutes=5)
    assert lease(store, now=later(hours=1)) == ()


def test_an_address_that_is_served_anew_gets_back_what_was_leased(store: Store) -> None:
    for address in (ANAS, BOS):
        say(store, "hello", address=address)
    lost, bos = lease(store, ANAS, BOS)
    do(store, lambda unit: unit.reclaim(ANAS))
    settle(store, lost, Undeliverable("from a process that is gone"))
    again = lease(store, ANAS, BOS)
    assert [(out.id, out.attempts) for out in again] == [(lost.id, 2)]
    settle(store, bos, Sent())


def test_a_clock_that_was_ahead_holds_up_nothing(store: Store) -> None:
    say(store, "one", at=later(hours=1))
    say(store, "two")
    lost = lease(store)[0]
    assert said(lost) == "one"
    do(store, lambda unit: unit.reclaim(ANAS))
    settle(store, lease(store)[0], Sent())
    assert texts(lease(store)) == ["two"]


def test_a_postponed_message_holds_up_those_behind_it(store: Store) -> None:
    say(store, "one")
    say(store, "two")
    settle(store, lease(store)[0], Postponed("429", 30), retry=0.5)
    assert lease(store, now=later(seconds=29)) == ()
    again = lease(store, now=later(seconds=30))
    assert (texts(again), again[0].attempts) == (["one"], 2)


def test_what_cannot_be_delivered_is_kept_with_its_reason(store: Store) -> None:
    for text in ("gone", "too often", "fine"):
        say(store, text)
    settle(store, lease(store)[0], Undeliverable("channel_not_found"))
    settle(store, lease(store)[0], Postponed("timeout"))
    settle(store, lease(store)[0], Sent())
    letters = see(store, lambda unit: unit.dead_letters(9))
    assert [(said(out), reason) for out, reason in letters] == [
        ("too often", "timeout"),
        ("gone", "channel_not_found"),
    ]
    assert len(see(store, lambda unit: unit.dead_letters(1))) == 1


def test_the_latest_update_wins(store: Store) -> None:
    first = update(store, "open")
    say(store, "behind it", address=ROOM)
    assert update(store, "claimed") == first
    assert update(store, "another ticket", key="ticket/2") != first
    went = []
    while leased := lease(store, ROOM):
        went += texts(leased)
        settle(store, leased[0], Sent())
    assert went == ["claimed", "behind it", "another ticket"]
    assert update(store, "solved") != first


def test_an_update_on_its_way_is_followed_by_the_next(store: Store) -> None:
    update(store, "open")
    leased = lease(store, ROOM)[0]
    behind = update(store, "claimed")
    assert behind != leased.id
    assert update(store, "solved") == behind
    settle(store, leased, Sent())
    assert texts(lease(store, ROOM)) == ["solved"]


def test_an_update_whose_sender_went_silent_takes_the_new_words(store: Store) -> None:
    update(store, "open")
    silent = lease(store, ROOM)[0]
    assert update(store, "solved", minutes=2) == silent.id
    settle(store, silent, Sent(), minutes=2)
    assert texts(lease(store, ROOM, now=later(minutes=2))) == ["solved"]


def test_order_survives_a_clock_that_goes_back(opened: Opener) -> None:
    ahead, behind = opened(), opened()
    set_clock(ahead, 2_000_000_000_000)
    set_clock(behind, 1_900_000_000_000)
    for desk, text in ((ahead, "one"), (behind, "two"), (behind, "three"), (ahead, "four")):
        say(desk, text)
    went = []
    while leased := lease(ahead):
        went += texts(leased)
        settle(ahead, leased[0], Sent())
    assert went == ["one", "two", "three", "four"]


def set_clock(store: SqlStore, milliseconds: int) -> None:
    store._ids = Ids(lambda: milliseconds)


def test_a_closed_room_hears_nothing_more(store: Store) -> None:
    do(store, lambda unit: unit.open_room(ROOM))
    say(store, "news", address=ROOM)
    say(store, "hello")
    do(store, lambda unit: unit.close_room(ROOM))
    assert texts(lease(store, ALL_OF_SLACK)) == ["hello"]
    assert see(store, lambda unit: unit.staff_channels()) == ()


def test_a_message_of_a_turn_that_failed_is_never_sent(store: Store) -> None:
    def fails(unit: UnitOfWork) -> None:
        unit.send(None, ANAS, shown("oops"), NOON)
        raise ZeroDivisionError

    assert store.write(fails).exception() is not None
    assert lease(store) == ()
