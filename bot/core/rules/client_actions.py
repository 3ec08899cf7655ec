"""What clients do to their tickets. Each act is one function: a change, or what stands in its way.

Owners are kept when a ticket goes to the client and comes back; place in line is kept by everything
but a confirmed bump and a late reopening.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.model.record import Author, Entry, EntryKind, Line, Participant
from bot.core.model.tickets import REOPENABLE, Rule, State, Ticket
from bot.core.rules.billing import Agreement, may_be_ours
from bot.core.rules.change import CLIENT, PARTICIPANT, BotEntry, Change, Notification, NotificationKind
from bot.core.rules.done import Done
from bot.core.rules.promise_times import Times
from bot.core.text.surface import Msg, _

KEEPS_PLACE_BUSINESS_DAYS = 3
"""Opened again by the same clock time so many business days after closing, a ticket has the place it had: the policy's
"order". Whoever says at once that it's back lost nothing by an answer that came too soon."""


def words(lines: tuple[Line, ...], joined: Participant | None = None) -> tuple[Entry, ...]:
    """Typed lines as entries of the record: the client's, or those of somebody who takes part."""
    who = (Author.PARTICIPANT, str(joined.n)) if joined else (Author.CLIENT, "")
    return tuple(Entry(EntryKind.WORDS, *who, line.text, line.at, origins=line.origins) for line in lines)


def told(what: Msg, now: datetime) -> BotEntry:
    """Something the client did, as an entry of the record."""
    return BotEntry(what, Author.CLIENT, now)


def add_words(
    ticket: Ticket,
    lines: tuple[Line, ...],
    now: datetime,
    window_days: int,
    times: Times,
    joined: Participant | None = None,
    *,
    keeps_place: bool = False,
) -> Change | Done:
    """Add the client's words to the record: the place stays, and a ticket that waited for the client comes back.

    ``joined`` is whose they are, if not the client's.
    """
    text = "\n".join(line.text for line in lines)
    change = _with_words(ticket, words(lines, joined), now, window_days, times, text, keeps_place=keeps_place)
    if joined is None or isinstance(change, Done) or change.to_owner is None:
        return change
    news = replace(change.to_owner, kind=NotificationKind.PARTICIPANT_WROTE, by=joined.name)
    return replace(change, by=PARTICIPANT, to_owner=news)


def _with_words(
    ticket: Ticket,
    entries: tuple[Entry, ...],
    now: datetime,
    window_days: int,
    times: Times,
    text: str,
    *,
    keeps_place: bool,
) -> Change | Done:
    if ticket.state in REOPENABLE:
        if not reopenable(ticket, now, window_days):
            return Done.WINDOW_OVER
        return _reopened(ticket, entries, now, times, text, keeps_place=keeps_place)
    if not ticket.live:
        return Done.ALREADY_CLOSED
    news = Notification(NotificationKind.CLIENT_WROTE, text)
    if ticket.state is State.OPEN:
        return Change(ticket, ticket, CLIENT, entries=entries, to_owner=news)
    return _back(ticket, entries, now, news)


def note_words(ticket: Ticket, lines: tuple[Line, ...], now: datetime, joined: Participant | None = None) -> Change:
    """Words that change nothing: a question back, "one moment". Staff read them; the ticket stays with the client."""
    text = "\n".join(line.text for line in lines)
    kind = NotificationKind.PARTICIPANT_WROTE if joined else NotificationKind.CLIENT_WROTE
    news = Notification(kind, text, by=joined.name if joined else "")
    return Change(ticket, ticket, PARTICIPANT if joined else CLIENT, entries=words(lines, joined), to_owner=news)


def place_words(ticket: Ticket, lines: tuple[Line, ...], now: datetime) -> Change:
    """Words that their client was asked about and didn't place: on the likeliest ticket, marked so."""
    unsure = told(_("Nobody said which ticket this is for: it may be about another one."), now)
    noted = note_words(ticket, lines, now)
    return replace(noted, entries=(*noted.entries, unsure))


def disown(ticket: Ticket, now: datetime) -> Change | Done:
    """What was added last is about something else: noted behind it, for a record isn't changed."""
    if not ticket.live and ticket.rating_asked_at is None:
        return Done.ALREADY_CLOSED
    said = told(_("What was written last is about something else."), now)
    return Change(ticket, ticket, CLIENT, entries=(said,), to_owner=Notification(NotificationKind.CLIENT_WROTE))


def unsolve(
    ticket: Ticket, now: datetime, window_days: int, times: Times, *, keeps_place: bool = False
) -> tuple[Change, Done] | Done:
    """Return a ticket whose answer didn't solve it to its owner or the line; reopen it if it was closed."""
    entries = (told(_("It isn't solved yet."), now),)
    if ticket.state in REOPENABLE:
        if not reopenable(ticket, now, window_days):
            return Done.WINDOW_OVER
        return _reopened(ticket, entries, now, times, keeps_place=keeps_place), Done.REOPENED
    if not ticket.live:
        return Done.ALREADY_CLOSED
    news = Notification(NotificationKind.CLIENT_REOPENED)
    if ticket.state is State.OPEN:
        return Change(ticket, ticket, CLIENT, entries=entries, to_owner=news), Done.BACK_IN_LINE
    return _back(ticket, entries, now, news), Done.BACK_IN_LINE


def solve(ticket: Ticket, now: datetime) -> Change | Done:
    """The client says that it is solved."""
    return _closed(ticket, State.SOLVED, Rule.SOLVED, _("Solved."), NotificationKind.CLIENT_SOLVED, now)


def cancel(ticket: Ticket, now: datetime) -> Change | Done:
    """Cancel the ticket, as the client."""
    return _closed(
        ticket,
        State.CANCELLED,
        Rule.CANCELLED,
        _("Ticket taken back."),
        NotificationKind.CLIENT_CANCELLED,
        now,
    )


def bump(ticket: Ticket, now: datetime) -> Change | Done:
    """Move the ticket to the end of its line, as the client confirmed, unless asking has become free meanwhile."""
    if not ticket.live:
        return Done.ALREADY_CLOSED
    if fair_to_ask(ticket, now):
        return Done.FAIR_TO_ASK
    return Change(
        ticket,
        replace(ticket, since=now),
        CLIENT,
        Rule.BUMPED,
        "nudged before estimate and grace were over",
        entries=(told(_("Nudge confirmed: moved to the end of the line."), now),),
        to_owner=Notification(NotificationKind.CLIENT_BUMPED),
    )


def ask_for_news(ticket: Ticket, now: datetime) -> Change | Done:
    """Tell staff that the client asks for news; the ticket's place stays."""
    if not ticket.live:
        return Done.ALREADY_CLOSED
    return Change(
        ticket,
        ticket,
        CLIENT,
        entries=(told(_("Asked for news."), now),),
        to_owner=Notification(NotificationKind.CLIENT_WAITS),
    )


def want_phone(ticket: Ticket, now: datetime, unfit: bool = False) -> Change | Done:
    """Note that the client would like a call; saying it twice changes nothing, unless no free time is fit."""
    if not ticket.live:
        return Done.ALREADY_CLOSED
    if ticket.wants_phone and not unfit:
        return Done.PHONE_NOTED
    wish = _("A phone call is wanted.")
    none = _("A phone call is wanted; none of the free times suits.")
    return Change(
        ticket,
        replace(ticket, wants_phone=True),
        CLIENT,
        entries=(told(none if unfit else wish, now),),
        to_owner=Notification(NotificationKind.CLIENT_WANTS_PHONE),
    )


def own_service(ticket: Ticket, agreed: Sequence[Agreement], now: datetime) -> Change | Done:
    """Note that the ticket is about our own service, as the client says; staff check it before they confirm a call."""
    if not ticket.live:
        return Done.ALREADY_CLOSED
    if not may_be_ours(agreed):
        return Done.TERMS_FIRST
    said = told(_("It is about the hosting service itself."), now)
    news = Notification(NotificationKind.BILLING_DECIDED, what="says that it is about our own service")
    return Change(ticket, replace(ticket, third_party=""), CLIENT, entries=(said,), to_owner=news)


def _back(ticket: Ticket, entries: tuple[Entry | BotEntry, ...], now: datetime, news: Notification) -> Change:
    """Return a ticket that waited for the client: to its owner, whose lease starts anew, or to its place in line."""
    after = replace(ticket, state=State.OPEN, acted_at=now if ticket.owner else None)
    return Change(ticket, after, CLIENT, Rule.CLIENT_WROTE, entries=entries, to_owner=news)


def _reopened(
    ticket: Ticket,
    entries: tuple[Entry | BotEntry, ...],
    now: datetime,
    times: Times,
    text: str = "",
    *,
    keeps_place: bool,
) -> Change:
    return Change(
        ticket,
        reopened(ticket, now, times, keeps_place=keeps_place),
        CLIENT,
        Rule.REOPENED,
        entries=entries,
        to_owner=Notification(NotificationKind.CLIENT_REOPENED, text),
    )


def reopened(ticket: Ticket, now: datetime, times: Times, *, keeps_place: bool = False) -> Ticket:
    """A closed ticket in the line again, behind those waiting now unless it keeps its place.

    A response that was never given stays promised as it was; else the ticket gets promises of its own.
    """
    again = replace(ticket, state=State.OPEN, owner="", acted_at=None, closed_at=None)
    if not keeps_place:
        again = replace(again, since=now)
    if ticket.answered_at is None:
        return again
    return replace(
        again,
        counted_from=now,
        answered_at=None,
        estimate_at=times.estimate_at,
        grace_until=times.grace_until,
        promise_at=times.promise_at,
    )


def _closed(
    ticket: Ticket, state: State, rule: Rule, entry: Msg, news: NotificationKind, now: datetime
) -> Change | Done:
    if not ticket.live:
        return Done.ALREADY_CLOSED
    after = replace(ticket, state=state, closed_at=now)
    return Change(ticket, after, CLIENT, rule, entries=(told(entry, now),), to_owner=Notification(news))


def fair_to_ask(ticket: Ticket, now: datetime) -> bool:
    """Whether asking for news costs nothing: not in line anyway, or past estimate plus grace."""
    return not ticket.waiting or now > ticket.grace_until


def overdue(ticket: Ticket, now: datetime) -> bool:
    """Whether a first response is still owed after estimate and grace."""
    return ticket.live and ticket.answered_at is None and now > ticket.grace_until


def reopenable(ticket: Ticket, now: datetime, window_days: int) -> bool:
    """Whether a ticket that was solved, or closed for silence, can still be opened again."""
    return (
        ticket.state in REOPENABLE
        and ticket.closed_at is not None
        and now <= ticket.closed_at + timedelta(days=window_days)
    )
