"""What staff see: the line, a ticket with its record, why it stands where it does, and answers to acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.core.model.people import Identity, Staff
from bot.core.model.platform_user import shown
from bot.core.model.record import Author, EntryKind, StoredEntry
from bot.core.model.tickets import Move, State, Ticket
from bot.core.rules.change import Refused
from bot.core.rules.endings.satisfaction import sign
from bot.core.staff_view import clients
from bot.core.staff_view.clients import Client
from bot.core.staff_view.durations import duration
from bot.core.staff_view.notifications import urgency_of
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import Arg, Block, Choice, Choices, Moment, Msg, Ordinal, Quote, Reply, Table, Text, desk_

QUEUE_PAGE = 15
"""Tickets on one page of the queue: a screen's worth."""
SHOWN_TO_CHOOSE = 5
"""Tickets offered where one is to be named: a row of a platform's buttons."""
TAGS_SHOWN = 50
"""A list that is longer says nothing at a glance."""
RECORD_ENTRIES = 20
"""Entries of a record shown at once; earlier ones by ``frontdoor ticket N``."""


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket in a list: its place, if it's in line, and what is left of its promise."""

    ticket: Ticket
    place: int | None
    left: timedelta | None
    """Staffed time; zero or less once it is late, ``None`` once it was answered."""


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with everything staff see of it."""

    row: Row
    client: Client
    entries: Sequence[StoredEntry]
    earlier: int
    now: datetime
    hanging: tuple[Msg, ...] = ()
    """Its phone appointment and what was agreed to, in words."""
    first: StoredEntry | None = None
    """What the client wrote first, where that isn't among ``entries``."""


def answer(msg: Msg, *choices: Choice) -> Reply:
    """One sentence, and what can be done next."""
    return Choices((msg,), choices) if choices else Text((msg,))


def refused(refusal: Refused) -> Reply:
    """Why an act can't be, and what could."""
    return answer(refusal.why, *refusal.choices)


def choice(label: str, line: str, number: int = 0, **also: Arg) -> Choice:
    """A choice that stands for a command line."""
    return Choice(desk_(label, number=number, **also), line)


# ── Lists ──────────────────────────────────────────────────────────────────────────────


def queue(rows: Sequence[Row], waiting: int, page: int, now: datetime) -> Reply:
    """One page of the line."""
    if not waiting:
        return answer(desk_("Nobody is waiting."))
    if not rows:
        return answer(desk_("The line ends before page {page}.", page=page), choice("Queue", "queue"))
    head = desk_("{count} waiting.", count=waiting) if waiting != 1 else desk_("One ticket is waiting.")
    more = (choice("Next page", f"queue {page + 1}"),) if page * QUEUE_PAGE < waiting else ()
    first = rows[0].ticket.number
    claim = choice("Claim #{number}", f"claim {first}", first)
    return Choices((head, _table(rows), _in_zone(now)), (claim, *more))


def mine(rows: Sequence[Row], now: datetime) -> Reply:
    """The tickets of one staff member."""
    return listed(rows, now, answer(desk_("You have no ticket. Take the next one:"), choice("Claim next", "claim")))


def listed(rows: Sequence[Row], now: datetime, none: Reply, *, more: bool = False) -> Reply:
    """Tickets, each of which can be shown; ``none`` says that there is none, ``more`` that these aren't all."""
    if not rows:
        return none
    choices = tuple(choice("Show #{number}", f"show {r.ticket.number}", r.ticket.number) for r in rows)
    also = (desk_("There are more after these."),) if more else ()
    return Choices((_table(rows), _in_zone(now), *also), choices)


def _in_zone(now: datetime) -> Msg:
    """No platform shows times in a table in everyone's own zone."""
    return desk_("*Since: {zone}. Promise: staffed time.*", zone=Moment(now, "zone"))


def _table(rows: Sequence[Row]) -> Table:
    head = ("", "Ticket", "Subject", "Urgency", "State", "Since", "Promise")
    return Table(tuple(desk_(name) for name in head), tuple(_cells(row) for row in rows))


def _cells(row: Row) -> tuple[Msg | str, ...]:
    ticket = row.ticket
    return (
        desk_("{place}", place=Ordinal(row.place)) if row.place else "",
        f"#{ticket.number}",
        desk_("{subject} [{tags}]", subject=ticket.subject, tags=", ".join(ticket.tags))
        if ticket.tags
        else ticket.subject,
        urgency_of(ticket),
        state(ticket),
        desk_("{at}", at=Moment(ticket.since, "short")),
        left(row),
    )


def left(row: Row) -> Msg | str:
    """The staffed time left of the promise, or how late it is; that it was answered; nothing if closed without."""
    if row.left is None:
        closed_unanswered = not row.ticket.live and row.ticket.answered_at is None
        return "—" if closed_unanswered else desk_("responded")
    if row.left > timedelta(0):
        return desk_("{time} left", time=duration(row.left))
    return desk_("late by {time}", time=duration(-row.left))


def state(ticket: Ticket) -> Msg:
    """Where a ticket stands, in a word or two."""
    words = {
        State.OPEN: "waiting" if ticket.waiting else "{owner} has it",
        State.ASKED: "client asked" if not ticket.owner else "{owner} asked the client",
        State.ANSWERED: "answered",
        State.RESTING: "at rest until {until}" if not ticket.owner else "{owner} let it rest until {until}",
        State.SOLVED: "solved",
        State.SILENT: "closed for silence",
        State.CANCELLED: "taken back",
        State.MERGED: "merged into #{into}",
    }
    until = Moment(ticket.rest_until, "short") if ticket.rest_until else "—"
    return desk_(words[ticket.state], owner=ticket.owner, into=ticket.merged_into, until=until)


# ── One ticket ─────────────────────────────────────────────────────────────────────────


def case(shown: Case, lead: Msg | None = None, also: tuple[Choice, ...] = ()) -> Reply:
    """A ticket: whose it is, their first words, how it stands, its record; what ``also`` can be done comes first."""
    row, ticket = shown.row, shown.row.ticket
    blocks: list[Block] = [lead] if lead else []
    blocks.append(clients.heading(ticket, shown.client))
    blocks.extend(clients.in_full(ticket, shown.client, shown.now))
    if shown.first is not None:
        blocks.append(_quoted(shown.first))
    blocks.extend(_stands(row))
    blocks.extend(_flags(ticket))
    blocks.extend(shown.hanging)
    if shown.earlier:
        blocks.append(
            desk_("{count} earlier entries: `frontdoor ticket {number}`", count=shown.earlier, number=ticket.number)
        )
    blocks.append(desk_("*The record, {zone}:*", zone=Moment(shown.now, "zone")))
    blocks.extend(map(_quoted, shown.entries))
    return Choices(tuple(blocks), (*also, *acts_on(ticket)))


def _quoted(entry: StoredEntry) -> Quote:
    return Quote(_entry_text(entry), _by(entry))


def _entry_text(entry: StoredEntry) -> str:
    return "(erased)" if entry.text is None else entry.text or "—"


_UNNAMED = {
    Author.CLIENT: "Client",
    Author.PARTICIPANT: "Participant",
    Author.STAFF: "Staff",
    Author.BOT: "Front Door",
}


def _by(entry: StoredEntry) -> Msg:
    who = entry.by or _UNNAMED[entry.author]
    words = {
        EntryKind.NOTE: "{who}, internal note, {at}",
        EntryKind.ACT: "{who}, {at}",
        EntryKind.ASK: "{who} asked, {at} (entry {seq})",
        EntryKind.REPLY: "{who} replied, {at} (entry {seq})",
        EntryKind.EDIT: "{who} changed entry {of}, {at}" if entry.text != "" else "{who} took back entry {of}, {at}",
    }
    said = words.get(entry.kind, "{who}, {at}")
    return desk_(said, who=who, at=Moment(entry.at, "short"), seq=entry.seq, of=entry.of)


def _stands(row: Row) -> tuple[Msg, ...]:
    ticket = row.ticket
    return (
        desk_(
            "{state}{place} · {urgency} · filed {filed}",
            state=state(ticket),
            place=desk_(", {place} in line", place=Ordinal(row.place)) if row.place else "",
            urgency=urgency_of(ticket),
            filed=Moment(ticket.filed_at, "short"),
        ),
        desk_(
            "Promise: {left}, by {promise} · estimate {estimate}",
            left=left(row),
            promise=Moment(ticket.promise_at, "short"),
            estimate=Moment(ticket.estimate_at),
        ),
    )


def tag_line(ticket: Ticket) -> tuple[Msg, ...]:
    """The ticket's tags, if it has any."""
    return (desk_("Tags: {tags}", tags=", ".join(ticket.tags)),) if ticket.tags else ()


def rating_line(ticket: Ticket) -> tuple[Msg, ...]:
    """What its client said of how our help was, if they did."""
    said = sign(ticket.rating)
    return (desk_("How our help was, says the client: {rating}", rating=said),) if said else ()


def tag_list(counted: Mapping[str, tuple[int, int]], named: Sequence[str]) -> Reply:
    """The tags in use and those that the policy names, with the tickets that have them; the ones used most first."""
    counts = {**dict.fromkeys(named, (0, 0)), **counted}
    if not counts:
        return answer(desk_("No ticket has a tag. Write: tag <number> <tag>"))
    most = sorted(counts, key=lambda tag: (-counts[tag][0], -counts[tag][1], tag))
    rows = tuple((tag, str(counts[tag][0]), str(counts[tag][1])) for tag in most[:TAGS_SHOWN])
    table = Table(tuple(desk_(name) for name in ("Tag", "Open", "In all")), rows)
    found = (choice("Find tag:{tag}", f"find tag:{tag} state:open", tag=tag) for tag in most if counts[tag][0])
    more = (desk_("There are more after these."),) if len(most) > TAGS_SHOWN else ()
    offers = tuple(found)[:SHOWN_TO_CHOOSE]
    return Choices((table, *more), offers) if offers else Text((table, *more))


def _flags(ticket: Ticket) -> list[Block]:
    flags: list[Block] = [*tag_line(ticket), *rating_line(ticket)]
    if ticket.wants_phone:
        flags.append(desk_("The client would like to talk by phone."))
    if ticket.third_party:
        flags.append(desk_("Third-party software: {name}.", name=ticket.third_party))
    return flags


def acts_on(ticket: Ticket) -> tuple[Choice, ...]:
    """What can be done next without typing a text."""
    number = ticket.number
    why = choice("Why is it there?", f"why {number}")
    if ticket.waiting:
        return (choice("Claim #{number}", f"claim {number}", number), why)
    if ticket.state is State.RESTING:
        return (choice("End the rest", f"rest {number} off"), why)
    if ticket.live and ticket.owner:
        resolve = (choice("Resolve", f"resolve {number}"),) if ticket.answered_at else ()
        return (*resolve, choice("Release", f"release {number}"), why)
    return (why,)


def why(ticket: Ticket, moves: Sequence[Move], place: int | None) -> Reply:
    """Every move of a ticket in line, with the rule that caused it, and where it stands now."""
    head = tuple(desk_(name) for name in ("When", "Rule", "By", "Place", "Reason"))
    rows = tuple(
        (desk_("{at}", at=Moment(m.at, "short")), m.rule.value, m.by, _places(m), m.reason or "—") for m in moves
    )
    return Text((Table(head, rows), _now(moves, place)))


def _places(move: Move) -> Msg:
    before = Ordinal(move.place_before) if move.place_before else "—"
    after = Ordinal(move.place_after) if move.place_after else "—"
    return desk_("{before} → {after}", before=before, after=after)


def _now(moves: Sequence[Move], place: int | None) -> Msg:
    if place is None:
        return desk_("It isn't in line now.")
    last = next((m.place_after for m in reversed(moves) if m.place_after), place)
    if place < last:
        return desk_("Now {place}: since then {count} ahead of it left the line.", place=Ordinal(place),
                     count=last - place)  # fmt: skip
    if place > last:
        return desk_("Now {place}: since then {count} went ahead of it by urgency or by a move.",
                     place=Ordinal(place), count=place - last)  # fmt: skip
    return desk_("Now {place}.", place=Ordinal(place))


# ── Staff, days, help ──────────────────────────────────────────────────────────────────


def staff_list(people: Sequence[tuple[Staff, Sequence[Identity]]]) -> Reply:
    """Who is on the desk, in which role, and as whom on which platform."""
    head = tuple(desk_(name) for name in ("Name", "Role", "Known as"))
    rows = tuple(
        (
            person.name if person.active else f"{person.name} (left)",
            person.role.value,
            ", ".join(map(shown, identities)) or "—",
        )
        for person, identities in people
    )
    return Text((Table(head, rows),))


def which(line: str, numbers: Sequence[int]) -> Reply:
    """A command without a number could mean several tickets: which one?"""
    name, _space, rest = line.partition(" ")
    said = desk_(
        "Nothing was done. Which ticket? {tickets}: put its number behind the command, such as `{line}`.",
        tickets=", ".join(f"#{number}" for number in numbers),
        line=f"{name} {numbers[0]} …" if rest else f"{name} {numbers[0]}",
    )
    return answer(said, *(choice("Show #{number}", f"show {number}", number) for number in numbers[:SHOWN_TO_CHOOSE]))


def about(ticket: Ticket, reply: Reply) -> Reply:
    """An answer to a command that named no ticket: with the one that it was carried out on."""
    lead = desk_("On **#{number}** “{subject}”:", number=ticket.number, subject=ticket.subject)
    return replace(reply, blocks=(lead, *reply.blocks))


def closed_days(days: Sequence[tuple[date, str]]) -> Reply:
    """The days ahead on which the desk rests, beside weekends."""
    if not days:
        return answer(desk_("No closed days ahead."))
    head = (desk_("Day"), desk_("Reason"))
    return Text((Table(head, tuple((day.isoformat(), reason) for day, reason in days)),))


def closed(said: Msg, calls: Sequence[int]) -> Reply:
    """A day is closed; calls on it stay until staff say otherwise."""
    if not calls:
        return answer(said)
    still = desk_(
        "These tickets have a call on that day, which stays until you move or decline it: {tickets}",
        tickets=", ".join(f"#{number}" for number in calls),
    )
    return Choices((said, still), (choice("Appointments", "appointments"),))


def help_text(families: Sequence[tuple[Msg, Sequence[Usage]]], about: str = "") -> Reply:
    """The first family of commands, all of them by family, or the usage of the one that is named."""
    wanted = about.strip().casefold()
    for usage in (usage for _title, family in families for usage in family):
        if usage.name == wanted:
            return Text((desk_("`{usage}`: {does}.", usage=usage.line, does=usage.does),))
    if wanted == "all":
        return Text(tuple(block for title, family in families for block in (title, _commands(family))))
    more = desk_("A ticket's number may be left out for the one that you are on. More commands: `help all`.")
    return Text((_commands(families[0][1]), more))


def _commands(family: Sequence[Usage]) -> Table:
    rows = tuple((usage.line, usage.does) for usage in family)
    return Table((desk_("Command"), desk_("What it does")), rows)


def away(came: int, calls: int, others: int) -> Reply:
    """What happened while a staff member was away: how much of it there is."""
    said = (
        (came, "one ticket came" if came == 1 else f"{came} tickets came"),
        (calls, "one call to decide" if calls == 1 else f"{calls} calls to decide"),
        (others, "news on one other ticket" if others == 1 else f"news on {others} other tickets"),
    )
    told = desk_("While you were away: {what}.", what=", ".join(text for count, text in said if count) or "news")
    decide = (choice("Appointments", "appointments"),) if calls else ()
    return Choices((told,), (choice("Queue", "queue"), choice("Mine", "mine"), *decide))


def greeting(staff: Staff, waiting: int, own: int, now: datetime) -> Reply:
    """What a staff member sees on coming in."""
    return Choices(
        (
            desk_(
                "Hello {name} ({role}). {waiting} waiting, {own} yours. It's {now}. Type help for the commands.",
                name=staff.name,
                role=staff.role.value,
                waiting=waiting,
                own=own,
                now=Moment(now),
            ),
        ),
        (choice("Queue", "queue"), choice("Claim next", "claim"), choice("Mine", "mine")),
    )
