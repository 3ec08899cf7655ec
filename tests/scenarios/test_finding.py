"""Staff find tickets by what was said on them, as it happens; only staff do."""

import pytest

from bot.core.model.finding import PAGE
from bot.core.model.people import Role
from tests.dialogue import House, text_of


@pytest.mark.both
def test_what_was_just_said_is_found_whoever_said_it(house: House) -> None:
    ana, bo, sam = house.client(), house.client("bo"), house.agent()
    ana.files()
    bo.files("the invoice is wrong")
    ana.says("add: the mailbox of mira-ceramics.example bounces")
    sam.types("note 1002 ask accounting about the voucher")
    for line, number, other in (
        ("find mailbox", 1001, 1002),
        ("find mira-ceramics.example", 1001, 1002),
        ("f voucher", 1002, 1001),
        ("find invioce accounting", 1002, 1001),
        ("find 1002", 1002, 1001),
        ("find state:waiting invoice", 1002, 1001),
    ):
        sam.types(line)
        [answer] = sam.shown
        assert f"#{number}" in text_of(answer)
        assert f"#{other}" not in text_of(answer)
        assert answer.offers[0].token == f"!show {number}"


def test_a_ticket_that_is_found_is_one_tap_away(house: House) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("find emials")
    sam.sees("“emials”, one ticket:", "Nobody wrote “emials”; I looked for emails.", "#1001")
    sam.types(sam.offer("Show #1001").token.removeprefix("!"))
    sam.sees("from Ana")
    sam.types("note she called")
    sam.sees("Noted on #1001")


def test_a_number_shows_its_ticket(house: House) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("find #1001")
    sam.sees("from Ana", "1st in line")
    sam.types("find #77")
    sam.sees("There is no ticket #77.")


def test_pages_follow_each_other_by_a_choice(house: House) -> None:
    ana, sam = house.client(), house.agent()
    for number in range(PAGE + 1):
        ana.files(f"case {number} of the teapot")
        sam.types(f"claim {1001 + number}")
        sam.types(f"resolve {1001 + number} done")
    sam.types("find teapot")
    [first] = sam.shown
    numbers = [offer.token for offer in first.offers]
    assert numbers == [*(f"!show {1001 + number}" for number in range(PAGE, 0, -1)), "!find teapot before:#1002"]
    sam.types(sam.offer("Next page").token.removeprefix("!"))
    sam.sees("“teapot”, those before #1002:", "#1001")


def test_what_was_written_is_found_though_one_bite_is_full(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.transaction.tickets.indexing.ROWS_AT_ONCE", 1)
    ana, sam = house.client(), house.agent()
    ana.files("one teapot")
    ana.says("add: it is broken")
    sam.types("find teapot")
    sam.sees("#1001", "Not everything can be found yet: 1 are still being read.")


def test_nobody_else_finds_anything(house: House) -> None:
    house.client().files()
    stranger = house.agent("lou", Role.AGENT)
    house.store.write(lambda unit: unit.remove_staff("lou")).result()
    stranger.types("find emails")
    stranger.sees("This is for the desk's staff.")
    stranger.sees_not("#1001")
