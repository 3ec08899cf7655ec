"""What clients are told unasked: replies to their tickets, and changes."""

from dataclasses import replace
from datetime import timedelta

from bot.core.client_view import appointments, billing, incidents, satisfaction
from bot.core.client_view.ticket_status import filed, next_steps, status
from bot.core.conversation.facts import Facts, TicketView
from bot.core.model.record import EntryKind, StoredEntry
from bot.core.model.tickets import State, Ticket
from bot.core.rules.change import Notification, NotificationKind
from bot.core.text.surface import Arg, Choice, Choices, KeptFile, Moment, Msg, Quote, Reply, Text, _, desk_


def takes_part(seen: TicketView, by: str) -> Reply:
    """For somebody whom staff let take part in another's ticket."""
    number = seen.ticket.number
    lead = _(
        "{name} lets you take part in **#{number}** “{subject}”: you can read it, and add to it under your own name.",
        name=by,
        number=number,
        subject=seen.ticket.subject,
    )
    how = _("To write there, begin with `add to #{number}` and go on with your words.", number=number)
    return Choices((lead, how), next_steps(seen))


def takes_part_no_more(ticket: Ticket) -> Reply:
    """For somebody whom staff took off a ticket again."""
    return Text((_("You don't take part in #{number} any more. What you wrote stays there as yours.",
                   number=ticket.number),))  # fmt: skip


def file_sent(ticket: Ticket, by: str, file: KeptFile) -> Reply:
    """A file that staff sent with a reply, which came before."""
    return Text((_("{name} sends you a file about **#{number}**:", name=by, number=ticket.number), file))


def file_lost(ticket: Ticket, by: str, name: str) -> Reply:
    """A file that staff sent and that can't be had, though the words arrived."""
    told = _(
        "{name} sent you the file {file} about **#{number}**, but it didn't come through. I've told staff.",
        name=by,
        file=name,
        number=ticket.number,
    )
    return Text((told,))


def file_refused(names: str) -> Reply:
    """A file that the reader's platform didn't take, though the words were sent."""
    return Text((_("A file couldn't be shown here: {file}. The words above are all there.", file=names),))


def to_client(news: Notification, seen: TicketView, facts: Facts) -> Reply:
    """A message to the ticket's client."""
    ticket, number = seen.ticket, seen.ticket.number
    subject = _("**#{number}** “{subject}”", number=number, subject=ticket.subject)
    quote = (Quote(news.text, _("edited") if news.edited else None),) if news.text else ()
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
            withdrawn = (_("You needn't answer the question from before any more."),) if news.what else ()
            more = _("If it isn't solved, say so and I'll open it again.")
            again = Choice(_("That didn't solve it"), f"@unsolved.{number}")
            show = Choice(_("Show my ticket"), f"@show.{number}")
            asked = satisfaction.question(ticket, facts.policy)
            return Choices((lead, *quote, *withdrawn, more, *asked.blocks), (*asked.choices, again, show))
        case NotificationKind.FILED_FOR:
            lead = _("{name} opened a ticket for you: “{subject}”.", name=news.by, subject=ticket.subject)
            more = _("Whatever else there is to it, just write it here.")
            return Choices((lead, *filed(seen, facts), more), next_steps(seen))
        case NotificationKind.SILENCE_ASKED:
            return Choices((*_asked_again(news, seen),), next_steps(seen))
        case NotificationKind.SILENCE_CLOSED:
            return _closed_for_silence(seen, facts)
        case NotificationKind.RESTS:
            return Choices((*_rests(news, seen, facts),), next_steps(seen))
        case NotificationKind.INCIDENT | NotificationKind.INCIDENT_NEWS | NotificationKind.INCIDENT_OVER:
            return incidents.told(news, seen)
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
            part = appointments.told(seen, replace(_CALLS[kind], args=args), news.text, facts.now)
            reminded = appointments.reminded(seen.call) if kind is NotificationKind.CALL_CONFIRMED and seen.call else ()
            where = appointments.called_on(facts.account) if kind in _WITH_NUMBER else ()
            return Choices((*part.blocks, *where, *reminded), part.choices)
        case _:
            signed = (Quote(news.text, desk_("{name}", name=news.by)),) if news.text else ()
            return Choices((subject, *signed), next_steps(seen))


def _asked_again(news: Notification, seen: TicketView) -> tuple[Msg, ...]:
    """An answered ticket whose client said nothing more: is it solved? And what becomes of it without a word."""
    number, subject = seen.ticket.number, seen.ticket.subject
    lead = _("**#{number}** “{subject}” was answered, and I haven't heard from you since. Did that solve it?",
             number=number, subject=subject)  # fmt: skip
    if news.at is None:
        return (lead,)
    return lead, _("Without a word from you I'll close it {at}. It can be opened again then, too.", at=Moment(news.at))


def _closed_for_silence(seen: TicketView, facts: Facts) -> Reply:
    number, subject = seen.ticket.number, seen.ticket.subject
    lead = _("I closed **#{number}** “{subject}”: it was answered, and I heard nothing more.", number=number,
             subject=subject)  # fmt: skip
    show = Choice(_("Show my ticket"), f"@show.{number}")
    asked = satisfaction.question(seen.ticket, facts.policy)
    closed, days = seen.ticket.closed_at, facts.policy.promises.reopen_window_days
    if closed is None or not days:
        new = _("If it isn't solved, just write to me, and I'll open a new one.")
        return Choices((lead, new, *asked.blocks), (*asked.choices, show))
    until = Moment(closed + timedelta(days=days), "date")
    more = _("If it isn't solved, or there's more to it, write here until {until}, and it's open again.", until=until)
    again = Choice(_("That didn't solve it"), f"@unsolved.{number}")
    return Choices((lead, more, *asked.blocks), (*asked.choices, again, show))


def _rests(news: Notification, seen: TicketView, facts: Facts) -> tuple[Msg, ...]:
    """A ticket that staff put to rest: until when, and that a word of the client's ends it."""
    lead = _("{name} has set a ticket of yours aside for now.", name=news.by)
    return lead, *status(seen, facts)


def corrected(entry: StoredEntry, text: str, by: str, seen: TicketView, facts: Facts, *, in_place: bool) -> Reply:
    """An answer or a question of staff's as it reads by now: ``in_place`` of what stood there, else as further news.

    Without ``text`` it was taken back, ``by`` whom.
    """
    ticket = seen.ticket
    closing = ticket.state is State.SOLVED and entry.at == ticket.closed_at
    if in_place and (text or closing):
        asked = NotificationKind.ASK if entry.kind is EntryKind.ASK else NotificationKind.REPLY
        kind = NotificationKind.RESOLVED if closing else asked
        return to_client(Notification(kind, text, entry.by, edited=True), seen, facts)
    of: dict[str, Arg] = {"name": by, "number": ticket.number, "subject": ticket.subject}
    if in_place:
        return Text((_("{name} took back what stood here, about **#{number}** “{subject}”.", **of),))
    at = Moment(entry.at, "short")
    if not text:
        lead = _("{name} took back this message about **#{number}** “{subject}” ({at}):", at=at, **of)
        return Text((lead, Quote(entry.text or "—")))
    lead = _("{name} corrected a message about **#{number}** “{subject}” ({at}). It reads now:", at=at, **of)
    quote = Quote(text, _("{name} (edited)", name=entry.by))
    if ticket.state is State.ASKED and entry.kind is EntryKind.ASK:
        return Text((lead, quote, _("Just write your answer here.")))
    asks = (_("Did that solve it?"),) if ticket.state is State.ANSWERED else ()
    return Choices((lead, quote, *asks), next_steps(seen))


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


_WITH_NUMBER = frozenset({NotificationKind.CALL_CONFIRMED, NotificationKind.CALL_REMINDER})
"""News of a call that will be: with the number that is called."""


def _notice(news: Notification, seen: TicketView, facts: Facts) -> Reply:
    """A billing notice that staff sent."""
    number = seen.ticket.number
    asked = next((entry for entry in seen.agreed if entry.n == news.number), None)
    lead = _("{name} asks about **#{number}** “{subject}”:", name=news.by, number=number, subject=seen.ticket.subject)
    if asked is None:
        return Choices((lead,), next_steps(seen))
    words = billing.notice(asked.terms, asked.software, facts.policy, facts.lang)
    return Choices((lead, *words), billing.word(asked))
