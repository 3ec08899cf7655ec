"""Who takes part in a ticket besides its client: staff add people and take them off, by these rules."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.model.people import Identity, Staff
from bot.core.model.record import Author, Participant
from bot.core.model.tickets import State, Ticket
from bot.core.rules.change import BotEntry, Change, Refused
from bot.core.rules.staff_actions import did
from bot.core.text.surface import Msg, _, desk_

PARTICIPANTS_MAX = 20
"""On one ticket. Everybody's words are news to its owner; more people than these have a channel of their own."""


def refusal(ticket: Ticket, who: Identity, known: Sequence[Participant], *, client: bool, staff: str) -> Refused | None:
    """Why somebody isn't added; ``None`` where they are. ``staff`` is their name on the desk, if they work here."""
    number, there = ticket.number, taking_part(known)
    if ticket.state is State.MERGED:
        return Refused(desk_("#{number} went into #{into}: add them there.", number=number, into=ticket.merged_into))
    if client:
        return Refused(desk_("#{number} is theirs: nobody is added to their own ticket.", number=number))
    if staff:
        return Refused(desk_("{name} works here, and reads every ticket.", name=staff))
    if any(each.identity == who for each in there):
        return Refused(desk_("They take part in #{number} already.", number=number))
    if len(there) >= PARTICIPANTS_MAX:
        return Refused(
            desk_("{count} people take part in #{number}: take one off first.", count=len(there), number=number)
        )
    return None


def taking_part(known: Sequence[Participant]) -> tuple[Participant, ...]:
    """Those who take part now, of all who ever did."""
    return tuple(each for each in known if each.left_at is None)


def added(ticket: Ticket, joined: Participant, by: Staff, now: datetime) -> Change:
    """Somebody takes part from now on: the client reads it, and staff by whom."""
    return _noted(ticket, joined, _("Takes part in this ticket from now on."), "participant added", by, now)


def removed(ticket: Ticket, joined: Participant, by: Staff, now: datetime) -> Change:
    """Somebody takes part no more; what they wrote stays, and is theirs."""
    return _noted(ticket, joined, _("Takes part in this ticket no more."), "participant removed", by, now)


def _noted(ticket: Ticket, joined: Participant, said: Msg, act: str, by: Staff, now: datetime) -> Change:
    """By their number: the name is theirs, and goes with them when they are erased."""
    entries = (BotEntry(said, Author.PARTICIPANT, now, str(joined.n)), did(by, act, now))
    return Change(ticket, ticket, by.name, entries=entries)
