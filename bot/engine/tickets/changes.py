"""Carry out a change to a ticket: row, record, queue move, promises, timers, and who is told."""

from dataclasses import replace
from datetime import datetime

from bot.core.client_view import notifications as client_view_notifications
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import About, Pushed
from bot.core.model.appointment import Booking
from bot.core.model.outbox import Outgoing, OutKind
from bot.core.model.promises import Promise, PromiseKind
from bot.core.model.record import Entry, EntryKind
from bot.core.model.tickets import Move, Rule, Ticket
from bot.core.rules.appointments import ended_with
from bot.core.rules.change import STANDING, BotEntry, Change, Notification, NotificationKind
from bot.core.rules.client_actions import KEEPS_PLACE_BUSINESS_DAYS
from bot.core.rules.timers import timers
from bot.core.staff_view import notifications as staff_view_notifications
from bot.core.text import tokens
from bot.core.text.surface import LocalizedReply, Reply
from bot.engine.context import Context
from bot.engine.tickets import appointments, cards
from bot.i18n import localize, plain
from bot.i18n.calendar_file import calendar_file
from bot.ports import Conversation, UnitOfWork


def apply(unit: UnitOfWork, change: Change, context: Context, now: datetime) -> Ticket:
    """Make the change true, in this transaction; the ticket as stored.

    Raises Conflict when somebody else changed the ticket in between.
    """
    before, after = change.before, change.after
    if now == after.since != before.since:  # to the end of its line
        after = replace(after, since=unit.joins_line(now))
    place_before = unit.place(before) if change.rule and before.waiting else None
    if after != before:
        unit.save_ticket(after)
        after = replace(after, version=before.version + 1)
    place_after = unit.place(after) if change.rule and after.waiting else None
    for entry in change.entries:
        conversation = unit.conversation(after.conversation) if isinstance(entry, BotEntry) else None
        unit.append(after.number, worded(entry, conversation, context, now))
    if change.rule:
        unit.add_move(Move(after.number, change.rule, now, change.by, change.reason, place_before, place_after))
        unit.audit(now, change.by, change.rule.value, after.number)
    if change.booking:
        appointments.book(unit, change.booking, after, change.by, context, now)
    _follow_up(unit, change, after, context, now)
    return after


def file(unit: UnitOfWork, ticket: Ticket, entries: tuple[Entry, ...], context: Context, now: datetime) -> Ticket:
    """A new ticket: into the line, with its record, promises and timers; staff are told."""
    unit.insert_ticket(ticket)
    for entry in entries:
        unit.append(ticket.number, entry)
    place = unit.place(ticket)
    unit.add_move(Move(ticket.number, Rule.FILED, now, "client", "", None, place))
    promise(unit, ticket, now)
    unit.set_timers(timers(ticket, context.calendar(unit, now), context.policy))
    unit.audit(now, "client", Rule.FILED.value, ticket.number)
    return ticket


def keeps_place(unit: UnitOfWork, ticket: Ticket, context: Context, now: datetime) -> bool:
    """Whether a ticket that is opened again has the place that it had: it was closed only lately."""
    closed = ticket.closed_at
    if closed is None:
        return False
    return now <= context.calendar(unit, now).same_clock(closed, KEEPS_PLACE_BUSINESS_DAYS)


def promise(unit: UnitOfWork, ticket: Ticket, now: datetime) -> None:
    """Store what the client is being told about time; it will be scored."""
    unit.add_promise(Promise(ticket.number, PromiseKind.ESTIMATE, now, ticket.grace_until))
    unit.add_promise(Promise(ticket.number, PromiseKind.RESPONSE, now, ticket.promise_at))


def worded(entry: Entry | BotEntry, conversation: Conversation | None, context: Context, now: datetime) -> Entry:
    """An entry with its text: what the bot says is recorded in the client's language, as shown."""
    if isinstance(entry, Entry):
        return entry
    return Entry(EntryKind.NOTICE, entry.author, "", plain(entry.text, context.reader(conversation, now)), entry.at)


def _follow_up(unit: UnitOfWork, change: Change, after: Ticket, context: Context, now: datetime) -> None:
    if change.rule is Rule.REOPENED and after.counted_from != change.before.counted_from:
        promise(unit, after, now)
    if change.responded:
        score(unit, after.number, now)
    carded = after != change.before or bool(change.entries)
    if carded:
        cards.changed(unit, change, after, context, now)
    if after != change.before:
        _reset_timers(unit, change.before, after, context, now)
    if change.to_client:
        tell_client(unit, change.to_client, after, context, now, change.booking)
    if change.to_owner:
        tell_staff(unit, change.to_owner, after, context, now, carded=carded)
    if change.before.live and not after.live:
        _end_call(unit, after, change.by, context, now)


def _end_call(unit: UnitOfWork, ticket: Ticket, by: str, context: Context, now: datetime) -> None:
    """A ticket that is closed keeps no call ahead; its client is told."""
    gone = ended_with(ticket, unit.call(ticket.number, for_change=True) if ticket.wants_phone else None, now)
    if gone:
        appointments.book(unit, gone, ticket, by, context, now)
        tell_client(unit, Notification(NotificationKind.CALL_ENDED), ticket, context, now, gone)


def score(unit: UnitOfWork, number: int, now: datetime) -> None:
    """Score the promises that this first response answers, merged tickets' included."""
    for given in unit.unscored(number):
        at = max(now, given.shown_at)  # a clock that was set back makes no response earlier than its question
        unit.score_promise(given, at <= given.due_at, int((at - given.due_at).total_seconds()))


def _reset_timers(unit: UnitOfWork, before: Ticket, after: Ticket, context: Context, now: datetime) -> None:
    """Set the timers that are new, drop those that no longer apply, leave the others be."""
    calendar = context.calendar(unit, now)
    old, new = (set(timers(ticket, calendar, context.policy)) for ticket in (before, after))
    unit.drop_timers(after.number, [t.kind for t in old if t.kind not in {n.kind for n in new}])
    unit.set_timers(sorted(new - old, key=lambda t: t.due_at))


# ── Telling ────────────────────────────────────────────────────────────────────────────


def seen(unit: UnitOfWork, ticket: Ticket) -> TicketView:
    """A ticket as its client sees it now, with what hangs on it."""
    return seen_at(unit, ticket, unit.place(ticket) if ticket.waiting else None)


def seen_at(unit: UnitOfWork, ticket: Ticket, place: int | None) -> TicketView:
    """The same, for whoever knows its place already."""
    agreed = tuple(unit.agreements(ticket.number)) if ticket.third_party else ()
    return TicketView(
        ticket,
        place,
        call=unit.call(ticket.number) if ticket.wants_phone else None,
        agreed=agreed,
        works=tuple(unit.works(ticket.number)) if agreed else (),
    )


def tell_client(
    unit: UnitOfWork,
    told: Notification,
    ticket: Ticket,
    context: Context,
    now: datetime,
    booking: Booking | None = None,
) -> None:
    """A message to wherever the client filed the ticket; with a calendar file where an appointment changed."""
    conversation = unit.conversation(ticket.conversation)
    if conversation is None:
        return
    reader = context.reader(conversation, now)
    account = unit.account(ticket.account)
    facts = Facts(now, context.policy, context.languages, account, lang=reader.lang, zone=reader.zone)
    stands = seen(unit, ticket)
    reply = client_view_notifications.to_client(told, stands, facts)
    if booking and appointments.sends_file(booking):
        file = calendar_file(booking.after, ticket, account, context.policy.firm, reader)
        reply = replace(reply, blocks=(*reply.blocks, file))
    saved = conversation.state
    shown = localize(reply, reader, lambda action: tokens.make(conversation.id, 0, action))
    question = asks(told, stands)
    talk = replace(saved.talk, over=question) if question else saved.talk
    unit.save_conversation(replace(conversation, state=replace(saved, talk=talk, offers=shown.all_offers())))
    unit.send(conversation.id, conversation.address, shown, now)


QUESTION_CHARS_KEPT = 400
"""So much of what staff asked is shown again while it waits; the whole stands on the record."""


def asks(told: Notification, seen: TicketView) -> Pushed | None:
    """The question that a message puts to the client: it is answered by what they say next. ``None`` for mere news."""
    number, call = seen.ticket.number, seen.active_call
    match told.kind:
        case NotificationKind.REPLY:
            return Pushed(About.SOLVED, number)
        case NotificationKind.ASK:
            return Pushed(About.ANSWER, number, text=told.text[:QUESTION_CHARS_KEPT], by=told.by)
        case NotificationKind.RESOLVED:
            return Pushed(About.RESOLVED, number)
        case NotificationKind.BILLING_NOTICE:
            return Pushed(About.NOTICE, number, told.number)
        case _ if call is not None and call.asks_client and told.kind in OFFERS:
            return Pushed(About.OFFER, number, call.n, call.version)
        case _:
            return None


OFFERS = frozenset({NotificationKind.CALL_MOVED, NotificationKind.CALL_EXCEPTION, NotificationKind.CALL_REMINDER})
"""News of a call that may hold a time to be taken."""


def tell_staff(
    unit: UnitOfWork, told: Notification, ticket: Ticket, context: Context, now: datetime, *, carded: bool = False
) -> None:
    """To the owner where they look, else to every staff room. Words all arrive; of mere news, the latest.

    ``carded``: the ticket's cards say it already.
    """
    call = unit.call(ticket.number) if ticket.wants_phone else None
    shown = for_staff(staff_view_notifications.to_staff(told, ticket, call), context, now)
    own, shared = unit.staff_channels(ticket.owner) if ticket.owner else (), unit.card_channels()
    if shared:
        cards.tell(unit, shared, told, ticket, context, now, carded=carded)
    for room in own or unit.staff_channels():
        if room in shared:
            continue
        if own or told.text:
            unit.send(None, room, shown, now)
        else:
            unit.send(None, room, shown, now, OutKind.UPDATE, _key(told, ticket))


def _key(told: Notification, ticket: Ticket) -> str:
    """What a newer notice replaces while it waits: the ticket's news; calls and billing each have their own."""
    return f"ticket/{ticket.number}/{told.kind}" if told.kind in STANDING else f"ticket/{ticket.number}"


def for_staff(reply: Reply, context: Context, now: datetime) -> LocalizedReply:
    """A notice as staff read it."""
    return localize(reply, context.staff_reader(now), tokens.staff)


def tell_trouble(unit: UnitOfWork, platform: str, reason: str, context: Context, now: datetime) -> None:
    """Say in every staff room what needs mending."""
    for room in unit.staff_channels():
        unit.send(None, room, for_staff(staff_view_notifications.notify_problem(platform, reason), context, now), now)


def tell_undelivered(unit: UnitOfWork, out: Outgoing, reason: str, context: Context, now: datetime) -> None:
    """A message was given up: say so in every staff room, unless it was meant for one of them."""
    rooms = unit.staff_channels()
    if out.address in rooms:
        return
    conversation = unit.find_conversation(out.address)
    account = conversation.account if conversation else None
    mine = tuple(unit.tickets_of(account.id)) if account else ()
    shown = for_staff(staff_view_notifications.undelivered(out.address.platform, reason, mine), context, now)
    for room in rooms:
        unit.send(None, room, shown, now)
