"""The checker can fail: each fault, planted into a whole history, is found and named."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from tests.faults.checker import broken
from tests.faults.history import Booking, Call, Edit, History, Holding, OutRow, Owed, Post, Said, Wrote


def payload(*texts: str, offer: str = "", file: str = "") -> str:
    """A row's payload as the outbox keeps it."""
    blocks: list[dict[str, object]] = [
        {"kind": "para", "runs": [{"text": text, "style": "", "at": 0}]} for text in texts
    ]
    blocks += [{"kind": "file", "name": "a.ics", "media": "", "text": file}] if file else []
    return json.dumps({"blocks": blocks, "offers": [{"label": offer}] if offer else [], "form": None})


LOG = b"it says 550"
SAID = (
    Said("U1", 1, "m/1", True, subject="no mail", words="No mail!", shows=("Reply 1", "Choose")),
    Said("U1", 2, "m/2", True, fact="fact 1", files={"log": LOG}),
    Said("U1", 3, "m/3", True, deliveries=4, fact="fact 2"),
    Said("U2", 1, "m/4", False),
    Said("U3", 1, "m/5", True, twins=("m/6",)),
    Said("staff/S", 1, "m/7", True, answers=0, noted=("told you",)),
)
HELD = Holding(
    inbox=(("U1", "m/1"), ("U1", "m/2"), ("U1", "m/3"), ("U3", "m/6"), ("staff/S", "m/7")),
    outbox=(
        *(OutRow(row, "U1", "message", "sent", "talk") for row in (1, 2, 3)),
        OutRow(4, "C1", "update", "sent", "ticket/1"),
        OutRow(5, "U3", "message", "sent", "talk"),
        OutRow(6, "C1", "under", "sent", "ticket/1"),
        OutRow(7, "U1", "message", "sent"),
    ),
    subjects=("no mail",),
    words=((1001, "no mail"), (1001, "fact 1"), (1001, "fact 2")),
    record=(("1001/1", "no mail"), ("1001/2", "fact 1"), ("1001/3", "fact 2"), ("1001/4", "told you")),
    files=((1001, sha256(LOG).hexdigest(), "fact 1"),),
    bookings=(Booking(1001, 0, 1800), Booking(1002, 1800, 3600), Booking(1003, 900, 2700, line=1)),
)
WORDS = {"m/1": "no mail", "m/2": "fact 1", "m/3": "fact 2", "m/6": "hello", "m/7": "told you"}
CARDS = payload("#1 waits"), payload("#1 is done")
PAYLOADS = {
    1: payload("Reply 1", "and more", offer="Choose", file="BEGIN"),
    **{row: payload(f"Reply {row}") for row in (2, 3, 5)},
    4: CARDS[1],
    6: payload("Under it"),
    7: payload("Told you"),
}
ROWS = [(str(row.id), row.talk, row.kind, row.key, PAYLOADS[row.id]) for row in HELD.outbox]
WROTE: tuple[Wrote, ...] = (
    *(Wrote("inbox", "written", key, talk, content=WORDS[key]) for talk, key in HELD.inbox),
    *(Wrote("record", "written", id, "1001", "words", content=text) for id, text in HELD.record),
    Wrote("outbox", "written", "4", "C1", "update", "ticket/1", CARDS[0], "waiting"),
    Wrote("outbox", "changed", "4", "C1", "update", "ticket/1", CARDS[1], "waiting"),
    *(Wrote("outbox", "written", *each, "waiting") for each in ROWS if each[0] != "4"),
    *(Wrote("outbox", "changed", *each, "sent") for each in ROWS),
)
POSTS = (
    Post("U1", 1, shows="reply1andmoreaicschoose", id="U1/1"),
    *(Post("U1", row, shows=f"reply{row}", id=f"U1/{row}") for row in (2, 3)),
    Post("C1", 4, shows="1waits", id="C1/4"),
    Post("U3", 5, shows="reply5", id="U3/5"),
    Post("C1", 6, shows="underit", id="C1/6", under="C1/4"),
    Post("U1", 7, shows="toldyou", id="U1/7"),
)
EDITS = (Edit("U1/1", "reply1andmoreaics"), Edit("C1/4", "1isdone"))
CALLS = (
    *(Call(10.0, "post", wait=5.0), Call(10.1, "post"), Call(11.0, "look"), Call(15.0, "post")),
    *(Call(20.0, "post", wait=5.0, channel="C1"), Call(21.0, "post", channel="C2"), Call(25.0, "post", channel="C1")),
)
OWED = (Owed("U1", "told you", private=True), Owed("C1", "under it"))
WHOLE = History(
    SAID, POSTS, CALLS, HELD, wrote=WROTE, edits=EDITS, uploads=("BEGIN",), owed=OWED, card_channels=("C1",)
)

OTHERS = tuple(OutRow(row, "C1", "update", "sent", f"ticket/{row}") for row in (9, 8))
"""Cards of other tickets, in the order in which they came."""


def posts(which: int, **changes: object) -> History:
    """One of the posts was another."""
    return replace(WHOLE, posts=[replace(post, **changes) if post.row == which else post for post in POSTS])  # type: ignore[arg-type]


def wrote(*more: Wrote) -> History:
    """More was written."""
    return replace(WHOLE, wrote=(*WROTE, *more))


def row(which: str, **changes: str) -> Wrote:
    """A row of the outbox as it was last, or changed."""
    return replace([each for each in WROTE if each.what == "outbox" and each.id == which][-1], **changes)  # type: ignore[arg-type]


def waiting(id: str) -> tuple[Wrote, ...]:
    """What was written until a row was sent."""
    return tuple(each for each in WROTE if not (each.what == "outbox" and each.id == id and each.state == "sent"))


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
    "replies: 4 for 3 turns of U1": lambda: held(outbox=(*HELD.outbox, OutRow(8, "U1", "message", "sent", "talk"))),
    "row 4 to C1 is waiting": lambda: held(
        outbox=(*HELD.outbox[:3], OutRow(4, "C1", "update", "waiting"), *HELD.outbox[4:])
    ),
    "row 6 to C1 is noted as sent and isn't there": lambda: replace(WHOLE, posts=(*POSTS[:5], POSTS[6])),
    "row 1 to U1 is dead": lambda: held(outbox=(OutRow(1, "U1", "message", "dead"), *HELD.outbox[1:])),
    "row 2 to U1 is noted as sent and isn't there": lambda: replace(WHOLE, posts=(POSTS[0], *POSTS[2:])),
    "duplicates: 1 visible, 0 allowed": lambda: replace(WHOLE, posts=(*POSTS, POSTS[1])),
    "duplicates: 2 visible, 1 allowed": lambda: replace(WHOLE, posts=(*POSTS, *POSTS[:2]), dedupes=False, cut_off=1),
    "cards: 2 of ticket/1 in C1": lambda: replace(
        held(outbox=(*HELD.outbox, OutRow(8, "C1", "update", "sent", "ticket/1"))), posts=(*POSTS, Post("C1", 8))
    ),
    "order: U1 shows row 3 before row 2": lambda: replace(WHOLE, posts=(POSTS[0], POSTS[2], POSTS[1], *POSTS[3:])),
    "order: C1/4 shows row 6 before row 4": lambda: replace(WHOLE, posts=(*POSTS[:3], POSTS[5], POSTS[3], *POSTS[6:])),
    "order: C1/4 shows row 9 before row 6": lambda: replace(
        WHOLE, posts=(*POSTS[:5], replace(POSTS[5], row=9, id="C1/9"), *POSTS[5:])
    ),
    "too soon: post 1.0 s before Retry-After": lambda: replace(WHOLE, calls=(*CALLS, Call(14.0, "post"))),
    "too soon: post 2.0 s before Retry-After": lambda: replace(WHOLE, calls=(*CALLS, Call(23.0, "post", channel="C1"))),
    "database: record entry 2": lambda: held(problems=("record entry 2 was changed",)),
    "journal: inbox m/1 is there and was never seen": lambda: replace(WHOLE, wrote=WROTE[1:]),
    "taken back: inbox m/1 (U1) is gone": lambda: wrote(replace(WROTE[0], op="gone")),
    "taken back: outbox 9 was changed and never written": lambda: wrote(row("1", id="9", op="changed")),
    "taken back: outbox 6 (under) is gone": lambda: replace(
        WHOLE, wrote=(*waiting("6"), row("6", op="gone", state="waiting"))
    ),
    "taken back: outbox 2 was moved from U1 to U3": lambda: wrote(row("2", talk="U3")),
    "taken back: outbox 3 was": lambda: wrote(row("3", content=payload("Reply"))),
    "taken back: outbox 4 was": lambda: wrote(row("4", content=payload("renewed after it was sent"))),
    "taken back: outbox 2 isn't there": lambda: replace(
        held(outbox=(HELD.outbox[0], *HELD.outbox[2:])), wrote=waiting("2")
    ),
    "taken back: record 1001/2 was": lambda: held(record=(HELD.record[0], ("1001/2", "fact"), *HELD.record[2:])),
    "words: message 1 of U1": lambda: replace(WHOLE, wrote=(replace(WROTE[0], content="no"), *WROTE[1:])),
    "noted: 'told you' of staff/S stands in 0": lambda: held(record=HELD.record[:3]),
    "files: log of U1 isn't beside 'fact 1'": lambda: held(files=((1001, "another", "fact 1"),)),
    "files: log of U1 isn't beside": lambda: held(files=((1001, sha256(LOG).hexdigest(), "fact 2"),)),
    "stuck: no button": lambda: replace(WHOLE, stuck=("no button",)),
    "shown: row 1 to U1 was": lambda: posts(1, shows="reply1"),
    "lacks 'choose'": lambda: posts(1, shows="reply1andmoreaics"),
    "more than that": lambda: posts(2, shows="reply2andmore"),
    "shown: a file of row 1 to U1": lambda: replace(WHOLE, uploads=()),
    "place: row 2 to U1 stands in U3": lambda: posts(2, talk="U3"),
    "place: U1 shows row 9, which was never written": lambda: posts(2, row=9),
    "place: row 6 of ticket/1 doesn't stand under its card": lambda: posts(6, under=""),
    "cards: row 4 of ticket/1 in C1 was never shown": lambda: replace(WHOLE, edits=EDITS[:1]),
    "cards: ticket/1 in C1 isn't the latest": lambda: replace(WHOLE, edits=(*EDITS, Edit("C1/4", "1waits"))),
    "edits: row 1 to U1 lost 'andmore'": lambda: replace(WHOLE, edits=(Edit("U1/1", "reply1"), EDITS[1])),
    "owed: 'told you' never came in U1": lambda: posts(7, shows="told"),
    "owed: 'told you' came too early in U1": lambda: replace(
        WHOLE, owed=(Owed("U1", "later"), *OWED), posts=(*POSTS, Post("U1", 8, shows="later"))
    ),
    "mixed up: U3 shows 'told you' of U1": lambda: posts(5, shows="toldyou"),
    "answer: U1 has none that shows": lambda: posts(1, shows="reply1"),
}


def test_a_history_that_is_whole_breaks_nothing() -> None:
    assert broken(WHOLE) == []
    assert broken(replace(WHOLE, posts=(*POSTS, POSTS[1]), dedupes=False, cut_off=1)) == []


def test_tickets_of_a_board_wait_for_no_other() -> None:
    """Each card has an order of its own: two turns were under way at once, and the later was committed first."""
    cards = [(str(row.id), row.talk, row.kind, row.key, CARDS[1], "sent") for row in OTHERS]
    history = replace(
        wrote(*(Wrote("outbox", "written", *card) for card in cards)),
        held=replace(HELD, outbox=(*HELD.outbox, *OTHERS)),
        posts=(*POSTS, *(Post("C1", row.id, shows="1isdone", id=f"C1/{row.id}") for row in OTHERS)),
    )
    assert broken(history) == []


@pytest.mark.parametrize("named", PLANTED)
def test_a_planted_fault_is_found(named: str) -> None:
    found = broken(PLANTED[named]())
    assert any(named in wrong for wrong in found), found
