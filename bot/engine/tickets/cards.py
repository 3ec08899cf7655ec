"""Boards: rooms in which every ticket has a card, renewed in place, with the talk about it in its thread."""

from collections.abc import Iterable
from datetime import datetime

from bot.core.client_view.billing import flags
from bot.core.model.outbox import CARD, OutKind
from bot.core.model.people import Address
from bot.core.model.tickets import Ticket
from bot.core.rules.change import Change, Notification, NotificationKind
from bot.core.rules.promise_times import used_percent
from bot.core.staff_view import cards, notifications
from bot.core.staff_view.appointments import call_line
from bot.core.staff_view.tickets import Row
from bot.core.text import tokens
from bot.core.text.surface import Choices, LocalizedReply, Reply, Text
from bot.engine.context import Context
from bot.i18n import localize
from bot.ports import UnitOfWork

_ON_THE_CARD = frozenset({NotificationKind.FILED, NotificationKind.NOTE})
"""News that the card itself says, or that the thread holds already."""


def renew(unit: UnitOfWork, boards: Iterable[Address], ticket: Ticket, context: Context, now: datetime) -> None:
    """Put the ticket's card on every board, or bring it up to date there."""
    percent = used_percent(context.calendar(unit, now), ticket, now)
    call = unit.call(ticket.number) if ticket.wants_phone else None
    agreed = tuple(unit.agreements(ticket.number)) if ticket.third_party else ()
    account = unit.account(ticket.account)
    hanging = (*call_line(call, now), *flags(agreed, account is not None and account.card))
    shown = _shown(cards.card(Row(ticket, None, percent), hanging), context, now)
    for board in boards:
        unit.send(None, board, shown, now, OutKind.UPDATE, f"{CARD}{ticket.number}")


def changed(unit: UnitOfWork, change: Change, after: Ticket, context: Context, now: datetime) -> None:
    """A ticket was changed: its card, and what staff wrote, wherever they wrote it."""
    boards = unit.card_channels()
    if not boards:
        return
    renew(unit, boards, after, context, now)
    others = tuple(board for board in boards if board != change.on_board)
    for reply in cards.mirrored(change):
        _under(unit, others, reply, after, context, now)


def tell(
    unit: UnitOfWork,
    boards: Iterable[Address],
    told: Notification,
    ticket: Ticket,
    context: Context,
    now: datetime,
    *,
    carded: bool,
) -> None:
    """News of a ticket: on its card, unless that was just renewed, and in the card's thread."""
    if not carded:
        renew(unit, boards, ticket, context, now)
    if told.kind in _ON_THE_CARD:
        return
    call = unit.call(ticket.number) if ticket.wants_phone else None
    reply = notifications.to_staff(told, ticket, call)
    if not (isinstance(reply, Choices) and told.kind is NotificationKind.CALL_REQUESTED):
        reply = Text(reply.blocks)  # what can be done stands on the card
    _under(unit, boards, reply, ticket, context, now)


def _under(
    unit: UnitOfWork, boards: Iterable[Address], reply: Reply, ticket: Ticket, context: Context, now: datetime
) -> None:
    shown = _shown(reply, context, now)
    for board in boards:
        unit.send(None, board, shown, now, OutKind.UNDER, f"{CARD}{ticket.number}")


def _shown(reply: Reply, context: Context, now: datetime) -> LocalizedReply:
    return localize(reply, context.staff_reader(now), tokens.staff)
