"""Commands on the desk's closed days."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from bot.core.model.people import Role
from bot.core.staff_view import tickets
from bot.core.staff_view.tickets import answer
from bot.core.staff_view.usage import Usage, day
from bot.core.text.surface import Msg, Reply, desk_
from bot.engine.staff.commands.calls import calls_on
from bot.engine.staff.commands.command import Alone
from bot.engine.staff.staff_turn import StaffTurn

DAYS_SHOWN = 30
"""A screen's worth."""


@dataclass(frozen=True, slots=True)
class ClosedDays(Alone):
    """The closed days ahead."""

    usage: ClassVar[Usage] = Usage("closed", "", desk_("the closed days ahead"))

    def do(self, turn: StaffTurn) -> Reply:
        """Show them."""
        ahead = sorted((day, reason) for day, reason in turn.calendar.closed.items() if day >= _today(turn))
        return tickets.closed_days(ahead[:DAYS_SHOWN])


@dataclass(frozen=True, slots=True)
class CloseDay:
    """The desk rests on a day, with a reason."""

    day: date
    reason: str
    usage: ClassVar[Usage] = Usage("close", "<YYYY-MM-DD> <reason>", desk_("close the desk on a day"), Role.LEAD)

    @classmethod
    def read(cls, rest: str) -> Self | Msg | None:
        """A day and a reason."""
        found = day(rest)
        if isinstance(found, Msg):
            return found
        return cls(*found) if found and found[1] else None

    def do(self, turn: StaffTurn) -> Reply:
        """Close it, and name the calls on that day."""
        if self.day <= _today(turn):
            return answer(desk_("That day isn't ahead of us; a closed day must be tomorrow or later."))
        turn.unit.close_day(self.day, self.reason, turn.staff.name)
        turn.audit("closed a day", detail=self.day.isoformat())
        closed = desk_(
            "The desk is closed on {day}: {reason}. New estimates and promises keep to it; those given stay.",
            day=self.day.isoformat(),
            reason=self.reason,
        )
        return tickets.closed(closed, calls_on(turn, self.day))


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A closed day that staff added is taken back."""

    day: date
    usage: ClassVar[Usage] = Usage("open", "<YYYY-MM-DD>", desk_("take back a closed day that staff added"), Role.LEAD)

    @classmethod
    def read(cls, rest: str) -> Self | Msg | None:
        """A day."""
        found = day(rest)
        if isinstance(found, Msg):
            return found
        return cls(found[0]) if found else None

    def do(self, turn: StaffTurn) -> Reply:
        """Open it, and say when it is no business day all the same."""
        shown = self.day.isoformat()
        if not turn.unit.reopen_day(self.day):
            return answer(desk_("{day} wasn't closed by staff.", day=shown))
        turn.audit("opened a day", detail=shown)
        if turn.calendar.window(self.day) is None:
            said = "Staff's closing of {day} is taken back. It's no business day all the same."
            return answer(desk_(said, day=shown))
        return answer(desk_("The desk is open on {day}.", day=shown))


def _today(turn: StaffTurn) -> date:
    return turn.now.astimezone(ZoneInfo(turn.zone)).date()
