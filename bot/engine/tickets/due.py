"""Carry out what falls due on a ticket: a warning, a claim that is over, a missed promise, a call's reminder."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.conversation.state import AssigningText, Idle, Placed, Talk
from bot.core.model.promises import PromiseKind, Timer, TimerKind
from bot.core.model.tickets import Ticket
from bot.core.rules import appointments, billing, client_actions, timers
from bot.core.rules.appointments import CALL_TIMERS
from bot.engine.context import Context
from bot.engine.tickets import changes
from bot.ports import UnitOfWork

_SCORES = {TimerKind.ESTIMATE_DUE: PromiseKind.ESTIMATE, TimerKind.PROMISE_WARN_3: PromiseKind.RESPONSE}
"""Timers at which a promise is due."""


def fall_due(unit: UnitOfWork, timer: Timer, context: Context, now: datetime) -> bool:
    """Carry out a timer that is due; ``False`` when another process was faster or it no longer applies."""
    ticket = unit.ticket(timer.ticket, for_change=True)
    if not unit.drop_timer(timer) or ticket is None:
        return False
    if timer.kind in _SCORES:
        _missed(unit, timer, now)
    if timer.kind in CALL_TIMERS:
        _on_call(unit, ticket, timer, context, now)
        return True
    if timer.kind is TimerKind.WORDS_WAIT:
        _place_words(unit, ticket, context, now)
        return True
    change = timers.fire(ticket, timer.kind, context.policy, now)
    if change is not None:
        changes.apply(unit, change, context, now)
    return True


WORDS_WAIT = timedelta(minutes=10)
"""So long a client may say which ticket their words are for; then staff read them on the likeliest."""


def wait_for_place(unit: UnitOfWork, talk: Talk, now: datetime) -> None:
    """See to it that words which wait for their ticket don't wait for ever."""
    if isinstance(talk.stage, AssigningText):
        unit.set_timers([Timer(talk.stage.numbers[0], TimerKind.WORDS_WAIT, now + WORDS_WAIT)])


def _place_words(unit: UnitOfWork, ticket: Ticket, context: Context, now: datetime) -> None:
    """What still waits in its client's talks goes onto the ticket, as long as that takes any."""
    told_in = (talk for _identity, talk in unit.talks_of(ticket.account) if talk is not None)
    for id in dict.fromkeys((ticket.conversation, *told_in)):
        talking = unit.conversation(id)
        stage = talking.state.talk.stage if talking else None
        if talking is None or not isinstance(stage, AssigningText) or stage.numbers[0] != ticket.number:
            continue
        among = (ticket, *(unit.ticket(number, for_change=True) for number in stage.numbers[1:]))
        likeliest = next((each for each in among if each is not None and each.live), None)
        if likeliest is None:
            return
        lines = stage.typed(now)
        changes.apply(unit, client_actions.place_words(likeliest, lines, now), context, now)
        placed = Placed(likeliest.number, lines)
        rest = replace(talking.state.talk, stage=Idle(), placed=placed, lines=(), question="", notices=())
        unit.save_conversation(replace(talking, state=replace(talking.state, talk=rest, offers=())))
        return


def _missed(unit: UnitOfWork, timer: Timer, now: datetime) -> None:
    """Score promises that weren't kept by now."""
    for promise in unit.unscored(timer.ticket):
        if promise.kind is _SCORES[timer.kind] and promise.kept is None and promise.due_at <= now:
            unit.score_promise(promise, kept=False, late_seconds=None)


def _on_call(unit: UnitOfWork, ticket: Ticket, timer: Timer, context: Context, now: datetime) -> None:
    """What falls due on a phone appointment. An outcome that is owed is asked for again, a business day on."""
    case = appointments.Case(ticket, unit.call(ticket.number, for_change=True))
    owed = billing.phone_owed(ticket.third_party, unit.agreements(ticket.number), context.policy.rates)
    change = appointments.fire(case, timer.kind, now, owed=owed)
    if change is None:
        return
    changes.apply(unit, change, context, now)
    if timer.kind is TimerKind.CALL_OVER:
        again = context.calendar(unit, now).same_clock(now, 1)
        unit.set_timers([Timer(ticket.number, TimerKind.CALL_OVER, again)])
