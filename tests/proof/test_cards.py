"""Promise 11, a small one: no card number is stored, logged or exported."""

from bot.core.redact import redact
from tests.dialogue import House
from tests.proof import cards


def test_every_card_is_redacted() -> None:
    for card in cards.cards(1_000, seed=4):
        assert not list(cards.found({card.number}, redact(f"it is {card.typed} or so").text)), ascii(card.typed)


def test_what_is_searched_for_would_be_found() -> None:
    for card in cards.cards(300, seed=5):
        assert list(cards.found({card.number}, f"x {card.typed} y")), ascii(card.typed)


def test_no_card_stands_anywhere(house: House) -> None:
    _done, wrong = cards.left(house, 2 * len(cards.WAYS))
    assert wrong == []
