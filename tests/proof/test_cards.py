"""Promise 11, a small one: no card number is stored, logged or exported."""

from bot.core.model import Role
from bot.core.redact import redact
from tests.dialogue import House
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
