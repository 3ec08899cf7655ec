"""One fault that many report: what a new ticket resembles, an incident's course, and each who is told of it.

The search that finds what is alike takes milliseconds, and is made outside of any transaction. Each ticket's client is
told in a transaction of its own, when its timer is due: nobody waits for an incident of a thousand tickets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.core.client_view import incidents as client_view
from bot.core.model.incidents import Incident, IncidentState, Told
from bot.core.model.outbox import OutKind
from bot.core.model.promises import Timer, TimerKind
from bot.core.model.tickets import Ticket
from bot.core.rules.change import DESK, Change
from bot.core.rules.incidents import course, likeness
from bot.core.rules.incidents.course import Telling
from bot.core.rules.incidents.likeness import COMPARED_MAX, Likely
from bot.core.staff_view import incidents as staff_view
from bot.core.text import tokens
from bot.core.text.surface import Reply
from bot.engine.context import Context
from bot.engine.tickets import cards, changes
from bot.engine.transaction import Transaction
from bot.i18n import localize
from bot.ports import Store

OTHERS_AT_ONCE = 20
"""Of those who have no ticket so many are told in one transaction: some 5 ms."""


def look(context: Context, store: Store, number: int) -> Likely:
    """What a ticket resembles: an incident that is going on, or other tickets; outside of any transaction."""
    with store.read() as unit:
        ticket = unit.ticket(number)
        if ticket is None or not likeness.is_free(ticket) or not likeness.told_by(ticket):
            return Likely()
        samples, lately = unit.samples(proposed=True), unit.filed_lately(COMPARED_MAX)
    policy, text = context.policy, likeness.told_by(ticket)
    if known := likeness.likeliest(samples, context.search.alike(text, [each.text for each in samples]), policy):
        return Likely(incident=known)
    others = likeness.candidates(ticket, lately, policy)
    found = context.search.alike(text, [likeness.told_by(other) for other in others])
    alike = {other.number: like for other, like in zip(others, found, strict=True)}
    return Likely(tickets=likeness.proposal(ticket, alike, others, policy))


def likened(tx: Transaction, timer: Timer, likely: Likely) -> bool:
    """Act on what a new ticket resembles, as far as that is still so; ``False``: another process was faster."""
    numbers = sorted({timer.ticket, *likely.tickets})
    found = {number: tx.unit.ticket(number, for_change=True) for number in numbers}
    ticket = found[timer.ticket]
    if not tx.unit.drop_timer(timer) or ticket is None:
        return False
    if not likeness.is_free(ticket):
        return True
    others = [other for other in found.values() if other is not None and other.number != ticket.number]
    meanwhile = next((other.incident for other in others if other.live and other.incident), 0)
    if number := likely.incident or meanwhile:
        incident = tx.unit.incident(number, for_change=True)
        if incident is not None and incident.state is IncidentState.PROPOSED:
            _put(tx, incident, (ticket,), DESK)
            show(tx, incident)
        elif incident is not None and incident.lasts:
            _to_staff(tx, staff_view.offer(incident, ticket), f"incident/{number}/{ticket.number}")
    elif likeness.proposal(ticket, dict.fromkeys(likely.tickets, 1.0), others, tx.context.policy):
        incident = course.proposed(tx.unit.next_incident(), tx.now)
        tx.unit.save_incident(incident)
        _put(tx, incident, (ticket, *others), DESK)
        show(tx, incident)
    return True


# ── Its course ─────────────────────────────────────────────────────────────────────────


def begin(tx: Transaction, by: str, tickets: Sequence[Ticket], words: str) -> Incident:
    """An incident of these tickets, whose clients are told."""
    incident = course.begun(tx.unit.next_incident(), by, words, tx.now)
    tx.unit.save_incident(incident)
    join(tx, incident, tickets, by)
    return incident


def join(tx: Transaction, incident: Incident, tickets: Sequence[Ticket], by: str) -> None:
    """Further tickets are a part of it, and their clients told; a proposal that they leave may be none any more."""
    left = {ticket.incident for ticket in tickets if ticket.incident not in {0, incident.number}}
    _put(tx, incident, tickets, by)
    _time(tx, tickets)
    show(tx, incident)
    for number in sorted(left):
        other = tx.unit.incident(number, for_change=True)
        if other is not None and other.state is IncidentState.PROPOSED:
            among = {ticket.account for ticket in tx.unit.in_incident(number)}
            if len(among) < tx.context.policy.incidents.clients:
                other = course.dismissed(other, by)
                tx.unit.save_incident(other)
            show(tx, other)


def save(tx: Transaction, incident: Incident) -> None:
    """It is confirmed, has news or is over: all whom it concerns are told, and staff see how it stands."""
    tx.unit.save_incident(incident)
    _time(tx, tx.unit.in_incident(incident.number))
    show(tx, incident)


def dismiss(tx: Transaction, incident: Incident) -> None:
    """The proposal is waved away: nobody is told anything."""
    tx.unit.save_incident(incident)
    show(tx, incident)
    if boards := tx.unit.card_channels():
        for ticket in tx.unit.in_incident(incident.number):
            cards.renew(tx, boards, ticket)


def show(tx: Transaction, incident: Incident) -> None:
    """How it stands, in every staff room: in place of what one says of it already."""
    _to_staff(tx, staff_view.shown(incident, tx.unit.in_incident(incident.number)), f"incident/{incident.number}")


def _to_staff(tx: Transaction, reply: Reply, key: str) -> None:
    shown = cards.for_staff(reply, tx.context, tx.now)
    for room in tx.unit.staff_channels():
        tx.unit.send(None, room, shown, tx.now, OutKind.UPDATE, key)


def _put(tx: Transaction, incident: Incident, tickets: Iterable[Ticket], by: str) -> None:
    for ticket in tickets:
        if ticket.incident != incident.number:
            changes.apply(tx, Change(ticket, replace(ticket, incident=incident.number), by))


def _time(tx: Transaction, tickets: Iterable[Ticket]) -> None:
    """Each is told in a transaction of its own, as soon as may be."""
    tx.unit.set_timers(Timer(ticket.number, TimerKind.INCIDENT, tx.now) for ticket in tickets)


# ── Telling, each once ─────────────────────────────────────────────────────────────────


def tell(tx: Transaction, ticket: Ticket) -> None:
    """What is still to be told on a ticket; and some of those who have none, until none is left."""
    incident = tx.unit.incident(ticket.incident) if ticket.incident else None
    if incident is None:
        return
    if ticket.merged_into:
        tx.unit.set_timers([Timer(ticket.merged_into, TimerKind.INCIDENT, tx.now)])
    else:
        _tell_client(tx, incident, ticket)
    _tell_others(tx, incident, ticket)


def _tell_client(tx: Transaction, incident: Incident, ticket: Ticket) -> None:
    here = tx.unit.told(incident.number, ticket.conversation)
    own = course.furthest(each for each in here if each.ticket == ticket.number)
    telling = course.owed(incident, own)
    if telling is None or not course.concerns(ticket, telling):
        return
    aloud = course.furthest((*here, *_told_elsewhere(tx, incident, ticket))) < incident.said
    changes.apply(tx, course.told(ticket, incident, telling, tx.now, aloud=aloud))
    _note(tx, incident, Told(ticket.conversation, ticket.number, incident.said))
    for each in here:
        if not each.ticket:
            tx.unit.forget_told(incident.number, each)


def _told_elsewhere(tx: Transaction, incident: Incident, ticket: Ticket) -> Iterable[Told]:
    """The same client may have another ticket of it, filed where else they write to us."""
    others = {
        other.conversation
        for other in tx.unit.tickets_of(ticket.account)
        if other.incident == incident.number and other.conversation != ticket.conversation
    }
    return (each for conversation in sorted(others) for each in tx.unit.told(incident.number, conversation))


def _tell_others(tx: Transaction, incident: Incident, ticket: Ticket) -> None:
    """Those who came with the same words and have no ticket of it."""
    behind = tx.unit.told_without_ticket(incident, OTHERS_AT_ONCE)
    for told in behind:
        telling = course.owed(incident, told.said)
        if telling is not None:
            _say(tx, incident, telling, told.conversation)
        _note(tx, incident, replace(told, said=incident.said))
    if len(behind) == OTHERS_AT_ONCE:
        _time(tx, (ticket,))


def _say(tx: Transaction, incident: Incident, telling: Telling, conversation: int) -> None:
    """A message that asks nothing: where the talk stands is left as it is."""
    talk = tx.unit.conversation(conversation)
    if talk is None:
        return
    reply = client_view.told_without_ticket(course.message(incident, telling))
    shown = localize(reply, tx.reader(talk), lambda action: tokens.make(talk.id, 0, action))
    tx.unit.send(talk.id, talk.address, shown, tx.now)


def _note(tx: Transaction, incident: Incident, told: Told) -> None:
    """How far somebody was told; once it is over there is nothing more to tell them."""
    if incident.state is IncidentState.ENDED:
        tx.unit.forget_told(incident.number, told)
    else:
        tx.unit.note_told(incident.number, told)


def note_shown(tx: Transaction, number: int, conversation: int) -> None:
    """Somebody came with the same words and reads of it; a ticket of theirs that is part of it is told of by itself."""
    incident = tx.unit.incident(number)
    if incident is None or not incident.lasts or any(each.ticket for each in tx.unit.told(number, conversation)):
        return
    tx.unit.note_told(number, Told(conversation, 0, incident.said))
