"""Staff's acts on phone appointments: decide, offer, and note what came of them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.calendar.slots import MOMENT, Slot, free_line, moment_of
from bot.core.model.people import Staff
from bot.core.model.tickets import Ticket
from bot.core.policy import Channel
from bot.core.rules import appointments, billing
from bot.core.rules.billing import Lack
from bot.core.rules.change import Change, Refused
from bot.core.rules.work_log import ask, no_card
from bot.core.staff_view.appointments import call_stands, calls_list, confirming
from bot.core.staff_view.commands import Act
from bot.core.staff_view.tickets import answer, refused
from bot.core.text.surface import Choice, Moment, Reply, desk_
from bot.engine.context import Context
from bot.engine.tickets import changes
from bot.ports import UnitOfWork

CALLS_SHOWN = 30
"""A screen's worth."""

CALLS_AHEAD_MAX = 10_000
"""More than any desk has booked: a month of calls on a hundred lines."""

AHEAD_MAX = timedelta(days=366)
"""Nobody settles a call for the year after next."""

FREE_SHOWN = 5
"""Free slots named to staff who asked for one that isn't."""


@dataclass(slots=True)
class StaffCalls:
    """One staff command on the phone: the transaction, who it is, and the moment."""

    unit: UnitOfWork
    staff: Staff
    context: Context
    now: datetime

    def listed(self) -> Reply:
        """Every call that is to be decided on, comes, or lacks its outcome."""
        rows = [(call, ticket) for call in self.unit.calls(CALLS_SHOWN) if (ticket := self.unit.ticket(call.ticket))]
        return calls_list(rows, self.now, more=len(rows) == CALLS_SHOWN)

    def on(self, day: date) -> tuple[int, ...]:
        """Tickets with a call on a day of the desk."""
        zone = ZoneInfo(self._zone)
        calls = self.unit.calls(CALLS_AHEAD_MAX)
        return tuple(
            call.ticket for call in calls if day in {start.astimezone(zone).date() for start, _end in call.times}
        )

    def confirm(self, ticket: Ticket, act: Act) -> Change | Refused:
        """The requested time it is: the one that was read, where the command names it."""
        case = self._case(ticket)
        if act.at and case.active and self._read(act.at) != case.active.start:
            return Refused(
                desk_("The client of #{number} has another time by now: {start}.", number=ticket.number,
                      start=Moment(case.active.start)), confirming(case.active),
            )  # fmt: skip
        decided = appointments.confirm(case, self.staff, self.now)
        return decided if isinstance(decided, Refused) else self._lacking(ticket) or decided

    def move(self, ticket: Ticket, act: Act) -> Change | Refused:
        """To a free slot; the client says whether it suits. The time that it has needn't be one."""
        start = self._moment(act.at)
        if isinstance(start, Refused):
            return start
        case = self._case(ticket)
        free = self.context.free_slots(self.unit, self.now, without=ticket.number)
        own = (Slot(case.active.start, case.active.end),) if case.active else ()
        slot = next((each for each in (*own, *free) if each.start == start), None)
        if slot is None:
            return self._not_free(ticket, start, free)
        return appointments.move(case, slot, self._expires(start), self.staff, act.text, self.now)

    def decline(self, ticket: Ticket, act: Act) -> Change | Refused:
        """No call, or not this one."""
        return appointments.decline(self._case(ticket), self.staff, act.text, self.now)

    def exception(self, ticket: Ticket, act: Act) -> Change | Refused:
        """Any time ahead that nobody else has."""
        start = self._moment(act.at)
        if isinstance(start, Refused):
            return start
        slot = Slot(start, start + timedelta(minutes=self.context.policy.slots.minutes))
        taken = self.unit.taken(slot.start, slot.end, ticket.number)
        if free_line(slot, taken, self.context.policy.slots.lines) is None:
            return Refused(desk_("Somebody else has that time: {start}. Nothing was changed.", start=Moment(start)))
        expires = self._until(act, start)
        if isinstance(expires, Refused):
            return expires
        return appointments.except_(self._case(ticket), slot, expires, self.staff, act.text, self.now)

    def outcome(self, ticket: Ticket, act: Act) -> Change | Refused:
        """What came of the call."""
        return appointments.outcome(self._case(ticket), self.staff, act.text, self.now)

    def carry_out(self, ticket: Ticket, decided: Change | Refused) -> Reply:
        """Make it true, and say how the appointment stands."""
        if isinstance(decided, Refused):
            return refused(decided)
        after = changes.apply(self.unit, decided, self.context, self.now)
        call = self.unit.call(ticket.number)
        return call_stands(after, call) if call else answer(desk_("Done."))

    def holds_merge(self, ticket: Ticket, into: Ticket) -> Refused | None:
        """What must be settled before a ticket can go on under another number."""
        number = ticket.number
        if self._case(ticket).active:
            why = "#{number} has a phone appointment. Decline it, or note its outcome, before you merge."
            return Refused(desk_(why, number=number))
        agreed = self.unit.agreements(number)
        if self.unit.works(number) or billing.all_in_force(agreed):
            return Refused(desk_("#{number} has billed help agreed to. Merge the other one into it: merge {into} into"
                                 " {number}", number=number, into=into.number))  # fmt: skip
        alike = replace(into, third_party=ticket.third_party)
        if ticket.third_party and self._case(into).active and self._lacking(alike):
            return Refused(desk_("#{number} is about {software}, and #{into} has a call. Ask its client first:"
                                 " notice {into} phone {software}", number=number, into=into.number,
                                 software=ticket.third_party))  # fmt: skip
        return None

    # ── Times ──────────────────────────────────────────────────────────────────────────

    def _case(self, ticket: Ticket) -> appointments.Case:
        return appointments.Case(ticket, self.unit.call(ticket.number, for_change=True))

    def _read(self, at: datetime) -> datetime | None:
        """A moment, or a time on the desk's clock; ``None`` where that clock doesn't show it just once."""
        return at if at.tzinfo else moment_of(at, self._zone)

    def _moment(self, at: datetime | None) -> datetime | Refused:
        """A time that is named, if it is one, and ahead."""
        moment = self._read(at) if at else None
        if moment is None:
            return Refused(desk_("The clocks skip that time, or show it twice, that night. Take another one."))
        if moment > self.now + AHEAD_MAX:
            return Refused(desk_("{start} is too far away: calls are settled within a year.", start=Moment(moment)))
        if moment <= self.now:
            return Refused(desk_("{start} is over. Take a time ahead of us.", start=Moment(moment)))
        return moment

    def _until(self, act: Act, start: datetime) -> datetime | Refused:
        if act.until is None:
            return self._expires(start)
        until = self._moment(act.until)
        if isinstance(until, datetime) and until > start:
            return Refused(desk_("An offer can't be open for longer than until the call begins: {start}.",
                                 start=Moment(start)))  # fmt: skip
        return until

    def _expires(self, start: datetime) -> datetime:
        desk = self.context.calendar(self.unit, self.now)
        return appointments.expires(desk, self.context.policy, start, self.now)

    def _not_free(self, ticket: Ticket, start: datetime, free: tuple[Slot, ...]) -> Refused:
        near = sorted(sorted(free, key=lambda slot: abs(slot.start - start))[:FREE_SHOWN], key=lambda slot: slot.start)
        choices = tuple(_move_to(ticket, slot) for slot in near)
        why = desk_(
            "{start} is no free slot. These are near it; for any other time: exception {number} <YYYY-MM-DD> <HH:MM>"
            " <reason>",
            start=Moment(start),
            number=ticket.number,
        )
        return Refused(why, choices)

    @property
    def _zone(self) -> str:
        return self.context.policy.firm.zone

    def _lacking(self, ticket: Ticket) -> Refused | None:
        """What a call about somebody else's software still lacks, and how to ask for it."""
        agreed, account = self.unit.agreements(ticket.number), self.unit.account(ticket.account)
        card = account is not None and account.card
        match billing.call_lacks(ticket.third_party, agreed, card, self.context.policy.rates):
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


def _move_to(ticket: Ticket, slot: Slot) -> Choice:
    line = f"move {ticket.number} to {slot.start:{MOMENT}}"
    return Choice(desk_("Move to {at}", at=Moment(slot.start, "short")), line)
