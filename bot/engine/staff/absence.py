"""What came while a staff member was away, in one line: a card for each would have to be read one by one."""

from datetime import datetime

from bot.core.model.appointment import CallState
from bot.core.model.outbox import CARD
from bot.core.model.people import Address
from bot.core.rules.change import NotificationKind
from bot.core.staff_view.tickets import away
from bot.core.text.surface import Reply
from bot.ports import UnitOfWork

CARDS_SHOWN_MAX = 3
"""So much mere news is shown as it is; more is counted."""


def summed_up(unit: UnitOfWork, address: Address, now: datetime) -> Reply | None:
    """Take mere news off what waits for an address, and say how much it was; ``None``: it is little, and stays.

    Words that people wrote stay as well: they are shown one by one.
    """
    news = unit.waiting_news(address)
    if len(news) <= CARDS_SHOWN_MAX:
        return None
    unit.skip_news(address, now)
    came, others, calls = set[int](), set[int](), set[int]()
    for key, since in news:
        digits, _slash, kind = key.removeprefix(CARD).partition("/")
        number = int(digits)
        if kind == NotificationKind.CALL_REQUESTED:
            call = unit.call(number)
            if call is not None and call.state is CallState.REQUESTED:
                calls.add(number)
        else:
            ticket = unit.ticket(number)
            (came if ticket is not None and ticket.filed_at >= since else others).add(number)
    return away(len(came), len(calls), len(others - came))
