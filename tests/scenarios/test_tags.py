"""Tags from the policy file to a search: set by staff and by rules, shown, found, counted."""

from dataclasses import replace

import pytest

from bot.core.policy import TagRule, Tags
from tests.dialogue import House

RULES = Tags(
    rules=(
        TagRule("mail", ("mailbox", "imap")),
        TagRule("lost", articles=("mail-not-arriving",)),
        TagRule("vip", tenants=("test:",)),
    )
)


def with_rules(house: House) -> None:
    house.engine.context.policy = replace(house.policy, tags=RULES)


@pytest.mark.both
def test_staff_tag_a_ticket_and_find_it(house: House) -> None:
    ana, bo, sam = house.client(), house.client("bo"), house.agent()
    ana.files()
    bo.files("Website down", name="Bo")
    sam.types("tag 1001 DNS, spam")
    sam.sees("The tags of #1001 are changed")
    sam.types("tag 1002 dns-2")
    sam.types("show 1001")
    sam.sees("Tags: dns, spam", "tags +dns +spam")
    sam.types("queue")
    sam.sees("My emails dont arive [dns, spam]")
    sam.types("find tag:dns")
    sam.sees("one ticket", "#1001")
    sam.types("find tag:dns emails state:open")
    sam.sees("#1001")
    sam.types("find website tag:dns")
    sam.sees_not("#1002 “")
    sam.types("tags")
    sam.sees("dns | 1 | 1", "dns-2 | 1 | 1", "[Find tag:dns]")
    sam.types("claim 1001")
    sam.types("resolve 1001 Done")
    sam.types("tags")
    sam.sees("dns | 0 | 1")
    sam.types("tag 1001 -dns")
    sam.types("find tag:dns")
    sam.sees("No ticket is like “tag:dns”")
    ana.says("show 1001")
    ana.sees_not("spam", "dns")


def test_rules_tag_by_what_the_client_wrote_was_shown_and_came_from(house: House) -> None:
    with_rules(house)
    ana, sam = house.client(), house.agent()
    ana.says("my emails dont arive")
    ana.takes("none")
    ana.says("start over")
    ana.files()
    sam.types("show 1001")
    sam.sees("Tags: vip")
    ana.says("my emails dont arive")
    while not ana.can("none"):
        ana.chooses("It's something else")
    ana.takes("none")
    while ana.field:
        ana.takes("keep") if ana.can("keep") else ana.chooses("Normal")
    if ana.can("file"):
        ana.takes("file")
    sam.types("show 1002")
    sam.sees("Tags: lost, vip", "Front Door, Wed, Dec 16, 12:10 PM: “tags +lost +vip”")


def test_what_the_client_adds_tags_too_and_what_staff_took_off_stays_off(house: House) -> None:
    with_rules(house)
    ana, sam = house.client(), house.agent()
    ana.files("My mailbox is full")
    sam.types("tag 1001 -mail -vip")
    ana.says("it is very full indeed")
    assert not ana.tickets[-1].tags
    ana.says("and the imap port is closed")
    assert ana.tickets[-1].tags == ("mail",)
    assert [entry.text for entry in house.record(1001)][-1] == "tags +mail"


def test_a_merged_tickets_tags_go_along(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.files("Website shows error 500")
    sam.types("tag 1001 a c")
    sam.types("tag 1002 b c")
    sam.types("merge 1002 into 1001")
    sam.sees("Tags: a, b, c")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tag 1001 50%", "“50%” can be no tag"),
        ("tag 1001", "Please write: tag"),
        ("tag 99 dns", "There is no ticket #99"),
        ("tag dns", "#1001"),
        ("tags", "No ticket has a tag"),
        ("find tag:50%", "can be no tag"),
        ("find tagg:dns", "Did you mean tag:?"),
    ],
)
def test_bad_input_says_what_to_write(house: House, line: str, said: str) -> None:
    house.client().files()
    sam = house.agent()
    sam.types("claim")
    sam.types(line)
    sam.sees(said)


def test_a_desk_whose_tags_dont_grow_names_those_there_are(house: House) -> None:
    house.engine.context.policy = replace(house.policy, tags=Tags(("dns", "mail"), grow=False))
    house.client().files()
    sam = house.agent()
    sam.types("tag 1001 spam")
    sam.sees("There is no tag spam. The policy has dns, mail.")
    sam.types("tags")
    sam.sees("dns | 0 | 0")


def test_more_tags_than_fit_are_cut(house: House) -> None:
    sam = house.agent()
    for n in range(8):
        house.client(f"c{n}").files(f"Question {n}", name="Bo")
        sam.types(f"tag {1001 + n} {' '.join(f't{n}-{m}' for m in range(8))}")
    sam.types("tags")
    sam.sees("There are more after these")
