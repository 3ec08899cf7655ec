"""What a client is told about time, computed once at filing; it is stored and never moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.calendar.business_hours import Calendar
from bot.core.model.tickets import Ticket
from bot.core.policy import Promises


@dataclass(frozen=True, slots=True)
class Times:
    """The three moments of a new ticket, in UTC, each no earlier than the one before."""

    estimate_at: datetime
    """An answer is likely by then; not guaranteed."""
    grace_until: datetime
    """Until then the estimate isn't missed."""
    promise_at: datetime
    """The guaranteed response."""


def times(calendar: Calendar, promises: Promises, filed_at: datetime) -> Times:
    """When a ticket filed at a moment is likely, and when it's certain, to be answered.

    Both are the filing's clock time some business days later; grace is staffed time, and ends with
    the guarantee at the latest: who was promised an answer needn't be patient beyond the promise.
    Raises NoBusinessDay.
    """
    estimate = calendar.same_clock(filed_at, promises.estimate_business_days)
    promise = calendar.same_clock(filed_at, promises.response_business_days)
    grace = calendar.add_staffed(estimate, timedelta(hours=promises.grace_staffed_hours))
    return Times(estimate, min(grace, promise), promise)


def warnings(
    calendar: Calendar, promises: Promises, filed_at: datetime, promise_at: datetime
) -> tuple[datetime, datetime, datetime]:
    """When staff are warned: shares of the staffed time from filing to the promise, in UTC.

    At 100 % it's the promise itself: where that is an opening, its staffed time is used up at the
    closing before, but nothing is missed overnight. Raises NoBusinessDay.
    """
    staffed = calendar.staffed_between(filed_at, promise_at)

    def after(percent: int) -> datetime:
        return promise_at if percent == 100 else calendar.add_staffed(filed_at, staffed * percent / 100)

    first, second, third = promises.warn_at_percent
    return after(first), after(second), after(third)


def left(calendar: Calendar, ticket: Ticket, now: datetime) -> timedelta | None:
    """The staffed time that is left of the ticket's promise; nothing, or less, once it is over: so late it is.

    ``None`` when nothing is owed: it was responded to, or it is closed.
    """
    if ticket.answered_at is not None or not ticket.live:
        return None
    until = calendar.staffed_between(now, ticket.promise_at)
    return min(until, timedelta(0)) if now >= ticket.promise_at else max(until, MOMENT)


MOMENT = timedelta(seconds=1)
"""A promise that ends at an opening has no staffed time left in the night before, and isn't missed yet."""


def used_percent(calendar: Calendar, ticket: Ticket, now: datetime) -> int | None:
    """How much of the staffed time to the ticket's promise is used; 100 from the promise on.

    ``None`` when nothing is owed: it was responded to, or it is closed.
    """
    if ticket.answered_at is not None or not ticket.live:
        return None
    whole = calendar.staffed_between(ticket.counted_from, ticket.promise_at)
    if now >= ticket.promise_at or not whole:
        return 100
    gone = calendar.staffed_between(ticket.counted_from, max(now, ticket.counted_from))
    return min(99, int(100 * gone / whole))
