"""What goes out, and what stands where it was sent: read when it is asked for."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.model.outbox import Decoded, Outgoing, OutKind, Posted, Standing, card_ticket, replied_ticket
from bot.core.model.people import Address
from bot.core.text.errors import MessageUnreadable
from bot.core.text.surface import LocalizedReply

CARD = LocalizedReply(())


@pytest.mark.parametrize(("key", "number"), [("ticket/1001", 1001), ("talk/12", 0), ("ticket/none", 0), ("", 0)])
def test_a_cards_key_tells_its_ticket(key: str, number: int) -> None:
    assert card_ticket(key) == number


@pytest.mark.parametrize(("key", "number"), [("reply/1001/5", 1001), ("reply/x/5", 0), ("ticket/1001", 0), ("", 0)])
def test_a_replys_key_tells_its_ticket(key: str, number: int) -> None:
    assert replied_ticket(key) == number


def test_a_reply_is_read_when_it_is_asked_for() -> None:
    asked: list[str] = []

    def read() -> LocalizedReply:
        asked.append("once")
        return CARD

    held = Posted("receipt", read)
    at = datetime(2026, 12, 16, tzinfo=UTC)
    row = Outgoing(1, Address("test", "", "C1"), OutKind.UPDATE, "ticket/1001", read, 0, at, held)
    assert not asked
    assert row.shown == CARD
    assert held.shown == CARD
    assert asked == ["once", "once"]


def test_a_row_is_handed_over_decoded_and_what_stood_before_it_if_that_can_be_read() -> None:
    at, place = datetime(2026, 12, 16, tzinfo=UTC), Address("test", "", "C1")

    def unreadable() -> LocalizedReply:
        raise MessageUnreadable

    row = Outgoing(1, place, OutKind.MESSAGE, "talk", lambda: CARD, 2, at, Posted("C1/1", lambda: CARD))
    assert row.decoded() == Decoded(1, place, OutKind.MESSAGE, "talk", CARD, 2, at, Standing("C1/1", CARD))
    assert replace(row, posted=Posted("C1/1", unreadable)).decoded().posted == Standing("C1/1", None)
    assert replace(row, posted=None).decoded().posted is None
    with pytest.raises(MessageUnreadable):
        replace(row, read=unreadable).decoded()
