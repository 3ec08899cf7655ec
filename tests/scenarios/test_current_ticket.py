"""A command without a number means the ticket that its writer is on; it is said which one, or asked."""

from datetime import timedelta

import pytest

from bot.core.model.people import Role
from bot.core.model.record import EntryKind
from bot.core.model.tickets import State
from bot.core.rules.staff.current_ticket import CURRENT_FOR
from tests.dialogue import House


def replies(house: House, number: int) -> list[str | None]:
    """What staff replied on a ticket."""
    return [entry.text for entry in house.record(number) if entry.kind is EntryKind.REPLY]


@pytest.mark.both
def test_a_whole_case_takes_three_lines(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim")
    sam.types("reply Try it now")
    sam.sees("On #1001 “My emails dont arive”", "Your reply to #1001 is on its way")
    ana.sees("sam answered #1001", "Try it now")
    sam.types("resolve")
    sam.sees("On #1001", "#1001 is resolved")
    assert ana.tickets[0].state is State.SOLVED


def test_every_command_on_a_ticket_does_without_its_number(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim")
    for line, said in (
        ("note she called before", "Noted on #1001"),
        ("ask Which device?", "Asked. #1001"),
        ("urgency high mail is down", "#1001 is changed"),
        ("card yes", "The client of #1001 has a card"),
        ("verify C-4711", "The client of #1001 is verified"),
        ("notice Drupal", "The client of #1001 is asked"),
        ("statement", "#1001"),
        ("why", "On #1001"),
        ("show", "she called before"),
        ("release off for today", "#1001 is released"),
    ):
        sam.types(line)
        sam.sees(said)


def test_who_has_one_claimed_ticket_and_saw_none_means_that_one(house: House) -> None:
    house.client().files()
    sam, kim = house.agent(), house.agent("kim", Role.AGENT)
    sam.types("assign 1001 to kim")
    kim.types("reply Hello")
    kim.sees("Your reply to #1001 is on its way")


def test_who_has_several_and_saw_none_is_asked_which(house: House) -> None:
    house.client("ana").files()
    house.client("ben").files("Website is down", name="Ben")
    sam, kim = house.agent(), house.agent("kim", Role.AGENT)
    sam.types("assign 1001 to kim")
    sam.types("assign 1002 to kim")
    kim.types("reply Try it now")
    kim.sees("Nothing was done. Which ticket? #1001, #1002", "reply 1001 …", "[Show #1001]", "[Show #1002]")
    assert replies(house, 1001) == replies(house, 1002) == []
    kim.types("show 1002")
    kim.types("reply Try it now")
    kim.sees("On #1002 “Website is down”")
    assert replies(house, 1002) == ["Try it now"]


def test_words_dont_reach_another_client_because_their_ticket_was_looked_at(house: House) -> None:
    house.client("ana").files()
    house.client("ben").files("Website is down", name="Ben")
    sam = house.agent()
    sam.types("claim 1001")
    sam.types("show 1002")
    sam.types("reply Try it now")
    sam.sees("Which ticket? #1002, #1001")
    assert replies(house, 1001) == replies(house, 1002) == []


def test_a_closed_ticket_gives_way_to_the_one_that_is_left(house: House) -> None:
    house.client("ana").files()
    house.client("ben").files("Website is down", name="Ben")
    sam = house.agent()
    sam.types("claim 1001")
    sam.types("claim 1002")
    sam.types("resolve It is up again.")
    sam.sees("#1002 is resolved")
    sam.types("reply Try it now")
    sam.sees("On #1001")


def test_what_was_solved_just_now_can_be_opened_again_without_its_number(house: House) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("resolve 1001 It works again.")
    sam.types("reopen I was wrong")
    sam.sees("#1001 is open again")


def test_the_ticket_is_known_after_a_restart_until_the_day_is_over(house: House) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("show 1001")
    house.clock.forward(hours=CURRENT_FOR / timedelta(hours=1))
    sam.types("note still on it")
    sam.sees("Noted on #1001")
    house.clock.forward(hours=CURRENT_FOR / timedelta(hours=1), minutes=1)
    sam.types("note on what?")
    sam.sees("Please write: note <number> <text>")


def test_each_has_their_own(house: House) -> None:
    house.client("ana").files()
    house.client("ben").files("Website is down", name="Ben")
    sam, kim = house.agent(), house.agent("kim", Role.AGENT)
    sam.types("show 1001")
    kim.types("show 1002")
    sam.types("note mine")
    sam.sees("Noted on #1001")


def test_a_number_that_is_no_ticket_may_have_been_the_first_of_the_words(house: House) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("claim")
    sam.types("reply 3 of them work now")
    sam.sees("There is no ticket #3. Nothing was done", "If 3 belongs to your words, put #1001 before it")
    assert replies(house, 1001) == []
    sam.types("reply 1001 3 of them work now")
    assert replies(house, 1001) == ["3 of them work now"]
    sam.types("reply 1.5 GB is enough, 24h a day")
    assert replies(house, 1001)[1:] == ["1.5 GB is enough, 24h a day"]


def test_who_is_on_no_ticket_reads_how_the_command_is_written(house: House) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("reply Hello")
    sam.sees("Please write: reply <number> <text>")
    sam.types("show 99")
    sam.sees("There is no ticket #99.")
    sam.sees_not("belongs to your words")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("res 1001 It works.", "#1001 is resolved"),
        ("q", "One ticket is waiting"),
        ("Q", "One ticket is waiting"),
        ("/desk ov", "Nothing is overdue"),
        ("re 1001", "“re” could be reply, resolve, resting, rest, release, reopen"),
        ("close", "Please write: close"),
        ("?", "these commands"),
        ("calls", "No phone appointments"),
        ("dance", "I don't know “dance”"),
    ],
)
def test_a_command_may_be_short_as_long_as_it_is_one(house: House, line: str, said: str) -> None:
    house.client().files()
    sam = house.agent()
    sam.types(line)
    sam.sees(said)


def test_a_short_command_keeps_its_tickets_number_out_of_what_is_removed(house: House) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("rep 1001 4111 1111 1111 1111 was her card")
    sam.sees("I removed what looked like a secret", "Your reply to #1001 is on its way")
    assert "4111" not in str(replies(house, 1001))
