"""Promise 11, a small one: no card number is stored, logged or exported."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model.people import Role
from bot.core.policy import Ibans, Privacy
from tests.builders import policy, redact
from tests.dialogue import Agent, Client, House, open_house
from tests.proof import cards
from tests.proof.stored import texts

SECRETS = (
    ("password: Zebra-9-Crossing", "Zebra-9-Crossing"),
    ("my pasword is kermit!1982", "kermit!1982"),
    ("ghp_ZhCcrnZl44dDW2AmgDnsAdfNh3RX20eP9fGt", "ZhCcrnZl44dDW2AmgDnsAdfNh3RX20eP9fGt"),
    ("IBAN DE89 3704 0044 0532 0130 00", "0532 0130"),
    ("PIN 739164", "739164"),
)
"""One of each kind, and what must be left of it nowhere."""


def test_every_card_is_redacted() -> None:
    for card in cards.cards(1_000, seed=4):
        assert not list(cards.found({card.number}, redact(f"it is {card.typed} or so").text)), ascii(card.typed)


def test_what_is_searched_for_would_be_found() -> None:
    for card in cards.cards(300, seed=5):
        assert list(cards.found({card.number}, f"x {card.typed} y")), ascii(card.typed)


def test_no_card_stands_anywhere(house: House) -> None:
    _done, wrong = cards.left(house, 2 * len(cards.WAYS))
    assert wrong == []


def test_no_secret_of_any_kind_stands_anywhere(house: House) -> None:
    ana, sam = house.client(), house.agent(role=Role.LEAD)
    ana.files()
    for way in cards.WAYS:
        for typed, _secret in SECRETS:
            way(ana, sam, typed)
            house.clock.forward(seconds=1)
    kept = "\n".join(texts(house.store))
    assert "Zebra" not in kept
    assert [secret for _typed, secret in SECRETS if secret in kept] == []


Door = Callable[[Client, Agent], None]
ACCOUNT = "DE89 3704 0044 0532 0130 00"


def _says(ana: Client, _sam: Agent) -> None:
    ana.says(f"refund to {ACCOUNT}")


def _goes_on(ana: Client, _sam: Agent) -> None:
    ana.says("the invoice is wrong again")
    ana.says(f"refund to {ACCOUNT}")


def _edits(ana: Client, _sam: Agent) -> None:
    ana.says("the invoice is wrong again")
    ana.edits("the invoice is wrong again", f"refund to {ACCOUNT}")


def _replies(_ana: Client, sam: Agent) -> None:
    sam.types(f"reply 1001 We refund to {ACCOUNT}")


@pytest.mark.parametrize("door", [_says, _goes_on, _edits, _replies])
@pytest.mark.parametrize("ibans", Ibans)
def test_accounts_numbers_are_stored_where_the_policy_keeps_them(tmp_path: Path, ibans: Ibans, door: Door) -> None:
    with open_house(tmp_path, rules=replace(policy(), privacy=Privacy(ibans))) as house:
        ana, sam = house.client(), house.agent(role=Role.LEAD)
        ana.files()
        door(ana, sam)
        kept = "\n".join(texts(house.store))

    assert (ACCOUNT in kept) is (ibans is Ibans.KEEP)
    assert ("[IBAN removed]" in kept) is (ibans is Ibans.REMOVE)
