"""Every staff command, the same on every platform; and a line becomes one of them, or a sentence on what is missing."""

from dataclasses import dataclass
from typing import ClassVar, Self

from bot.core.model.people import Role
from bot.core.staff_view import cards, tickets
from bot.core.staff_view.tickets import answer
from bot.core.staff_view.usage import Usage, bare
from bot.core.text.surface import Form, Msg, Reply, desk_
from bot.engine.staff.commands import answering, billing, calls, days, line, looking, people
from bot.engine.staff.commands.command import CommandKind, StaffCommand
from bot.engine.staff.staff_turn import LEADS_ONLY, StaffTurn


@dataclass(frozen=True, slots=True)
class Help:
    """All commands, or the usage of one."""

    about: str = ""
    usage: ClassVar[Usage] = Usage("help", "[command]", desk_("these commands"))

    @classmethod
    def read(cls, rest: str) -> Self:
        """Nothing, or a command's name."""
        return cls(rest)

    def do(self, turn: StaffTurn) -> Reply:
        """Show it."""
        return tickets.help_text(usages(), self.about)


COMMANDS: dict[str, CommandKind] = {
    command.usage.name: command
    for command in (
        *(looking.Queue, looking.Mine, looking.Show),
        *(answering.Claim, answering.Release, answering.Respond, answering.Ask, answering.Note, answering.Resolve),
        *(answering.Reopen, line.Merge, line.Move, line.SetUrgency),
        *(calls.Appointments, calls.Confirm, calls.Decline, calls.OfferCall, calls.Outcome),
        *(billing.Notice, billing.Card, billing.LogWork, billing.Statement),
        *(looking.Promises, people.Verify, looking.Why, people.StaffList),
        *(days.ClosedDays, days.CloseDay, days.OpenDay, Help),
    )
}
"""By name, in the order in which help shows them."""


def usages() -> tuple[Usage, ...]:
    """How each command is written, what it does and who may use it."""
    return tuple(command.usage for command in COMMANDS.values())


def read(text: str) -> StaffCommand | Msg:
    """A line as a command, or one sentence that says what is missing."""
    name, *rest = bare(text).split(maxsplit=1) or [""]
    command = COMMANDS.get(name.casefold())
    if command is None:
        return desk_("I don't know “{name}”. Type help for the commands.", name=name)
    return command.read("".join(rest).strip()) or desk_("Please write: {usage}", usage=command.usage.line)


def do(text: str, turn: StaffTurn) -> Reply:
    """Carry out a line, or say what is missing; a platform with forms asks for it."""
    command = read(text)
    if isinstance(command, Msg):
        return (asking(text) if turn.forms else None) or answer(command)
    name = bare(text).split(maxsplit=1)[0].casefold()
    if COMMANDS[name].usage.role is Role.LEAD and turn.staff.role is not Role.LEAD:
        return answer(LEADS_ONLY)
    return command.do(turn)


def asking(text: str) -> Form | None:
    """A form for the rest of a command that needs more, such as ``reply 12``; ``None`` for another line."""
    name, _space, rest = text.strip().removeprefix("/").partition(" ")
    command = COMMANDS.get(name.casefold())
    number = rest.strip().lstrip("#")
    if command is None or not command.usage.asks or not number.isdecimal():
        return None
    return cards.asking(command.usage, int(number))
