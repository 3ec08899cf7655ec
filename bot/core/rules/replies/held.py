"""A reply that is held before it is sent: how long, what happens when it is due, and whether it may still go.

Until then it is no response: promises, estimates and states are as if nothing was written. What the ticket is
answered by, and when, is decided anew at the moment at which it goes.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.core.model.held_replies import HeldReply, ReplyKind
from bot.core.model.people import Staff
from bot.core.model.record import Author, Entry, EntryKind, StoredEntry
from bot.core.model.tickets import Rule, Ticket
from bot.core.rules import staff_actions
from bot.core.rules.change import Change, Refused

SAID = frozenset({EntryKind.WORDS, EntryKind.REPLY, EntryKind.ASK, EntryKind.EDIT})
"""What is said between client and staff: news of it may make other words the better answer."""


BEFORE_PROMISE = timedelta(seconds=3)
"""So much sooner than a promise a hold is over: what is due is looked for every second, and clocks differ."""


def due(ticket: Ticket, seconds: int, now: datetime) -> datetime | None:
    """When a reply that is written now is sent; ``None``: at once.

    No hold makes a promise late: as long as nobody answered, it is over before the next promise is.
    """
    promised = () if ticket.answered_at else (ticket.grace_until, ticket.promise_at)
    ends = (moment - BEFORE_PROMISE for moment in promised if moment > now)
    at = min((now + timedelta(seconds=seconds), *ends))
    return at if at > now else None


def taken(ticket: Ticket, by: Staff, now: datetime) -> Change | None:
    """The ticket becomes its writer's while their reply is held, so that nobody else answers; ``None``: it is."""
    if ticket.owner == by.name:
        return None
    after = replace(ticket, owner=by.name, acted_at=now)
    return Change(ticket, after, by.name, Rule.CLAIMED, entries=(staff_actions.did(by, "claimed", now),))


def sent(ticket: Ticket, held: HeldReply, by: Staff, now: datetime) -> Change | Refused:
    """What a held reply does to its ticket when it goes."""
    match held.kind:
        case ReplyKind.REPLY:
            return staff_actions.reply(ticket, by, held.text, now)
        case ReplyKind.ASK:
            return staff_actions.ask(ticket, by, held.text, now)
        case ReplyKind.RESOLVE:
            return staff_actions.resolve(ticket, by, held.text, now)
        case _:
            assert_never(held.kind)


def not_sent(ticket: Ticket, held: HeldReply, now: datetime) -> Change:
    """A held reply whose ticket was closed, or taken over, meanwhile: its words stay, as a note."""
    text = f"Not sent, since #{ticket.number} changed before it was due: “{held.text}”"
    return Change(ticket, ticket, held.by, entries=(Entry(EntryKind.NOTE, Author.STAFF, held.by, text, now),))


def taken_back(ticket: Ticket, by: Staff, now: datetime) -> Change:
    """A held reply that never goes: the record says that there was one, not what it said."""
    entry = staff_actions.did(by, "took back a reply before it was sent", now)
    return Change(ticket, ticket, by.name, entries=(entry,))


def news(held: HeldReply, entries: Sequence[StoredEntry]) -> tuple[StoredEntry, ...]:
    """What client and colleagues said since a reply was shown to its writer."""
    return tuple(entry for entry in entries if entry.seq > held.seen and entry.kind in SAID)
