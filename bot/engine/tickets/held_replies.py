"""Replies that are held: kept with a timer, so that they go whatever process is there when they are due."""

from bot.core.model.held_replies import HeldReply
from bot.core.model.people import Role, Staff
from bot.core.model.promises import Timer, TimerKind
from bot.core.model.tickets import Ticket
from bot.core.rules.change import Notification, NotificationKind, Refused
from bot.core.rules.replies import held as rules
from bot.engine.tickets import changes
from bot.engine.transaction import Transaction


def hold(tx: Transaction, ticket: Ticket, by: Staff, held: HeldReply) -> Ticket:
    """Keep a reply until it is due; the ticket, which is its writer's from now on."""
    taken = rules.taken(ticket, by, tx.now)
    after = changes.apply(tx, taken) if taken else ticket
    tx.unit.hold_reply(held)
    if held.due_at:
        tx.unit.set_timers([Timer(ticket.number, TimerKind.REPLY_DUE, held.due_at)])
    return after


def drop(tx: Transaction, held: HeldReply) -> bool:
    """Take a reply away, to be sent or not, with its timer. ``False``: it is gone already."""
    if held.due_at:
        tx.unit.drop_timers(held.ticket, [TimerKind.REPLY_DUE])
    return tx.unit.drop_held(held)


def send_now(tx: Transaction, ticket: Ticket) -> Ticket:
    """Send what is held on a ticket that is locked, before something else is done there; the ticket as it is then."""
    for held in tx.unit.held_on(ticket.number):
        if held.due_at and drop(tx, held):
            ticket = _send(tx, ticket, held)
    return ticket


def fall_due(tx: Transaction, ticket: Ticket) -> None:
    """Send what is held on a ticket: its timer was due, and is gone already."""
    for held in tx.unit.held_on(ticket.number):
        if held.due_at and tx.unit.drop_held(held):
            ticket = _send(tx, ticket, held)


def _send(tx: Transaction, ticket: Ticket, held: HeldReply) -> Ticket:
    """It becomes a reply at this moment; where it can't any more, its words stay as a note, and its writer is told."""
    decided = rules.sent(ticket, held, _writer(tx, held), tx.now)
    if not isinstance(decided, Refused):
        return changes.apply(tx, decided)
    after = changes.apply(tx, rules.not_sent(ticket, held, tx.now))
    changes.tell_colleague(tx, Notification(NotificationKind.NOT_SENT, held.text, held.by), after, held.by)
    return after


def _writer(tx: Transaction, held: HeldReply) -> Staff:
    """Whose words they are; an agent, if they left the desk meanwhile."""
    known = (person for person, _known_as in tx.unit.staff_list() if person.name == held.by)
    return next(known, Staff(held.by, Role.AGENT))
