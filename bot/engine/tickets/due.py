"""Carry out what falls due on a ticket: a warning, a claim or a hold that is over, a missed promise, a reminder."""

from datetime import datetime

from bot.core.model.promises import PromiseKind, Timer, TimerKind
from bot.core.model.tickets import Ticket
from bot.core.rules import appointments, billing, timers
from bot.core.rules.appointments import CALL_TIMERS
from bot.engine.tickets import changes, held_replies
from bot.engine.transaction import Transaction
from bot.ports import UnitOfWork

_SCORES = {TimerKind.ESTIMATE_DUE: PromiseKind.ESTIMATE, TimerKind.PROMISE_WARN_3: PromiseKind.RESPONSE}
"""Timers at which a promise is due."""


def fall_due(tx: Transaction, timer: Timer) -> bool:
    """Carry out a timer that is due; ``False`` when another process was faster or it no longer applies."""
    ticket = tx.unit.ticket(timer.ticket, for_change=True)
    if not tx.unit.drop_timer(timer) or ticket is None:
        return False
    if timer.kind in _SCORES:
        _missed(tx.unit, timer, tx.now)
    if timer.kind in CALL_TIMERS:
        _on_call(tx, ticket, timer)
        return True
    if timer.kind is TimerKind.REPLY_DUE:
        held_replies.fall_due(tx, ticket)
        return True
    change = timers.fire(ticket, timer.kind, tx.context.policy, tx.now)
    if change is not None:
        changes.apply(tx, change)
    return True


def _missed(unit: UnitOfWork, timer: Timer, now: datetime) -> None:
    """Score promises that weren't kept by now."""
    for promise in unit.unscored(timer.ticket):
        if promise.kind is _SCORES[timer.kind] and promise.kept is None and promise.due_at <= now:
            unit.score_promise(promise, kept=False, late_seconds=None)


def _on_call(tx: Transaction, ticket: Ticket, timer: Timer) -> None:
    """What falls due on a phone appointment. An outcome that is owed is asked for again, a business day on."""
    case = appointments.Case(ticket, tx.unit.call(ticket.number, for_change=True))
    owed = billing.phone_owed(ticket.third_party, tx.unit.agreements(ticket.number), tx.context.policy.rates)
    change = appointments.fire(case, timer.kind, tx.now, owed=owed)
    if change is None:
        return
    changes.apply(tx, change)
    if timer.kind is TimerKind.CALL_OVER:
        again = tx.calendar.same_clock(tx.now, 1)
        tx.unit.set_timers([Timer(ticket.number, TimerKind.CALL_OVER, again)])
