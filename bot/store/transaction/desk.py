"""What the desk knows about itself: staff, rooms, closed days, feedback and audit."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, false, func, insert, select, true, update

from bot.core.model.people import Address, Grant, Identity, Role, Staff
from bot.store.schema.columns import at_place, in_desk, of_user
from bot.store.schema.tables import audit, closed_days, feedback, outbox, rooms, staff, staff_identities
from bot.store.sql.portable import Moment, or_overwrite
from bot.store.sql.prepared import Outcome
from bot.store.sql.rows import Rows
from bot.store.transaction.base import UnitBase, address_values, at_address, identity_values, of_identity
from bot.store.transaction.outbox import UNSENT

STAFF = Rows(Staff, staff)
_KNOWN_AS = (
    select(*STAFF.columns)
    .select_from(staff_identities.join(staff, in_desk(staff, staff.c.name == staff_identities.c.name)))
    .where(in_desk(staff_identities, of_user(staff_identities)), staff.c.active == true())
)
_BEHIND = _KNOWN_AS.where(staff_identities.c.by_role == false())
_HAS_NAME = select(staff.c.name).where(in_desk(staff, staff.c.name == bindparam("of_name")))
_USER = (staff_identities.c.platform, staff_identities.c.tenant, staff_identities.c.user_id)
_LIST = (
    select(*STAFF.columns, *_USER)
    .select_from(staff.outerjoin(staff_identities, in_desk(staff_identities, staff_identities.c.name == staff.c.name)))
    .where(in_desk(staff, staff.c.active == true()))
    .order_by(staff.c.name, *_USER)
)
_ADD = or_overwrite(insert(staff), ("desk", "name"), "role", "active")
"""Where they read times stays as they chose it."""
_SET_ZONE = update(staff).where(in_desk(staff, staff.c.name == bindparam("of_name"))).values(zone=bindparam("new_zone"))
_KNOW = or_overwrite(insert(staff_identities), ("desk", "platform", "tenant", "user_id"), "name", "by_role")
_RETIRE = (
    update(staff)
    .where(in_desk(staff, staff.c.name == bindparam("of_name"), staff.c.active == true()))
    .values(active=False)
)
_UNKNOW = delete(staff_identities).where(in_desk(staff_identities, staff_identities.c.name == bindparam("of_name")))
_NOTE_SHOWN = (
    update(staff_identities)
    .where(in_desk(staff_identities, of_user(staff_identities)))
    .values(ticket=bindparam("new_ticket", type_=BigInteger), shown_at=bindparam("new_shown", type_=Moment))
)
_SHOWN = select(staff_identities.c.ticket, staff_identities.c.shown_at).where(
    in_desk(staff_identities, of_user(staff_identities), staff_identities.c.shown_at.is_not(None))
)

_ROOMS = (
    select(rooms.c.staff, rooms.c.cards, rooms.c.platform, rooms.c.tenant, rooms.c.channel)
    .where(in_desk(rooms))
    .order_by(rooms.c.platform, rooms.c.tenant, rooms.c.channel)
)
_OPEN_ROOM = or_overwrite(insert(rooms), ("desk", "platform", "tenant", "channel"), "staff", "cards")
_CLOSE_ROOM = delete(rooms).where(in_desk(rooms, at_place(rooms)))
_SILENCE = delete(outbox).where(in_desk(outbox, at_place(outbox), UNSENT))

_DAYS = select(closed_days.c.day, closed_days.c.reason).where(in_desk(closed_days)).order_by(closed_days.c.day)
_CLOSE_DAY = or_overwrite(insert(closed_days), ("desk", "day"), "reason", "by_name")
_REOPEN_DAY = delete(closed_days).where(in_desk(closed_days, closed_days.c.day == bindparam("of_day")))
_QUESTION = ("desk", "conversation", "asked_at", "by_platform", "by_tenant", "by_user")
_FEEDBACK = or_overwrite(insert(feedback), _QUESTION, "at", "slug", "outcome", "slugs", "question")
_HELPED = (
    select(feedback.c.slug)
    .where(in_desk(feedback, feedback.c.asked_at >= bindparam("since", type_=Moment), feedback.c.outcome == "solved"))
    .where(feedback.c.slug != "")
    .group_by(feedback.c.slug)
    .order_by(func.count().desc(), feedback.c.slug)
    .limit(bindparam("at_most"))
)
_AUDIT = insert(audit)


class DeskUnit(UnitBase):
    """Staff, rooms, days and the desk's own books."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._known: tuple[Outcome, Outcome] | None = None

    def ask_desk(self) -> tuple[Outcome, Outcome]:
        """Rooms and closed days: a handful, looked up several times in a turn, so asked together and once."""
        if self._known is None:
            self._known = self.run(_ROOMS), self.run(_DAYS)
        return self._known

    def staff(self, identity: Identity) -> Staff | None:
        """The active staff member behind an identity, added by name; one by a role is not found here."""
        row = self.run(_BEHIND, **of_identity(identity)).one_or_none()
        return None if row is None else STAFF.read(row)

    def staff_by_role(self, identity: Identity, grant: Grant) -> Staff:
        """The staff member that a platform's role makes of somebody, under the same name every time."""
        row = self.run(_KNOWN_AS, **of_identity(identity)).one_or_none()
        known = STAFF.read(row) if row else None
        name = known.name if known else self._free_name(grant.name, identity.user)
        member = Staff(name, grant.role, zone=known.zone if known else "")
        if known != member:
            self.add(_ADD, **STAFF.values(member))
            self.add(_KNOW, name=member.name, by_role=True, **identity_values(identity))
        return member

    def _free_name(self, name: str, user: str) -> str:
        taken = self.run(_HAS_NAME, of_name=name).one_or_none() is not None
        return f"{name} {user}".strip() if taken or not name else name

    def staff_list(self) -> Sequence[tuple[Staff, Sequence[Identity]]]:
        """Active staff by name, each with their identities."""
        known: dict[Staff, list[Identity]] = {}
        for row in self.run(_LIST):
            theirs, user = known.setdefault(STAFF.read(row), []), row[len(STAFF) :]
            if user[0] is not None:
                theirs.append(Identity(*user))
        return tuple((member, tuple(theirs)) for member, theirs in known.items())

    def add_staff(self, name: str, role: Role, identity: Identity | None = None) -> None:
        """Add or change a staff member, or add an identity to one; makes them active."""
        self.add(_ADD, **STAFF.values(Staff(name, role)))
        if identity is not None:
            self.add(_KNOW, name=name, by_role=False, **identity_values(identity))

    def remove_staff(self, name: str) -> bool:
        """Take someone off the list with all their identities: a name taken up again starts anew."""
        self.run(_UNKNOW, of_name=name)
        return self.run(_RETIRE, of_name=name).rowcount == 1

    def set_staff_zone(self, name: str, zone: str) -> None:
        """Note where a staff member reads times; empty: in the desk's zone."""
        self.run(_SET_ZONE, of_name=name, new_zone=zone)

    def note_shown(self, identity: Identity, ticket: int, at: datetime) -> None:
        """Which ticket a staff member saw last, as the one they are on this platform."""
        self.run(_NOTE_SHOWN, **of_identity(identity), new_ticket=ticket, new_shown=at)

    def last_shown(self, identity: Identity) -> tuple[int, datetime] | None:
        """The ticket they saw last there, and when."""
        row = self.run(_SHOWN, **of_identity(identity)).one_or_none()
        return None if row is None else (row[0], row[1])

    def staff_channels(self, staff: str = "") -> Sequence[Address]:
        """Where staff look: all rooms, or one member's own."""
        return tuple(Address(*place) for whose, _cards, *place in self.ask_desk()[0] if staff in {"", whose})

    def card_channels(self) -> Sequence[Address]:
        """The rooms in which every ticket has a card."""
        return tuple(Address(*place) for _whose, cards, *place in self.ask_desk()[0] if cards)

    def open_room(self, address: Address, staff: str = "", cards: bool = False) -> None:
        """Make an address a room: everybody's, or one member's own; or one with a card for each ticket."""
        self.add(_OPEN_ROOM, **address_values(address), staff=staff, cards=cards)
        self._known = None

    def close_room(self, address: Address) -> None:
        """Forget a room and what was still to be sent there."""
        self._known = None
        self.run(_CLOSE_ROOM, **at_address(address))
        self.run(_SILENCE, **at_address(address))

    def closed_days(self) -> Mapping[date, str]:
        """Days that staff closed, with the reason."""
        return {day: reason for day, reason in self.ask_desk()[1]}

    def close_day(self, day: date, reason: str, by: str) -> None:
        """Close a day, or give a closed day another reason."""
        self._known = None
        self.add(_CLOSE_DAY, day=day, reason=reason, by_name=by)

    def reopen_day(self, day: date) -> bool:
        """Open a day again. ``False``: staff hadn't closed it."""
        self._known = None
        return self.run(_REOPEN_DAY, of_day=day).rowcount == 1

    def add_feedback(
        self,
        conversation: int,
        at: datetime,
        question: str,
        slugs: Sequence[str],
        slug: str,
        outcome: str,
        asked_at: datetime | None = None,
    ) -> None:
        """What became of a question; of one and the same, known by when it was asked, the last word counts."""
        self.add(
            _FEEDBACK,
            id=self.new_id(),
            conversation=conversation,
            at=at,
            slug=slug,
            outcome=outcome,
            slugs=json.dumps(list(slugs)),
            question=question,
            asked_at=asked_at,
            **self.writer_values(conversation),
        )

    def helped_most(self, since: datetime, limit: int) -> Sequence[str]:
        """Slugs of the articles that solved most questions asked since then, the most helpful first."""
        return [slug for (slug,) in self.run(_HELPED, since=since, at_most=limit)]

    def audit(self, at: datetime, actor: str, act: str, ticket: int | None = None, detail: str = "") -> None:
        """Who did what, by ids and names of acts; never clients' words."""
        row = {"id": self.new_id(), "at": at, "actor": actor, "act": act, "ticket": ticket, "detail": detail}
        self.add(_AUDIT, **row)
        self.seal(audit, row)
