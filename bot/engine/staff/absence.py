"""What came while a staff member was away, in one line: a card for each would have to be read one by one."""

from datetime import datetime

from bot.core.model.appointment import CallState
from bot.core.model.outbox import CARD, Outgoing, OutKind
from bot.core.model.people import Address
from bot.core.rules.change import NotificationKind
from bot.core.staff_view.tickets import away
from bot.core.text import tokens
from bot.core.text.surface import Reply
from bot.ports import UnitOfWork

CARDS_SHOWN_MAX = 3
"""So much mere news is shown as it is; more is counted."""


def summed_up(unit: UnitOfWork, address: Address, now: datetime) -> Reply | None:
    """Take mere news off what waits for an address, and say how much it was; ``None``: it is little, and stays.

    What people wrote since stays as well, and is shown one by one; a new ticket's first words stand on the ticket.
    """
    news = [(out, number, kind) for out in unit.waiting_at(address) for number, kind in _news(unit, out)]
    if len(news) <= CARDS_SHOWN_MAX:
        return None
    for out, _number, _kind in news:
        unit.skip(out, now)
    came = {number for _out, number, kind in news if kind == NotificationKind.FILED}
    calls = {number for _out, number, kind in news if kind == NotificationKind.CALL_REQUESTED}
    others = {number for _out, number, kind in news if kind != NotificationKind.CALL_REQUESTED} - came
    return away(len(came), sum(_undecided(unit, number) for number in calls), len(others))


def _news(unit: UnitOfWork, out: Outgoing) -> tuple[tuple[int, str], ...]:
    """The ticket that a row is mere news of, and which; nothing for what people wrote."""
    if out.kind is OutKind.UPDATE:
        number, _slash, kind = out.key.removeprefix(CARD).partition("/")
        return ((int(number), kind),)
    for offer in out.shown.offers:
        number = offer.token.removeprefix(tokens.staff("claim "))
        ticket = unit.ticket(int(number)) if number.isdecimal() else None
        if ticket is not None and ticket.filed_at == out.created_at:
            return ((ticket.number, NotificationKind.FILED),)
    return ()


def _undecided(unit: UnitOfWork, number: int) -> bool:
    call = unit.call(number)
    return call is not None and call.state is CallState.REQUESTED
