"""What is known of a ticket's client, gathered for staff: few rows, each found by its key."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.core.model.people import Account
from bot.core.model.tickets import Ticket
from bot.core.staff_view.clients import CLOSED_SHOWN, Client
from bot.engine.transaction import Transaction
from bot.i18n import is_zone
from bot.ports import Conversation

FIRST = 1
"""The entry of a record with what the client wrote first."""
EVER = datetime.fromtimestamp(0, UTC)
"""Closed tickets are looked for from here on: all of them."""


def at_a_glance(tx: Transaction, ticket: Ticket) -> Client:
    """For a card, which is drawn anew with every change: one row of the talk, and the tickets that are open."""
    return _client(tx, ticket, tx.unit.tickets_of(ticket.account))


def in_full(tx: Transaction, ticket: Ticket) -> Client:
    """For somebody who works on it: with the tickets that were closed last."""
    known = tx.unit.with_places(ticket.account, EVER, CLOSED_SHOWN + 1)()
    return _client(tx, ticket, [other for other, _place in known])


def first_words(tx: Transaction, ticket: Ticket) -> str:
    """What the client wrote first; empty once it is erased."""
    return next((entry.text or "" for entry in tx.unit.record(ticket.number, 1, FIRST + 1)), "")


def _client(tx: Transaction, ticket: Ticket, theirs: Sequence[Ticket]) -> Client:
    talk = tx.unit.conversation(ticket.conversation)
    others = [other for other in theirs if other.number != ticket.number]
    closed = sorted((other for other in others if not other.live), key=lambda other: other.closed_at or EVER)
    return Client(
        _account(tx, ticket, talk),
        talk.identity if talk else None,
        talk.lang if talk else "",
        tx.context.languages.name(talk.lang) if talk and talk.lang else "",
        talk.zone if talk and is_zone(talk.zone) else "",
        (*(other for other in others if other.live), *closed[: -CLOSED_SHOWN - 1 : -1]),
    )


def _account(tx: Transaction, ticket: Ticket, talk: Conversation | None) -> Account | None:
    """It comes with the talk, unless the talk is another account's by now."""
    account = talk.account if talk else None
    return account if account and account.id == ticket.account else tx.unit.account(ticket.account)
