"""Tickets go from hand to hand, colleagues are mentioned, and everybody sees what is to be done."""

from datetime import timedelta

import pytest

from bot.core.model.people import Identity, Role
from tests.dialogue import House


@pytest.mark.both
def test_a_ticket_goes_to_a_colleague_who_is_told_why(house: House) -> None:
    ana, sam, kim = house.client(), house.agent(), house.agent("kim", Role.AGENT)
    ana.files()
    kim.deliver()
    kim.shown = []
    sam.types("claim")
    sam.types("assign 1001 to kim because she knows the mail server")
    sam.sees("#1001 is with kim now")
    kim.sees("sam hands #1001 “My emails dont arive” to kim", "she knows the mail server", "[Show #1001]")
    kim.types("mine")
    kim.sees("#1001", "kim has it")
    sam.types("why 1001")
    sam.sees("assigned", "she knows the mail server")
    ana.sees_not("kim", "mail server")


def test_the_lease_begins_anew(house: House) -> None:
    house.client().files()
    sam, kim = house.agent(), house.agent("kim", Role.AGENT)
    sam.types("claim")
    house.clock.forward(hours=2)
    sam.types("assign to kim")
    house.clock.forward(hours=3, minutes=30)
    house.fire()
    kim.sees_not("nothing happened on it")
    house.clock.forward(hours=1)
    house.fire()
    kim.sees("nothing happened on it for a while")


def test_agents_hand_over_what_is_theirs_or_nobodys_and_leads_whatever_they_like(house: House) -> None:
    house.client().files()
    kim, lou, sam = house.agent("kim", Role.AGENT), house.agent("lou", Role.AGENT), house.agent()
    kim.types("assign 1001 to lou")
    kim.sees("#1001 is with lou now")
    kim.types("assign 1001 to me")
    kim.sees("lou has #1001.")
    lou.deliver()
    lou.shown = []
    sam.types("assign 1001 to me")
    sam.sees("#1001 is with sam now")
    lou.sees("sam hands #1001 “My emails dont arive” to sam")
    sam.types("assign 1001 to sam")
    sam.sees("sam has #1001 already")
    sam.types("resolve 1001 Done.")
    sam.types("assign 1001 to kim")
    sam.sees("#1001 is solved")
    sam.types("assign 99 to kim")
    sam.sees("There is no ticket #99")


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("kin because", "Nobody on the desk is called kin. Did you mean kim?"),
        ("to @Miler", "Nobody on the desk is called Miler. Did you mean Jo Miller?"),
        ("to Bob", "Nobody on the desk is called Bob. There are Jo Miller, Jo Ray, Zoe Hart, kim, sam."),
        ("to Jo", "Nobody on the desk is called Jo. Did you mean Jo Miller, Jo Ray?"),
        ("Jo Ray: she is in", "with Jo Ray now"),
        ("to @Zoe, she is in", "with Zoe Hart now"),
        ("TO KIM", "with kim now"),
    ],
)
def test_a_colleague_is_known_by_name_and_the_nearest_are_named_otherwise(house: House, to: str, said: str) -> None:
    house.client().files()
    sam = house.agent()
    house.agent("kim", Role.AGENT)
    for name in ("Zoe Hart", "Jo Miller", "Jo Ray"):
        house.agent(name, Role.AGENT)
    sam.types(f"assign 1001 {to}")
    sam.sees(said)


def test_who_left_the_desk_is_no_colleague(house: House) -> None:
    house.client().files()
    sam = house.agent()
    house.agent("kim", Role.AGENT)
    sam.types("staff remove kim")
    sam.types("assign 1001 to kim")
    sam.sees("Nobody on the desk is called kim. There are sam.")


def test_a_mention_in_a_note_reaches_its_colleague_once(house: House) -> None:
    ana, sam = house.client(), house.agent()
    kim, lou = house.agent("kim", Role.AGENT), house.agent("lou", Role.AGENT)
    ana.files()
    for one in (kim, lou):
        one.deliver()
        one.shown = []
    sam.types("note 1001 @kim can you look? @Kim! mail ana@lou.example @sam")
    sam.sees("Noted on #1001")
    kim.sees("sam mentions kim in a note on #1001 “My emails dont arive”", "can you look?")
    assert kim.text.count("mentions") == 1
    lou.sees_not("mentions")
    sam.sees_not("mentions")
    ana.sees_not("can you look")


def test_the_owner_is_told_of_a_note_once_though_they_are_mentioned(house: House) -> None:
    house.client().files()
    sam, kim = house.agent(), house.agent("kim", Role.AGENT)
    kim.types("claim 1001")
    sam.types("note 1001 @kim she is back")
    kim.deliver()
    assert kim.text.count("she is back") == 1


def test_a_mention_with_a_slip_is_said_and_a_sign_for_something_else_is_not(house: House) -> None:
    house.client().files()
    sam = house.agent()
    house.agent("kim", Role.AGENT)
    sam.types("note 1001 @kin please look at the @media rule")
    sam.sees("Noted on #1001", "Nobody on the desk is called kin. Did you mean kim?")
    sam.sees_not("media")


def test_who_has_no_place_of_their_own_is_named_in_the_rooms_of_all(house: House) -> None:
    house.client().files()
    sam, lou = house.agent(), house.agent("lou")
    house.store.write(lambda unit: unit.add_staff("kim", Role.AGENT, Identity("test", "", "kim"))).result()
    sam.types("note 1001 @kim please look")
    lou.sees("sam mentions kim in a note on #1001", "please look")


@pytest.mark.both
def test_what_is_overdue_and_what_waits_for_clients(house: House) -> None:
    ana, ben, sam = house.client(), house.client("ben"), house.agent()
    ana.files()
    ben.files("Website is down", name="Ben")
    sam.types("overdue")
    sam.sees("Nothing is overdue.", "[Queue]")
    sam.types("asked")
    sam.sees("No client owes an answer.")
    sam.types("ask 1002 Which site?")
    house.clock.at = ana.tickets[0].promise_at - timedelta(microseconds=1)
    sam.types("overdue")
    sam.sees("Nothing is overdue.")
    house.clock.at = ana.tickets[0].promise_at
    sam.types("overdue")
    sam.sees("1st | #1001", "late by", "[Show #1001]")
    sam.sees_not("#1002")
    sam.types("asked")
    sam.sees("#1002", "sam asked the client", "[Show #1002]")
    sam.sees_not("#1001")
    sam.types("resolve 1001 Sorry, solved.")
    sam.types("overdue")
    sam.sees("Nothing is overdue.")
