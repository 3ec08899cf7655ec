"""Commands on staff: who is on the desk, and where each reads times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Self

from bot.core.model.people import Identity, Role
from bot.core.model.platform_user import user_of
from bot.core.rules import staff_actions
from bot.core.rules.change import Change, is_reserved
from bot.core.staff_view import tickets
from bot.core.staff_view.colleagues import named_first, nearest, unknown
from bot.core.staff_view.tickets import answer, choice
from bot.core.staff_view.usage import Usage
from bot.core.text.surface import Moment, Msg, Reply, Text, desk_
from bot.engine.staff.staff_turn import LEADS_ONLY, StaffTurn
from bot.i18n import SOURCE_LANGUAGE

_ROLES = frozenset(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class StaffList:
    """Who is on the desk; leads add and remove."""

    words: tuple[str, ...] = ()
    usage: ClassVar[Usage] = Usage(
        "staff",
        "[add <name> <agent|lead> [platform] <user> | remove <name>]",
        desk_("who is on the desk; leads add and remove"),
    )

    @classmethod
    def read(cls, rest: str) -> Self:
        """Nothing, or who is to be added or removed."""
        return cls(tuple(rest.split()))

    def do(self, turn: StaffTurn) -> Reply:
        """Show the list, or change it."""
        match self.words:
            case ():
                return tickets.staff_list(turn.unit.staff_list())
            case _ if turn.staff.role is not Role.LEAD:
                return answer(LEADS_ONLY)
            case ("add", name, "agent", *_) if _only_lead(turn) == name:
                return answer(desk_("{name} is the only lead. Make somebody else one first.", name=name))
            case ("add", name, role, user) if role in _ROLES:
                return _add(turn, name, Role(role), user_of("", user, turn.here))
            case ("add", name, role, platform, user) if role in _ROLES:
                return _add(turn, name, Role(role), user_of(platform, user, turn.here))
            case ("remove", name) if name == turn.staff.name:
                return answer(desk_("Ask another lead to take you off the list."))
            case ("remove", name):
                return _remove(turn, name)
            case _:
                return answer(desk_("Please write: {usage}", usage=self.usage.line))


@dataclass(frozen=True, slots=True)
class Zone:
    """Where one reads times."""

    words: str = ""
    usage: ClassVar[Usage] = Usage(
        "zone", "[city or time zone | desk]", desk_("read times in your own zone, or in the desk's")
    )

    @classmethod
    def read(cls, rest: str) -> Self:
        """A place, or nothing."""
        return cls(rest)

    def do(self, turn: StaffTurn) -> Reply:
        """Note it, or say which it is; what is typed stays the desk's clock."""
        if not self.words:
            return _told_in(turn, turn.staff.zone)
        if self.words.casefold() == "desk":
            return _told_in(turn, _chosen(turn, ""))
        meant = turn.context.understanding.zone(self.words, SOURCE_LANGUAGE)
        if meant.zone:
            return _told_in(turn, _chosen(turn, meant.zone))
        if meant.zones:
            several = desk_(
                "“{words}” has several zones: {zones}. Which?", words=self.words, zones=", ".join(meant.zones)
            )
            return answer(several, *(choice(zone, f"zone {zone}") for zone in meant.zones[:ZONES_OFFERED]))
        return answer(desk_("I know no zone “{words}”. Write a city or a zone, such as Berlin or America/New_York.",
                            words=self.words))  # fmt: skip


FIGURES_OF = timedelta(days=30)
"""What somebody did longer ago says little of how they work."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one of the staff answered and solved: shown to them and to leads, where the policy turns it on."""

    who: str = ""
    usage: ClassVar[Usage] = Usage(
        "figures", "[colleague]", desk_("what you answered in the last 30 days; leads: what anybody did")
    )

    @classmethod
    def read(cls, rest: str) -> Self:
        """A colleague, or nothing for oneself."""
        return cls(rest)

    def do(self, turn: StaffTurn) -> Reply:
        """Count it, for whoever may know."""
        if not turn.context.policy.privacy.staff_figures:
            return answer(desk_("The policy keeps figures about single people off (privacy.staff_figures)."))
        names = turn.colleagues()
        found = named_first(self.who, names, me=turn.staff.name) if self.who else (turn.staff.name, "")
        if turn.staff.role is not Role.LEAD and (found is None or found[0] != turn.staff.name):
            return answer(desk_("What somebody answered is shown to them and to leads only."))
        if found is None:
            return unknown(self.who, names)
        answered, solved = turn.unit.worked(found[0], turn.now - FIGURES_OF)
        said = desk_(
            "{name}, last 30 days: {answered} tickets answered, {solved} of them solved.",
            name=found[0],
            answered=answered,
            solved=solved,
        )
        return answer(said)


ZONES_OFFERED = 5
"""A row of a platform's buttons."""


def _chosen(turn: StaffTurn, zone: str) -> str:
    turn.unit.set_staff_zone(turn.staff.name, zone)
    return zone


def _told_in(turn: StaffTurn, zone: str) -> Reply:
    said = "You read times in {yours}, where it is {clock}. Times that you type are the desk's clock: {desk}."
    yours = Moment(turn.now, "zone", zone or turn.zone)
    clock, desk = Moment(turn.now, "clock", zone or turn.zone), Moment(turn.now, "zone", turn.zone)
    return answer(desk_(said, yours=yours, clock=clock, desk=desk))


def _add(turn: StaffTurn, name: str, role: Role, identity: Identity | Msg) -> Reply:
    if isinstance(identity, Msg):
        return answer(identity)
    if is_reserved(name):
        return answer(desk_("{name} is a word that the record uses itself; take another name.", name=name))
    holder = turn.unit.staff(identity)
    if holder is not None and holder.name != name:
        return answer(desk_("{user} is {name} already.", user=identity.user, name=holder.name))
    turn.unit.add_staff(name, role, identity)
    turn.audit("added staff", detail=name)
    return answer(desk_("{name} is on the desk as {role}.", name=name, role=role.value))


def _only_lead(turn: StaffTurn) -> str:
    leads = [person.name for person, _known_as in turn.unit.staff_list() if person.role is Role.LEAD]
    return leads[0] if len(leads) == 1 else ""


def _remove(turn: StaffTurn, name: str) -> Reply:
    still = staff_by_role(turn, name)
    if retire(turn, name) is None:
        near = nearest(name, turn.colleagues())
        if near:
            return answer(desk_("{name} isn't on the list. Did you mean {near}?", name=name, near=", ".join(near)))
        return answer(desk_("{name} isn't on the list.", name=name))
    off = desk_("{name} is off the list; their tickets are back in line.", name=name)
    return Text((off, back_by_role(still))) if still else answer(off)


def staff_by_role(turn: StaffTurn, name: str) -> tuple[str, ...]:
    """The platforms on which a role, and not the list, makes somebody of this name staff."""
    known = next((users for person, users in turn.unit.staff_list() if person.name == name), ())
    return tuple(dict.fromkeys(user.platform for user in known if turn.unit.staff(user) is None))


def retire(turn: StaffTurn, name: str) -> int | None:
    """Take someone off the list: their claims end, their own staff channels close.

    How many tickets they had; ``None`` when they aren't on the list.
    """
    if not turn.unit.remove_staff(name):
        return None
    claimed = turn.unit.claimed_by(name)
    for ticket in claimed:
        freed = staff_actions.release(ticket, turn.staff, f"{name} left the desk", turn.now)
        if isinstance(freed, Change):
            turn.apply(freed)
    for channel in turn.unit.staff_channels(name):
        turn.unit.close_room(channel)
    turn.audit("removed staff", detail=name)
    return len(claimed)


def back_by_role(platforms: Sequence[str]) -> Msg:
    """Taking somebody off the list takes no role of a platform from them."""
    said = "A role on {platform} had made them staff: who still has it is back at once. Take it away there too."
    return desk_(said, platform=", ".join(platforms))
