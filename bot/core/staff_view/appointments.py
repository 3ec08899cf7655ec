"""What staff see of phone appointments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.model.appointment import Appointment, CallState
from bot.core.model.people import Account
from bot.core.model.tickets import Ticket
from bot.core.rules.appointments import confirm_line, outcome_owed
from bot.core.staff_view.tickets import answer, choice
from bot.core.text.surface import Choice, Choices, Moment, Msg, Reply, Table, desk_

OVER = frozenset({CallState.DECLINED, CallState.CANCELLED, CallState.EXPIRED, CallState.DONE})


def calls_list(rows: Sequence[tuple[Appointment, Ticket]], now: datetime, more: bool = False) -> Reply:
    """The calls, earliest first, with what each one waits for."""
    if not rows:
        return answer(desk_("No phone appointments."))
    head = tuple(desk_(name) for name in ("When", "Minutes", "Ticket", "Subject", "How it stands"))
    cells = tuple(
        (
            desk_("{at}", at=Moment(call.start, "short")),
            str(call.minutes),
            f"#{ticket.number}",
            ticket.subject,
            _waits_for(call, now),
        )
        for call, ticket in rows
    )
    asked = [call for call, _ticket in rows if call.state is CallState.REQUESTED]
    choices = tuple(confirm for call in asked for confirm in confirming(call))
    blocks = (Table(head, cells), *((desk_("There are more after these."),) if more else ()))
    return Choices(blocks, choices or (choice("Queue", "queue"),))


def confirming(call: Appointment) -> tuple[Choice, ...]:
    """Confirm just this time (one that was moved since isn't confirmed by an older choice), or decline it."""
    if call.state is not CallState.REQUESTED:
        return ()
    return (
        choice("Confirm the call of #{number}", confirm_line(call), call.ticket),
        choice("Decline the call of #{number}", f"decline {call.ticket}", call.ticket),
    )


def _waits_for(call: Appointment, now: datetime) -> Msg:
    if outcome_owed(call, now):
        return desk_("over: outcome {number} <what came of it>", number=call.ticket)
    until = Moment(call.expires_at, "short") if call.expires_at else ""
    match call.state:
        case CallState.REQUESTED:
            return desk_("asked for; decide by {until}", until=until)
        case CallState.OFFERED:
            return desk_("offered by {name}; the client has until {until}", name=call.by, until=until)
        case _ if call.proposed:
            return desk_(
                "confirmed by {name}; moved to {at} once the client takes that, until {until}",
                name=call.by,
                at=Moment(call.proposed.start, "short"),
                until=Moment(call.proposed.expires_at, "short"),
            )
        case _:
            return desk_("confirmed by {name}", name=call.by)


def call_stands(ticket: Ticket, call: Appointment, account: Account | None = None) -> Reply:
    """One appointment after an act on it."""
    number = ticket.number
    show: Choice = choice("Show #{number}", f"show {number}", number)
    if call.state in OVER:
        said = desk_("The call of #{number} is {state}.", number=number, state=call.state.value)
        return answer(said, show)
    said = desk_(
        "The call of #{number} is {state}: {start}, {minutes} minutes.",
        number=number,
        state=call.state.value,
        start=Moment(call.start),
        minutes=call.minutes,
    )
    if call.expires_at:
        said = desk_("{said} The client has until {until}.", said=said, until=Moment(call.expires_at))
    if call.proposed:
        said = desk_("{said} {at} is suggested instead and held as well; the client has until {until}.", said=said,
                     at=Moment(call.proposed.start), until=Moment(call.proposed.expires_at))  # fmt: skip
    told = answer(said, show, choice("Appointments", "appointments"))
    return replace(told, blocks=(*told.blocks, *number_line(account)))


def call_line(call: Appointment | None, account: Account | None, now: datetime) -> tuple[Msg, ...]:
    """The appointment among what is shown of a ticket, with the number to call."""
    if call is None or not call.active:
        return ()
    return (
        desk_("Phone call {start}: {how}.", start=Moment(call.start, "short"), how=_waits_for(call, now)),
        *number_line(account),
    )


def number_line(account: Account | None) -> tuple[Msg, ...]:
    """Where to call a client."""
    return (desk_("Call {phone}.", phone=account.phone),) if account is not None and account.phone else ()
