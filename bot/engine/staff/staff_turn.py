"""One staff command's transaction: who it is, where they write, and what every command does alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.core.client_view.billing import flags
from bot.core.model.files import FileDue
from bot.core.model.held_replies import HeldReply, ReplyKind
from bot.core.model.people import Account, Address, Identity, Origin, Staff
from bot.core.model.record import SAID, Entry
from bot.core.model.tickets import Ticket, description
from bot.core.rules.change import BotEntry, Change, Refused
from bot.core.rules.promise_times import left
from bot.core.rules.replies import held
from bot.core.rules.staff import current_ticket
from bot.core.rules.staff_actions import owned_by_other
from bot.core.staff_view import cards, incidents, replies, tickets
from bot.core.staff_view.appointments import call_line
from bot.core.staff_view.tickets import RECORD_ENTRIES, Case, Row, answer, choice, refused
from bot.core.text.surface import Arg, Choice, Msg, Ordinal, Reply, desk_
from bot.engine.staff.aside import Aside, Suggest
from bot.engine.tickets import changes, clients, held_replies
from bot.engine.tickets.clients import FIRST
from bot.engine.transaction import Transaction
from bot.ports.inbound import Attached, Brought, Inbound

NOT_STAFF = desk_("This is for the desk's staff. If you need help yourself, just write to me.")
"""The same answer to everyone who isn't on the list, whatever they tried."""
LEADS_ONLY = desk_("Only a lead can do that.")


@dataclass(frozen=True, slots=True)
class Pointed:
    """Somebody's message that one of the staff points at."""

    message: Inbound
    """As if its writer had sent it to us in private."""
    link: str
    thread: Address | None = None
    """Below it, where everybody is told that it is a ticket."""


@dataclass(slots=True)
class StaffTurn(Transaction):
    """What a staff command is carried out with."""

    staff: Staff
    forms: bool = False
    """The platform can ask for what a line still lacks."""
    on_board: Address | None = None
    """The board in whose thread of the ticket it was written."""
    origin: Origin | None = None
    """The message there: its edits are found by it."""
    here: Identity | None = None
    """As whom they write; ``None`` at the command line."""
    pointed: Pointed | None = None
    """The message that the command is about."""
    brought: tuple[Brought, ...] = ()
    """Files that came with it."""
    aside: Aside | None = None
    """What is looked for once the command is done, and shown with its answer."""
    acted: bool = False
    """Something was done to a ticket."""

    def greet(self) -> Reply:
        """What a staff member sees on coming in."""
        own = len(self.unit.claimed_by(self.staff.name))
        return tickets.greeting(self.staff, self.unit.waiting_count(), own, self.now)

    def noticed(self, number: int) -> None:
        """From now on this ticket is the one that they saw last, where they write."""
        if self.here is not None:
            self.unit.note_shown(self.here, number, self.now)

    def meant(self) -> tuple[int, ...]:
        """The ticket that a command without a number means; several, or none, where that can't be known."""
        last = self.unit.last_shown(self.here) if self.here is not None else None
        shown = self.unit.ticket(last[0]) if last else None
        return current_ticket.meant(shown, last[1] if last else None, self.unit.claimed_by(self.staff.name), self.now)

    def called(self, user: str) -> str:
        """The name on the desk of a user of the platform where they write; empty for everybody else."""
        them = replace(self.here, user=user) if self.here is not None else None
        return next((member.name for member, known_as in self.unit.staff_list() if them in known_as), "")

    def colleagues(self) -> tuple[str, ...]:
        """The names of everybody on the desk."""
        return tuple(person.name for person, _known_as in self.unit.staff_list())

    def apply(self, change: Change) -> Ticket:
        """Make a change true; the ticket as stored. Raises Conflict when somebody else changed it in between."""
        return changes.apply(self, change)

    def audit(self, act: str, number: int = 0, detail: str = "") -> None:
        """Note in the desk's audit what this staff member did."""
        self.unit.audit(self.now, self.staff.name, act, number, detail)

    def unheld(self, number: int) -> None:
        """Send what is held on a ticket, before something is done there that comes after it.

        What is a colleague's, and not this one's to act on, stays held.
        """
        if not self.context.policy.replies.undo_seconds:
            return
        ticket = self.unit.ticket(number, for_change=True)
        if ticket is not None and owned_by_other(ticket, self.staff) is None:
            held_replies.send_now(self, ticket)

    def on(self, number: int, carry_out: Callable[[Ticket], Reply]) -> Reply:
        """Do something with a ticket, locked for it; say so when there is none."""
        ticket = self.unit.ticket(number, for_change=True)
        if ticket is None:
            return self.no_ticket(number)
        self.noticed(number)
        return carry_out(ticket)

    def change(self, number: int, decide: Callable[[Ticket], Change | Refused], done: str, **said: Arg) -> Reply:
        """An act on one ticket: find it, decide, carry out, say what is done, with what else is ``said`` in that."""

        def carry_out(ticket: Ticket) -> Reply:
            decided = decide(ticket)
            if isinstance(decided, Refused):
                return refused(decided)
            self._note_files(ticket)
            decided = replace(decided, on_board=self.on_board, entries=tuple(map(self._came_with, decided.entries)))
            after = self.apply(decided)
            self.acted = True
            return answer(self._done(done, after, said), *self._written_on(after), *tickets.acts_on(after))

        return self.on(number, carry_out)

    def _note_files(self, ticket: Ticket) -> None:
        """Files that are still on their platform are copied once the words are on the ticket: to where those are."""
        for each in self.brought:
            if isinstance(each, Attached) and self.here is not None and self.origin is not None:
                whose, name = (self.here, each.id, ticket.conversation), self.context.safe(each.name).text
                self.unit.note_file_due(
                    FileDue(*whose, name, each.media, each.bytes, each.url, self.now, self.origin.key)
                )

    def write(self, number: int, kind: ReplyKind, text: str, done: str) -> Reply:
        """Words to the client: sent at once or, where the policy says so, held for a moment; with what was done.

        What was held before goes first, so that words keep their order.
        """
        self.unheld(number)
        reply = HeldReply(number, self.staff.name, kind, self.now, None, 0, text)
        seconds = self.context.policy.replies.undo_seconds
        if not seconds:
            return self._send(reply, done)

        def hold(ticket: Ticket) -> Reply:
            due = held.due(ticket, seconds, self.now)
            return self._hold(ticket, replace(reply, due_at=due)) if due else self._send(reply, done)

        return self.on(number, hold)

    def _send(self, reply: HeldReply, done: str) -> Reply:
        sent = self.change(reply.ticket, lambda ticket: held.sent(ticket, reply, self.staff, self.now), done)
        return replies.with_undo(sent, reply.ticket) if self.acted else sent

    def _hold(self, ticket: Ticket, reply: HeldReply) -> Reply:
        """Keep a reply that could be sent now, until its moment."""
        decided = held.sent(ticket, reply, self.staff, self.now)
        if isinstance(decided, Refused):
            return refused(decided)
        after = held_replies.hold(self, ticket, self.staff, reply)
        self.acted = True
        return replies.with_undo(replies.held(after, reply, self.now), ticket.number)

    def case(self, ticket: Ticket, lead: Msg | None = None) -> Reply:
        """A ticket with its record, and what can be done with it."""
        self.noticed(ticket.number)
        entries = self.unit.record(ticket.number, RECORD_ENTRIES)
        earlier = entries[0].seq - 1 if entries else 0
        place = self.unit.place(ticket) if ticket.waiting else None
        client = clients.in_full(self, ticket)
        if ticket.live:
            self.aside = Suggest(ticket.number, description(ticket), client.lang)
        first = self.unit.record(ticket.number, 1, FIRST + 1) if earlier else ()
        shown = Case(
            self.row(ticket, place),
            client,
            entries,
            earlier,
            self.now,
            self._hanging(ticket, client.account),
            first[0] if first else None,
        )
        return tickets.case(shown, lead, self._written_on(ticket))

    def row(self, ticket: Ticket, place: int | None) -> Row:
        """A ticket in a list, with what is left of its promise."""
        return Row(ticket, place, left(self.calendar, ticket, self.now))

    def no_ticket(self, number: int) -> Reply:
        """The answer to a number that no ticket has: it may have been the first of the words."""
        current = self.meant()
        if len(current) == 1:
            why = desk_(
                "There is no ticket #{number}. Nothing was done. If {number} belongs to your words, put #{current}"
                " before it: that is the ticket you are on.",
                number=number,
                current=current[0],
            )
            return answer(why, choice("Show #{number}", f"show {current[0]}", current[0]))
        return answer(desk_("There is no ticket #{number}.", number=number), choice("Queue", "queue"))

    def _came_with(self, entry: Entry | BotEntry) -> Entry | BotEntry:
        """An entry with the message that it was written in."""
        if self.origin is None or not isinstance(entry, Entry) or entry.kind not in SAID:
            return entry
        return replace(entry, origins=(self.origin,))

    def _done(self, done: str, ticket: Ticket, said: Mapping[str, Arg]) -> Msg:
        if ticket.waiting:
            place = Ordinal(self.unit.place(ticket))
            return desk_(done + " It's {place} in line.", number=ticket.number, place=place, **said)
        return desk_(done, number=ticket.number, **said)

    def _written_on(self, ticket: Ticket) -> tuple[Choice, ...]:
        return cards.written_on(ticket) if self.forms else ()

    def _hanging(self, ticket: Ticket, account: Account | None) -> tuple[Msg, ...]:
        """The call that is planned, and what was agreed to."""
        call = self.unit.call(ticket.number) if ticket.wants_phone else None
        agreed = tuple(self.unit.agreements(ticket.number)) if ticket.third_party else ()
        incident = self.unit.incident(ticket.incident) if ticket.incident else None
        waits = self.unit.held_on(ticket.number) if self.context.policy.replies.undo_seconds else ()
        return (
            *incidents.line(incident),
            *call_line(call, account, self.now),
            *flags(agreed, account is not None and account.card),
            *(replies.waits(reply) for reply in waits if reply.due_at),
        )
