"""Commands that change the line: how urgent a ticket is, its place, its rest, and two tickets that become one."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from bot.core.calendar.spoken_moments import begins, is_a_moment
from bot.core.calendar.spoken_times import SpokenTime
from bot.core.model.record import SAID, Entry
from bot.core.model.tickets import Ticket, Urgency
from bot.core.rules import staff_actions
from bot.core.rules.change import Change, Refused
from bot.core.rules.endings import rest
from bot.core.rules.replies.corrections import as_it_reads, stands
from bot.core.staff_view.colleagues import nearest
from bot.core.staff_view.tickets import answer, refused
from bot.core.staff_view.usage import Dated, Usage, dated, day, numbered, second
from bot.core.text.surface import Moment, Msg, Reply, desk_
from bot.engine.staff.commands.calls import MoveCall, holds_merge
from bot.engine.staff.commands.command import Decided
from bot.engine.staff.staff_turn import StaffTurn
from bot.i18n import SOURCE_LANGUAGE
from bot.ports.understanding import Speaker


@dataclass(frozen=True, slots=True)
class SetUrgency(Decided):
    """How urgent a ticket is, with the reason."""

    number: int
    urgency: Urgency
    reason: str
    usage: ClassVar[Usage] = Usage(
        "urgency", "<number> normal|high|outage <reason>", desk_("set how urgent it is"), asks=True
    )
    done: ClassVar[str] = "#{number} is changed."

    @classmethod
    def read(cls, rest: str) -> Self | Msg | None:
        """A ticket, one of the three classes, and a reason."""
        number, behind = numbered(rest) or (0, "")
        word, _space, reason = behind.partition(" ")
        name = word.strip(":,").upper()
        if not number or not reason.strip():
            return None
        if name not in Urgency.__members__:
            near = nearest(name, Urgency.__members__) or tuple(Urgency.__members__)
            return desk_("There is no urgency {word}. Did you mean {near}?", word=word,
                         near=", ".join(near).lower())  # fmt: skip
        return cls(number, Urgency[name], reason.strip())

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """By the rule."""
        return staff_actions.set_urgency(ticket, self.urgency, turn.staff, self.reason, turn.now)


@dataclass(frozen=True, slots=True)
class Move(Decided):
    """A waiting ticket gets another place in line; with a time behind it, its call is moved."""

    number: int
    place: int
    reason: str
    usage: ClassVar[Usage] = Usage(
        "move",
        "<number> to <place> <reason> | <number> to <YYYY-MM-DD> <HH:MM> [reason]",
        desk_("move a waiting ticket to a place in line, or its call to a free slot"),
        asks=True,
    )
    done: ClassVar[str] = "#{number} is moved."

    @classmethod
    def read(cls, rest: str) -> "Move | MoveCall | Msg | None":
        """A ticket, and a place with a reason, or a day and a time."""
        found = numbered(rest)
        if found is None:
            return None
        number, behind = found
        at = dated(behind)
        if isinstance(at, Dated):
            return MoveCall(number, at.at, at.rest)
        if at is not None:
            return at
        place = second(behind)
        return cls(number, *place) if place and place[1] else None

    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """Before whoever holds the place now; on the way down, before the one behind it."""
        down = ticket.waiting and self.place > turn.unit.place(ticket)
        there = turn.unit.waiting(1, self.place if down else max(self.place - 1, 0))
        if there and there[0].number == ticket.number:
            return Refused(desk_("#{number} is at that place already.", number=ticket.number))
        ahead = _ahead_of(turn, there[0], ticket) if there else None
        return staff_actions.move(ticket, there[0] if there else None, ahead, turn.staff, self.reason, turn.now)


def _ahead_of(turn: StaffTurn, there: Ticket, moved: Ticket) -> Ticket | None:
    """Who stands right before a place, the one that is to be moved left out."""
    ahead = turn.unit.place(there) - 1
    nearest = turn.unit.waiting(min(ahead, 2), max(ahead - 2, 0)) if ahead else ()
    before = [ticket for ticket in nearest if ticket.number != moved.number]
    return before[-1] if before else None


@dataclass(frozen=True, slots=True)
class Rest:
    """A ticket is put aside until a day or a moment, or its rest is ended."""

    number: int
    until: str
    """As it was typed, with the reason behind it; empty ends the rest."""
    usage: ClassVar[Usage] = Usage(
        "rest",
        "<number> until <day> [<HH:MM>]: <reason> | <number> off",
        desk_("put it aside until then; a word of the client's, or off, brings it back before"),
        asks=True,
    )

    @classmethod
    def read(cls, rest: str) -> Self | Msg | None:
        """A ticket, and until when; or that it is over."""
        number, behind = numbered(rest) or (0, "")
        word, until = (*behind.split(maxsplit=1), "", "")[:2]
        if word.casefold() == "off" and not until:
            return cls(number, "")
        if word.casefold() != "until" or not until:
            return None
        return _no_such_day(until) or cls(number, until)

    def do(self, turn: StaffTurn) -> Reply:
        """By the rule, once it is known which moment is meant; what is held goes first."""
        if not self.until:
            return turn.change(self.number, lambda ticket: rest.end(ticket, turn.staff, turn.now), WOKEN)
        meant = when(self.until, turn)
        if meant is None:
            example = turn.calendar.same_clock(turn.now, 2).astimezone(ZoneInfo(turn.zone)).date().isoformat()
            said = "Until when? Write a day, such as friday, {day} or in two weeks, and the reason behind a colon."
            return answer(desk_(said, day=example))
        until, reason = meant
        turn.unheld(self.number)
        ticket = turn.unit.ticket(self.number)
        late = ticket is not None and ticket.answered_at is None and ticket.promise_at < until
        promised = Moment(ticket.promise_at) if ticket and late else ""
        return turn.change(
            self.number,
            lambda ticket: rest.put(ticket, until, turn.staff, reason, turn.now),
            f"{RESTS} {OWED}" if late else RESTS,
            until=Moment(until),
            promised=promised,
        )


WOKEN = "The rest of #{number} is over."
RESTS = "#{number} rests until {until}; its client is told. Promises and its place stay."
OWED = "Before that, by {promised}, an answer is promised."
DAY_WORDS_MAX = 8
"""A day and a time are said in fewer: "the 23rd of december at half past nine"."""
_ENDS = (":", ";")
"""What is put between a time and the reason for it."""


def _no_such_day(until: str) -> Msg | None:
    """A sentence, where a day is written that no calendar has."""
    found = day(until.replace(":", " ", 1) if until[10:11] == ":" else until)
    return found if isinstance(found, Msg) else None


def when(text: str, turn: StaffTurn) -> tuple[datetime, str] | None:
    """The moment that a text begins with, on the desk's clock, and the reason behind it; ``None`` where none is said.

    As many words as say nothing but a time are one; a day without a time begins when the desk opens.
    """
    words = text.split()
    speaker = Speaker(turn.now, turn.zone, SOURCE_LANGUAGE)
    found: tuple[SpokenTime, int] | None = None
    for n in range(1, min(len(words), DAY_WORDS_MAX) + 1):
        said = turn.context.understanding.read(" ".join(words[:n]).rstrip(":;,."), speaker).time
        if said is not None and said.alone and is_a_moment(said):
            found = said, n
            if words[n - 1].endswith(_ENDS):
                break
    if found is None:
        return None
    reason = " ".join(words[found[1] :]).lstrip(":;,.-– ")
    return begins(found[0], turn.calendar, turn.now), reason.removeprefix("because ").strip()


@dataclass(frozen=True, slots=True)
class Merge:
    """A ticket is closed into another of the same client."""

    number: int
    into: int
    usage: ClassVar[Usage] = Usage(
        "merge", "<number> into <number>", desk_("close a ticket into another of the same client")
    )

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """Two tickets."""
        found = numbered(rest)
        into = second(found[1]) if found else None
        return cls(found[0], into[0]) if found and into else None

    def do(self, turn: StaffTurn) -> Reply:
        """Both are locked in the order of their numbers, so that two merges never wait for each other."""
        for number in sorted((self.number, self.into)):
            turn.unheld(number)
        locked = {n: turn.unit.ticket(n, for_change=True) for n in sorted((self.number, self.into))}
        ticket, into = locked[self.number], locked[self.into]
        if ticket is None or into is None:
            return turn.no_ticket(self.number if ticket is None else self.into)
        if held := holds_merge(turn, ticket, into):
            return refused(held)
        decided = staff_actions.merge(ticket, into, turn.staff, turn.now)
        if isinstance(decided, Refused):
            return refused(decided)
        for change in decided:
            after = turn.apply(change)
        _carry_over(turn, ticket, into)
        return turn.case(after, desk_("#{number} is merged into **#{into}**.", number=self.number, into=self.into))


def _carry_over(turn: StaffTurn, ticket: Ticket, into: Ticket) -> None:
    """What people wrote on a ticket goes along, as theirs; whoever takes part does so in the other."""
    unit, numbers = turn.unit, {}
    for joined in unit.participants(ticket.number):
        there = unit.add_participant(into.number, joined.identity, joined.name, joined.by, joined.at)
        if joined.left_at is not None:
            unit.remove_participant(into.number, joined.identity, joined.left_at)
        numbers[joined.n] = str(there.n)
    origins = unit.origins(ticket.number)
    for said in as_it_reads(unit.record(ticket.number), unit.edits(ticket.number)):
        if said.kind in SAID and said.text is not None and stands(said):
            by = numbers[said.part] if said.part else said.by
            copied = Entry(said.kind, said.author, by, said.text, said.at, origins=origins.get(said.seq, ()))
            unit.append(into.number, copied)
