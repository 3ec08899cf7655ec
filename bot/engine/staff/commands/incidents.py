"""The command of incidents: tickets that are one fault are made one, told of, and ended; a lead decides."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from bot.core.model.incidents import Incident, IncidentState
from bot.core.model.people import Role
from bot.core.model.tickets import Ticket
from bot.core.rules.change import Refused
from bot.core.rules.incidents import course
from bot.core.rules.incidents.course import TICKETS_AT_ONCE_MAX
from bot.core.staff_view import incidents as view
from bot.core.staff_view.tickets import answer, refused
from bot.core.staff_view.usage import Usage, listed_numbers, numbered
from bot.core.text.redaction.redact import PLACEHOLDERS, Secret
from bot.core.text.surface import Msg, Reply, desk_
from bot.engine.staff.commands.command import StaffCommand
from bot.engine.staff.staff_turn import LEADS_ONLY, StaffTurn
from bot.engine.tickets import incidents

USAGE = Usage(
    "incident",
    "[<number>] | new <tickets>: <words> | confirm|dismiss <number> | update <number>: <words>"
    " | end <number>[: <words>] | add <number> <tickets>",
    desk_("one fault that several clients report: all are told once, what is new, and when it's over"),
    asks=True,
    asks_behind=("update", "end"),
)


class Act(Protocol):
    """Something that a lead does with an incident."""

    __slots__ = ()

    @abstractmethod
    def act(self, turn: StaffTurn) -> Reply:
        """Do it."""
        ...

    def do(self, turn: StaffTurn) -> Reply:
        """Only a lead tells many clients something at once."""
        return self.act(turn) if turn.staff.role is Role.LEAD else answer(LEADS_ONLY)


@dataclass(frozen=True, slots=True)
class Overview:
    """All incidents, or one."""

    number: int = 0
    usage: ClassVar[Usage] = USAGE

    @classmethod
    def read(cls, rest: str) -> StaffCommand | Msg | None:
        """The command that the first word says."""
        word, _space, behind = rest.partition(" ")
        if read := _READ.get(word.casefold()):
            return read(behind.strip())
        found = numbered(rest) if rest else (0, "")
        return cls(found[0]) if found and not found[1] else None

    def do(self, turn: StaffTurn) -> Reply:
        """Show them."""
        if not self.number:
            return view.listed(turn.unit.incidents(view.INCIDENTS_SHOWN + 1))
        incident = turn.unit.incident(self.number)
        return _shown(turn, incident) if incident else view.not_there(self.number)


@dataclass(frozen=True, slots=True)
class New(Act):
    """Tickets are one fault."""

    tickets: tuple[int, ...]
    words: str

    def act(self, turn: StaffTurn) -> Reply:
        """Make it, unless one of them can't be a part of it."""
        found = _to_join(turn, self.tickets, 0)
        if not isinstance(found, tuple):
            return found
        if refusal := course.refusal(self.words):
            return refused(refusal)
        incident = incidents.begin(turn, turn.staff.name, found, self.words)
        return _done(turn, "incident made", incident)


@dataclass(frozen=True, slots=True)
class Add:
    """Further tickets are a part of it; anybody on the desk may."""

    number: int
    tickets: tuple[int, ...]

    def do(self, turn: StaffTurn) -> Reply:
        """Add them; their clients are told."""

        def joined(incident: Incident) -> Reply:
            found = _to_join(turn, self.tickets, incident.number)
            if not isinstance(found, tuple):
                return found
            incidents.join(turn, incident, found, turn.staff.name)
            return _done(turn, "incident joined", incident)

        return _on(turn, self.number, IncidentState.OPEN, joined)


@dataclass(frozen=True, slots=True)
class Confirm(Act):
    """What was proposed is one fault."""

    number: int
    words: str = ""

    def act(self, turn: StaffTurn) -> Reply:
        """Tell all of its clients; in our words, where staff say none."""

        def confirmed(incident: Incident) -> Reply:
            if refusal := course.refusal(self.words):
                return refused(refusal)
            if not any(ticket.live for ticket in turn.unit.in_incident(incident.number)):
                return answer(desk_("None of its tickets is open any more. Nothing was done."))
            after = course.confirmed(incident, turn.staff.name, self.words, turn.now)
            incidents.save(turn, after)
            return _done(turn, "incident confirmed", after)

        return _on(turn, self.number, IncidentState.PROPOSED, confirmed)


@dataclass(frozen=True, slots=True)
class Dismiss(Act):
    """What was proposed isn't one fault."""

    number: int
    words: str = ""

    def act(self, turn: StaffTurn) -> Reply:
        """Wave it away: its tickets aren't proposed again."""

        def dismissed(incident: Incident) -> Reply:
            after = course.dismissed(incident, turn.staff.name)
            incidents.dismiss(turn, after)
            return _done(turn, "incident dismissed", after)

        return _on(turn, self.number, IncidentState.PROPOSED, dismissed)


@dataclass(frozen=True, slots=True)
class Update(Act):
    """There is news."""

    number: int
    words: str

    def act(self, turn: StaffTurn) -> Reply:
        """Tell it to all who know of the incident."""

        def told(incident: Incident) -> Reply:
            if refusal := course.refusal(self.words):
                return refused(refusal)
            after = course.news(incident, turn.staff.name, self.words, turn.now)
            incidents.save(turn, after)
            return _done(turn, "incident updated", after)

        return _on(turn, self.number, IncidentState.OPEN, told)


@dataclass(frozen=True, slots=True)
class End(Act):
    """It is over."""

    number: int
    words: str = ""

    def act(self, turn: StaffTurn) -> Reply:
        """Tell all who know of it. Their tickets stay as they are: who was promised an answer gets one."""

        def over(incident: Incident) -> Reply:
            if refusal := course.refusal(self.words):
                return refused(refusal)
            after = course.ended(incident, turn.staff.name, self.words, turn.now)
            incidents.save(turn, after)
            return _done(turn, "incident ended", after)

        return _on(turn, self.number, IncidentState.OPEN, over)


def _new(rest: str) -> New | Msg | None:
    numbers, words = listed_numbers(rest)
    if words.startswith(TAKEN_OUT):
        return LIKE_A_CARD
    return New(numbers, words) if numbers and words else None


def _add(rest: str) -> Add | Msg | None:
    number, behind = numbered(rest) or (0, "")
    tickets, words = listed_numbers(behind)
    if words.startswith(TAKEN_OUT):
        return LIKE_A_CARD
    return Add(number, tickets) if number and tickets and not words else None


TAKEN_OUT = PLACEHOLDERS[Secret.CARD]
LIKE_A_CARD = desk_(
    "Together these numbers could be a card's, so I took them out. Write “and” between them: 12 and 13 and 14"
)
"""Four tickets of four digits can pass for one; with words between them they don't."""


def _with(kind: Callable[[int, str], StaffCommand], rest: str, *, needed: bool = False) -> StaffCommand | None:
    """A command with an incident's number and, perhaps, words."""
    found = numbered(rest)
    return kind(*found) if found and (found[1] or not needed) else None


_READ: dict[str, Callable[[str], StaffCommand | Msg | None]] = {
    "new": _new,
    "add": _add,
    "confirm": lambda rest: _with(Confirm, rest),
    "dismiss": lambda rest: _with(Dismiss, rest),
    "update": lambda rest: _with(Update, rest, needed=True),
    "end": lambda rest: _with(End, rest),
}


def _on(turn: StaffTurn, number: int, wanted: IncidentState, carry_out: Callable[[Incident], Reply]) -> Reply:
    """Do something with an incident, locked for it, that is as it must be."""
    incident = turn.unit.incident(number, for_change=True)
    if incident is None:
        return view.not_there(number)
    return carry_out(incident) if incident.state is wanted else view.over(incident)


def _to_join(turn: StaffTurn, numbers: tuple[int, ...], into: int) -> tuple[Ticket, ...] | Reply:
    """The tickets, locked in the order of their numbers; or why nothing is done."""
    if len(numbers) > TICKETS_AT_ONCE_MAX:
        return answer(desk_("{count} tickets at once, please. Nothing was done.", count=TICKETS_AT_ONCE_MAX))
    found: list[Ticket] = []
    for number in sorted(set(numbers)):
        ticket = turn.unit.ticket(number, for_change=True)
        if ticket is None:
            return turn.no_ticket(number)
        current = turn.unit.incident(ticket.incident) if ticket.incident else None
        refusal = course.not_joining(ticket, current, into)
        if isinstance(refusal, Refused):
            return refused(refusal)
        found.append(ticket)
    return tuple(found)


def _done(turn: StaffTurn, act: str, incident: Incident) -> Reply:
    turn.acted = True
    turn.audit(act, detail=str(incident.number))
    return _shown(turn, incident)


def _shown(turn: StaffTurn, incident: Incident) -> Reply:
    return view.shown(incident, turn.unit.in_incident(incident.number))
