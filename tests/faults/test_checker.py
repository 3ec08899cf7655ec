"""The checker can fail: each fault, planted into a whole history, is found and named."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults.checker import broken
from tests.faults.history import Booking, Call, History, Holding, OutRow, Post, Said

SAID = (
    Said("U1", 1, "m/1", True, subject="no mail"),
    Said("U1", 2, "m/2", True, fact="fact 1"),
    Said("U1", 3, "m/3", True, deliveries=4, fact="fact 2"),
    Said("U2", 1, "m/4", False),
    Said("U3", 1, "m/5", True, twins=("m/6",)),
)
HELD = Holding(
    inbox=(("U1", "m/1"), ("U1", "m/2"), ("U1", "m/3"), ("U3", "m/6")),
    outbox=(
        *(OutRow(row, "U1", "message", "sent") for row in (1, 2, 3)),
        OutRow(4, "C1", "update", "sent", "ticket/1"),
        OutRow(5, "U3", "message", "sent"),
    ),
    subjects=("no mail",),
    words=((1001, "no mail"), (1001, "fact 1"), (1001, "fact 2")),
    bookings=(Booking(1001, 0, 1800), Booking(1002, 1800, 3600), Booking(1003, 900, 2700, line=1)),
)
POSTS = (*(Post("U1", row) for row in (1, 2, 3)), Post("C1", 4), Post("U3", 5))
CALLS = (
    *(Call(10.0, "post", wait=5.0), Call(10.1, "post"), Call(11.0, "look"), Call(15.0, "post")),
    *(Call(20.0, "post", wait=5.0, channel="C1"), Call(21.0, "post", channel="C2"), Call(25.0, "post", channel="C1")),
)
WHOLE = History(SAID, POSTS, CALLS, HELD)


def held(**changes: object) -> History:
    return replace(WHOLE, held=replace(HELD, **changes))  # type: ignore[arg-type]


PLANTED: dict[str, Callable[[], History]] = {
    "lost: message 2 of U1": lambda: held(inbox=(HELD.inbox[0], *HELD.inbox[2:])),
    "lost: message 1 of U1": lambda: held(inbox=(("U2", "m/1"), *HELD.inbox[1:])),
    "made up: m/9 is there 1 times and was never written": lambda: held(inbox=(*HELD.inbox, ("U1", "m/9"))),
    "made up: m/5 is there 2 times": lambda: held(inbox=(*HELD.inbox, ("U3", "m/5"))),
    "made up: m/1 is there 2 times": lambda: held(inbox=(*HELD.inbox, HELD.inbox[0])),
    "tickets: 2 of U1": lambda: held(subjects=("no mail", "no mail")),
    "tickets: 0 of U1": lambda: held(subjects=()),
    "record: 'fact 1' is there 2 times": lambda: held(words=(*HELD.words, (1001, "fact 1"))),
    "record: 'fact 2' is there 0 times": lambda: held(words=HELD.words[:2]),
    "order: ticket #1001 has message 2 of U1 after 3 of U1": lambda: held(words=HELD.words[::-1]),
    "appointments: #1001 and #1002 overlap": lambda: held(bookings=(Booking(1001, 0, 1801), Booking(1002, 1800, 3600))),
    "appointments: #1001 has 2": lambda: held(bookings=(Booking(1001, 0, 1800), Booking(1001, 9000, 9900))),
    "replies: 2 for 3 turns of U1": lambda: held(outbox=HELD.outbox[1:]),
    "replies: 4 for 3 turns of U1": lambda: held(outbox=(*HELD.outbox, OutRow(6, "U1", "message", "sent"))),
    "row 4 to C1 is waiting": lambda: held(
        outbox=(*HELD.outbox[:3], OutRow(4, "C1", "update", "waiting"), HELD.outbox[4])
    ),
    "row 1 to U1 is dead": lambda: held(outbox=(OutRow(1, "U1", "message", "dead"), *HELD.outbox[1:])),
    "row 2 to U1 is noted as sent and isn't there": lambda: replace(WHOLE, posts=(POSTS[0], *POSTS[2:])),
    "duplicates: 1 visible, 0 allowed": lambda: replace(WHOLE, posts=(*POSTS, POSTS[1])),
    "duplicates: 2 visible, 1 allowed": lambda: replace(WHOLE, posts=(*POSTS, *POSTS[:2]), dedupes=False, cut_off=1),
    "cards: 2 of ticket/1 in C1": lambda: replace(
        held(outbox=(*HELD.outbox, OutRow(6, "C1", "update", "sent", "ticket/1"))), posts=(*POSTS, Post("C1", 6))
    ),
    "order: U1 shows row 3 before row 2": lambda: replace(WHOLE, posts=(POSTS[0], POSTS[2], POSTS[1], *POSTS[3:])),
    "too soon: post 1.0 s before Retry-After": lambda: replace(WHOLE, calls=(*CALLS, Call(14.0, "post"))),
    "too soon: post 2.0 s before Retry-After": lambda: replace(WHOLE, calls=(*CALLS, Call(23.0, "post", channel="C1"))),
    "database: record entry 2": lambda: held(problems=("record entry 2 was changed",)),
}


def test_a_history_that_is_whole_breaks_nothing() -> None:
    assert broken(WHOLE) == []
    assert broken(replace(WHOLE, posts=(*POSTS, POSTS[1]), dedupes=False, cut_off=1)) == []


@pytest.mark.parametrize("named", PLANTED)
def test_a_planted_fault_is_found(named: str) -> None:
    found = broken(PLANTED[named]())
    assert any(named in wrong for wrong in found), found
