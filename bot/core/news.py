"""What each side is told unasked: replies and changes to clients, new work and warnings to staff."""

from dataclasses import replace

from bot.core import billing_prompts, phone_prompts
from bot.core.appointment import Appointment
from bot.core.change import SHORT_CHARS, Notification, NotificationKind
from bot.core.facts import Facts, TicketView
from bot.core.model import Ticket
from bot.core.phone import confirm_line
from bot.core.status import next_steps, status
from bot.core.surface import Choice, Choices, Moment, Msg, Quote, Reply, Text, _, desk_


def to_client(news: Notification, seen: TicketView, facts: Facts) -> Reply:
    """A message to the ticket's client."""
    ticket, number = seen.ticket, seen.ticket.number
    subject = _("**#{number}** “{subject}”", number=number, subject=ticket.subject)
    quote = (Quote(news.text, desk_("{name}", name=news.by)),) if news.text else ()
    match news.kind:
        case NotificationKind.REPLY:
            lead = _("{name} answered **#{number}** “{subject}”:", name=news.by, number=number,
                     subject=ticket.subject)  # fmt: skip
            return Choices((lead, *quote, _("Did that solve it?")), next_steps(seen))
        case NotificationKind.ASK:
            lead = _("{name} needs to know something about **#{number}** “{subject}”:", name=news.by, number=number,
                     subject=ticket.subject)  # fmt: skip
            return Text((lead, *quote, _("Just write your answer here.")))
        case NotificationKind.RESOLVED:
            lead = _("{name} resolved **#{number}** “{subject}”.", name=news.by, number=number,
                     subject=ticket.subject)  # fmt: skip
            more = _("If it isn't solved, say so and I'll open it again.")
            again = Choice(_("That didn't solve it"), f"@unsolved.{number}")
            return Choices((lead, *quote, more), (again, Choice(_("Show my ticket"), f"@show.{number}")))
        case NotificationKind.REOPENED:
            return Choices((_("{name} opened your ticket again.", name=news.by), *quote, *status(seen, facts)),
                           next_steps(seen))  # fmt: skip
        case NotificationKind.MERGED:
            lead = _("{name} joined **#{number}** with your ticket **#{other}**, which keeps the older place.",
                     name=news.by, number=number, other=news.number)  # fmt: skip
            return Choices((lead,), (Choice(_("Show #{number}", number=news.number), f"@show.{news.number}"),))
        case NotificationKind.BILLING_NOTICE:
            return _notice(news, seen, facts)
        case NotificationKind.CARD_NOTED:
            told = _(
                "A card is on file for you now: work on **#{number}** that waited for it can go on.", number=number
            )
            return Choices((told,), next_steps(seen))
        case kind if kind in _CALLS:
            args = (("name", news.by), ("number", number), ("subject", ticket.subject))
            part = phone_prompts.told(seen, replace(_CALLS[kind], args=args), news.text, facts.now)
            reminded = (
                phone_prompts.reminded(seen.call) if kind is NotificationKind.CALL_CONFIRMED and seen.call else ()
            )
            return Choices((*part.blocks, *reminded), part.choices)
        case _:
            return Choices((subject, *quote), next_steps(seen))


_CALLS: dict[NotificationKind, Msg] = {
    NotificationKind.CALL_CONFIRMED: _("{name} confirmed your call about **#{number}** “{subject}”."),
    NotificationKind.CALL_MOVED: _("{name} suggests another time for your call about **#{number}** “{subject}”."),
    NotificationKind.CALL_EXCEPTION: _(
        "{name} offers you a call about **#{number}** “{subject}”, at a time made for you."
    ),
    NotificationKind.CALL_DECLINED: _("{name} can't take the call about **#{number}** “{subject}” at that time."),
    NotificationKind.CALL_CANCELLED: _("{name} had to cancel the call about **#{number}** “{subject}”."),
    NotificationKind.CALL_ENDED: _("The call about **#{number}** “{subject}” is cancelled, as the ticket is closed."),
    NotificationKind.CALL_WITHDRAWN: _(
        "The call about **#{number}** “{subject}” is cancelled: its billing isn't agreed to."
    ),
    NotificationKind.CALL_UNDECIDED: _(
        "I'm sorry: nobody confirmed your call about **#{number}** “{subject}” in time, so its time"
        " is free again. Pick another one, or wait for an answer here."
    ),
    NotificationKind.CALL_OFFER_OVER: _(
        "The time we offered for a call about **#{number}** “{subject}” is no longer held."
    ),
    NotificationKind.CALL_STAYS: _(
        "Your call about **#{number}** “{subject}” stays as it was; the other time isn't held any more."
    ),
    NotificationKind.CALL_REMINDER: _("A reminder: your call about **#{number}** “{subject}”."),
}


def _notice(news: Notification, seen: TicketView, facts: Facts) -> Reply:
    """A billing notice that staff sent."""
    number = seen.ticket.number
    asked = next((entry for entry in seen.agreed if entry.n == news.number), None)
    lead = _("{name} asks about **#{number}** “{subject}”:", name=news.by, number=number, subject=seen.ticket.subject)
    if asked is None:
        return Choices((lead,), next_steps(seen))
    words = billing_prompts.notice(asked.terms, asked.software, facts.policy, facts.lang)
    return Choices((lead, *words), billing_prompts.word(asked))


_STAFF: dict[NotificationKind, str] = {
    NotificationKind.FILED: "New ticket **#{number}** “{subject}”, {urgency}.",
    NotificationKind.NOTE: "{by} left a note on **#{number}** “{subject}”:",
    NotificationKind.CLIENT_WROTE: "The client of **#{number}** “{subject}” wrote:",
    NotificationKind.PARTICIPANT_WROTE: "{by} wrote on **#{number}** “{subject}”:",
    NotificationKind.CLIENT_SOLVED: "The client says that **#{number}** “{subject}” is solved.",
    NotificationKind.CLIENT_CANCELLED: "The client took **#{number}** “{subject}” back.",
    NotificationKind.CLIENT_REOPENED: "The client says that **#{number}** “{subject}” isn't solved.",
    NotificationKind.CLIENT_BUMPED: "The client nudged **#{number}** “{subject}”; it went to the end of its line.",
    NotificationKind.CLIENT_WAITS: "The client of **#{number}** “{subject}” asks for news: we are past the estimate.",
    NotificationKind.CLIENT_WANTS_PHONE: "The client of **#{number}** “{subject}” would like to talk by phone.",
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
    NotificationKind.CLAIM_EXPIRED: "The claim of {by} on **#{number}** “{subject}” is over: it is back in line.",
}


def to_staff(news: Notification, ticket: Ticket, call: Appointment | None = None, zone: str = "UTC") -> Reply:
    """A notice to the ticket's owner, or to the staff rooms while it has none.

    ``call`` is its appointment, ``zone`` the desk's.
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
        start=Moment(call.start) if call else "",
        what=news.what,
    )
    quote = (Quote(_cut(news.text)),) if news.text else ()
    show = Choice(desk_("Show #{number}", number=number), f"show {number}")
    if news.kind is NotificationKind.CALL_REQUESTED and call:
        confirm = Choice(desk_("Confirm the call of #{number}", number=number), confirm_line(call, zone))
        return Choices((lead, *quote), (confirm, show))
    if ticket.waiting:
        return Choices((lead, *quote), (Choice(desk_("Claim #{number}", number=number), f"claim {number}"), show))
    return Choices((lead, *quote), (show,)) if ticket.live else Text((lead, *quote))


def urgency_of(ticket: Ticket) -> str:
    """The urgency that staff set, and what the client asked for where that is another."""
    name, asked = ticket.urgency.name.lower(), ticket.asked_urgency.name.lower()
    return name if ticket.asked_urgency >= ticket.urgency else f"{name} (client asks: {asked})"


def _cut(text: str) -> str:
    return text if len(text) <= SHORT_CHARS else text[: SHORT_CHARS - 1] + "…"


def notify_problem(platform: str, reason: str) -> Reply:
    """Something that only staff can mend on a platform, such as a permission that we lack."""
    return Text((desk_("On {platform}, something needs a hand: {reason}", platform=platform, reason=reason),))


def undelivered(platform: str, reason: str, tickets: tuple[Ticket, ...]) -> Reply:
    """A message that was given up, to the staff rooms: whose it was, as far as tickets tell."""
    lead = desk_(
        "A message to a client on {platform} could not be delivered and was given up: {reason}",
        platform=platform,
        reason=reason,
    )
    shown = tuple(Choice(desk_("Show #{number}", number=ticket.number), f"show {ticket.number}") for ticket in tickets)
    return Choices((lead,), shown) if shown else Text((lead,))
