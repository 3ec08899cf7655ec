"""Commands on phone appointments: decide, move, offer, and note what came of them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar, Protocol, Self
from zoneinfo import ZoneInfo

from bot.core.calendar.slots import MOMENT, Slot, free_line, moment_of
from bot.core.model.tickets import Ticket
from bot.core.policy import Channel
from bot.core.rules import appointments, billing
from bot.core.rules.billing import Lack
from bot.core.rules.change import Change, Refused
from bot.core.rules.work_log import ask, no_card
from bot.core.staff_view.appointments import call_stands, calls_list, confirming
from bot.core.staff_view.tickets import answer, refused
from bot.core.staff_view.usage import Dated, Usage, dated, numbered
from bot.core.text.surface import Choice, Moment, Msg, Reply, desk_
from bot.engine.staff.commands.command import Alone, Ruled, WithWords
from bot.engine.staff.staff_turn import StaffTurn

CALLS_SHOWN = 30
"""A screen's worth."""

CALLS_AHEAD_MAX = 10_000
"""More than any desk has booked: a month of calls on a hundred lines."""

AHEAD_MAX = timedelta(days=366)
"""Nobody settles a call for the year after next."""

FREE_SHOWN = 5
"""Free slots named to staff who asked for one that isn't."""


class DecidedCall(Ruled, Protocol):
    """A command that a rule of the desk decides on, for a ticket's call."""

    __slots__ = ()

    def do(self, turn: StaffTurn) -> Reply:
        """Decide, make it true, and say how the appointment stands."""

        def carry_out(ticket: Ticket) -> Reply:
            decided = self.decide(ticket, turn)
            if isinstance(decided, Refused):
                return refused(decided)
            after = turn.apply(decided)
            call = turn.unit.call(ticket.number)
            return call_stands(after, call, turn.unit.account(after.account)) if call else answer(desk_("Done."))

        return turn.on(self.number, carry_out)


@dataclass(frozen=True, slots=True)
class Appointments(Alone):
    """Every call that is to be decided on, comes, or lacks its outcome."""

    usage: ClassVar[Usage] = Usage(
        "appointments", "", desk_("the calls: to decide on, coming, and those without an outcome")
    )

    def do(self, turn: StaffTurn) -> Reply:
        """Show them."""
        found = turn.unit.calls(CALLS_SHOWN)
        rows = [(call, ticket) for call in found if (ticket := turn.unit.ticket(call.ticket))]
        return calls_list(rows, turn.now, more=len(rows) == CALLS_SHOWN)


@dataclass(frozen=True, slots=True)
class Confirm(DecidedCall):
    """The requested time it is: the one that was read, where the command names it."""

    number: int
    at: datetime | None = None
    usage: ClassVar[Usage] = Usage(
        "confirm", "<number> [<YYYY-MM-DD> <HH:MM>]", desk_("confirm the call that the client asked for")
    )

    @classmethod
    def read(cls, rest: str) -> Self | Msg | None:
        """A ticket, and perhaps the time that was read."""
        found = numbered(rest)
        if found is None:
            return None
        number, behind = found
        if not behind:
            return cls(number)
        at = dated(behind)
        return cls(number, at.at) if isinstance(at, Dated) else at

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """Unless the client has another time by now, or the call lacks something."""
        case = _case(turn, ticket)
        if self.at and case.active and _read(turn, self.at) != case.active.start:
            return Refused(
                desk_("The client of #{number} has another time by now: {start}.", number=ticket.number,
                      start=Moment(case.active.start)), confirming(case.active),
            )  # fmt: skip
        decided = appointments.confirm(case, turn.staff, turn.now)
        return decided if isinstance(decided, Refused) else _lacking(turn, ticket) or decided


@dataclass(frozen=True, slots=True)
class MoveCall(DecidedCall):
    """A call goes to a free slot; the client says whether it suits. Written as ``move``."""

    number: int
    at: datetime
    """On the desk's clock, or a moment with its zone."""
    reason: str = ""

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """The time that it has needn't be a slot."""
        start = _moment(turn, self.at)
        if isinstance(start, Refused):
            return start
        case = _case(turn, ticket)
        free = turn.free_slots(without=ticket.number)
        own = (Slot(case.active.start, case.active.end),) if case.active else ()
        slot = next((each for each in (*own, *free) if each.start == start), None)
        if slot is None:
            return _not_free(turn, ticket, start, free)
        return appointments.move(case, slot, _expires(turn, start), turn.staff, self.reason, turn.now)


@dataclass(frozen=True, slots=True)
class Decline(WithWords, DecidedCall):
    """No call, or not this one, with a reason."""

    usage: ClassVar[Usage] = Usage(
        "decline", "<number> <text>", desk_("decline or cancel the call, with a reason the client reads"), asks=True
    )

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """By the rule."""
        return appointments.decline(_case(turn, ticket), turn.staff, self.text, turn.now)


@dataclass(frozen=True, slots=True)
class OfferCall(DecidedCall):
    """A call is offered at any time ahead that nobody else has, with a reason."""

    number: int
    at: datetime
    """On the desk's clock, or a moment with its zone, as is …"""
    until: datetime | None
    """… how long the offer is open."""
    reason: str
    usage: ClassVar[Usage] = Usage(
        "exception",
        "<number> <YYYY-MM-DD> <HH:MM> [until <YYYY-MM-DD> <HH:MM>] <reason>",
        desk_("offer a call at any time, with a reason"),
        asks=True,
    )

    @classmethod
    def read(cls, rest: str) -> Self | Msg | None:
        """A ticket, a time, perhaps until when, and a reason."""
        number, behind = numbered(rest) or (0, "")
        at = dated(behind)
        if not isinstance(at, Dated):
            return at
        until = dated(at.rest, until=True)
        if isinstance(until, Msg):
            return until
        reason = (until or at).rest
        return cls(number, at.at, until.at if until else None, reason) if reason else None

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """Unless somebody else has that time."""
        start = _moment(turn, self.at)
        if isinstance(start, Refused):
            return start
        slot = Slot(start, start + timedelta(minutes=turn.context.policy.slots.minutes))
        taken = turn.unit.taken(slot.start, slot.end, ticket.number)
        if free_line(slot, taken, turn.context.policy.slots.lines) is None:
            return Refused(desk_("Somebody else has that time: {start}. Nothing was changed.", start=Moment(start)))
        expires = self._until(turn, start)
        if isinstance(expires, Refused):
            return expires
        return appointments.except_(_case(turn, ticket), slot, expires, turn.staff, self.reason, turn.now)

    def _until(self, turn: StaffTurn, start: datetime) -> datetime | Refused:
        if self.until is None:
            return _expires(turn, start)
        until = _moment(turn, self.until)
        if isinstance(until, datetime) and until > start:
            return Refused(desk_("An offer can't be open for longer than until the call begins: {start}.",
                                 start=Moment(start)))  # fmt: skip
        return until


@dataclass(frozen=True, slots=True)
class Outcome(WithWords, DecidedCall):
    """What came of a call."""

    usage: ClassVar[Usage] = Usage(
        "outcome", "<number> <text>", desk_("note what came of the call; obligatory, internal"), asks=True
    )

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """By the rule."""
        return appointments.outcome(_case(turn, ticket), turn.staff, self.text, turn.now)


# ── Asked by other commands ────────────────────────────────────────────────────────────


def calls_on(turn: StaffTurn, day: date) -> tuple[int, ...]:
    """Tickets with a call on a day of the desk."""
    zone = ZoneInfo(turn.zone)
    calls = turn.unit.calls(CALLS_AHEAD_MAX)
    return tuple(call.ticket for call in calls if day in {start.astimezone(zone).date() for start, _end in call.times})


def holds_merge(turn: StaffTurn, ticket: Ticket, into: Ticket) -> Refused | None:
    """What must be settled before a ticket can go on under another number."""
    number = ticket.number
    if _case(turn, ticket).active:
        why = "#{number} has a phone appointment. Decline it, or note its outcome, before you merge."
        return Refused(desk_(why, number=number))
    if turn.unit.works(number) or billing.all_in_force(turn.unit.agreements(number)):
        return Refused(desk_("#{number} has billed help agreed to. Merge the other one into it: merge {into} into"
                             " {number}", number=number, into=into.number))  # fmt: skip
    alike = replace(into, third_party=ticket.third_party)
    if ticket.third_party and _case(turn, into).active and _lacking(turn, alike):
        return Refused(desk_("#{number} is about {software}, and #{into} has a call. Ask its client first:"
                             " notice {into} phone {software}", number=number, into=into.number,
                             software=ticket.third_party))  # fmt: skip
    return None


# ── Times, and what a call lacks ───────────────────────────────────────────────────────


def _case(turn: StaffTurn, ticket: Ticket) -> appointments.Case:
    return appointments.Case(ticket, turn.unit.call(ticket.number, for_change=True))


def _read(turn: StaffTurn, at: datetime) -> datetime | None:
    """A moment, or a time on the desk's clock; ``None`` where that clock doesn't show it just once."""
    return at if at.tzinfo else moment_of(at, turn.zone)


def _moment(turn: StaffTurn, at: datetime) -> datetime | Refused:
    """A time that is named, if it is one, and ahead."""
    moment = _read(turn, at)
    if moment is None:
        return Refused(desk_("The clocks skip that time, or show it twice, that night. Take another one."))
    if moment > turn.now + AHEAD_MAX:
        return Refused(desk_("{start} is too far away: calls are settled within a year.", start=Moment(moment)))
    if moment <= turn.now:
        return Refused(desk_("{start} is over. Take a time ahead of us.", start=Moment(moment)))
    return moment


def _expires(turn: StaffTurn, start: datetime) -> datetime:
    return appointments.expires(turn.calendar, turn.context.policy, start, turn.now)


def _not_free(turn: StaffTurn, ticket: Ticket, start: datetime, free: tuple[Slot, ...]) -> Refused:
    near = sorted(sorted(free, key=lambda slot: abs(slot.start - start))[:FREE_SHOWN], key=lambda slot: slot.start)
    why = desk_(
        "{start} is no free slot. These are near it; for any other time: exception {number} <YYYY-MM-DD> <HH:MM>"
        " <reason>",
        start=Moment(start),
        number=ticket.number,
    )
    return Refused(why, tuple(_move_to(ticket, slot) for slot in near))


def _move_to(ticket: Ticket, slot: Slot) -> Choice:
    line = f"move {ticket.number} to {slot.start:{MOMENT}}"
    return Choice(desk_("Move to {at}", at=Moment(slot.start, "short")), line)


def _lacking(turn: StaffTurn, ticket: Ticket) -> Refused | None:
    """What a call about somebody else's software still lacks, and how to ask for it."""
    agreed, account = turn.unit.agreements(ticket.number), turn.unit.account(ticket.account)
    card = account is not None and account.card
    match billing.call_lacks(ticket.third_party, agreed, card, turn.context.policy.rates):
        case Lack.WORD:
            why = desk_(
                "#{number} is about {software}, and its client hasn't agreed to the phone's rate. Ask first:"
                " notice {number} phone",
                number=ticket.number,
                software=ticket.third_party,
            )
            return Refused(why, ask(ticket.number, Channel.PHONE))
        case Lack.CARD:
            return no_card(ticket.number)
        case _:
            return None
