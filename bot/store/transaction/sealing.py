"""Writes seals: once for each ticket that a transaction touched, at its end."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, insert, select, update

from bot.store.schema.columns import in_desk
from bot.store.schema.seals import SEALED, Sums, Values, new_key, state_of
from bot.store.schema.tables import queue_moves, seal_keys, seals, tickets
from bot.store.sql.portable import SUM_MAX, or_add, or_keep
from bot.store.sql.prepared import Outcome
from bot.store.transaction.base import UnitBase

_ADD = or_add(insert(seals), ("desk", "ticket"), ("entries", "rows", "low", "high"), ("state",))
_RESTATE = (
    update(seals)
    .where(in_desk(seals, seals.c.ticket == bindparam("of_ticket"), seals.c.state == bindparam("old_state")))
    .values(state=bindparam("new_state"))
)
_KEY = select(seal_keys.c.key).where(in_desk(seal_keys))
_MAKE_KEY = or_keep(insert(seal_keys))


class SealUnit(UnitBase):
    """The seals of one desk's tickets."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._moved: list[tuple[Outcome, Values]] = []

    def seal_move(self, given: Outcome, values: Values) -> None:
        """Put a move into its ticket's seal; its number is the database's, and not asked for before it's needed."""
        self._moved.append((given, values))

    def write_seals(self) -> None:
        """Write what was added to seals so far; by number, so that no two transactions wait for each other."""
        for given, values in self._moved:
            self.seal(queue_moves, {**values, "n": given.value()})
        self._moved.clear()
        for ticket, sums in sorted(self._sums.items()):
            self.add(_ADD, ticket=ticket, **_values(sums))
        self._sums.clear()

    @contextmanager
    def resealed(self, table: Table, where: ColumnElement[bool]) -> Iterator[None]:
        """Statements that change rows of a sealed table behind the unit: their old digests go, their new ones come.

        Whatever was changed by somebody else before stays different from its seal.
        """
        self.write_seals()
        asked = select(table).where(table.c.desk == self.desk, where).with_for_update()
        before = {_key(table, row): row for row in self.connection.execute(asked).mappings().all()}
        yield
        after = {key: self.connection.execute(_one(table, key)).mappings().one_or_none() for key in before}
        for key, row in before.items():
            self._reseal(table, row, after[key])
        self.write_seals()

    def _reseal(self, table: Table, before: Mapping[Any, Any], after: Mapping[Any, Any] | None) -> None:
        if table is tickets:
            old, new = (state_of(self.key, row) if row else "" for row in (before, after))
            self.run(_RESTATE, of_ticket=before["number"], old_state=old, new_state=new)
            return
        self.seal(table, before, -1)
        if after is not None:
            self.seal(table, after)

    def seal_key(self) -> bytes:
        """The desk's secret; empty while it has none."""
        return bytes(self.run(_KEY).value() or b"")

    def make_seal_key(self) -> None:
        """Give the desk a secret, unless it has one."""
        self.add(_MAKE_KEY, key=new_key())


def is_sealed(table: Table) -> bool:
    """Whether rows of the table have to be changed within ``resealed``."""
    return table is tickets or table in SEALED


def _values(sums: Sums) -> dict[str, Any]:
    counts = {"entries": sums.entries & SUM_MAX, "rows": sums.rows & SUM_MAX}
    return {**counts, "low": sums.low, "high": sums.high, "state": sums.state}


def _key(table: Table, row: Mapping[Any, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _one(table: Table, key: tuple[Any, ...]) -> Any:
    return select(table).where(and_(*(column == value for column, value in zip(table.primary_key, key, strict=True))))
