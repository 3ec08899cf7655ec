"""Who a client is, in full; and pieces of text."""

from dataclasses import replace
from datetime import timedelta

from bot.core.model.people import Account, Block, Identity
from bot.core.model.tickets import State, Ticket
from bot.core.staff_view.clients import Client, blocked_list, in_full
from bot.core.staff_view.suggestions import begun, below, with_passage
from bot.core.staff_view.tickets import answer, choice
from bot.core.staff_view.usage import Usage
from bot.core.staff_view.words import joined
from bot.core.text.surface import Form, Piece, Text, desk_
from tests.builders import ANA, WEDNESDAY, hit, ticket
from tests.reading import actions, screen

LATER = WEDNESDAY + timedelta(days=1)
KNOWN = replace(ANA, card=True, verified_by="kim", customer="4711")


def lines(client: Client, of: Ticket | None = None) -> list[str]:
    """What staff read of a client."""
    return screen(Text(in_full(of or ticket(), client, WEDNESDAY))).splitlines()


def test_everything_that_is_known_stands_there() -> None:
    closed = [
        ticket(999, subject="FTP login", state=State.SOLVED, closed_at=WEDNESDAY),
        ticket(998, subject="x" * 50, state=State.CANCELLED, closed_at=WEDNESDAY),
        ticket(997, state=State.MERGED, closed_at=WEDNESDAY),
    ]
    client = Client(KNOWN, Identity("slack", "T1", "U1"), "es", "Español", "Asia/Tokyo", [ticket(1000), *closed])
    assert lines(client) == [
        "slack:T1/U1 · example.com · verified by kim · customer 4711 · card on file · +49 30 5550123",
        "reads Español · their time: 5:10 AM, Tokyo time",
        "Also open: #1000 “My emails dont arive”",
        "Closed: #999 “FTP login”, #998 “" + "x" * 39 + "…” (taken back), #997 “My emails dont arive” (merged)",
    ]


def test_what_isnt_known_takes_no_room() -> None:
    assert lines(Client(), ticket(service="")) == ["No other tickets."]
    nobody = Client(Account(1, "", WEDNESDAY))
    assert lines(nobody, ticket(service="")) == ["not verified · no card on file", "No other tickets."]


def test_of_many_open_tickets_some_are_named() -> None:
    named = lines(Client(ANA, others=[ticket(number) for number in range(1002, 1010)]))[1]
    assert named.count("#") == 5
    assert named.endswith(", 3 more")


def test_a_block_stands_there_until_it_is_over() -> None:
    blocked = replace(ANA, block=Block(LATER, WEDNESDAY, "sam", "spam"))
    assert lines(Client(blocked))[-1] == "⛔ Blocked until Thu, Dec 17, 9:10 PM Berlin time by sam: spam"
    over = replace(ANA, block=Block(WEDNESDAY, WEDNESDAY, "sam", "spam"))
    assert lines(Client(over))[-1] == "No other tickets."
    shown = screen(blocked_list([blocked, replace(blocked, name=""), over], WEDNESDAY))
    assert "Ana | Thu, Dec 17 | sam | spam\n(no name yet) | Thu, Dec 17" in shown
    assert shown.count("spam") == 2
    assert screen(blocked_list([over], WEDNESDAY)) == "Nobody is blocked."


def test_a_line_of_nothing_is_no_line() -> None:
    assert joined(("", "")) == ()


def test_suggestions_stand_below_what_has_choices_and_nowhere_else() -> None:
    said = answer(desk_("Done."))
    assert below(said, 1001, hit("mx-records"), "https://x", ()) is said
    shown = answer(desk_("Done."), choice("Queue", "queue"))
    assert below(shown, 1001, None, "", ()) is shown
    alike = below(shown, 1001, None, "", [ticket(999)])
    assert actions(alike) == ("queue", "show 999")
    assert "Solved, and much like it: #999 “My emails dont arive”" in screen(alike)
    helps = below(shown, 1001, hit("mx-records"), "https://x", ())
    assert actions(helps) == ("", "queue", "insert 1001 link mx-records", "insert 1001 passage mx-records")
    assert "The article that fits best:" in screen(helps)


def test_a_passage_goes_before_its_link_and_isnt_a_whole_article() -> None:
    said = answer(desk_("Done."))
    assert with_passage(said, hit("mx-records")) is said
    long = replace(hit("mx-records"), extract=(Piece("word " * 300),))
    begun_reply = begun(Usage("reply", "<number> <text>", desk_("answer")), 12, "Mx records", "https://x")
    unlinked = begun(Usage("reply", "<number> <text>", desk_("answer")), 12, "Mx records", "")
    assert unlinked.fields[0].value == "“Mx records”"
    filled = with_passage(begun_reply, long)
    assert isinstance(filled, Form)
    assert filled.fields[0].value.endswith("… (Mx records: https://x)")
    assert len(filled.fields[0].value) < 650
