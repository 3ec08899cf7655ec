"""Solved tickets, for whoever looks for one like theirs."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.store.schema.columns import in_desk
from bot.store.schema.tables import tickets
from bot.store.sql.portable import same
from bot.store.transaction.unit_of_work import SqlUnit


class Solved(NamedTuple):
    """A solved ticket, as it was told."""

    number: int
    subject: str
    symptoms: str
    closed_at: datetime


_SOLVED = (
    select(*(tickets.c[name] for name in Solved._fields))
    .where(in_desk(tickets, tickets.c.state == same("solved")))
    .order_by(tickets.c.closed_at.desc())
    .limit(bindparam("most"))
)


def solved(unit: SqlUnit, most: int) -> list[Solved]:
    """The tickets that were solved last, the latest first."""
    return [Solved(*row) for row in unit.run(_SOLVED, most=most)]
