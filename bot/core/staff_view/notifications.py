"""What staff are told unasked: new work, warnings, what couldn't be delivered."""

from collections.abc import Sequence

from bot.core.model.appointment import Appointment
from bot.core.model.platform_user import PLATFORM_NAMES
from bot.core.model.tickets import Ticket
from bot.core.rules.appointments import confirm_line
from bot.core.rules.change import Notification, NotificationKind
from bot.core.staff_view.words import short
from bot.core.text.surface import Choice, Choices, Moment, Msg, Quote, Reply, Text, Transcript, desk_

_STAFF: dict[NotificationKind, str] = {
    NotificationKind.FILED: "New ticket **#{number}** “{subject}”, {urgency}.",
    NotificationKind.ASSIGNED: "{by} hands **#{number}** “{subject}” to {owner}.",
    NotificationKind.MENTIONED: "{by} mentions {what} in a note on **#{number}** “{subject}”:",
    NotificationKind.NOTE: "{by} left a note on **#{number}** “{subject}”:",
    NotificationKind.NOT_SENT: "{by}'s reply to **#{number}** “{subject}” wasn't sent: the ticket changed before it was"
    " due. It stays there as a note:",
    NotificationKind.FILE_LOST: "The file {what} that {by} sent on **#{number}** “{subject}” didn't reach the"
    " client; the words did. Why:",
    NotificationKind.CLIENT_WROTE: "The client of **#{number}** “{subject}” wrote:",
    NotificationKind.PARTICIPANT_WROTE: "{by} wrote on **#{number}** “{subject}”:",
    NotificationKind.CLIENT_SOLVED: "The client says that **#{number}** “{subject}” is solved.",
    NotificationKind.CLIENT_CANCELLED: "The client took **#{number}** “{subject}” back.",
    NotificationKind.CLIENT_REOPENED: "The client says that **#{number}** “{subject}” isn't solved.",
    NotificationKind.CLIENT_BUMPED: "The client nudged **#{number}** “{subject}”; it went to the end of its line.",
    NotificationKind.CLIENT_WAITS: "The client of **#{number}** “{subject}” asks for news: we are past the estimate.",
    NotificationKind.CLIENT_WANTS_PHONE: "The client of **#{number}** “{subject}” would like to talk by phone.",
    NotificationKind.CLIENT_RATED: "The client of **#{number}** “{subject}” on how our help was{what}:",
    NotificationKind.PROMISE_WARNING: "**#{number}** “{subject}”: {percent} % of the promise is used. Due {due}.",
    NotificationKind.CLAIM_WARNING: "**#{number}** “{subject}” is yours, and nothing happened on it for a while."
    " Act on it, or it goes back to the line.",
    NotificationKind.CALL_REQUESTED: "The client of **#{number}** “{subject}” asks for a call: {start}.",
    NotificationKind.CALL_ACCEPTED: "The client of **#{number}** “{subject}” takes the call: {start}.",
    NotificationKind.CLIENT_CALLED_OFF: "The client of **#{number}** “{subject}” cancelled the call.",
    NotificationKind.CALL_UNDECIDED: "Nobody decided on the call that the client of **#{number}** “{subject}” asked"
    " for: its time is released, and the client told.",
    NotificationKind.CALL_OFFER_OVER: "The client of **#{number}** “{subject}” didn't take the call offered in time.",
    NotificationKind.CALL_KEPT: "The client of **#{number}** “{subject}” keeps the call as it was: {start}.",
    NotificationKind.CALL_STAYS: "The client of **#{number}** “{subject}” didn't say whether the other time suits: the"
    " call stays {start}.",
    NotificationKind.CALL_WITHDRAWN: "The call about **#{number}** “{subject}” is cancelled: its billing isn't agreed"
    " to.",
    NotificationKind.CALL_REMINDER: "The call about **#{number}** “{subject}” is coming: {start}.",
    NotificationKind.CALL_OUTCOME: "The time of the call about **#{number}** “{subject}” is over. What came of it?"
    " Write: outcome {number} <what came of it>",
    NotificationKind.BILLING_DECIDED: "The client of **#{number}** “{subject}” on billed help: {what}.",
    NotificationKind.SILENCE_CLOSED: "**#{number}** “{subject}” is closed for silence: there was no word from the"
    " client since the answer.",
    NotificationKind.REST_OVER: "The rest of **#{number}** “{subject}” is over.",
    NotificationKind.CLAIM_EXPIRED: "The claim of {by} on **#{number}** “{subject}” is over: it is back in line.",
}


def closed(ticket: Ticket) -> Reply:
    """To a log of closed tickets; it names nobody, since what it holds of the client is made when it is sent."""
    return Text((desk_("**#{number}** is closed. Its transcript:", number=ticket.number), Transcript(ticket.number)))


def to_staff(news: Notification, ticket: Ticket, call: Appointment | None = None) -> Reply:
    """A notice to the ticket's owner, or to the staff rooms while it has none.

    ``call`` is its appointment.
    """
    number = ticket.number
    lead = desk_(
        _STAFF[news.kind],
        number=number,
        subject=ticket.subject,
        urgency=urgency_of(ticket),
        percent=news.percent,
        due=Moment(ticket.promise_at),
        by=news.by,
        owner=ticket.owner,
        start=Moment(call.start) if call else "",
        what=f" ({news.what})" if news.kind is NotificationKind.CLIENT_RATED and news.what else news.what,
    )
    quote = (Quote(short(news.text)),) if news.text else ()
    show = Choice(desk_("Show #{number}", number=number), f"show {number}")
    if news.kind is NotificationKind.CALL_REQUESTED and call:
        confirm = Choice(desk_("Confirm the call of #{number}", number=number), confirm_line(call))
        decline = Choice(desk_("Decline the call of #{number}", number=number), f"decline {number}")
        return Choices((lead, *quote), (confirm, decline, show))
    if ticket.waiting:
        return Choices((lead, *quote), (Choice(desk_("Claim #{number}", number=number), f"claim {number}"), show))
    return Choices((lead, *quote), (show,)) if ticket.live else Text((lead, *quote))


def urgency_of(ticket: Ticket) -> str:
    """The urgency that staff set, and what the client asked for where that is another."""
    name, asked = ticket.urgency.name.lower(), ticket.asked_urgency.name.lower()
    return name if ticket.asked_urgency >= ticket.urgency else f"{name} (client asks: {asked})"


def notify_problem(platform: str, reason: str) -> Reply:
    """Something that only staff can mend on a platform, such as a permission that we lack."""
    return Text((desk_("On {platform}, something needs a hand: {reason}", platform=platform, reason=reason),))


SHOWN_OF_MANY = 3
"""Of many tickets those filed last can be shown at once."""


def full(client: str, live: Sequence[Ticket]) -> Reply:
    """Somebody has as many open tickets as there may be, and wants to file another."""
    lead = desk_(
        "{client} has {count} open tickets and can't file another: close or merge what is done.",
        client=client or "A client",
        count=len(live),
    )
    latest = live[-SHOWN_OF_MANY:]
    shown = tuple(Choice(desk_("Show #{number}", number=ticket.number), f"show {ticket.number}") for ticket in latest)
    return Choices((lead,), shown)


def undelivered(platform: str, reason: str, client: str, tickets: tuple[Ticket, ...]) -> Reply:
    """A message that was given up, to the staff rooms: to whom, and which tickets they have."""
    lead = desk_(
        "A message to {client}{tickets} on {platform} could not be delivered and was given up: {reason}",
        client=client or "a client",
        tickets=f" ({', '.join(f'#{ticket.number}' for ticket in tickets)})" if tickets else "",
        platform=PLATFORM_NAMES.get(platform, platform),
        reason=reason,
    )
    return _with_tickets(lead, tickets)


def unreachable(platform: str, reason: str, client: str, tickets: tuple[Ticket, ...]) -> Reply:
    """A client who can't be written to in private, to the staff rooms: who, and which tickets they have."""
    lead = desk_(
        "{client}{tickets} on {platform} can't be written to in private: {reason}",
        client=client or "A client",
        tickets=f" ({', '.join(f'#{ticket.number}' for ticket in tickets)})" if tickets else "",
        platform=PLATFORM_NAMES.get(platform, platform),
        reason=reason,
    )
    return _with_tickets(lead, tickets)


def _with_tickets(lead: Msg, tickets: tuple[Ticket, ...]) -> Reply:
    shown = tuple(Choice(desk_("Show #{number}", number=ticket.number), f"show {ticket.number}") for ticket in tickets)
    return Choices((lead,), shown) if shown else Text((lead,))
