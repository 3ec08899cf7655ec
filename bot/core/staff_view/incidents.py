"""Incidents as staff see them: a proposal with what can be done about it, one that lasts, all of them."""

from collections.abc import Sequence

from bot.core.model.incidents import Incident, IncidentState
from bot.core.model.tickets import Ticket
from bot.core.staff_view.tickets import answer, choice
from bot.core.text.surface import Block, Choice, Choices, Moment, Msg, Quote, Reply, Table, Text, desk_

TICKETS_SHOWN = 10
"""Of an incident's tickets: whoever wants all of them knows its number."""
INCIDENTS_SHOWN = 15
"""In a list: a screen's worth."""

_HEADS = {
    IncidentState.PROPOSED: "Incident {number}? {count} tickets resemble each other. Are they one fault? A lead says"
    " so, and all of their clients are told once.",
    IncidentState.OPEN: "**Incident {number}** lasts since {at}, with {count} tickets. {by} decided last.",
    IncidentState.ENDED: "**Incident {number}** is over since {ended}; it had {count} tickets. {by} decided last.",
    IncidentState.DISMISSED: "No incident {number}: {by} waved it away. Its {count} tickets aren't proposed again.",
}


def shown(incident: Incident, tickets: Sequence[Ticket]) -> Reply:
    """How one stands, its tickets, and what can be done about it."""
    head = desk_(
        _HEADS[incident.state],
        number=incident.number,
        count=len(tickets),
        at=Moment(incident.at, "short"),
        ended=Moment(incident.ended_at, "short") if incident.ended_at else "—",
        by=incident.by or "—",
    )
    blocks: tuple[Block, ...] = (head, *_said(incident), *_tickets(tickets))
    choices = _acts(incident)
    return Choices(blocks, choices) if choices else Text(blocks)


def _said(incident: Incident) -> tuple[Block, ...]:
    words = (Quote(incident.words, desk_("What clients are told")),) if incident.words else ()
    at = Moment(incident.said_at, "short") if incident.said_at else "—"
    return (*words, Quote(incident.news, desk_("The latest, {at}", at=at))) if incident.news else words


def _tickets(tickets: Sequence[Ticket]) -> tuple[Msg, ...]:
    named = "; ".join(f"#{ticket.number} “{ticket.subject}”" for ticket in tickets[:TICKETS_SHOWN])
    if len(tickets) > TICKETS_SHOWN:
        return (desk_("{tickets} and {count} more.", tickets=named, count=len(tickets) - TICKETS_SHOWN),)
    return (desk_("{tickets}", tickets=named),) if tickets else ()


def _acts(incident: Incident) -> tuple[Choice, ...]:
    number = incident.number
    match incident.state:
        case IncidentState.PROPOSED:
            return (
                choice("One fault: tell them", f"incident confirm {number}"),
                choice("No, different things", f"incident dismiss {number}"),
            )
        case IncidentState.OPEN:
            return (
                choice("Tell news", f"incident update {number}"),
                choice("It is over", f"incident end {number}"),
            )
        case _:
            return ()


def offer(incident: Incident, ticket: Ticket) -> Reply:
    """A new ticket resembles an incident that lasts: it can become a part of it by one tap."""
    lead = desk_(
        "**#{number}** “{subject}” resembles incident {incident}.",
        number=ticket.number,
        subject=ticket.subject,
        incident=incident.number,
    )
    add = choice("Add #{number} to incident {incident}", f"incident add {incident.number} {ticket.number}",
                 ticket.number, incident=incident.number)  # fmt: skip
    return Choices((lead,), (add, choice("Show #{number}", f"show {ticket.number}", ticket.number)))


def line(incident: Incident | None) -> tuple[Msg, ...]:
    """What a ticket says of the incident that it is part of; nothing of one that was waved away."""
    said = {
        IncidentState.PROPOSED: "Resembles others: incident {number}?",
        IncidentState.OPEN: "Part of incident {number}, which lasts.",
        IncidentState.ENDED: "Was part of incident {number}, which is over.",
    }
    if incident is None or incident.state not in said:
        return ()
    return (desk_(said[incident.state], number=incident.number),)


def listed(incidents: Sequence[Incident]) -> Reply:
    """The latest of them."""
    if not incidents:
        return answer(desk_("There was no incident yet. Make one: incident new <tickets>: <words>"))
    head = tuple(desk_(name) for name in ("Incident", "State", "Since", "What clients are told"))
    rows = tuple(
        (str(each.number), each.state.value, desk_("{at}", at=Moment(each.at, "short")), each.words or "—")
        for each in incidents[:INCIDENTS_SHOWN]
    )
    more = (desk_("There are more after these."),) if len(incidents) > INCIDENTS_SHOWN else ()
    choices = tuple(choice("Incident {number}", f"incident {each.number}", each.number)
                    for each in incidents if each.going_on)  # fmt: skip
    blocks: tuple[Block, ...] = (Table(head, rows), *more)
    return Choices(blocks, choices) if choices else Text(blocks)


def not_there(number: int) -> Reply:
    """The answer to a number that no incident has."""
    return answer(desk_("There is no incident {number}.", number=number), choice("Incidents", "incident"))


def over(incident: Incident) -> Reply:
    """The answer to an act on one that isn't as it must be for that; nothing was done."""
    said = {
        IncidentState.PROPOSED: "Incident {number} is only proposed. Confirm it first: incident confirm {number}",
        IncidentState.OPEN: "Incident {number} lasts already. Nothing was done.",
        IncidentState.ENDED: "Incident {number} is over. Nothing was done.",
        IncidentState.DISMISSED: "Incident {number} was waved away. Nothing was done.",
    }
    return answer(
        desk_(said[incident.state], number=incident.number),
        choice("Incident {number}", f"incident {incident.number}", incident.number),
    )
