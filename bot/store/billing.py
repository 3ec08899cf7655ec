"""What clients agreed to be billed for, and the minutes that staff worked. Rows are added, never changed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select

from bot.core.billing import Agreement, Decision, Terms, Work, WorkKind
from bot.core.model import Identity
from bot.core.policy import Channel
from bot.store.base import UnitBase, by_values
from bot.store.columns import in_desk
from bot.store.tables import agreements, works

_AGREE = insert(agreements)
_AGREEMENTS = (
    select(
        *(agreements.c.ticket, agreements.c.n, agreements.c.decision, agreements.c.channel, agreements.c.per_hour),
        *(agreements.c.currency, agreements.c.cap_minutes, agreements.c.version, agreements.c.software),
        *(agreements.c.words, agreements.c.at, agreements.c.by_name),
    )
    .where(in_desk(agreements, agreements.c.ticket == bindparam("of_ticket")))
    .order_by(agreements.c.n)
)
_WORK = insert(works)
_WORKS = (
    select(
        *(works.c.ticket, works.c.n, works.c.kind, works.c.channel, works.c.minutes),
        *(works.c.note, works.c.by_name, works.c.at, works.c.corrects),
    )
    .where(in_desk(works, works.c.ticket == bindparam("of_ticket")))
    .order_by(works.c.n)
)


def _last(table: Table) -> Any:
    return select(func.coalesce(func.max(table.c.n), 0)).where(in_desk(table, table.c.ticket == bindparam("of_ticket")))


_LAST_AGREEMENT, _LAST_WORK = _last(agreements), _last(works)


def _agreement(row: tuple[Any, ...]) -> Agreement:
    ticket, n, decision, channel, per_hour, currency, cap, version, software, words, at, by = row
    asked = Terms(Channel(channel), Decimal(per_hour), currency, cap, version)
    return Agreement(ticket, n, Decision(decision), asked, software, words, at, by)


def _work(row: tuple[Any, ...]) -> Work:
    ticket, n, kind, channel, *rest = row
    return Work(ticket, n, WorkKind(kind), Channel(channel), *rest)


class BillingUnit(UnitBase):
    """Billing notices and work of one desk's tickets."""

    def agreements(self, ticket: int) -> Sequence[Agreement]:
        """The ticket's billing notices and what became of them, oldest first."""
        return tuple(map(_agreement, self.run(_AGREEMENTS, of_ticket=ticket)))

    def add_agreement(self, entry: Agreement, account: int, identity: Identity | None) -> int:
        """Add an entry for this client: which account it is about, and whose words decided. Its number."""
        n = int(self.run(_LAST_AGREEMENT, of_ticket=entry.ticket).value()) + 1
        asked = entry.terms
        row = dict(
            ticket=entry.ticket, n=n, decision=entry.decision.value, channel=asked.channel.value,
            per_hour=str(asked.per_hour), currency=asked.currency, cap_minutes=asked.cap_minutes,
            version=asked.version, at=entry.at, by_name=entry.by, account=account, software=entry.software,
            words=entry.words, **by_values(identity),
        )  # fmt: skip
        self.add(_AGREE, **row)
        self.seal(agreements, row)
        return n

    def works(self, ticket: int) -> Sequence[Work]:
        """Minutes worked on the ticket, credits and corrections among them, oldest first."""
        return tuple(map(_work, self.run(_WORKS, of_ticket=ticket)))

    def add_work(self, entry: Work) -> int:
        """Add an entry; its number."""
        n = int(self.run(_LAST_WORK, of_ticket=entry.ticket).value()) + 1
        row = dict(
            ticket=entry.ticket, n=n, kind=entry.kind.value, channel=entry.channel.value,
            minutes=entry.minutes, corrects=entry.corrects, at=entry.at, by_name=entry.by, note=entry.note,
        )  # fmt: skip
        self.add(_WORK, **row)
        self.seal(works, row)
        return n
