"""Which news of a ticket ping staff where the platform can: their role or group, or the ticket's owner by name."""

from datetime import datetime

from bot.core.calendar.business_hours import Calendar
from bot.core.model.tickets import Ticket
from bot.core.policy import Pings
from bot.core.rules.change import Notification, NotificationKind

NOTHING = Pings()
CLIENT_ANSWERED = frozenset(
    {NotificationKind.CLIENT_WROTE, NotificationKind.PARTICIPANT_WROTE, NotificationKind.CLIENT_REOPENED}
)
"""What a client, or who takes part, said on a ticket that was filed before."""


def in_force(policy: Pings, calendar: Calendar, now: datetime) -> Pings:
    """What pings now: nothing while the desk is closed, unless the policy says so."""
    return policy if policy.outside_hours or calendar.window_at(now) else NOTHING


def card_pings(ticket: Ticket, pings: Pings) -> bool:
    """Whether a ticket's card pings when it is posted: of a new ticket, that nobody took or answered yet."""
    return pings.new_ticket and ticket.waiting and ticket.answered_at is None


def news_pings(told: Notification, ticket: Ticket, pings: Pings) -> bool:
    """Whether a message to all staff pings. What a client writes is its owner's, once it has one."""
    if told.kind is NotificationKind.FILED:
        return pings.new_ticket
    if told.kind is NotificationKind.PROMISE_WARNING:
        return told.percent in pings.at_percent
    return told.kind in CLIENT_ANSWERED and pings.client_answered and not ticket.owner


TO_ONE = frozenset({NotificationKind.ASSIGNED, NotificationKind.CLAIM_WARNING})
"""What is said to a ticket's owner alone: without a ping they would find it by chance."""


def owner_called(told: Notification, ticket: Ticket, pings: Pings) -> bool:
    """Whether a message about a ticket calls its owner by name, in a room that all of the staff read."""
    if not ticket.owner:
        return False
    return told.kind in TO_ONE or (told.kind in CLIENT_ANSWERED and pings.client_answered)
