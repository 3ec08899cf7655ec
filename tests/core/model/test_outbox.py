"""What goes out, and what stands where it was sent: read when it is asked for."""

from datetime import UTC, datetime

import pytest

from bot.core.model.outbox import Outgoing, OutKind, Posted, card_ticket
from bot.core.model.people import Address
from bot.core.text.surface import LocalizedReply

CARD = LocalizedReply(())


@pytest.mark.parametrize(("key", "number"), [("ticket/1001", 1001), ("talk/12", 0), ("ticket/none", 0), ("", 0)])
def test_a_cards_key_tells_its_ticket(key: str, number: int) -> None:
    assert card_ticket(key) == number


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
