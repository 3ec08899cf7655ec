"""What staff do to tickets. Each act is one pure function: a change, or a refusal that says why.

Roles: an agent acts on tickets that are theirs or nobody's; a lead may also act on a colleague's.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.model.people import Role, Staff
from bot.core.model.record import Author, Entry, EntryKind
from bot.core.model.tickets import Rule, State, Ticket, Urgency
from bot.core.rules.change import Change, Notification, NotificationKind, Refused
from bot.core.rules.client_actions import reopenable, reopened
from bot.core.rules.promise_times import Times
from bot.core.text.surface import Choice, desk_

A_MINUTE = timedelta(minutes=1)
"""So far before the first in line a ticket is put: room for many more between them."""

WITHDRAWN = "question withdrawn"
"""What is said besides of a ticket that is resolved while its client still owed an answer: they needn't give it."""


def claim(ticket: Ticket, by: Staff, now: datetime) -> Change | Refused:
    """Claim a ticket: a lease that runs from the owner's last act. One at rest is at rest no longer."""
    if ticket.owner == by.name and ticket.live:
        return Refused(desk_("#{number} is yours already.", number=ticket.number), _on(ticket, "show"))
    if ticket.owner and ticket.live:
        return Refused(desk_("{owner} has claimed #{number}.", owner=ticket.owner, number=ticket.number))
    if not ticket.live:
        return closed(ticket)
    at_work = State.OPEN if ticket.state is State.RESTING else ticket.state
    after = replace(ticket, state=at_work, owner=by.name, acted_at=now)
    return Change(ticket, after, by.name, Rule.CLAIMED, entries=(did(by, "claimed", now),))


def assign(ticket: Ticket, to: str, by: Staff, reason: str, now: datetime) -> Change | Refused:
    """Hand a ticket to a colleague, who is told; the lease begins anew. An agent's own or nobody's, a lead any."""
    if not ticket.live:
        return closed(ticket)
    if refused := owned_by_other(ticket, by):
        return refused
    if ticket.owner == to:
        return Refused(desk_("{owner} has #{number} already.", owner=to, number=ticket.number), _on(ticket, "show"))
    after = replace(ticket, owner=to, acted_at=now)
    told = Notification(NotificationKind.ASSIGNED, reason, by.name) if to != by.name else None
    entry = did(by, f"assigned to {to}", now, reason)
    return Change(ticket, after, by.name, Rule.ASSIGNED, reason, entries=(entry,), to_owner=told)


def release(ticket: Ticket, by: Staff, reason: str, now: datetime) -> Change | Refused:
    """Release a ticket: to its place in line, or to nobody while it waits for the client."""
    if not ticket.live:
        return closed(ticket)
    if not ticket.owner:
        return Refused(desk_("#{number} isn't claimed by anybody.", number=ticket.number))
    if refused := owned_by_other(ticket, by):
        return refused
    after = replace(ticket, owner="", acted_at=None)
    return Change(ticket, after, by.name, Rule.RELEASED, reason, entries=(did(by, "released", now, reason),))


def reply(ticket: Ticket, by: Staff, text: str, now: datetime) -> Change | Refused:
    """Answer the client; counts as the first response."""
    return _respond(ticket, by, text, now, EntryKind.REPLY, State.ANSWERED, Rule.ANSWERED, NotificationKind.REPLY)


def ask(ticket: Ticket, by: Staff, text: str, now: datetime) -> Change | Refused:
    """Ask the client for information; counts as the first response. Their answer brings it back."""
    return _respond(ticket, by, text, now, EntryKind.ASK, State.ASKED, Rule.ASKED, NotificationKind.ASK)


def note(ticket: Ticket, by: Staff, text: str, now: datetime) -> Change:
    """An internal note; clients never see it. Anyone on the desk may leave one on any ticket."""
    entry = Entry(EntryKind.NOTE, Author.STAFF, by.name, text, now)
    told = Notification(NotificationKind.NOTE, text, by.name) if ticket.owner and ticket.owner != by.name else None
    after = replace(ticket, acted_at=acted(ticket, by, now))
    return Change(ticket, after, by.name, entries=(entry,), to_owner=told)


def resolve(ticket: Ticket, by: Staff, text: str, now: datetime) -> Change | Refused:
    """Close it as solved, with a last reply if there is one. A ticket needs a response first."""
    if not ticket.live:
        return closed(ticket)
    if refused := owned_by_other(ticket, by):
        return refused
    if ticket.answered_at is None and not text:
        return Refused(
            desk_(
                "#{number} has had no reply yet, and resolving needs one. Write: resolve {number} <your answer>",
                number=ticket.number,
            )
        )
    entries = (_words(by, EntryKind.REPLY, text, now),) if text else ()
    after = replace(ticket, state=State.SOLVED, closed_at=now, answered_at=ticket.answered_at or now, owner=by.name)
    return Change(
        ticket,
        after,
        by.name,
        Rule.SOLVED,
        entries=(*entries, did(by, "resolved", now)),
        to_client=Notification(
            NotificationKind.RESOLVED, text, by.name, what=WITHDRAWN * (ticket.state is State.ASKED)
        ),
        responded=bool(text),
    )


def reopen(
    ticket: Ticket,
    by: Staff,
    reason: str,
    now: datetime,
    window_days: int,
    times: Times,
    *,
    keeps_place: bool = False,
) -> Change | Refused:
    """Open a closed ticket again within the window; it joins the end of its line, unless it keeps its place."""
    if ticket.live:
        return Refused(desk_("#{number} is open.", number=ticket.number), _on(ticket, "show"))
    if not reopenable(ticket, now, window_days):
        return Refused(
            desk_(
                "#{number} can't be reopened: only solved tickets, and those closed for silence, can, within {days}"
                " days. Ask the client to open a new one.",
                number=ticket.number,
                days=window_days,
            )
        )
    return Change(
        ticket,
        reopened(ticket, now, times, keeps_place=keeps_place),
        by.name,
        Rule.REOPENED,
        reason,
        entries=(did(by, "reopened", now, reason),),
        to_client=Notification(NotificationKind.REOPENED, by=by.name),
    )


def merge(ticket: Ticket, into: Ticket, by: Staff, now: datetime) -> tuple[Change, Change] | Refused:
    """Close a ticket into another of the same client: the older place and promises are kept.

    Whoever still waits for a response under one of the numbers waits for it under the one that stays.
    """
    if ticket.number == into.number:
        return Refused(desk_("A ticket can't be merged into itself."))
    if ticket.account != into.account:
        return Refused(desk_("These tickets belong to different clients, so they stay apart."))
    if not (ticket.live and into.live):
        return closed(into if ticket.live else ticket)
    if refused := owned_by_other(ticket, by) or owned_by_other(into, by):
        return refused
    reason = f"#{ticket.number} into #{into.number}"
    gone = replace(ticket, state=State.MERGED, merged_into=into.number, closed_at=now, owner="", acted_at=None)
    kept = replace(
        _owing_both(ticket, into),
        since=min(ticket.since, into.since),
        urgency=min(ticket.urgency, into.urgency),
        wants_phone=ticket.wants_phone or into.wants_phone,
        third_party=into.third_party or ticket.third_party,
        tags=tuple(sorted({*ticket.tags, *into.tags})),
        incident=into.incident or ticket.incident,
        state=State.OPEN if ticket.state is State.OPEN else into.state,
        acted_at=now if into.owner else None,
    )
    told = Notification(NotificationKind.MERGED, by=by.name, number=into.number)
    return (
        Change(ticket, gone, by.name, Rule.MERGED, reason, (did(by, f"merged {reason}", now),), told),
        Change(into, kept, by.name, Rule.MERGED, reason, (did(by, f"merged {reason}", now),)),
    )


def _owing_both(ticket: Ticket, into: Ticket) -> Ticket:
    """``into`` with what is still owed on either: a response, by the earliest that was said on time."""
    owing = [each for each in (ticket, into) if each.answered_at is None]
    if not owing:
        return into
    return replace(
        into,
        answered_at=None,
        estimate_at=min(each.estimate_at for each in owing),
        grace_until=min(each.grace_until for each in owing),
        promise_at=min(each.promise_at for each in owing),
        counted_from=min(each.counted_from for each in owing),
    )


def move(
    ticket: Ticket, at_place: Ticket | None, ahead: Ticket | None, by: Staff, reason: str, now: datetime
) -> Change | Refused:
    """Move a waiting ticket between two of its urgency, or to the end of its line."""
    if not ticket.waiting:
        return _not_in_line(ticket)
    if at_place is not None and at_place.urgency < ticket.urgency:
        return Refused(
            desk_(
                "That place belongs to tickets of another urgency."
                " Change it first: urgency {number} {urgency} <reason>",
                number=ticket.number,
                urgency=at_place.urgency.name.lower(),
            )
        )
    behind_all = at_place is None or at_place.urgency > ticket.urgency
    since = now if at_place is None or behind_all else _between(ahead, at_place)
    after = replace(ticket, since=since)
    return Change(ticket, after, by.name, Rule.MOVED, reason, (did(by, "moved", now, reason),))


def _between(ahead: Ticket | None, behind: Ticket) -> datetime:
    """Half-way between two in line, so that either can have more put beside it; or just before one."""
    if ahead is None or ahead.urgency is not behind.urgency:
        return behind.since - A_MINUTE
    return ahead.since + (behind.since - ahead.since) / 2


def set_urgency(ticket: Ticket, to: Urgency, by: Staff, reason: str, now: datetime) -> Change | Refused:
    """Set a ticket's urgency, whatever the client wished."""
    if not ticket.live:
        return closed(ticket)
    if ticket.urgency is to:
        return Refused(desk_("#{number} is {urgency} already.", number=ticket.number, urgency=to.name.lower()))
    what = f"urgency {ticket.urgency.name.lower()} → {to.name.lower()}"
    after = replace(ticket, urgency=to, acted_at=acted(ticket, by, now))
    return Change(ticket, after, by.name, Rule.URGENCY, f"{what}: {reason}", (did(by, what, now, reason),))


def expire_claim(ticket: Ticket, now: datetime) -> Change:
    """Return a ticket whose claim expired to its place in line."""
    entry = Entry(EntryKind.ACT, Author.BOT, "", f"claim of {ticket.owner} expired", now)
    after = replace(ticket, owner="", acted_at=None)
    return Change(ticket, after, "desk", Rule.LEASE_EXPIRED, f"{ticket.owner} was silent too long", (entry,))


# ── Shared by the acts ─────────────────────────────────────────────────────────────────


def _respond(
    ticket: Ticket, by: Staff, text: str, now: datetime,
    kind: EntryKind, state: State, rule: Rule, news: NotificationKind,
) -> Change | Refused:  # fmt: skip
    if not ticket.live:
        return closed(ticket)
    if refused := owned_by_other(ticket, by):
        return refused
    after = replace(
        ticket,
        state=state,
        owner=by.name,
        acted_at=now,
        answered_at=ticket.answered_at or max(now, ticket.counted_from),
    )
    return Change(
        ticket,
        after,
        by.name,
        rule,
        entries=(_words(by, kind, text, now),),
        to_client=Notification(news, text, by.name),
        responded=True,
    )


def acted(ticket: Ticket, by: Staff, now: datetime) -> datetime | None:
    """The ticket after an act, which renews the lease if it is its owner's."""
    return now if ticket.owner == by.name else ticket.acted_at


def _words(by: Staff, kind: EntryKind, text: str, now: datetime) -> Entry:
    return Entry(kind, Author.STAFF, by.name, text, now)


def did(by: Staff, what: str, now: datetime, reason: str = "") -> Entry:
    """An act as an entry of the record, for staff."""
    return Entry(EntryKind.ACT, Author.STAFF, by.name, f"{what}: {reason}" if reason else what, now)


def owned_by_other(ticket: Ticket, by: Staff) -> Refused | None:
    """The refusal, if another agent owns the ticket and this one is no lead; else ``None``."""
    if not ticket.owner or ticket.owner == by.name or by.role is Role.LEAD:
        return None
    return Refused(
        desk_(
            "{owner} has #{number}. Leave them a note ({hint}), or ask a lead.",
            owner=ticket.owner,
            number=ticket.number,
            hint=f"note {ticket.number} …",
        )
    )


def closed(ticket: Ticket) -> Refused:
    """The refusal of an act on a ticket that is closed: how it was."""
    if ticket.state is State.MERGED:
        return Refused(desk_("#{number} was merged into #{into}.", number=ticket.number, into=ticket.merged_into))
    return Refused(desk_("#{number} is {state}.", number=ticket.number, state=_CLOSED.get(ticket.state, ticket.state)))


_CLOSED = {State.SILENT: "closed for silence"}


def _not_in_line(ticket: Ticket) -> Refused:
    if ticket.owner:
        return Refused(desk_("#{number} isn't in line: {owner} has it.", number=ticket.number, owner=ticket.owner))
    return Refused(desk_("#{number} isn't in line: it is {state}.", number=ticket.number, state=ticket.state.value))


def _on(ticket: Ticket, *acts: str) -> tuple[Choice, ...]:
    """Choices on one ticket, by the acts' names."""
    return tuple(
        Choice(desk_("{act} #{number}", act=name.capitalize(), number=ticket.number), f"{name} {ticket.number}")
        for name in acts
    )
