"""What clients read of an incident: our own words in their language, and staff's as they are."""

from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import KnownIncident
from bot.core.model.incidents import Incident
from bot.core.rules.change import Notification, NotificationKind
from bot.core.text.reply_parts import Part
from bot.core.text.surface import Block, Choice, Choices, Moment, Msg, Ordinal, Quote, Reply, Text, _


def told(news: Notification, seen: TicketView) -> Reply:
    """The notice, news or the end, to the client of a ticket that is part of it."""
    ticket, number = seen.ticket, seen.ticket.number
    show = Choice(_("Show my ticket"), f"@show.{number}")
    match news.kind:
        case NotificationKind.INCIDENT:
            lead = _(
                "About **#{number}** “{subject}”: several clients report the same. We know of this fault, and we're"
                " working on it.",
                number=number,
                subject=ticket.subject,
            )
            more = _("I'll write here when there's news, and when it's over. Asking for news costs you nothing.")
            return Choices((lead, *_quotes(news), *_place(seen), more), (show,))
        case NotificationKind.INCIDENT_NEWS:
            lead = _("News of the fault that **#{number}** “{subject}” is part of:", number=number,
                     subject=ticket.subject)  # fmt: skip
            return Choices((lead, *_quotes(news)), (show,))
        case _:
            return _over(news, seen)


def _over(news: Notification, seen: TicketView) -> Reply:
    ticket, number = seen.ticket, seen.ticket.number
    lead = _("The fault that **#{number}** “{subject}” was part of is over.", number=number, subject=ticket.subject)
    show = Choice(_("Show my ticket"), f"@show.{number}")
    if not ticket.live:
        return Choices((lead, *_quotes(news)), (show,))
    more = _("If it works for you again, say so and I close the ticket. If not, it stays as it is, for our staff.")
    solved = Choice(_("It works again"), f"@solved.{number}", primary=True)
    return Choices((lead, *_quotes(news), *_place(seen), more), (solved, show))


def _place(seen: TicketView) -> tuple[Msg, ...]:
    if not (seen.ticket.waiting and seen.place):
        return ()
    return (_("Your ticket keeps its place, {place} in line, and what we promised.", place=Ordinal(seen.place)),)


def _quotes(news: Notification) -> tuple[Quote, ...]:
    return tuple(Quote(words) for words in (news.text, news.what) if words)


def told_without_ticket(news: Notification) -> Reply:
    """The same to whoever came with the same words and has no ticket of it."""
    lead = {
        NotificationKind.INCIDENT_NEWS: _("News of the fault that you asked about:"),
        NotificationKind.INCIDENT_OVER: _("The fault that you asked about is over. If it isn't for you, just write."),
    }
    return Text((lead[news.kind], *_quotes(news)))


def stands(incident: Incident) -> tuple[Block, ...]:
    """How it stands now, for whoever asks."""
    words = (Quote(incident.words),) if incident.words else ()
    if not incident.news or incident.said_at is None:
        return words
    return (*words, Quote(incident.news, _("The latest, {at}", at=Moment(incident.said_at, "short"))))


def news(seen: TicketView) -> Part:
    """ "Any news?" on a ticket that is part of one: answered from it, and free."""
    number = seen.ticket.number
    show = Choice(_("Show my ticket"), f"@show.{number}")
    if seen.incident is None:
        return Part((_("The fault that **#{number}** was part of is over.", number=number),), (show,))
    lead = _(
        "**#{number}** “{subject}” is part of a fault that concerns several clients. We're working on it.",
        number=number,
        subject=seen.ticket.subject,
    )
    more = _("I'll write here when there's news, and when it's over. Asking for news costs you nothing.")
    return Part((lead, *stands(seen.incident), *_place(seen), more), (show,))


def known(stage: KnownIncident, facts: Facts, brief: bool) -> Part:
    """Somebody comes with the words of an incident that lasts: we know; a ticket can be opened all the same."""
    incident = facts.incident
    choices = (
        Choice(_("Open a ticket all the same"), "file"),
        *(() if stage.draft else (Choice(_("It's something else"), "else"),)),
        Choice(_("All right, I'll wait"), "wait", primary=True),
    )
    if incident is None or not incident.lasts:
        over = _("That fault is over, as far as we know. If you still see it, open a ticket.")
        return Part((over,), choices[:-1])
    if brief:
        return Part((_("Shall I open a ticket all the same?"),), choices)
    lead = _("We know of this: several clients report the same just now, and we're working on it.")
    wait = _("I'll write here when there's news, and when it's over. You can open a ticket all the same.")
    if facts.public:
        wait = _("You can open a ticket all the same.")
    return Part((lead, *stands(incident), wait), choices)
