"""Every staff command, the same on every platform; and a line becomes one of them, or a sentence on what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar, Self

from bot.core.model.people import Role
from bot.core.model.platform_user import with_names
from bot.core.model.saved_replies import SavedReply
from bot.core.staff_view import cards, tickets
from bot.core.staff_view.tickets import answer
from bot.core.staff_view.usage import Usage, bare, numbered
from bot.core.text.surface import Form, Msg, Reply, desk_
from bot.engine.staff.commands import (
    answering,
    billing,
    calls,
    clients,
    days,
    files,
    incidents,
    line,
    looking,
    opening,
    people,
    replies,
    sorting,
)
from bot.engine.staff.commands.command import CommandKind, StaffCommand
from bot.engine.staff.staff_turn import LEADS_ONLY, StaffTurn


@dataclass(frozen=True, slots=True)
class Help:
    """The commands of every day, all of them, or the usage of one."""

    about: str = ""
    usage: ClassVar[Usage] = Usage("help", "[command | all]", desk_("these commands, one of them, or all"))

    @classmethod
    def read(cls, rest: str) -> Self:
        """Nothing, or a command's name."""
        return cls(rest)

    def do(self, turn: StaffTurn) -> Reply:
        """Show it."""
        families = tuple((title, tuple(kind.usage for kind in kinds)) for title, kinds in FAMILIES)
        return tickets.help_text(families, self.about)


FAMILIES: tuple[tuple[Msg, tuple[CommandKind, ...]], ...] = (
    (
        desk_("Every day"),
        (
            *(looking.Queue, answering.Claim, looking.Show, looking.Find, replies.Respond, replies.Ask),
            *(answering.Note, answering.Resolve, answering.Assign, looking.Mine, calls.Appointments, Help),
        ),
    ),
    (
        desk_("The line"),
        (
            *(looking.Overdue, looking.Asked, looking.Resting, looking.Why, line.Rest, answering.Release),
            *(line.SetUrgency, line.Move, line.Merge, answering.Reopen, looking.Promises, answering.Insert),
            *(sorting.Tag, sorting.TagList, opening.New, incidents.Overview),
        ),
    ),
    (
        desk_("Replies"),
        (replies.SavedList, replies.Send, replies.Undo, replies.Edit, replies.Delete, files.Attach, files.FilesOf),
    ),
    (desk_("Calls"), (calls.Confirm, calls.Decline, calls.OfferCall, calls.Outcome)),
    (desk_("Billed help"), (billing.Notice, billing.Card, billing.LogWork, billing.Statement)),
    (
        desk_("People and days"),
        (
            *(
                clients.Verify,
                opening.Participants,
                clients.BlockClient,
                clients.UnblockClient,
                people.StaffList,
                people.Zone,
                people.Figures,
            ),
            *(days.ClosedDays, days.CloseDay, days.OpenDay),
        ),
    ),
)
"""As help shows them: what is needed every day first, a screen of a phone's worth."""

COMMANDS: dict[str, CommandKind] = {command.usage.name: command for _title, kinds in FAMILIES for command in kinds}
"""By name, in the order in which they are suggested."""


def usages() -> tuple[Usage, ...]:
    """How each command is written, what it does and who may use it."""
    return tuple(command.usage for command in COMMANDS.values())


NEAREST_SHOWN = 3
"""Commands offered for one that there isn't."""
NEAR = 0.7
"""How alike they must be: "relpy" and "resovle", but no other word."""
ALIASES = {
    **{"calls": "appointments", "?": "help"},
    **{"p": "promises", "pa": "participant", "participants": "participant"},
    **{"i": "insert", "in": "insert", "incidents": "incident"},
    **{"rep": "reply", "repl": "reply", "res": "resolve", "f": "find", "fi": "find", "un": "undo"},
}
"""Other names of commands; what is typed all day stays as short as it was before others began so."""


def named(name: str) -> tuple[str, ...]:
    """The commands that a name may mean: one by its name, or all that begin so."""
    name = name.casefold()
    if (known := ALIASES.get(name, name)) in COMMANDS:
        return (known,)
    return tuple(command for command in COMMANDS if name and command.startswith(name))


def spelled_out(line: str) -> str:
    """A line with its command's whole name, where what stands there is short for one command; else as it is."""
    name, space, rest = _parts(line)
    found = named(name)
    short = len(found) == 1 and found[0] != name.casefold()
    return f"{found[0]}{space}{rest}" if short else line


def _parts(line: str) -> tuple[str, str, str]:
    """A line's first word, what separates it from the rest, and the rest as it was typed."""
    typed = bare(line)
    name, *rest = typed.split(maxsplit=1) or [""]
    behind = rest[0] if rest else ""
    return name, typed.strip()[len(name) :][: 1 if behind else 0], behind.strip()


def read(text: str) -> StaffCommand | Msg:
    """A line as a command, or one sentence that says what is missing."""
    name, _space, rest = _parts(text)
    found = named(name)
    if len(found) != 1:
        return _unknown(name, found)
    command = COMMANDS[found[0]]
    return command.read(rest) or desk_("Please write: {usage}", usage=command.usage.line)


def _unknown(name: str, candidates: tuple[str, ...]) -> Msg:
    if candidates:
        return desk_("“{name}” could be {candidates}.", name=name, candidates=", ".join(candidates))
    if near := get_close_matches(name.casefold(), COMMANDS, NEAREST_SHOWN, NEAR):
        return desk_("I don't know “{name}”. Did you mean {near}?", name=name, near=", ".join(near))
    return desk_("I don't know “{name}”. Type help for the commands.", name=name)


OF_COLLEAGUES = frozenset({"assign", "note", "figures"})
"""Commands in which colleagues are named; some platforms write them by their ids."""


def do(text: str, turn: StaffTurn) -> Reply:
    """Carry out a line, or say what is missing; a platform with forms asks for it."""
    if "@" in text and OF_COLLEAGUES.issuperset(named(_parts(text)[0])):
        text = with_names(text, turn.called)
    command = read(text)
    if isinstance(command, Msg):
        return _without_number(text, turn) or (_asked_for(text, turn) if turn.forms else None) or answer(command)
    return _carried_out(named(_parts(text)[0])[0], command, turn)


def _carried_out(name: str, command: StaffCommand, turn: StaffTurn) -> Reply:
    if COMMANDS[name].usage.role is Role.LEAD and turn.staff.role is not Role.LEAD:
        return answer(LEADS_ONLY)
    return command.do(turn)


def _without_number(text: str, turn: StaffTurn) -> Reply | None:
    """A command on a ticket that names none means the one that they are on; ``None``: it isn't such a line."""
    name, _space, rest = _parts(spelled_out(text))
    usage = COMMANDS[name].usage if name in COMMANDS else None
    if usage is None or not usage.of_ticket or numbered(rest) is not None or not _would_do(name, rest, turn):
        return None
    numbers = turn.meant()
    if len(numbers) != 1:
        return tickets.which(f"{name} {rest}".strip(), numbers) if numbers else None
    command = COMMANDS[name].read(f"{numbers[0]} {rest}")
    if command is None or isinstance(command, Msg):
        return _asked_for(f"{name} {numbers[0]}", turn)
    reply = _carried_out(name, command, turn)
    ticket = turn.unit.ticket(numbers[0])
    return tickets.about(ticket, reply) if ticket else reply


def _would_do(name: str, rest: str, turn: StaffTurn) -> bool:
    """Whether a line needs nothing but a ticket, or a form can ask for what else it lacks."""
    command = COMMANDS[name].read(f"1 {rest}")
    if command is None:
        return turn.forms and COMMANDS[name].usage.asks and not rest
    return not isinstance(command, Msg)


def _asked_for(text: str, turn: StaffTurn) -> Form | None:
    return asking(text, turn.context.replies.all())


def asking(text: str, saved: Sequence[SavedReply] = ()) -> Form | None:
    """A form for the rest of a command that needs more, such as ``reply 12``; ``None`` for another line.

    Where the words may be a ``saved`` reply, one can be chosen.
    """
    name, _space, rest = _parts(text)
    found = named(name)
    if len(found) != 1 or not COMMANDS[found[0]].usage.asks:
        return None
    usage = COMMANDS[found[0]].usage
    what, _space, behind = rest.partition(" ") if usage.asks_behind else ("", "", rest)
    number = behind.lstrip("#")
    if not number.isdecimal() or (usage.asks_behind and what not in usage.asks_behind):
        return None
    return cards.asking(usage, int(number), saved, what)
