"""``staff``: who works at the desk, from the operator's side; the first lead is added here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.opened_desk import Office, office
from bot.cli.screen import console, print_json, refuse, table
from bot.core.model import platform_user
from bot.core.model.people import Identity, Role, Staff
from bot.core.rules.change import DESK, is_reserved
from bot.core.text.surface import Msg
from bot.core.text.words import clean, visible
from bot.engine.staff.commands.people import back_by_role, retire, staff_by_role
from bot.engine.staff.membership import NAME_CHARS_MAX
from bot.engine.staff.staff_turn import StaffTurn
from bot.i18n import Reader, plain
from bot.ports import UnitOfWork

OPERATOR = Staff(DESK, Role.LEAD)
"""Whoever runs this program may do what a lead may."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed, and why."""

    why: str


def add(name: str, role: str | None, platform: str, tenant: str, user: str | None, data: Path | None) -> None:
    """Add someone, change their role, or give them another identity."""
    who = _name(name)
    if role is not None and role not in {known.value for known in Role}:
        refuse(f"no role {role!r}; there are {', '.join(known.value for known in Role)}")
    if platform not in platform_user.SHAPES:
        refuse(f"{platform!r} is no platform's name; write for example terminal or slack")
    identity = platform_user.user_of(platform, user or who, tenant=tenant)
    if isinstance(identity, Msg):
        refuse(plain(identity, Reader("en", "UTC", datetime.min.replace(tzinfo=UTC))))
    with office(data, create=True) as desk:
        said = desk.store.write(lambda unit: _add(unit, desk, who, role, identity)).result()
    _report(said)


def _add(unit: UnitOfWork, desk: Office, name: str, role: str | None, identity: Identity) -> tuple[str, ...] | Refused:
    before = _role(unit, name)
    holder = unit.staff(identity)
    if holder is not None and holder.name != name:
        return Refused(f"{platform_user.shown(identity)} is {holder.name} already; one user is one member of staff")
    after = Role(role) if role else before or Role.AGENT
    unit.add_staff(name, after, identity)
    unit.audit(desk.now(), DESK, "added staff", detail=name)
    was = f" (was {before.value})" if before and before is not after else ""
    return (
        f"{name} is on the desk as {after.value}{was}, known as {platform_user.shown(identity)}.",
        *_without_lead(unit),
    )


def show(data: Path | None, as_json: bool) -> None:
    """Print who is on the desk."""
    with office(data) as desk, desk.store.read() as unit:
        people = unit.staff_list()
    if as_json:
        print_json(
            [
                {
                    "name": person.name,
                    "role": person.role.value,
                    "identities": [{"platform": i.platform, "tenant": i.tenant, "user": i.user} for i in identities],
                }
                for person, identities in people
            ]
        )
    elif not people:
        console().print("Nobody is on the desk yet. Add the first: frontdoor staff add NAME --role lead")
    else:
        rows = [(p.name, p.role.value, ", ".join(map(platform_user.shown, known)) or "—") for p, known in people]
        console().print(table(("Name", "Role", "Known as"), rows))


def remove(name: str, data: Path | None) -> None:
    """Take someone off the list; their tickets go back in line."""
    who = _name(name)
    with office(data) as desk:
        said = desk.store.write(lambda unit: _remove(unit, desk, who)).result()
    _report(said)


def _remove(unit: UnitOfWork, desk: Office, name: str) -> tuple[str, ...] | Refused:
    turn = StaffTurn(unit, desk.context, desk.now(), OPERATOR)
    still, freed = staff_by_role(turn, name), retire(turn, name)
    if freed is None:
        return Refused(f"{name} isn't on the staff list")
    back = {0: "they had no ticket", 1: "their ticket is released"}.get(freed, f"their {freed} tickets are released")
    role = (plain(back_by_role(still), desk.context.staff_reader(desk.now())),) if still else ()
    return (f"{name} is off the list; {back}.", *role, *_without_lead(unit))


def _report(said: tuple[str, ...] | Refused) -> None:
    """Print what was done, or end with exit code 2 and what stood in its way."""
    if isinstance(said, Refused):
        refuse(said.why)
    for line in said:
        console().print(visible(line), soft_wrap=True)


def _without_lead(unit: UnitOfWork) -> tuple[str, ...]:
    """A reminder when there is nobody left who may add staff or close a day from the desk."""
    if any(person.role is Role.LEAD for person, _known in unit.staff_list()):
        return ()
    return ("Nobody is lead now. Make somebody lead: frontdoor staff add NAME --role lead",)


def _role(unit: UnitOfWork, name: str) -> Role | None:
    return next((person.role for person, _known in unit.staff_list() if person.name == name), None)


def _name(given: str) -> str:
    name = " ".join(clean(given).split())
    if not 0 < len(name) <= NAME_CHARS_MAX:
        refuse(f"a name needs at least one character, {NAME_CHARS_MAX} at most")
    if is_reserved(name):
        refuse(f"{name!r} stands for somebody else in records; choose another name")
    return name
