"""What falls due on a ticket by itself, derived from the ticket alone, and what happens then."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.calendar.business_hours import Calendar
from bot.core.model.promises import Timer, TimerKind
from bot.core.model.tickets import State, Ticket
from bot.core.policy import Policy
from bot.core.rules import promise_times, staff_actions
from bot.core.rules.change import DESK, Change, Notification, NotificationKind
from bot.core.rules.endings import rest

WARNINGS = (TimerKind.PROMISE_WARN_1, TimerKind.PROMISE_WARN_2, TimerKind.PROMISE_WARN_3)


def timers(ticket: Ticket, calendar: Calendar, policy: Policy) -> tuple[Timer, ...]:
    """Every timer that belongs to a ticket in this state; moments in UTC, past ones included."""
    until = ticket.rest_until if ticket.state is State.RESTING else None
    back = (Timer(ticket.number, TimerKind.REST_OVER, until),) if until else ()
    return (*_promise_timers(ticket, calendar, policy), *_claim_timers(ticket, calendar, policy), *back)


def _promise_timers(ticket: Ticket, calendar: Calendar, policy: Policy) -> tuple[Timer, ...]:
    if not ticket.live or ticket.answered_at is not None:
        return ()
    due = promise_times.warnings(calendar, policy.promises, ticket.counted_from, ticket.promise_at)
    warned = (Timer(ticket.number, kind, at) for kind, at in zip(WARNINGS, due, strict=True))
    return (*warned, Timer(ticket.number, TimerKind.ESTIMATE_DUE, ticket.grace_until))


def _claim_timers(ticket: Ticket, calendar: Calendar, policy: Policy) -> tuple[Timer, ...]:
    if not ticket.owner or ticket.acted_at is None or ticket.state is not State.OPEN:
        return ()
    claims = policy.claims
    return tuple(
        Timer(ticket.number, kind, calendar.add_staffed(ticket.acted_at, timedelta(hours=hours)))
        for kind, hours in (
            (TimerKind.CLAIM_WARN, claims.warn_after_staffed_hours),
            (TimerKind.CLAIM_EXPIRE, claims.expire_after_staffed_hours),
        )
    )


def fire(ticket: Ticket, kind: TimerKind, policy: Policy, now: datetime) -> Change | None:
    """What happens when a timer falls due; ``None`` when only promises are to be scored.

    A timer is dropped when its ticket changes, so one that fires still applies.
    """
    match kind:
        case TimerKind.CLAIM_EXPIRE:
            expired = staff_actions.expire_claim(ticket, now)
            return replace(expired, to_owner=Notification(NotificationKind.CLAIM_EXPIRED, by=ticket.owner))
        case TimerKind.CLAIM_WARN:
            return Change(ticket, ticket, DESK, to_owner=Notification(NotificationKind.CLAIM_WARNING))
        case TimerKind.ESTIMATE_DUE:
            return None
        case TimerKind.REST_OVER:
            return rest.fall_due(ticket, now)
        case _:
            percent = policy.promises.warn_at_percent[WARNINGS.index(kind)]
            return Change(
                ticket, ticket, DESK, to_owner=Notification(NotificationKind.PROMISE_WARNING, percent=percent)
            )
