"""What is shown, as data: every choice that it offers is found."""

from bot.core.surface import Offer, Piece, Shown, ShownCard


def test_cards_choices_come_before_those_below() -> None:
    card = ShownCard("Mail", (Piece("It waits."),), "", Offer("Read more", "t:open"))
    plain = ShownCard("Mailbox", (), "")
    assert Shown((card, plain), (Offer("None", "t:none"),)).all_offers() == (card.offer, Offer("None", "t:none"))
