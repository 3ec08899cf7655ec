"""How a ticket stands, in words for its client: the one place that says place, estimate and promise."""

from bot.core.client_view import appointments, billing
from bot.core.conversation.facts import Facts, TicketView
from bot.core.model.tickets import State, Ticket
from bot.core.reports.learned_estimate import learned_message, share_message
from bot.core.rules.permissions import Party
from bot.core.text.surface import Choice, Moment, Msg, Ordinal, _


def filed(seen: TicketView, facts: Facts) -> tuple[Msg, ...]:
    """A ticket that has just been filed: its number, place and promises, and what was noted with it."""
    ticket = seen.ticket
    lead = _(
        "Ticket **#{number}** is in. You're **{place} in line**.",
        number=ticket.number,
        place=Ordinal(seen.place or 1),
    )
    wish = _("You asked for a higher urgency: staff see that at once and decide.")
    third = _(
        "It seems to be about {name}, which isn't our own software: before any help with it is billed, you're asked.",
        name=ticket.third_party,
    )
    agreed = billing.standing(seen, facts)
    return (
        lead,
        *times(ticket, facts),
        *((wish,) if ticket.asked_urgency < ticket.urgency else ()),
        *((third,) if ticket.third_party and not seen.agreed else agreed),
    )


def status(seen: TicketView, facts: Facts) -> tuple[Msg, ...]:
    """Where a ticket stands now, and what the client can count on; what only they decide is asked of nobody else."""
    if seen.party is not Party.CLIENT:
        return _stands(seen, facts)
    call = appointments.call_status(seen.active_call, facts.now) if seen.active_call else ()
    asked = billing.waiting(seen, facts)
    return (*_stands(seen, facts), *call, *billing.standing(seen, facts), *asked)


def _stands(seen: TicketView, facts: Facts) -> tuple[Msg, ...]:
    fault = (_("It is part of a fault that concerns several clients. We're working on it."),) if seen.incident else ()
    return (*_alone(seen, facts), *fault)


def _alone(seen: TicketView, facts: Facts) -> tuple[Msg, ...]:
    ticket = seen.ticket
    if ticket.waiting:
        place = _(
            "**#{number}** “{subject}” is **{place} in line**.",
            number=ticket.number,
            subject=ticket.subject,
            place=Ordinal(seen.place or 1),
        )
        return (place, *times(ticket, facts)) if ticket.answered_at is None else (place,)
    if ticket.state is State.OPEN:
        working = _(
            "**#{number}** “{subject}”: {owner} is working on it.",
            number=ticket.number,
            subject=ticket.subject,
            owner=ticket.owner,
        )
        return (working, *times(ticket, facts)) if ticket.answered_at is None else (working,)
    if ticket.state is State.RESTING and ticket.answered_at is None:
        return (_with_others(ticket), *times(ticket, facts))
    return (_with_others(ticket),)


def _with_others(ticket: Ticket) -> Msg:
    """A ticket on which staff do nothing at the moment."""
    number, subject = ticket.number, ticket.subject
    match ticket.state:
        case State.ASKED:
            return _(
                "**#{number}** “{subject}”: we asked you something and wait for your answer. Just write it here.",
                number=number,
                subject=subject,
            )
        case State.ANSWERED:
            return _(
                "**#{number}** “{subject}” is answered. Write here if there's more to it.",
                number=number,
                subject=subject,
            )
        case State.RESTING:
            return _(
                "**#{number}** “{subject}” is set aside until {until}, while we wait for something. It keeps its place;"
                " write here if there's news, and it's back at once.",
                number=number,
                subject=subject,
                until=_until(ticket),
            )
        case State.SOLVED:
            return _("**#{number}** “{subject}” is solved.", number=number, subject=subject)
        case State.SILENT:
            return _(
                "**#{number}** “{subject}” is closed: it was answered, and I heard nothing more.",
                number=number,
                subject=subject,
            )
        case State.MERGED:
            return _(
                "**#{number}** “{subject}” goes on as **#{other}**.",
                number=number,
                subject=subject,
                other=ticket.merged_into,
            )
        case _:
            return _("**#{number}** “{subject}” was taken back.", number=number, subject=subject)


def _until(ticket: Ticket) -> Moment | str:
    return Moment(ticket.rest_until) if ticket.rest_until else "—"


def times(ticket: Ticket, facts: Facts) -> tuple[Msg, ...]:
    """The estimate with its grace, and the guarantee; an apology once they are behind us."""
    promise = Moment(ticket.promise_at)
    if facts.now > ticket.promise_at:
        return (
            _(
                "We guaranteed an answer by {promise} and missed it. I'm sorry: that shouldn't happen."
                " Staff have been told; asking for news costs you nothing.",
                promise=promise,
            ),
        )
    guarantee = _("What we do guarantee: an answer by **{promise}**.", promise=promise)
    if facts.now > ticket.grace_until:
        return (_("We're past our estimate, and I'm sorry. Asking for news costs you nothing."), guarantee)
    lately = (
        *((learned_message(facts.learned),) if facts.learned else ()),
        *((share_message(facts.share, facts.policy.measured.share_within_wall_hours),) if facts.share else ()),
    )
    estimate = _(
        "I estimate an answer by **{estimate}**; please allow until {grace}. That's an estimate, it's not guaranteed.",
        estimate=Moment(ticket.estimate_at),
        grace=Moment(ticket.grace_until, "short"),
    )
    return (estimate, *lately, guarantee)


def short(seen: TicketView) -> Msg:
    """A ticket's state in a few words, for lists."""
    ticket = seen.ticket
    if ticket.waiting:
        return _("{place} in line", place=Ordinal(seen.place or 1))
    match ticket.state:
        case State.OPEN:
            return _("{owner} is working on it", owner=ticket.owner)
        case State.ASKED:
            return _("waits for your answer")
        case State.ANSWERED:
            return _("answered")
        case State.RESTING:
            return _("set aside until {until}", until=_until(ticket))
        case State.SOLVED:
            return _("solved")
        case State.SILENT:
            return _("closed without a word")
        case State.MERGED:
            return _("goes on as #{number}", number=ticket.merged_into)
        case _:
            return _("taken back")


def next_steps(seen: TicketView) -> tuple[Choice, ...]:
    """What the client can do about a ticket, best first; good at any time."""
    ticket, number = seen.ticket, seen.ticket.number
    if seen.party is not Party.CLIENT:
        return (Choice(_("Show #{number}", number=number), f"@show.{number}"),)
    show = Choice(_("Show my ticket"), f"@show.{number}")
    if not ticket.live:
        return (show, Choice(_("Send me the transcript"), f"@transcript.{number}"))
    phone: tuple[Choice, ...] = (Choice(_("Talk by phone instead"), f"@phone.{number}"),)
    if seen.active_call is not None:
        phone = appointments.call_steps(seen.active_call)
    if ticket.state is State.ANSWERED:
        return (
            Choice(_("That solved it"), f"@solved.{number}", primary=True),
            Choice(_("That didn't solve it"), f"@unsolved.{number}"),
            *phone,
        )
    return (*billing.answers(seen), show, *phone)
