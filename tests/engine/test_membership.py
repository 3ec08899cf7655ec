"""Who is staff at this moment, and what is suggested while somebody types."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.core.model.people import Address, Grant, Identity, Role, Staff
from bot.engine import suggestions
from bot.engine.gateway import EngineGateway
from bot.engine.staff import membership
from bot.ports.inbound import Inbound
from tests.dialogue import House, open_house

SAM, EVE = Identity("discord", "", "145607444398080001"), Identity("discord", "", "145607444398080002")
AGENT = Grant(Role.AGENT, "sam")


def behind(house: House, who: Identity, grant: Grant | None) -> Staff | None:
    """As the desk sees somebody now."""
    return house.store.write(lambda unit: membership.behind(unit, who, grant, house.engine.context)).result()


def test_a_role_makes_staff_for_as_long_as_it_is_vouched_for(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        assert behind(house, SAM, None) is None
        assert behind(house, SAM, AGENT) == Staff("sam", Role.AGENT)
        assert behind(house, SAM, Grant(Role.LEAD, "Samantha")) == Staff("sam", Role.LEAD)  # one name for good
        assert behind(house, SAM, None) is None


def test_the_list_goes_before_a_role(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        house.store.write(lambda unit: unit.add_staff("kim", Role.AGENT, SAM)).result()
        assert behind(house, SAM, Grant(Role.LEAD, "sam")) == Staff("kim", Role.AGENT)
        assert behind(house, SAM, None) == Staff("kim", Role.AGENT)


@pytest.mark.parametrize(
    ("shown", "known_as"),
    [("sam", "sam 145607444398080002"), ("client", "145607444398080002"), ("  ", "145607444398080002"),
     ("Desk", "145607444398080002"), ("x" * 200, "x" * 80), ("Pat\u202egnp.exe", "Patgnp.exe")],
)  # fmt: skip
def test_nobody_takes_a_name_that_isnt_theirs(tmp_path: Path, shown: str, known_as: str) -> None:
    with open_house(tmp_path) as house:
        behind(house, SAM, AGENT)
        assert behind(house, EVE, Grant(Role.AGENT, shown)) == Staff(known_as, Role.AGENT)


def test_a_panel_is_for_leads(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        gateway, asked = EngineGateway(house.engine), Inbound(Address("discord", "", "1"), SAM, "k")
        assert gateway.panel(asked).result().refused
        assert gateway.panel(replace(asked, grant=AGENT)).result().refused
        put_up = gateway.panel(replace(asked, grant=Grant(Role.LEAD, "sam"))).result()
        assert not put_up.refused
        assert [offer.label for offer in put_up.shown.offers] == ["Get help"]


def test_an_id_of_digits_is_no_cards_number_when_staff_are_added(tmp_path: Path) -> None:
    like_a_card = "4111111111111111110"  # nineteen digits with the check digit of a card
    with open_house(tmp_path) as house:
        safe = partial(membership.safe, context=house.engine.context)
    assert like_a_card in safe(f"staff add sam agent discord {like_a_card}").text
    assert not safe(f"staff add sam agent <@{like_a_card}>").kinds
    assert safe(f"note 1 {like_a_card}").kinds
    assert safe(f"staff add {like_a_card} agent discord {like_a_card}").kinds
    assert safe(f"staff add sam agent discord {like_a_card[:16]}").kinds


def test_what_is_suggested(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        gateway = EngineGateway(house.engine)
        house.client("ana").files("My emails dont arive")
        house.client("bo").files("No mail for me either")

        def tickets(typed: str, grant: Grant | None = AGENT, limit: int = 25) -> list[int]:
            return [ticket.number for ticket in gateway.claimable_tickets(SAM, grant, typed, limit).result()]

        assert tickets("") == tickets("#100") == [1001, 1002]
        assert tickets("", limit=1) == [1001]
        assert tickets("EITHER") == tickets(" 1002 ") == [1002]
        assert tickets("9") == []
        assert tickets("", grant=None) == []

        assert gateway.suggested("my emails dont arive", "xx", 2).result()
        assert suggestions.titles(house.engine.context, "  ", "en", 2) == ()
