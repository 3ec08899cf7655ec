"""Carry out a staff command in one transaction, and word the answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.calendar.time_range import span
from bot.core.client_view.billing import flags
from bot.core.model.people import Account, Address, Identity, Origin, Role, Staff
from bot.core.model.platform_user import user_of
from bot.core.model.record import Entry, EntryKind
from bot.core.model.tickets import Ticket
from bot.core.rules import staff_actions
from bot.core.rules.appointments import outcome_owed
from bot.core.rules.change import BotEntry, Change, Refused, is_reserved
from bot.core.rules.promise_times import used_percent
from bot.core.staff_view import cards, promise_report, tickets
from bot.core.staff_view.appointments import call_line
from bot.core.staff_view.commands import Act, parse
from bot.core.staff_view.tickets import QUEUE_PAGE, RECORD_ENTRIES, Case, Row, answer, choice, refused
from bot.core.text.surface import Choice, Msg, Ordinal, Reply, Text, desk_
from bot.engine.context import Context
from bot.engine.measuring import measure, recent
from bot.engine.staff.appointments import StaffCalls
from bot.engine.staff.billing import StaffBilling
from bot.engine.tickets import changes
from bot.ports import UnitOfWork

SAID = frozenset({EntryKind.WORDS, EntryKind.REPLY, EntryKind.ASK, EntryKind.NOTE})
"""What people wrote: goes along when a ticket is merged into another."""

NOT_STAFF = desk_("This is for the desk's staff. If you need help yourself, just write to me.")
"""The same answer to everyone who isn't on the list, whatever they tried."""
LEADS_ONLY = desk_("Only a lead can do that.")


_ROLES = frozenset(role.value for role in Role)


def back_by_role(platforms: Sequence[str]) -> Msg:
    """Taking somebody off the list takes no role of a platform from them."""
    said = "A role on {platform} had made them staff: who still has it is back at once. Take it away there too."
    return desk_(said, platform=", ".join(platforms))


@dataclass(slots=True)
class StaffCommands:
    """One staff command's hands: the transaction, who it is, and the moment."""

    unit: UnitOfWork
    staff: Staff
    context: Context
    now: datetime
    forms: bool = False
    """The platform can ask for what a line still lacks."""
    on_board: Address | None = None
    """The board in whose thread of the ticket it was written."""
    origin: Origin | None = None
    """The message there: its edits are found by it."""
    acted: bool = False
    """Something was done to a ticket."""
    here: Identity | None = None
    """As whom they write; ``None`` at the command line."""

    def do(self, line: str) -> Reply:
        """Carry out one line."""
        act = parse(line)
        if isinstance(act, Msg):
            return (cards.asking(line) if self.forms else None) or answer(act)
        if act.spec.role is Role.LEAD and self.staff.role is not Role.LEAD:
            return answer(LEADS_ONLY)
        return self._acts()[act.name](act)

    def _acts(self) -> dict[str, Callable[[Act], Reply]]:
        return {
            "queue": self._queue,
            "mine": lambda _act: self._mine(),
            "show": self._show,
            "claim": self._claim,
            "release": self._on(
                lambda t, a: staff_actions.release(t, self.staff, a.text, self.now), "#{number} is released."
            ),
            "reply": self._on(
                lambda t, a: staff_actions.reply(t, self.staff, a.text, self.now),
                "Your reply to #{number} is on its way.",
            ),
            "ask": self._on(
                lambda t, a: staff_actions.ask(t, self.staff, a.text, self.now),
                "Asked. #{number} comes back to you with the client's answer.",
            ),
            "note": self._on(lambda t, a: staff_actions.note(t, self.staff, a.text, self.now), "Noted on #{number}."),
            "resolve": self._on(self._resolved, "#{number} is resolved."),
            "reopen": self._on(self._reopened, "#{number} is open again."),
            "urgency": self._on(
                lambda t, a: staff_actions.set_urgency(t, a.urgency, self.staff, a.text, self.now),
                "#{number} is changed.",
            ),
            "move": self._move,
            "merge": self._merge,
            "appointments": lambda _act: self._calls().listed(),
            "confirm": self._call(StaffCalls.confirm),
            "decline": self._call(StaffCalls.decline),
            "exception": self._call(StaffCalls.exception),
            "outcome": self._call(StaffCalls.outcome),
            "notice": self._billed(StaffBilling.notice),
            "card": self._billed(StaffBilling.card),
            "work": self._billed(StaffBilling.work),
            "statement": self._billed(lambda billing, ticket, _act: billing.statement(ticket)),
            "promises": self._promises,
            "verify": self._verify,
            "why": self._why,
            "staff": self._staff,
            "closed": lambda _act: self._closed(),
            "close": self._close,
            "open": self._open,
            "help": tickets.help_text,
        }

    # ── Looking ────────────────────────────────────────────────────────────────────────

    def greet(self) -> Reply:
        """What a staff member sees on coming in."""
        own = len(self.unit.claimed_by(self.staff.name))
        return tickets.greeting(self.staff, self.unit.waiting_count(), own, self.now)

    def _queue(self, act: Act) -> Reply:
        page = max(act.number, 1)
        offset = (page - 1) * QUEUE_PAGE
        rows = [
            self._row(ticket, offset + i) for i, ticket in enumerate(self.unit.waiting(QUEUE_PAGE, offset), start=1)
        ]
        return tickets.queue(rows, self.unit.waiting_count(), page)

    def _mine(self) -> Reply:
        return tickets.mine([self._row(ticket, None) for ticket in self.unit.claimed_by(self.staff.name)])

    def _show(self, act: Act) -> Reply:
        ticket = self.unit.ticket(act.number)
        return self._case(ticket) if ticket else self._no_ticket(act.number)

    def _case(self, ticket: Ticket, lead: Msg | None = None) -> Reply:
        entries = self.unit.record(ticket.number, RECORD_ENTRIES)
        earlier = entries[0].seq - 1 if entries else 0
        place = self.unit.place(ticket) if ticket.waiting else None
        account = self.unit.account(ticket.account)
        shown = Case(self._row(ticket, place), account, entries, earlier, self._hanging(ticket, account))
        return tickets.case(shown, lead, self._written_on(ticket))

    def _written_on(self, ticket: Ticket) -> tuple[Choice, ...]:
        return cards.written_on(ticket) if self.forms else ()

    def _hanging(self, ticket: Ticket, account: Account | None) -> tuple[Msg, ...]:
        """The call that is planned, and what was agreed to."""
        call = self.unit.call(ticket.number) if ticket.wants_phone else None
        agreed = tuple(self.unit.agreements(ticket.number)) if ticket.third_party else ()
        return (*call_line(call, self.now), *flags(agreed, account is not None and account.card))

    def _row(self, ticket: Ticket, place: int | None) -> Row:
        calendar = self.context.calendar(self.unit, self.now)
        return Row(ticket, place, used_percent(calendar, ticket, self.now))

    def _why(self, act: Act) -> Reply:
        ticket = self.unit.ticket(act.number)
        if ticket is None:
            return self._no_ticket(act.number)
        place = self.unit.place(ticket) if ticket.waiting else None
        return tickets.why(ticket, self.unit.moves(ticket.number), place)

    def _no_ticket(self, number: int) -> Reply:
        return answer(desk_("There is no ticket #{number}.", number=number), choice("Queue", "queue"))

    # ── Acting ─────────────────────────────────────────────────────────────────────────

    def _on(self, decide: Callable[[Ticket, Act], Change | Refused], done: str) -> Callable[[Act], Reply]:
        """An act on one ticket: find it, decide, carry out, say what is done."""

        def carry_out(act: Act) -> Reply:
            ticket = self.unit.ticket(act.number, for_change=True)
            if ticket is None:
                return self._no_ticket(act.number)
            decided = decide(ticket, act)
            if isinstance(decided, Refused):
                return refused(decided)
            decided = replace(decided, on_board=self.on_board, entries=tuple(map(self._came_with, decided.entries)))
            after = changes.apply(self.unit, decided, self.context, self.now)
            self.acted = True
            return answer(self._done(done, after), *self._written_on(after), *tickets.acts_on(after))

        return carry_out

    def _came_with(self, entry: Entry | BotEntry) -> Entry | BotEntry:
        """An entry with the message that it was written in."""
        if self.origin is None or not isinstance(entry, Entry) or entry.kind not in SAID:
            return entry
        return replace(entry, origins=(self.origin,))

    def _done(self, done: str, ticket: Ticket) -> Msg:
        if ticket.waiting:
            place = Ordinal(self.unit.place(ticket))
            return desk_(done + " It's {place} in line.", number=ticket.number, place=place)
        return desk_(done, number=ticket.number)

    def _claim(self, act: Act) -> Reply:
        if not act.number:
            ticket = self.unit.next_waiting()
            if ticket is None:
                return answer(desk_("Nobody is waiting."))
        else:
            ticket = self.unit.ticket(act.number, for_change=True)
            if ticket is None:
                return self._no_ticket(act.number)
        place = self.unit.place(ticket) if ticket.waiting else None
        decided = staff_actions.claim(ticket, self.staff, self.now)
        if isinstance(decided, Refused):
            return self._lost(decided)
        after = changes.apply(self.unit, decided, self.context, self.now)
        where = desk_("It was {place} in line.", place=Ordinal(place)) if place else ""
        return self._case(after, desk_("**#{number}** is yours. {where}", number=after.number, where=where))

    def _lost(self, decided: Refused) -> Reply:
        """Somebody else has it: say who, and offer the next in line."""
        upcoming = self.unit.waiting(1)
        if not upcoming:
            return refused(decided)
        number = upcoming[0].number
        msg = desk_("{why} Next in line is #{number}.", why=decided.why, number=number)
        return answer(msg, *decided.choices, choice("Claim #{number}", f"claim {number}", number))

    # ── The phone and the bill ─────────────────────────────────────────────────────────

    def _calls(self) -> StaffCalls:
        return StaffCalls(self.unit, self.staff, self.context, self.now)

    def _call(self, decide: Callable[[StaffCalls, Ticket, Act], Change | Refused]) -> Callable[[Act], Reply]:
        """An act on a ticket's phone appointment."""
        calls = self._calls()
        return self._found(lambda ticket, act: calls.carry_out(ticket, decide(calls, ticket, act)))

    def _billed(self, carry_out: Callable[[StaffBilling, Ticket, Act], Reply]) -> Callable[[Act], Reply]:
        """An act on what is billed on a ticket."""
        billing = StaffBilling(self.unit, self.staff, self.context, self.now)
        return self._found(lambda ticket, act: carry_out(billing, ticket, act))

    def _found(self, carry_out: Callable[[Ticket, Act], Reply]) -> Callable[[Act], Reply]:
        def find(act: Act) -> Reply:
            ticket = self.unit.ticket(act.number, for_change=True)
            return carry_out(ticket, act) if ticket else self._no_ticket(act.number)

        return find

    def _promises(self, act: Act) -> Reply:
        """The ledger of the last weeks, or of the days named."""
        if not act.text:
            return promise_report.promises(measure(self.unit, self.context, self.now, recent(self.now)))
        first, last = [*act.text.split(), None][:2]
        asked = span(first, last, self.context.policy.firm.zone)
        if isinstance(asked, Msg):
            return answer(asked)
        return promise_report.promises(measure(self.unit, self.context, self.now, asked))

    def _resolved(self, ticket: Ticket, act: Act) -> Change | Refused:
        """Closing waits for the outcome of a call whose time has come."""
        if outcome_owed(self.unit.call(ticket.number) if ticket.wants_phone else None, self.now):
            return Refused(
                desk_(
                    "First, what came of the call of #{number}? Write: outcome {number} <what came of it>",
                    number=ticket.number,
                )
            )
        return staff_actions.resolve(ticket, self.staff, act.text, self.now)

    def _move(self, act: Act) -> Reply:
        """To a place in line, or the ticket's call to another time."""
        if act.at is not None:
            return self._call(StaffCalls.move)(act)
        return self._on(self._moved, "#{number} is moved.")(act)

    def _reopened(self, ticket: Ticket, act: Act) -> Change | Refused:
        window = self.context.policy.promises.reopen_window_days
        times = self.context.times(self.unit, self.now)
        keeps = changes.keeps_place(self.unit, ticket, self.context, self.now)
        return staff_actions.reopen(ticket, self.staff, act.text, self.now, window, times, keeps_place=keeps)

    def _moved(self, ticket: Ticket, act: Act) -> Change | Refused:
        """Before whoever holds the place now; on the way down, before the one behind it."""
        down = ticket.waiting and act.other > self.unit.place(ticket)
        there = self.unit.waiting(1, act.other if down else max(act.other - 1, 0))
        if there and there[0].number == ticket.number:
            return Refused(desk_("#{number} is at that place already.", number=ticket.number))
        ahead = self._ahead_of(there[0], ticket) if there else None
        return staff_actions.move(ticket, there[0] if there else None, ahead, self.staff, act.text, self.now)

    def _ahead_of(self, there: Ticket, moved: Ticket) -> Ticket | None:
        """Who stands right before a place, the one that is to be moved left out."""
        ahead = self.unit.place(there) - 1
        nearest = self.unit.waiting(min(ahead, 2), max(ahead - 2, 0)) if ahead else ()
        before = [ticket for ticket in nearest if ticket.number != moved.number]
        return before[-1] if before else None

    def _merge(self, act: Act) -> Reply:
        first, second = sorted((act.number, act.other))
        locked = {number: self.unit.ticket(number, for_change=True) for number in (first, second)}
        ticket, into = locked[act.number], locked[act.other]
        if ticket is None or into is None:
            return self._no_ticket(act.number if ticket is None else act.other)
        if held := self._calls().holds_merge(ticket, into):
            return refused(held)
        decided = staff_actions.merge(ticket, into, self.staff, self.now)
        if isinstance(decided, Refused):
            return refused(decided)
        for change in decided:
            after = changes.apply(self.unit, change, self.context, self.now)
        self._carry_over(ticket, into)
        return self._case(after, desk_("#{number} is merged into **#{into}**.", number=act.number, into=act.other))

    def _carry_over(self, ticket: Ticket, into: Ticket) -> None:
        """What people wrote on a ticket goes along, as theirs; whoever takes part does so in the other."""
        numbers = {}
        for joined in self.unit.participants(ticket.number):
            there = self.unit.add_participant(into.number, joined.identity, joined.name, joined.by, joined.at)
            if joined.left_at is not None:
                self.unit.remove_participant(into.number, joined.identity, joined.left_at)
            numbers[joined.n] = str(there.n)
        origins = self.unit.origins(ticket.number)
        for said in self.unit.record(ticket.number):
            if said.kind in SAID and said.text is not None:
                by = numbers[said.part] if said.part else said.by
                copied = Entry(said.kind, said.author, by, said.text, said.at, origins.get(said.seq, ()))
                self.unit.append(into.number, copied)

    def _verify(self, act: Act) -> Reply:
        ticket = self.unit.ticket(act.number)
        account = self.unit.account(ticket.account) if ticket else None
        if account is None:
            return self._no_ticket(act.number)
        self.unit.save_account(replace(account, verified_by=self.staff.name, customer=act.text or account.customer))
        self.unit.audit(self.now, self.staff.name, "verified an account", act.number, str(account.id))
        return answer(desk_("The client of #{number} is verified.", number=act.number))

    # ── Staff and days ─────────────────────────────────────────────────────────────────

    def _staff(self, act: Act) -> Reply:
        words = act.text.split()
        match words:
            case []:
                return tickets.staff_list(self.unit.staff_list())
            case _ if self.staff.role is not Role.LEAD:
                return answer(LEADS_ONLY)
            case ["add", name, "agent", *_] if self._only_lead() == name:
                return answer(desk_("{name} is the only lead. Make somebody else one first.", name=name))
            case ["add", name, role, user] if role in _ROLES:
                return self._add_staff(name, Role(role), user_of("", user, self.here))
            case ["add", name, role, platform, user] if role in _ROLES:
                return self._add_staff(name, Role(role), user_of(platform, user, self.here))
            case ["remove", name] if name == self.staff.name:
                return answer(desk_("Ask another lead to take you off the list."))
            case ["remove", name]:
                return self._remove(name)
            case _:
                return answer(desk_("Please write: {usage}", usage=act.spec.usage))

    def _add_staff(self, name: str, role: Role, identity: Identity | Msg) -> Reply:
        if isinstance(identity, Msg):
            return answer(identity)
        if is_reserved(name):
            return answer(desk_("{name} is a word that the record uses itself; take another name.", name=name))
        holder = self.unit.staff(identity)
        if holder is not None and holder.name != name:
            return answer(desk_("{user} is {name} already.", user=identity.user, name=holder.name))
        self.unit.add_staff(name, role, identity)
        self.unit.audit(self.now, self.staff.name, "added staff", detail=name)
        return answer(desk_("{name} is on the desk as {role}.", name=name, role=role.value))

    def _only_lead(self) -> str:
        leads = [person.name for person, _known_as in self.unit.staff_list() if person.role is Role.LEAD]
        return leads[0] if len(leads) == 1 else ""

    def _remove(self, name: str) -> Reply:
        still = self.by_role(name)
        if self.retire(name) is None:
            return answer(desk_("{name} isn't on the list.", name=name))
        off = desk_("{name} is off the list; their tickets are back in line.", name=name)
        return Text((off, back_by_role(still))) if still else answer(off)

    def by_role(self, name: str) -> tuple[str, ...]:
        """The platforms on which a role, and not the list, makes somebody of this name staff."""
        known = next((users for person, users in self.unit.staff_list() if person.name == name), ())
        return tuple(dict.fromkeys(user.platform for user in known if self.unit.staff(user) is None))

    def retire(self, name: str) -> int | None:
        """Take someone off the list: their claims end, their own rooms close.

        How many tickets they had; ``None`` when they aren't on the list.
        """
        if not self.unit.remove_staff(name):
            return None
        claimed = self.unit.claimed_by(name)
        for ticket in claimed:
            freed = staff_actions.release(ticket, self.staff, f"{name} left the desk", self.now)
            if isinstance(freed, Change):
                changes.apply(self.unit, freed, self.context, self.now)
        for room in self.unit.staff_channels(name):
            self.unit.close_room(room)
        self.unit.audit(self.now, self.staff.name, "removed staff", detail=name)
        return len(claimed)

    def _closed(self) -> Reply:
        calendar = self.context.calendar(self.unit, self.now)
        today = self._today()
        ahead = sorted((day, reason) for day, reason in calendar.closed.items() if day >= today)
        return tickets.closed_days(ahead[:30])

    def _today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.context.policy.firm.zone)).date()

    def _close(self, act: Act) -> Reply:
        if act.day <= self._today():
            return answer(desk_("That day isn't ahead of us; a closed day must be tomorrow or later."))
        self.unit.close_day(act.day, act.text, self.staff.name)
        self.unit.audit(self.now, self.staff.name, "closed a day", detail=act.day.isoformat())
        closed = desk_(
            "The desk is closed on {day}: {reason}. New estimates and promises keep to it; those given stay.",
            day=act.day.isoformat(),
            reason=act.text,
        )
        return tickets.closed(closed, self._calls().on(act.day))

    def _open(self, act: Act) -> Reply:
        if not self.unit.reopen_day(act.day):
            return answer(desk_("{day} wasn't closed by staff.", day=act.day.isoformat()))
        self.unit.audit(self.now, self.staff.name, "opened a day", detail=act.day.isoformat())
        if self.context.calendar(self.unit, self.now).window(act.day) is None:
            return answer(desk_("Staff's closing of {day} is taken back. It's no business day all the same.",
                                day=act.day.isoformat()))  # fmt: skip
        return answer(desk_("The desk is open on {day}.", day=act.day.isoformat()))
