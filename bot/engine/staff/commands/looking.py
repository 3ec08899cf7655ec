"""Commands that only look: the queue, one's own tickets, a ticket, why it stands where it does, the promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from bot.core.calendar.time_range import span
from bot.core.model.finding import PAGE, Found
from bot.core.model.tickets import Ticket
from bot.core.staff_view import finding, promise_report, tickets
from bot.core.staff_view.tickets import QUEUE_PAGE, answer, choice
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import Msg, Reply, desk_
from bot.engine.measuring import measure, recent
from bot.engine.staff.commands.command import Alone, OfAny, OfTicket
from bot.engine.staff.staff_turn import StaffTurn
from bot.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Queue(OfAny):
    """The line, a page at a time."""

    usage: ClassVar[Usage] = Usage(
        "queue", "[page]", desk_("the line: who waits, since when, what is left of the promise")
    )

    def do(self, turn: StaffTurn) -> Reply:
        """Show the page."""
        page = max(self.number, 1)
        offset = (page - 1) * QUEUE_PAGE
        waiting = turn.unit.waiting(QUEUE_PAGE, offset)
        rows = [turn.row(ticket, place) for place, ticket in enumerate(waiting, start=offset + 1)]
        return tickets.queue(rows, turn.unit.waiting_count(), page, turn.now)


@dataclass(frozen=True, slots=True)
class Mine(Alone):
    """The tickets that one claimed."""

    usage: ClassVar[Usage] = Usage("mine", "", desk_("the tickets you claimed"))

    def do(self, turn: StaffTurn) -> Reply:
        """Show them."""
        return tickets.mine([turn.row(ticket, None) for ticket in turn.unit.claimed_by(turn.staff.name)], turn.now)


@dataclass(frozen=True, slots=True)
class Overdue(Alone):
    """The tickets whose promise is over and that nobody answered."""

    usage: ClassVar[Usage] = Usage("overdue", "", desk_("tickets without an answer whose promise is over"))

    def do(self, turn: StaffTurn) -> Reply:
        """Show them, whoever has them."""
        return _listed(turn, turn.unit.overdue(turn.now, QUEUE_PAGE + 1), desk_("Nothing is overdue."))


@dataclass(frozen=True, slots=True)
class Asked(Alone):
    """The tickets whose clients owe an answer."""

    usage: ClassVar[Usage] = Usage("asked", "", desk_("tickets that wait for their client's answer"))

    def do(self, turn: StaffTurn) -> Reply:
        """Show them, whoever asked."""
        return _listed(turn, turn.unit.asked(QUEUE_PAGE + 1), desk_("No client owes an answer."))


@dataclass(frozen=True, slots=True)
class Resting(Alone):
    """The tickets that were put to rest."""

    usage: ClassVar[Usage] = Usage("resting", "", desk_("tickets at rest, and until when"))

    def do(self, turn: StaffTurn) -> Reply:
        """Show them, those that are back first first."""
        return _listed(turn, turn.unit.resting(QUEUE_PAGE + 1), desk_("Nothing is at rest."))


def _listed(turn: StaffTurn, found: Sequence[Ticket], none: Msg) -> Reply:
    """A screen's worth, each with its place in line if it has one."""
    rows = [turn.row(ticket, turn.unit.place(ticket) if ticket.waiting else None) for ticket in found[:QUEUE_PAGE]]
    return tickets.listed(rows, turn.now, answer(none, choice("Queue", "queue")), more=len(found) > QUEUE_PAGE)


@dataclass(frozen=True, slots=True)
class Show(OfTicket):
    """A ticket with its record."""

    usage: ClassVar[Usage] = Usage("show", "<number>", desk_("a ticket with its record"))

    def do(self, turn: StaffTurn) -> Reply:
        """Show it."""
        ticket = turn.unit.ticket(self.number)
        return turn.case(ticket) if ticket else turn.no_ticket(self.number)


@dataclass(frozen=True, slots=True)
class Find:
    """Tickets by what was said on them, by client, domain, state or date."""

    line: str
    usage: ClassVar[Usage] = Usage(
        "find",
        "<words> [state:…] [tag:…] [since:…] [before:…]",
        desk_("tickets by words, #number, client or domain; newest first, slips of the keyboard forgiven"),
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """The command with its words and filters."""
        return cls(rest) if rest else None

    def do(self, turn: StaffTurn) -> Reply:
        """Show a page of them."""
        asked = finding.read(self.line, turn.now, turn.zone)
        if not isinstance(asked, finding.Search):
            return asked
        if asked.number:
            return self._named(asked, turn)
        turn.unit.index_some()  # what was written in the last seconds is found, too
        found = turn.unit.find(asked.wanted, PAGE)
        return finding.results(asked, found, hits(turn.unit, found))

    def _named(self, asked: finding.Search, turn: StaffTurn) -> Reply:
        ticket = turn.unit.ticket(asked.number)
        return turn.case(ticket) if ticket else turn.no_ticket(asked.number)


ENTRIES_READ = 50
"""Of each ticket found, its last entries: one of them is shown."""


def hits(unit: UnitOfWork, found: Found) -> tuple[finding.Hit, ...]:
    """The tickets found, each with its client's name and its latest entries."""
    names = {id: account.name for id in {t.account for t in found.tickets} if (account := unit.account(id))}
    return tuple(
        finding.Hit(ticket, names.get(ticket.account, ""), unit.record(ticket.number, ENTRIES_READ))
        for ticket in found.tickets
    )


@dataclass(frozen=True, slots=True)
class Why(OfTicket):
    """How a ticket came to its place in line."""

    usage: ClassVar[Usage] = Usage("why", "<number>", desk_("every move of a ticket in line, and the rule behind it"))

    def do(self, turn: StaffTurn) -> Reply:
        """Show its moves."""
        ticket = turn.unit.ticket(self.number)
        if ticket is None:
            return turn.no_ticket(self.number)
        place = turn.unit.place(ticket) if ticket.waiting else None
        return tickets.why(ticket, turn.unit.moves(ticket.number), place)


@dataclass(frozen=True, slots=True)
class Promises:
    """What was promised and kept, of the last weeks or of the days named."""

    days: tuple[str, ...] = ()
    usage: ClassVar[Usage] = Usage(
        "promises", "[<YYYY-MM-DD> [<YYYY-MM-DD>]]", desk_("what was promised, and what was kept")
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """None, one or two days follow."""
        days = tuple(rest.split())
        return cls(days) if len(days) <= 2 else None

    def do(self, turn: StaffTurn) -> Reply:
        """Show the ledger."""
        asked = span(self.days[0], self.days[-1] if len(self.days) > 1 else None, turn.zone) if self.days else None
        if isinstance(asked, Msg):
            return answer(asked)
        return promise_report.promises(measure(turn, asked or recent(turn.now)))
