"""A ticket at rest: staff put it aside until a moment; then, or with its client's next word, it is back.

Rest costs nothing and saves nothing: the place in line stays, and so does every promise.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.model.people import Staff
from bot.core.model.record import Author, Entry, EntryKind
from bot.core.model.tickets import Rule, State, Ticket
from bot.core.rules.change import CLIENT, DESK, PARTICIPANT, Change, Notification, NotificationKind, Refused
from bot.core.rules.staff_actions import acted, closed, did, owned_by_other
from bot.core.text.surface import Moment, desk_

REST_DAYS_MAX = 366
"""Longer than a year nobody remembers what was waited for."""


def put(ticket: Ticket, until: datetime, by: Staff, reason: str, now: datetime) -> Change | Refused:
    """Put a ticket to rest until a moment, or change until when it rests; its client is told until when."""
    if not ticket.live:
        return closed(ticket)
    if refused := owned_by_other(ticket, by):
        return refused
    if until <= now:
        return Refused(desk_("{until} is over: a ticket rests until a moment that is ahead.", until=Moment(until)))
    if until > now + timedelta(days=REST_DAYS_MAX):
        return Refused(desk_("That is too far ahead: a ticket rests for {days} days at most.", days=REST_DAYS_MAX))
    after = replace(ticket, state=State.RESTING, rest_until=until, acted_at=acted(ticket, by, now))
    told = Notification(NotificationKind.RESTS, by=by.name, at=until)
    entry = did(by, "put to rest", now, reason)
    return Change(ticket, after, by.name, Rule.RESTED, reason, entries=(entry,), to_client=told)


def end(ticket: Ticket, by: Staff, now: datetime) -> Change | Refused:
    """End the rest early."""
    if ticket.state is not State.RESTING:
        return Refused(desk_("#{number} isn't at rest.", number=ticket.number))
    if refused := owned_by_other(ticket, by):
        return refused
    entry = did(by, "rest ended", now)
    return Change(ticket, _back(ticket, now), by.name, Rule.WOKEN, entries=(entry,))


def fall_due(ticket: Ticket, now: datetime) -> Change | None:
    """The moment has come: back to its owner, who is told, or to its place in line. ``None``: it doesn't rest."""
    if ticket.state is not State.RESTING:
        return None
    entry = Entry(EntryKind.ACT, Author.BOT, "", "rest is over", now)
    told = Notification(NotificationKind.REST_OVER)
    return Change(ticket, _back(ticket, now), DESK, Rule.WOKEN, entries=(entry,), to_owner=told)


def woken(change: Change, now: datetime) -> Change:
    """A change as it is, but that whatever the client does on a ticket at rest brings it back as well."""
    if change.after.state is not State.RESTING or change.by not in {CLIENT, PARTICIPANT}:
        return change
    return replace(change, after=_back(change.after, now), rule=change.rule or Rule.CLIENT_WROTE)


def _back(ticket: Ticket, now: datetime) -> Ticket:
    """Open again, where it was: its owner's, whose lease begins anew, or in line by the moment it always had."""
    return replace(ticket, state=State.OPEN, rest_until=None, acted_at=now if ticket.owner else None)
