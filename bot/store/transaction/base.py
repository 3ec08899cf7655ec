"""What every part of a unit stands on: one connection inside one transaction, on one desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, Select, Table
from sqlalchemy.sql.dml import UpdateBase

from bot.core.model.people import Address, Identity
from bot.store.schema.seals import NO_TICKET, Sums, Values, row_digest, state_of
from bot.store.sql.ids import Ids
from bot.store.sql.prepared import Outcome, Statements, Wire


class UnitBase:
    """One transaction on one desk; lives no longer than its transaction."""

    def __init__(
        self,
        connection: Connection,
        wire: Wire,
        statements: Statements,
        desk: str,
        key: bytes,
        ids: Ids,
        first_number: int,
        kept: dict[str, bytes],
    ) -> None:
        self.key = key
        """The desk's secret, for its seals."""
        self._connection, self._wire, self.desk = connection, wire, desk
        self._statements = statements
        self._kept = kept
        """Secrets that never change, as they were found when the store was opened."""
        self._ids, self._first_number = ids, first_number
        self.locks_rows = connection.dialect.name == "postgresql"
        """Others write at the same time: what must not change meanwhile is locked first."""
        self.sent = False
        """Something was put into the outbox."""
        self.undone = False
        """Nothing of it is to stay."""
        self._heads: dict[int, tuple[int, bytes]] = {}
        """Last seq and hash of records by ticket, as far as this transaction has written them."""
        self._places: dict[tuple[object, ...], int] = {}
        """Places in line that were asked for since this transaction last moved one."""
        self._sums: dict[int, Sums] = {}
        """What this transaction adds to tickets' seals."""
        self._writers: dict[int | None, Identity] = {}
        """Whose turn this is, by conversation: what the turn leaves there is theirs."""

    @property
    def connection(self) -> Connection:
        """For statements that are made as they are needed; all before them is done first."""
        self._wire.settle()
        return self._connection

    def rollback(self) -> None:
        """Roll this transaction back; the work's result is returned all the same."""
        self.undone = True

    def run(self, statement: Select[Any] | UpdateBase, **values: Any) -> Outcome:
        """Execute a constant statement made with ``in_desk``, on this unit's desk."""
        values["in_desk"] = self.desk
        return self._statements.execute(self._wire, statement, values)

    def add(self, statement: Insert, **values: Any) -> Outcome:
        """Insert one row on this unit's desk."""
        values["desk"] = self.desk
        return self._statements.execute(self._wire, statement, values)

    def seal(self, table: Table, values: Values, sign: int = 1) -> None:
        """Add a row, as it was written, to its ticket's seal; or take one off that is no longer so."""
        self._sums_of(values["ticket"] or NO_TICKET).count(table, row_digest(self.key, table, values), sign)

    def seal_ticket(self, values: Values) -> None:
        """Put a ticket's own row into its seal."""
        self._sums_of(values["number"]).state = state_of(self.key, values)

    def _sums_of(self, ticket: int) -> Sums:
        if ticket not in self._sums:
            self._sums[ticket] = Sums()
        return self._sums[ticket]

    def new_id(self) -> int:
        """An id for a new row."""
        return self._ids.next()

    def writer_values(self, conversation: int | None) -> dict[str, str]:
        """Column values that say in whose turn a row is written, if in a client's at all."""
        return by_values(self._writers.get(conversation))

    def add_all(self, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows on this unit's desk."""
        for row in rows:
            self.add(statement, **row)


def address_values(address: Address) -> dict[str, str]:
    """Column values of an address."""
    return {"platform": address.platform, "tenant": address.tenant, "channel": address.channel}


def at_address(address: Address) -> dict[str, str]:
    """Parameters of a statement that asks by address."""
    return {"at_platform": address.platform, "at_tenant": address.tenant, "at_channel": address.channel}


def identity_values(identity: Identity) -> dict[str, str]:
    """Column values of an identity."""
    return {"platform": identity.platform, "tenant": identity.tenant, "user_id": identity.user}


def of_identity(identity: Identity) -> dict[str, str]:
    """Parameters of a statement that asks by identity."""
    return {"of_platform": identity.platform, "of_tenant": identity.tenant, "of_user": identity.user}


def by_values(identity: Identity | None) -> dict[str, str]:
    """Column values of the identity that wrote a row; empty without one."""
    by = identity or Identity("", "", "")
    return {"by_platform": by.platform, "by_tenant": by.tenant, "by_user": by.user}
