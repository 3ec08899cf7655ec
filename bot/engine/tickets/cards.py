"""Boards: rooms in which every ticket has a card, renewed in place, with the talk about it in its thread."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.client_view.billing import flags
from bot.core.model.outbox import CARD, OutKind
from bot.core.model.people import Address
from bot.core.model.tickets import Ticket
from bot.core.rules.change import Change, Notification, NotificationKind
from bot.core.rules.promise_times import left
from bot.core.rules.staff.pings import card_pings, news_pings, owner_called
from bot.core.staff_view import cards, incidents, notifications
from bot.core.staff_view.appointments import call_line
from bot.core.staff_view.tickets import Row
from bot.core.text import tokens
from bot.core.text.surface import Choices, LocalizedReply, Reply, Text
from bot.engine.context import Context
from bot.engine.tickets import clients
from bot.engine.transaction import Transaction
from bot.i18n import localize

_ON_THE_CARD = frozenset({NotificationKind.FILED, NotificationKind.NOTE})
"""News that the card itself says, or that the thread holds already."""


def renew(tx: Transaction, boards: Iterable[Address], ticket: Ticket) -> None:
    """Put the ticket's card on every board, or bring it up to date there."""
    call = tx.unit.call(ticket.number) if ticket.wants_phone else None
    agreed = tuple(tx.unit.agreements(ticket.number)) if ticket.third_party else ()
    client = clients.at_a_glance(tx, ticket)
    account = client.account
    incident = tx.unit.incident(ticket.incident) if ticket.incident else None
    card_on_file = account is not None and account.card
    hanging = (*incidents.line(incident), *call_line(call, account, tx.now), *flags(agreed, card_on_file))
    row = Row(ticket, None, left(tx.calendar, ticket, tx.now))
    card = cards.card(row, client, clients.first_words(tx, ticket), hanging, tx.now)
    shown = for_staff(card, tx.context, tx.now)
    shown = replace(shown, pings=card_pings(ticket, tx.pings), tone=ticket.tone(tx.now))
    for board in boards:
        tx.unit.send(None, board, shown, tx.now, OutKind.UPDATE, f"{CARD}{ticket.number}")


def changed(tx: Transaction, change: Change, after: Ticket) -> None:
    """A ticket was changed: its card, and what staff wrote, wherever they wrote it."""
    boards = tx.unit.card_channels()
    if not boards:
        return
    renew(tx, boards, after)
    others = tuple(board for board in boards if board != change.on_board)
    for reply in cards.mirrored(change):
        under(tx, others, reply, after)


def tell(
    tx: Transaction,
    boards: Iterable[Address],
    told: Notification,
    ticket: Ticket,
    *,
    carded: bool,
) -> None:
    """News of a ticket: on its card, unless that was just renewed, and in the card's thread."""
    if not carded:
        renew(tx, boards, ticket)
    if told.kind in _ON_THE_CARD:
        return
    call = tx.unit.call(ticket.number) if ticket.wants_phone else None
    reply = notifications.to_staff(told, ticket, call)
    if not (isinstance(reply, Choices) and told.kind is NotificationKind.CALL_REQUESTED):
        reply = Text(reply.blocks)  # what can be done stands on the card
    called = ticket.owner if owner_called(told, ticket, tx.pings) else ""
    under(tx, boards, reply, ticket, pings=news_pings(told, ticket, tx.pings), called=called)


def call(tx: Transaction, boards: Iterable[Address], told: Notification, ticket: Ticket, name: str) -> bool:
    """Tell one of the staff by a ping in the card's thread, where their words stand already; whether that can be."""
    there = [board for board in boards if _users(tx, name, board)]
    under(tx, there, Text(notifications.to_staff(replace(told, text=""), ticket).blocks), ticket, called=name)
    return bool(there)


def under(
    tx: Transaction,
    boards: Iterable[Address],
    reply: Reply,
    ticket: Ticket,
    *,
    pings: bool = False,
    called: str = "",
) -> None:
    """Below a ticket's card; the staff's role, or the one of them who is ``called``, is notified."""
    shown = replace(for_staff(reply, tx.context, tx.now), pings=pings)
    for board in boards:
        said = replace(shown, calls=_users(tx, called, board)) if called else shown
        tx.unit.send(None, board, said, tx.now, OutKind.UNDER, f"{CARD}{ticket.number}")


def _users(tx: Transaction, name: str, room: Address) -> tuple[str, ...]:
    """As whom one of the staff is known where a room is."""
    known = next((users for member, users in tx.unit.staff_list() if member.name == name), ())
    return tuple(one.user for one in known if (one.platform, one.tenant) == (room.platform, room.tenant))


def for_staff(reply: Reply, context: Context, now: datetime) -> LocalizedReply:
    """A notice as staff read it."""
    return localize(reply, context.staff_reader(now), tokens.staff)
