"""What is posted where, boards, how far was read, and files to be copied: the same on every database."""

from datetime import timedelta

from bot.core.model.outbox import OutKind, Posted, Sent, Undeliverable
from bot.ports import Store
from tests.store.scene import ANAS, BO, BOS, NOON, ROOM, client, do, later, lease, said, see, shown


def put(store: Store, text: str, kind: OutKind = OutKind.UPDATE, key: str = "ticket/1") -> int:
    """A row for the room."""
    return do(store, lambda unit: unit.send(None, ROOM, shown(text), NOON, kind, key)())


def post(found: Posted | None) -> tuple[str, str]:
    """A message that holds a key: the platform's id of it, and what it says."""
    assert found is not None
    return found.receipt, said(found)


def sent(store: Store, receipt: str) -> None:
    """The next row for the room is sent."""
    (out,) = lease(store, ROOM)
    do(store, lambda unit: unit.settle(out, Sent(receipt), NOON, None))


def test_what_was_sent_with_a_key_is_known_by_it(store: Store) -> None:
    put(store, "one")
    assert lease(store, ROOM, now=NOON)[0].posted is None
    (out,) = lease(store, ROOM, now=later(minutes=2))
    do(store, lambda unit: unit.settle(out, Sent("C/1"), NOON, None))
    assert post(see(store, lambda unit: unit.posted(ROOM, "ticket/1"))) == ("C/1", "one")
    assert see(store, lambda unit: unit.key_of(ROOM, "C/1")) == "ticket/1"
    assert see(store, lambda unit: unit.key_of(ROOM, "C/2")) == ""
    assert see(store, lambda unit: unit.posted(ANAS, "ticket/1")) is None


def test_the_next_row_of_the_key_comes_with_it_and_takes_it_over(store: Store) -> None:
    put(store, "one")
    sent(store, "C/1")
    put(store, "two")
    put(store, "below", OutKind.UNDER)
    (out,) = lease(store, ROOM)
    assert post(out.posted) == ("C/1", "one")
    do(store, lambda unit: unit.settle(out, Sent("C/1"), NOON, None))
    (below,) = lease(store, ROOM)
    assert (below.kind, post(below.posted)) == (OutKind.UNDER, ("C/1", "two"))
    do(store, lambda unit: unit.settle(below, Sent("C/9"), NOON, None))
    assert post(see(store, lambda unit: unit.posted(ROOM, "ticket/1"))) == ("C/1", "two")  # a thread isn't the card


def test_what_wasnt_sent_holds_nothing(store: Store) -> None:
    put(store, "one")
    (out,) = lease(store, ROOM)
    do(store, lambda unit: unit.settle(out, Undeliverable("gone"), NOON, None))
    put(store, "two")
    (late,) = lease(store, ROOM, now=NOON)
    lease(store, ROOM, now=later(minutes=2))
    do(store, lambda unit: unit.settle(late, Sent("C/1"), NOON, None))  # the lease went to another
    assert see(store, lambda unit: unit.posted(ROOM, "ticket/1")) is None


def test_boards_are_rooms_with_cards(store: Store) -> None:
    do(store, lambda unit: unit.open_room(ROOM, cards=True))
    do(store, lambda unit: unit.open_room(BOS, "bo"))
    assert see(store, lambda unit: unit.card_channels()) == (ROOM,)
    assert set(see(store, lambda unit: unit.staff_channels())) == {ROOM, BOS}
    do(store, lambda unit: unit.open_room(ROOM))
    assert see(store, lambda unit: unit.card_channels()) == ()


def test_how_far_was_read_and_where(store: Store) -> None:
    for key in ("message/D1/2.5", "message/D1/10.0", "message/D10/9.9", "trigger/1"):
        assert do(store, lambda unit, key=key: unit.record_if_new(ANAS, key, NOON))  # type: ignore[misc]
    assert see(store, lambda unit: unit.latest_key("slack", "T1", "message/D1/")) == "message/D1/2.5"
    assert see(store, lambda unit: unit.latest_key("slack", "T2", "message/D1/")) == ""
    later = NOON + timedelta(seconds=1)
    assert see(store, lambda unit: unit.latest_key("slack", "T1", "message/D1/", later)) == "message/D1/2.5"
    assert see(store, lambda unit: unit.latest_key("slack", "T1", "message/D1/", NOON)) == "", "noted before that"
    do(store, lambda unit: client(unit))
    do(store, lambda unit: client(unit, BO, BOS))
    assert see(store, lambda unit: unit.reached("slack", "T1")) == (ANAS, BOS)
    assert see(store, lambda unit: unit.reached("discord", "")) == ()
