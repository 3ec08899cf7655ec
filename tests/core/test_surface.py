"""What is shown, as data: every choice that it offers is found."""

from bot.core.text.surface import LocalizedCard, LocalizedChoice, LocalizedReply, Piece


def test_cards_choices_come_before_those_below() -> None:
    card = LocalizedCard("Mail", (Piece("It waits."),), "", LocalizedChoice("Read more", "t:open"))
    plain = LocalizedCard("Mailbox", (), "")
    assert LocalizedReply((card, plain), (LocalizedChoice("None", "t:none"),)).all_offers() == (
        card.offer,
        LocalizedChoice("None", "t:none"),
    )
