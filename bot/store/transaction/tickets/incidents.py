"""Incidents in a transaction: their rows and tickets, and whom they were told to."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, ColumnElement, bindparam, delete, insert, literal_column, select, update

from bot.core.model.incidents import Incident, IncidentState, Told
from bot.core.model.tickets import Ticket
from bot.core.rules.incidents.likeness import SAMPLES_MAX, Sample, told_by
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import counters, incident_told, incidents, tickets
from bot.store.sql.portable import or_overwrite, same
from bot.store.sql.rows import Rows
from bot.store.transaction.base import UnitBase
from bot.store.transaction.tickets.tickets import TICKET

_INCIDENT = Rows(Incident, incidents, {"by": "by_name"})
_TOLD = Rows(Told, incident_told)
_ZERO: ColumnElement[int] = literal_column("0")
"""A constant, not a parameter: only so does the database see that a partial index fits."""

_COUNT_ON = (
    update(counters)
    .where(in_desk(counters, counters.c.name == same("incident")))
    .values(value=counters.c.value + 1)
    .returning(counters.c.value)
)
_COUNT_FROM = insert(counters)

_OF_NUMBER = incidents.c.number == bindparam("of_number", type_=BigInteger)
_BY_NUMBER = select(*_INCIDENT.columns).where(in_desk(incidents, _OF_NUMBER))
_FOR_CHANGE = _BY_NUMBER.with_for_update()
_SAVE = or_overwrite(
    insert(incidents),
    ("desk", "number"),
    *(column.name for column in _INCIDENT.columns if column.name != "number"),
)
_LATEST = (
    select(*_INCIDENT.columns).where(in_desk(incidents)).order_by(incidents.c.number.desc()).limit(bindparam("at_most"))
)
_GOING_ON = (
    select(incidents.c.number, incidents.c.state, incidents.c.words)
    .where(in_desk(incidents, incidents.c.state.in_([same("proposed"), same("open")])))
    .order_by(incidents.c.number)
)
_IN = (
    select(*TICKET.columns)
    .where(
        in_desk(tickets, tickets.c.incident != _ZERO, tickets.c.incident == bindparam("of_incident", type_=BigInteger))
    )
    .order_by(tickets.c.number)
)
_FIRST_IN = _IN.limit(bindparam("at_most"))
_NUMBERED = select(counters.c.value).where(in_desk(counters, counters.c.name == same("ticket"))).scalar_subquery()
_LATELY = (
    select(*TICKET.columns)
    .where(in_desk(tickets, tickets.c.number > _NUMBERED - bindparam("at_most", type_=BigInteger)))
    .order_by(tickets.c.number.desc())
)
"""By their numbers: nobody's ticket is looked at that was filed before them."""

_OF = incident_told.c.incident == bindparam("of_incident", type_=BigInteger)
_THERE = incident_told.c.conversation == bindparam("of_conversation", type_=BigInteger)
_TOLD_THERE = select(*_TOLD.columns).where(in_desk(incident_told, _OF, _THERE)).order_by(incident_told.c.ticket)
_NOTE = or_overwrite(insert(incident_told), ("desk", "conversation", "incident", "ticket"), "said")
_FORGET = delete(incident_told).where(
    in_desk(incident_told, _OF, _THERE, incident_told.c.ticket == bindparam("of_ticket", type_=BigInteger))
)
_WITHOUT = (
    select(*_TOLD.columns)
    .where(
        in_desk(
            incident_told,
            _OF,
            incident_told.c.ticket == _ZERO,
            incident_told.c.said < bindparam("by_now", type_=BigInteger),
        )
    )
    .order_by(incident_told.c.conversation)
    .limit(bindparam("at_most"))
)


class IncidentUnit(UnitBase):
    """Incidents of one desk."""

    def next_incident(self) -> int:
        """The next incident's number, from 1; the counter's row orders transactions that begin one at once."""
        number = self.run(_COUNT_ON).value()
        if number is None:
            number = 1
            self.add(_COUNT_FROM, name="incident", value=number)
        return int(number)

    def incident(self, number: int, *, for_change: bool = False) -> Incident | None:
        """An incident by its number; locked until the end when read for change."""
        row = self.run(_FOR_CHANGE if for_change else _BY_NUMBER, of_number=number).one_or_none()
        return None if row is None else _INCIDENT.read(row)

    def save_incident(self, incident: Incident) -> None:
        """Write it, new or changed."""
        self.add(_SAVE, **_INCIDENT.values(incident))

    def incidents(self, limit: int) -> Sequence[Incident]:
        """The latest first."""
        return tuple(map(_INCIDENT.read, self.run(_LATEST, at_most=limit)))

    def samples(self, *, proposed: bool = False) -> Sequence[Sample]:
        """What tells the incidents that last: what staff say, and their first tickets' words."""
        found: list[Sample] = []
        for number, state, words in self.run(_GOING_ON):
            if proposed or state == IncidentState.OPEN.value:
                first = map(TICKET.read, self.run(_FIRST_IN, of_incident=number, at_most=SAMPLES_MAX))
                texts = filter(None, (words, *map(told_by, first)))
                found += [Sample(number, text) for text in texts]
        return tuple(found)

    def in_incident(self, number: int) -> Sequence[Ticket]:
        """The tickets that are a part of one, or proposed for it, in order."""
        return tuple(map(TICKET.read, self.run(_IN, of_incident=number)))

    def filed_lately(self, limit: int) -> Sequence[Ticket]:
        """The tickets that were filed last, the latest first."""
        return tuple(map(TICKET.read, self.run(_LATELY, at_most=limit)))

    def told(self, incident: int, conversation: int) -> Sequence[Told]:
        """How far it was told in a conversation."""
        return tuple(map(_TOLD.read, self.run(_TOLD_THERE, of_incident=incident, of_conversation=conversation)))

    def note_told(self, incident: int, told: Told) -> None:
        """Note how far it is told by now."""
        self.add(_NOTE, incident=incident, **_TOLD.values(told))

    def forget_told(self, incident: int, told: Told) -> None:
        """There is nothing more to tell them of it."""
        self.run(_FORGET, of_incident=incident, of_conversation=told.conversation, of_ticket=told.ticket)

    def told_without_ticket(self, incident: Incident, limit: int) -> Sequence[Told]:
        """Who came with the same words only, and was told less than there is by now."""
        rows = self.run(_WITHOUT, of_incident=incident.number, by_now=incident.said, at_most=limit)
        return tuple(map(_TOLD.read, rows))
