"""What clients agreed to be billed for, and the minutes that staff worked. Rows are added, never changed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select

from bot.core.model.people import Identity
from bot.core.rules.billing import Agreement, Terms, Work
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import agreements, works
from bot.store.sql.rows import Rows
from bot.store.transaction.base import UnitBase, by_values

_AGREED = Rows(Agreement, agreements, {"terms": Rows(Terms, agreements), "by": "by_name"})
_WORKED = Rows(Work, works, {"by": "by_name"})
_AGREE = insert(agreements)
_AGREEMENTS = (
    select(*_AGREED.columns)
    .where(in_desk(agreements, agreements.c.ticket == bindparam("of_ticket")))
    .order_by(agreements.c.n)
)
_WORK = insert(works)
_WORKS = select(*_WORKED.columns).where(in_desk(works, works.c.ticket == bindparam("of_ticket"))).order_by(works.c.n)


def _last(table: Table) -> Any:
    return select(func.coalesce(func.max(table.c.n), 0)).where(in_desk(table, table.c.ticket == bindparam("of_ticket")))


_LAST_AGREEMENT, _LAST_WORK = _last(agreements), _last(works)


class BillingUnit(UnitBase):
    """Billing notices and work of one desk's tickets."""

    def agreements(self, ticket: int) -> Sequence[Agreement]:
        """The ticket's billing notices and what became of them, oldest first."""
        return tuple(map(_AGREED.read, self.run(_AGREEMENTS, of_ticket=ticket)))

    def add_agreement(self, entry: Agreement, account: int, identity: Identity | None) -> int:
        """Add an entry for this client: which account it is about, and whose words decided. Its number."""
        n = int(self.run(_LAST_AGREEMENT, of_ticket=entry.ticket).value()) + 1
        row = {**_AGREED.values(replace(entry, n=n)), "account": account, **by_values(identity)}
        self.add(_AGREE, **row)
        self.seal(agreements, row)
        return n

    def works(self, ticket: int) -> Sequence[Work]:
        """Minutes worked on the ticket, credits and corrections among them, oldest first."""
        return tuple(map(_WORKED.read, self.run(_WORKS, of_ticket=ticket)))

    def add_work(self, entry: Work) -> int:
        """Add an entry; its number."""
        n = int(self.run(_LAST_WORK, of_ticket=entry.ticket).value()) + 1
        row = _WORKED.values(replace(entry, n=n))
        self.add(_WORK, **row)
        self.seal(works, row)
        return n
