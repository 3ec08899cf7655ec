"""Who takes part in a ticket besides its client."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from bot.core.model.people import Identity
from bot.core.model.record import Participant
from bot.store.schema.columns import in_desk, of_user
from bot.store.schema.tables import participants as table
from bot.store.sql.portable import Moment, or_keep
from bot.store.sql.rows import Rows, identity_in
from bot.store.transaction.base import UnitBase, of_identity

_OF = in_desk(table, table.c.ticket == bindparam("of_ticket"))
_ROWS = Rows(Participant, table, {"identity": identity_in(table), "by": "by_name"})
_ALL = select(*_ROWS.columns).where(_OF).order_by(table.c.n)
_ONE = select(*_ROWS.columns).where(_OF, of_user(table))
_OTHERS = table.alias("others")
_NEXT = (
    select(func.coalesce(func.max(_OTHERS.c.n), 0) + 1)
    .where(in_desk(_OTHERS, _OTHERS.c.ticket == bindparam("of_ticket")))
    .scalar_subquery()
)
_JOIN = or_keep(insert(table).values(n=_NEXT).inline())
_LEFT = update(table).where(_OF, of_user(table)).values(left_at=bindparam("moment", type_=Moment))


class ParticipantUnit(UnitBase):
    """Participants of one desk's tickets."""

    def add_participant(self, ticket: int, identity: Identity, name: str, by: str, at: datetime) -> Participant:
        """Let somebody take part; whoever did before is back under the number that they had.

        Who adds holds the ticket (inserted it, or read it for change).
        """
        row = _ROWS.values(Participant(ticket, 0, identity, name, by, at))
        del row["n"]  # the statement counts
        self.run(_JOIN, **row, desk=self.desk, of_ticket=ticket)
        self.run(_LEFT, **of_identity(identity), of_ticket=ticket, moment=None)
        joined = self.participant(ticket, identity)
        assert joined is not None  # noqa: S101 (just added)
        return joined

    def remove_participant(self, ticket: int, identity: Identity, at: datetime) -> bool:
        """Remove a participant. ``False``: they weren't one."""
        return self.run(_LEFT, **of_identity(identity), of_ticket=ticket, moment=at).rowcount == 1

    def participant(self, ticket: int, identity: Identity) -> Participant | None:
        """What is kept of somebody's taking part in a ticket, whether they still do or not."""
        row = self.run(_ONE, of_ticket=ticket, **of_identity(identity)).one_or_none()
        return None if row is None else _ROWS.read(row)

    def participants(self, ticket: int) -> Sequence[Participant]:
        """Everybody who takes part or did, in the order in which they came."""
        return tuple(map(_ROWS.read, self.run(_ALL, of_ticket=ticket)))
