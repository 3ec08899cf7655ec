"""What the desk has seen of a platform, for reading what was written while we were away; and where its cards stand."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.model.outbox import CARD, TALK, Posted, card_ticket
from bot.core.model.people import Address, Identity
from bot.ports import Conversation, InboxEntry, Store, UnitOfWork

CARDS_MAX = 500
"""The latest cards, whose threads are read after downtime; each costs a call."""

BEFORE = timedelta(seconds=1)
"""Where we began was known before whatever may have been missed since."""


@dataclass(frozen=True, slots=True)
class PlatformHistory:
    """One platform and tenant of a desk."""

    store: Store
    platform: str
    tenant: str

    def reached(self) -> "Future[Sequence[Address]]":
        """Every address with a conversation."""
        return self.store.write(lambda unit: unit.reached(self.platform, self.tenant))

    def cards(self) -> "Future[Sequence[str]]":
        """The receipts of the cards of tickets that are somebody's business: staff may have written under them."""
        return self.store.write(self._cards)

    def _cards(self, unit: UnitOfWork) -> tuple[str, ...]:
        held = (card for board in self._boards(unit) for card in unit.held(board, CARD, CARDS_MAX))
        tickets = ((unit.ticket(card_ticket(key)), receipt) for key, receipt in held)
        return tuple(receipt for ticket, receipt in tickets if ticket is not None and ticket.live)

    def latest_key(self, prefix: str, before: datetime | None = None) -> "Future[str]":
        """The greatest key that begins so, of the events that were noted before a moment."""
        return self.store.write(lambda unit: unit.latest_key(self.platform, self.tenant, prefix, before))

    def begin(self, place: Address, prefix: str, key: str, at: datetime) -> "Future[None]":
        """Note where reading a place begins: what was written there before isn't for us.

        ``key`` stands for that moment, beside the keys of the messages there, which have this prefix.
        """
        return self.store.write(lambda unit: self._begin(unit, place, prefix, key, at))

    def _begin(self, unit: UnitOfWork, place: Address, prefix: str, key: str, at: datetime) -> None:
        if not unit.latest_key(self.platform, self.tenant, prefix):
            unit.record_if_new(place, key, at - BEFORE)

    def talk(self, address: Address) -> "Future[Posted | None]":
        """The latest message of the talk at an address."""
        return self.store.write(lambda unit: unit.posted(address, TALK))

    def opener(self, address: Address) -> "Future[Identity | None]":
        """Whoever began the conversation at an address."""
        return self.store.write(lambda unit: _opener(unit.find_conversation(address)))

    def said(self, key: str) -> "Future[InboxEntry | None]":
        """An event as it was kept; ``None`` for one that never came in."""
        return self.store.write(lambda unit: unit.said(self.platform, self.tenant, key))

    def keep_board(self, wanted: Address | None) -> "Future[None]":
        """Make the staff channel the one that has cards, in place of an earlier one."""
        return self.store.write(lambda unit: self._keep(unit, wanted))

    def _keep(self, unit: UnitOfWork, wanted: Address | None) -> None:
        for board in self._boards(unit):
            if board != wanted:
                unit.close_room(board)
        if wanted:
            unit.open_room(wanted, cards=True)

    def _boards(self, unit: UnitOfWork) -> tuple[Address, ...]:
        return tuple(b for b in unit.card_channels() if (b.platform, b.tenant) == (self.platform, self.tenant))


def _opener(conversation: Conversation | None) -> Identity | None:
    return conversation.identity if conversation else None
