"""Carry out what falls due on a ticket: a warning, a claim, hold, rest or silence that is over."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.conversation.state import AssigningText, Idle, Placed, Talk
from bot.core.model.promises import PromiseKind, Timer, TimerKind
from bot.core.model.tickets import Ticket
from bot.core.rules import appointments, billing, client_actions, timers
from bot.core.rules.appointments import CALL_TIMERS
from bot.core.rules.endings.silence import SILENCE_TIMERS
from bot.engine.tickets import changes, held_replies, incidents
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
    if timer.kind is TimerKind.WORDS_WAIT:
        _place_words(tx, ticket)
        return True
    if timer.kind is TimerKind.INCIDENT:
        incidents.tell(tx, ticket)
        return True
    if timer.kind in SILENCE_TIMERS:
        changes.end_silence(tx, ticket, timer.kind)
        return True
    change = timers.fire(ticket, timer.kind, tx.context.policy, tx.now)
    if change is not None:
        changes.apply(tx, change)
    return True


WORDS_WAIT = timedelta(minutes=10)
"""So long a client may say which ticket their words are for; then staff read them on the likeliest."""


def wait_for_place(unit: UnitOfWork, talk: Talk, now: datetime) -> None:
    """See to it that words which wait for their ticket don't wait for ever."""
    if isinstance(talk.stage, AssigningText):
        unit.set_timers([Timer(talk.stage.numbers[0], TimerKind.WORDS_WAIT, now + WORDS_WAIT)])


def _place_words(tx: Transaction, ticket: Ticket) -> None:
    """What still waits in its client's talks goes onto the ticket, as long as that takes any."""
    told_in = (talk for _identity, talk in tx.unit.talks_of(ticket.account) if talk is not None)
    for id in dict.fromkeys((ticket.conversation, *told_in)):
        talking = tx.unit.conversation(id)
        stage = talking.state.talk.stage if talking else None
        if talking is None or not isinstance(stage, AssigningText) or stage.numbers[0] != ticket.number:
            continue
        among = (ticket, *(tx.unit.ticket(number, for_change=True) for number in stage.numbers[1:]))
        likeliest = next((each for each in among if each is not None and each.live), None)
        if likeliest is None:
            return
        lines = stage.typed(tx.now)
        changes.apply(tx, client_actions.place_words(likeliest, lines, tx.now))
        placed = Placed(likeliest.number, lines)
        rest = replace(talking.state.talk, stage=Idle(), placed=placed, lines=(), question="", notices=())
        tx.unit.save_conversation(replace(talking, state=replace(talking.state, talk=rest, offers=())))
        return


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
