"""Carry out a change to a ticket: row, record, queue move, promises, timers, and who is told."""

from dataclasses import replace
from datetime import datetime

from bot.core.client_view import notifications as client_view_notifications
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import About, Pushed
from bot.core.model.appointment import Booking
from bot.core.model.incidents import Incident
from bot.core.model.outbox import REPLY, Outgoing, OutKind
from bot.core.model.people import Address
from bot.core.model.platform_user import channel_of
from bot.core.model.promises import Promise, PromiseKind, Timer, TimerKind
from bot.core.model.record import Entry, EntryKind, StoredEntry
from bot.core.model.tickets import Move, Rule, State, Ticket
from bot.core.rules.appointments import ended_with
from bot.core.rules.change import CLIENT, STANDING, BotEntry, Change, Notification, NotificationKind
from bot.core.rules.client_actions import KEEPS_PLACE_BUSINESS_DAYS
from bot.core.rules.endings import rest, satisfaction, silence
from bot.core.rules.endings.silence import from_asking_to_closing
from bot.core.rules.replies.corrections import CORRECTED
from bot.core.rules.staff import tags
from bot.core.rules.staff.pings import news_pings
from bot.core.rules.timers import timers
from bot.core.staff_view import notifications as staff_view_notifications
from bot.core.text import tokens
from bot.core.text.surface import LocalizedChoice, LocalizedReply, Reply
from bot.engine.context import Context
from bot.engine.tickets import appointments, cards
from bot.engine.transaction import Transaction
from bot.i18n import Reader, localize, plain
from bot.i18n.calendar_file import calendar_file
from bot.ports import Conversation, UnitOfWork


def apply(tx: Transaction, change: Change) -> Ticket:
    """Make the change true, in this transaction; the ticket as stored.

    Raises Conflict when somebody else changed the ticket in between.
    """
    change = satisfaction.asking(rest.woken(change, tx.now), tx.context.policy.satisfaction)
    before, after = change.before, change.after
    if tx.now == after.since != before.since:  # to the end of its line
        after = replace(after, since=tx.unit.joins_line(tx.now))
    place_before = tx.unit.place(before) if change.rule and before.waiting else None
    if after != before:
        tx.unit.save_ticket(after)
        after = replace(after, version=before.version + 1)
    place_after = tx.unit.place(after) if change.rule and after.waiting else None
    written = 0
    for entry in change.entries:
        conversation = tx.unit.conversation(after.conversation) if isinstance(entry, BotEntry) else None
        seq = tx.unit.append(after.number, worded(entry, conversation, tx.context, tx.now))
        if isinstance(entry, Entry) and entry.kind in CORRECTED:
            written = seq
    if change.rule:
        tx.unit.add_move(Move(after.number, change.rule, tx.now, change.by, change.reason, place_before, place_after))
        tx.unit.audit(tx.now, change.by, change.rule.value, after.number)
    if change.booking:
        appointments.book(tx, change.booking, after, change.by)
    _follow_up(tx, change, after, reply_key(after.number, written) if written else "")
    return after


def reply_key(number: int, seq: int) -> str:
    """What the message with an entry of staff's holds where it was sent: by that it is changed there."""
    return f"{REPLY}{number}/{seq}"


def file(tx: Transaction, ticket: Ticket, entries: tuple[Entry, ...], by: str = CLIENT) -> Ticket:
    """A new ticket: into the line, with its record, promises and timers."""
    tx.unit.insert_ticket(ticket)
    for entry in entries:
        tx.unit.append(ticket.number, entry)
    place = tx.unit.place(ticket)
    tx.unit.add_move(Move(ticket.number, Rule.FILED, tx.now, by, "", None, place))
    promise(tx.unit, ticket, tx.now)
    likeness = Timer(ticket.number, TimerKind.LIKENESS, tx.now)
    tx.unit.set_timers((*timers(ticket, tx.calendar, tx.context.policy), likeness))
    tx.unit.audit(tx.now, by, Rule.FILED.value, ticket.number)
    return ticket


def keeps_place(tx: Transaction, ticket: Ticket) -> bool:
    """Whether a ticket that is opened again has the place that it had: it was closed only lately."""
    closed = ticket.closed_at
    if closed is None:
        return False
    return tx.now <= tx.calendar.same_clock(closed, KEEPS_PLACE_BUSINESS_DAYS)


def promise(unit: UnitOfWork, ticket: Ticket, now: datetime) -> None:
    """Store what the client is being told about time; it will be scored."""
    unit.add_promise(Promise(ticket.number, PromiseKind.ESTIMATE, now, ticket.grace_until))
    unit.add_promise(Promise(ticket.number, PromiseKind.RESPONSE, now, ticket.promise_at))


def worded(entry: Entry | BotEntry, conversation: Conversation | None, context: Context, now: datetime) -> Entry:
    """An entry with its text: what the bot says is recorded in the client's language, as shown."""
    if isinstance(entry, Entry):
        return entry
    return Entry(
        EntryKind.NOTICE, entry.author, entry.by, plain(entry.text, context.reader(conversation, now)), entry.at
    )


def _follow_up(tx: Transaction, change: Change, after: Ticket, key: str) -> None:
    if change.rule is Rule.REOPENED and after.counted_from != change.before.counted_from:
        promise(tx.unit, after, tx.now)
    if change.responded:
        score(tx.unit, after.number, tx.now)
    carded = after != change.before or bool(change.entries)
    if carded:
        cards.changed(tx, change, after)
    if after != change.before:
        _reset_timers(tx, change.before, after)
    _time_silence(tx, change)
    if change.to_client:
        tell_client(tx, change.to_client, after, change.booking, key)
    if change.to_owner:
        tell_staff(tx, change.to_owner, after, carded=carded)
    if change.before.live and not after.live:
        _end_call(tx, after, change.by)
        _log(tx, after)


def correct(tx: Transaction, change: Change, entry: StoredEntry, text: str) -> Ticket:
    """Make a correction of what staff wrote true: on the record, and where its client reads it.

    The message is changed before it goes, or where it stands; where nobody knows where, another one says it.
    """
    ticket = apply(tx, change)
    conversation = tx.unit.conversation(ticket.conversation)
    if conversation is None:
        return ticket
    key, address, reader = reply_key(ticket.number, entry.seq), conversation.address, tx.reader(conversation)
    facts, stands = _facts(tx, ticket, reader), seen(tx.unit, ticket)

    def shown(*, in_place: bool) -> LocalizedReply:
        reply = client_view_notifications.corrected(entry, text, change.by, stands, facts, in_place=in_place)
        corrected = localize(reply, reader, lambda action: tokens.make(conversation.id, 0, action))
        return replace(corrected, tone=ticket.tone(tx.now))

    offers = conversation.state.offers
    if not tx.unit.resay(address, key, shown(in_place=True) if text else None, tx.now):
        fits = len(text) <= EDITED_CHARS_MAX and len(entry.text or "") <= EDITED_CHARS_MAX
        in_place = fits and tx.unit.posted(address, key) is not None
        told = shown(in_place=in_place)
        tx.unit.send(conversation.id, address, told, tx.now, OutKind.UPDATE if in_place else OutKind.MESSAGE, key=key)
        offers = offers if in_place else told.all_offers()
    _asks_no_more(tx, conversation, ticket, entry, text, offers)
    return ticket


def _asks_no_more(
    tx: Transaction, conversation: Conversation, ticket: Ticket, entry: StoredEntry, text: str,
    offers: tuple[LocalizedChoice, ...],
) -> None:  # fmt: skip
    """What is asked of the client by now, after a correction, and what they can choose."""
    saved, over = conversation.state, conversation.state.talk.over
    if isinstance(over, Pushed):
        over = _corrected(over, ticket, entry, text)
    state = replace(saved, talk=replace(saved.talk, over=over), offers=offers)
    if state != saved:
        tx.unit.save_conversation(replace(conversation, state=state))


EDITED_CHARS_MAX = 1200
"""What is longer may stand in several messages of a platform: the tightest, Discord, takes 2,000 characters in one,
with what stands around the words, and each sign may be escaped. It is corrected by another message."""


def _corrected(over: Pushed, ticket: Ticket, entry: StoredEntry, text: str) -> Pushed | None:
    """The question that is open with the client, once what it asks about reads otherwise, or is gone."""
    about = About.ANSWER if entry.kind is EntryKind.ASK else About.SOLVED
    if over.number != ticket.number or over.about is not about:
        return over
    if about is About.SOLVED:
        return over if ticket.state is State.ANSWERED else None
    if over.text != (entry.text or "")[:QUESTION_CHARS_KEPT]:
        return over
    return replace(over, text=text[:QUESTION_CHARS_KEPT]) if text else None


def _end_call(tx: Transaction, ticket: Ticket, by: str) -> None:
    """A ticket that is closed keeps no call ahead; its client is told."""
    gone = ended_with(ticket, tx.unit.call(ticket.number, for_change=True) if ticket.wants_phone else None, tx.now)
    if gone:
        appointments.book(tx, gone, ticket, by)
        tell_client(tx, Notification(NotificationKind.CALL_ENDED), ticket, gone)


def _log(tx: Transaction, ticket: Ticket) -> None:
    """The transcript of a ticket that is closed goes where the policy has it; of a merged one the other's does."""
    if ticket.state is State.MERGED:
        return
    for channel in filter(None, map(channel_of, tx.context.policy.transcripts.log)):
        shown = cards.for_staff(staff_view_notifications.closed(ticket), tx.context, tx.now)
        tx.unit.send(None, channel, shown, tx.now)


def score(unit: UnitOfWork, number: int, now: datetime) -> None:
    """Score the promises that this first response answers, merged tickets' included."""
    for given in unit.unscored(number):
        at = max(now, given.shown_at)  # a clock that was set back makes no response earlier than its question
        unit.score_promise(given, at <= given.due_at, int((at - given.due_at).total_seconds()))


def _reset_timers(tx: Transaction, before: Ticket, after: Ticket) -> None:
    """Set the timers that are new, drop those that no longer apply, leave the others be."""
    calendar = tx.calendar
    old, new = (set(timers(ticket, calendar, tx.context.policy)) for ticket in (before, after))
    tx.unit.drop_timers(after.number, [t.kind for t in old if t.kind not in {n.kind for n in new}])
    tx.unit.set_timers(sorted(new - old, key=lambda t: t.due_at))


def _time_silence(tx: Transaction, change: Change) -> None:
    """Count the client's silence from now on, where the policy has it end anything; or no longer."""
    if silence.is_over(change):
        tx.unit.drop_timers(change.after.number, (TimerKind.SILENCE_ASK, TimerKind.SILENCE_CLOSE))
    elif silence.begins(change):
        if change.before.state is State.ANSWERED:
            tx.unit.drop_timers(change.after.number, (TimerKind.SILENCE_CLOSE,))
        count_silence(tx, change.after.number)


def count_silence(tx: Transaction, number: int) -> None:
    """The client of an answered ticket has so long to say something before they are asked."""
    if days := tx.context.policy.silence.ask_after_business_days:
        tx.unit.set_timers([Timer(number, TimerKind.SILENCE_ASK, tx.calendar.same_clock(tx.now, days))])


def end_silence(tx: Transaction, ticket: Ticket, kind: TimerKind) -> None:
    """The client was silent for long enough to be asked, or for their ticket to be closed.

    What is still on its way, a call ahead, a reply that is held or an incident's end, is no silence: that is looked
    at a day later.
    """
    policy = tx.context.policy.silence
    if ticket.state is not State.ANSWERED or not policy.ask_after_business_days:
        return
    if kind is TimerKind.SILENCE_COUNTS:
        count_silence(tx, ticket.number)
    elif _is_on_its_way(tx, ticket):
        tx.unit.set_timers([Timer(ticket.number, kind, tx.calendar.same_clock(tx.now, 1))])
    elif kind is TimerKind.SILENCE_CLOSE:
        apply(tx, silence.close(ticket, tx.now))
    elif policy.close_after_business_days:
        close_at = tx.calendar.same_clock(tx.now, from_asking_to_closing(policy))
        apply(tx, silence.ask(ticket, close_at, tx.now))
        tx.unit.set_timers([Timer(ticket.number, TimerKind.SILENCE_CLOSE, close_at)])
    else:
        apply(tx, silence.ask(ticket, None, tx.now))


def _is_on_its_way(tx: Transaction, ticket: Ticket) -> bool:
    call = tx.unit.call(ticket.number) if ticket.wants_phone else None
    held = any(reply.due_at for reply in tx.unit.held_on(ticket.number))
    return (call is not None and call.active) or held or lasting(tx.unit, ticket) is not None


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
        incident=lasting(unit, ticket),
    )


def lasting(unit: UnitOfWork, ticket: Ticket) -> Incident | None:
    """The incident that an open ticket is part of, while it lasts."""
    incident = unit.incident(ticket.incident) if ticket.incident and ticket.live else None
    return incident if incident is not None and incident.lasts else None


def tell_client(
    tx: Transaction,
    told: Notification,
    ticket: Ticket,
    booking: Booking | None = None,
    key: str = "",
) -> None:
    """A message to wherever the client filed the ticket; with a calendar file where an appointment changed.

    ``key`` is what the message holds from then on, so that it can be changed.
    """
    conversation = tx.unit.conversation(ticket.conversation)
    if conversation is None:
        return
    reader = tx.reader(conversation)
    facts, stands = _facts(tx, ticket, reader), seen(tx.unit, ticket)
    reply = client_view_notifications.to_client(told, stands, facts)
    if booking and appointments.sends_file(booking):
        file = calendar_file(booking.after, ticket, facts.account, tx.context.policy.firm, reader)
        reply = replace(reply, blocks=(*reply.blocks, file))
    saved = conversation.state
    shown = localize(reply, reader, lambda action: tokens.make(conversation.id, 0, action))
    billed = told.kind is NotificationKind.BILLING_NOTICE
    shown = replace(shown, tone="billed" if billed else ticket.tone(tx.now))
    question = asks(told, stands)
    talk = replace(saved.talk, over=question) if question else saved.talk
    tx.unit.save_conversation(replace(conversation, state=replace(saved, talk=talk, offers=shown.all_offers())))
    tx.unit.send(conversation.id, conversation.address, shown, tx.now, key=key)


def _facts(tx: Transaction, ticket: Ticket, reader: Reader) -> Facts:
    """What a message to a ticket's client is worded by."""
    account = tx.unit.account(ticket.account)
    return Facts(tx.now, tx.context.policy, tx.context.languages, account, lang=reader.lang, zone=reader.zone)


QUESTION_CHARS_KEPT = 400
"""So much of what staff asked is shown again while it waits; the whole stands on the record."""


def asks(told: Notification, seen: TicketView) -> Pushed | None:
    """The question that a message puts to the client: it is answered by what they say next. ``None`` for mere news."""
    number, call = seen.ticket.number, seen.active_call
    match told.kind:
        case NotificationKind.REPLY | NotificationKind.SILENCE_ASKED:
            return Pushed(About.SOLVED, number)
        case NotificationKind.SILENCE_CLOSED:
            return Pushed(About.SILENT, number)
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


def tell_staff(tx: Transaction, told: Notification, ticket: Ticket, *, carded: bool = False, but: str = "") -> None:
    """To the owner where they look, else to every staff room. Words all arrive; of mere news, the latest.

    ``carded``: the ticket's cards say it already. ``but`` whose it is: they know.
    """
    call = tx.unit.call(ticket.number) if ticket.wants_phone else None
    shown = cards.for_staff(staff_view_notifications.to_staff(told, ticket, call), tx.context, tx.now)
    pings = news_pings(told, ticket, tx.pings)
    own, shared = tx.unit.staff_channels(ticket.owner) if ticket.owner else (), tx.unit.card_channels()
    if shared:
        cards.tell(tx, shared, told, ticket, carded=carded)
    knows = tx.unit.staff_channels(but) if but else ()
    for room in own or tx.unit.staff_channels():
        if room in shared or room in knows:
            continue
        said = shown if own else replace(shown, pings=pings)
        if own or told.text:
            tx.unit.send(None, room, said, tx.now)
        else:
            tx.unit.send(None, room, said, tx.now, OutKind.UPDATE, _key(told, ticket))


def tell_colleague(tx: Transaction, told: Notification, ticket: Ticket, name: str) -> None:
    """To one of the staff where they look, and by a ping on the boards of platforms on which they are known.

    Who has neither is named in the rooms that all read.
    """
    shared = tx.unit.card_channels()
    called = cards.call(tx, shared, told, ticket, name)
    shown = cards.for_staff(staff_view_notifications.to_staff(told, ticket), tx.context, tx.now)
    for room in tx.unit.staff_channels(name) or (() if called else tx.unit.staff_channels()):
        if room not in shared:
            tx.unit.send(None, room, shown, tx.now)


def _key(told: Notification, ticket: Ticket) -> str:
    """What a newer notice replaces while it waits: the ticket's news; calls and billing each have their own."""
    return f"ticket/{ticket.number}/{told.kind}" if told.kind in STANDING else f"ticket/{ticket.number}"


def notify_problem(tx: Transaction, platform: str, reason: str) -> None:
    """Say in every staff room what needs mending."""
    _tell_rooms(tx, staff_view_notifications.notify_problem(platform, reason))


def tell_undelivered(tx: Transaction, out: Outgoing, reason: str) -> None:
    """A message was given up: say so in every staff room, unless it was meant for one of them."""
    if out.address in tx.unit.staff_channels():
        return
    name, mine = _reached_at(tx, out.address)
    _tell_rooms(tx, staff_view_notifications.undelivered(out.address.platform, reason, name, mine))


def tell_unreachable(tx: Transaction, talk: Address, reason: str, *, left: bool) -> None:
    """Somebody can't be written to where their private talk is: say so, and let the tickets of whoever left wait."""
    name, mine = _reached_at(tx, talk)
    for ticket in mine if left else ():
        if change := tags.left(ticket, tx.now):
            apply(tx, change)
    _tell_rooms(tx, staff_view_notifications.unreachable(talk.platform, reason, name, mine))


def _reached_at(tx: Transaction, talk: Address) -> tuple[str, tuple[Ticket, ...]]:
    """Who is reached at an address, and which tickets are theirs."""
    conversation = tx.unit.find_conversation(talk)
    account = conversation.account if conversation else None
    return (account.name, tuple(tx.unit.tickets_of(account.id))) if account else ("", ())


def _tell_rooms(tx: Transaction, reply: Reply) -> None:
    shown = cards.for_staff(reply, tx.context, tx.now)
    for room in tx.unit.staff_channels():
        tx.unit.send(None, room, shown, tx.now)


def tell_lost(tx: Transaction, out: Outgoing, lost: str) -> None:
    """A message went without files that the platform didn't take: its reader is told, and every staff room."""
    conversation = tx.unit.find_conversation(out.address)
    if conversation is not None:
        reply = client_view_notifications.file_refused(lost)
        shown = localize(reply, tx.reader(conversation), lambda action: tokens.make(conversation.id, 0, action))
        tx.unit.send(conversation.id, out.address, shown, tx.now)
    tell_undelivered(tx, out, f"the words arrived, but not the file {lost}")
