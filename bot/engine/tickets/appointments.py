"""Carry out what becomes of a phone appointment: its row, its time, its timers, and the calendar file."""

from dataclasses import replace

from bot.core.model.appointment import Appointment, Booking, CallState
from bot.core.model.tickets import Ticket
from bot.core.rules import appointments
from bot.core.rules.appointments import CALL_TIMERS
from bot.engine.transaction import Transaction


def book(tx: Transaction, booking: Booking, ticket: Ticket, by: str) -> Appointment:
    """Store an appointment and hold or free its times; its timers follow. Raises Conflict when it lost a race.

    A timer that was set before is left alone: one that went off already doesn't go off again.
    """
    stored = tx.unit.save_call(booking.before, _filed(booking), tx.context.policy.slots.lines)
    was, due = set(appointments.timers(booking.before)), appointments.timers(stored)
    tx.unit.drop_timers(ticket.number, [kind for kind in CALL_TIMERS if kind not in {timer.kind for timer in due}])
    tx.unit.set_timers([timer for timer in due if timer not in was])
    tx.unit.audit(tx.now, by, _deed(booking), ticket.number)
    return stored


def _deed(booking: Booking) -> str:
    """What the audit says of an act."""
    if not booking.stays:
        return f"call {booking.after.state.value}"
    return "call time suggested" if booking.after.proposed else "call kept"


def _filed(booking: Booking) -> Appointment:
    """Counted on when its change goes out as a calendar file."""
    after = booking.after
    return replace(after, files=after.files + 1) if sends_file(booking) else after


def sends_file(booking: Booking) -> bool:
    """A calendar knows a call from its confirmation on; every later change updates the entry.

    A time that is only suggested changes nothing there.
    """
    after = booking.after
    if after.state is CallState.DONE or booking.stays:
        return False
    return after.state is CallState.CONFIRMED or after.files > 0
