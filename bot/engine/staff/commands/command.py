"""What every staff command is, and the few shapes in which they are written."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

from bot.core.model.tickets import Ticket
from bot.core.rules.change import Change, Refused
from bot.core.staff_view.usage import Usage, numbered
from bot.core.text.surface import Msg, Reply
from bot.engine.staff.staff_turn import StaffTurn


class StaffCommand(Protocol):
    """One command, read from a line."""

    def do(self, turn: StaffTurn) -> Reply:
        """Carry it out; what staff read then."""
        ...


class CommandKind(Protocol):
    """A kind of command: its row in the help, and how it is read."""

    @property
    def usage(self) -> Usage:
        """How it is written, what it does and who may use it."""
        ...

    def read(self, rest: str) -> StaffCommand | Msg | None:
        """The command from what follows its name; a sentence that says what is wrong, or ``None`` for its usage."""
        ...


@dataclass(frozen=True, slots=True)
class Alone:
    """Nothing follows the name."""

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """The command, whatever follows it."""
        return cls()


@dataclass(frozen=True, slots=True)
class OfTicket:
    """A ticket's number follows, and nothing else."""

    number: int

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """The command with its ticket."""
        found = numbered(rest)
        return cls(found[0]) if found and not found[1] else None


@dataclass(frozen=True, slots=True)
class OfAny:
    """A number may follow: a ticket or a page; 0 when none does."""

    number: int = 0

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """The command with its number, if there is one."""
        found = numbered(rest) if rest else (0, "")
        return cls(found[0]) if found and not found[1] else None


@dataclass(frozen=True, slots=True)
class WithWords:
    """A ticket's number and words follow."""

    number: int
    text: str

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """The command with its ticket and words."""
        found = numbered(rest)
        return cls(*found) if found and found[1] else None


@dataclass(frozen=True, slots=True)
class MaybeWords:
    """A ticket's number follows, and perhaps words."""

    number: int
    text: str = ""

    @classmethod
    def read(cls, rest: str) -> Self | None:
        """The command with its ticket, and the words if there are any."""
        found = numbered(rest)
        return cls(*found) if found else None


class Ruled(Protocol):
    """A command that a rule of the desk decides on, for one ticket."""

    __slots__ = ()
    number: int
    """The ticket."""

    @abstractmethod
    def decide(self, ticket: Ticket, turn: StaffTurn) -> Change | Refused:
        """The change, or the refusal that says why."""
        ...


class Decided(Ruled, Protocol):
    """Such a command on the ticket itself."""

    __slots__ = ()
    done: ClassVar[str]
    """What is said once it is done, with the ticket's ``number``."""

    def do(self, turn: StaffTurn) -> Reply:
        """Find the ticket, decide, carry out, say what is done."""
        return turn.change(self.number, lambda ticket: self.decide(ticket, turn), self.done)
