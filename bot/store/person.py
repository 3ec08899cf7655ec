"""What is stored about one person: where it stands, and all of it as data."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, false, select, tuple_

from bot.core.model import Address, Identity
from bot.store.store import SqlStore
from bot.store.tables import (
    accounts,
    attachments,
    conversations,
    feedback,
    inbox,
    outbox,
    promises,
    queue_moves,
    record,
    record_attachments,
    tickets,
)
from bot.store.unit import SqlUnit


@dataclass(frozen=True, slots=True)
class Person:
    """Where one person's words stand: their identities, and the conversations that these opened."""

    desk: str
    account: int
    identities: tuple[Identity, ...]
    conversations: tuple[int, ...]
    addresses: tuple[Address, ...]

    def tickets(self) -> Select[Any]:
        """The numbers of their tickets."""
        return select(tickets.c.number).where(tickets.c.desk == self.desk, tickets.c.account == self.account)

    def of_tickets(self, table: Table, column: str = "ticket") -> ColumnElement[bool]:
        """Rows of a table that belong to their tickets."""
        return and_(table.c.desk == self.desk, table.c[column].in_(self.tickets()))

    def of_identities(self, table: Table, *columns: str) -> ColumnElement[bool]:
        """Rows that carry one of their identities."""
        users = [(user.platform, user.tenant, user.user) for user in self.identities]
        return _among(table, self.desk, columns or ("platform", "tenant", "user_id"), users)

    def of_conversations(self, table: Table, column: str) -> ColumnElement[bool]:
        """Rows of a table that belong to their conversations."""
        return and_(table.c.desk == self.desk, table.c[column].in_(self.conversations))

    def at_addresses(self, table: Table) -> ColumnElement[bool]:
        """Rows of a table at the addresses of their conversations."""
        places = [(place.platform, place.tenant, place.channel) for place in self.addresses]
        return _among(table, self.desk, ("platform", "tenant", "channel"), places)


def _among(table: Table, desk: str, columns: Sequence[str], values: Sequence[tuple[str, ...]]) -> ColumnElement[bool]:
    if not values:
        return false()
    return and_(table.c.desk == desk, tuple_(*(table.c[name] for name in columns)).in_(values))


def find(unit: SqlUnit, account: int) -> Person:
    """Where one person's words stand. Raises LookupError when there is no such account."""
    if unit.account(account) is None:
        raise LookupError(f"no account {account}")
    person = Person(unit.desk, account, tuple(unit.identities(account)), (), ())
    opened = unit.connection.execute(
        select(conversations.c.id, conversations.c.platform, conversations.c.tenant, conversations.c.channel).where(
            person.of_identities(conversations, "by_platform", "by_tenant", "by_user")
        )
    ).all()
    return Person(
        unit.desk,
        account,
        person.identities,
        tuple(row[0] for row in opened),
        tuple(Address(*row[1:]) for row in opened),
    )


def export(store: SqlStore, account: int) -> dict[str, Any]:
    """Everything about a person, as data for JSON: moments in ISO 8601 (UTC), files in base64.

    Raises LookupError when there is no such account.
    """
    with store.read() as unit:
        person = find(unit, account)
        mine = and_(accounts.c.desk == unit.desk, accounts.c.id == account)
        return {
            "account": _rows(unit, accounts, mine)[0],
            "identities": [asdict(user) for user in person.identities],
            "tickets": [_ticket(unit, row) for row in _rows(unit, tickets, person.of_tickets(tickets, "number"))],
            "conversations": _rows(unit, conversations, person.of_conversations(conversations, "id")),
            "inbox": _rows(unit, inbox, person.at_addresses(inbox)),
            "outbox": _rows(unit, outbox, person.of_conversations(outbox, "conversation")),
            "feedback": _rows(unit, feedback, person.of_conversations(feedback, "conversation")),
        }


def _ticket(unit: SqlUnit, ticket: Mapping[str, Any]) -> dict[str, Any]:
    """A ticket with everything that hangs on it."""

    def its(table: Table) -> ColumnElement[bool]:
        return and_(table.c.desk == unit.desk, table.c.ticket == ticket["number"])

    return {
        **ticket,
        "record": _rows(unit, record, its(record), leave=("digest", "hash", "salt")),
        "attachments": _files(unit, its(record_attachments)),
        "moves": _rows(unit, queue_moves, its(queue_moves)),
        "promises": _rows(unit, promises, its(promises)),
    }


def _files(unit: SqlUnit, where: ColumnElement[bool]) -> list[dict[str, Any]]:
    files = _rows(unit, record_attachments, where)
    for file in files:
        named = and_(attachments.c.desk == unit.desk, attachments.c.digest == file["digest"])
        file["content"] = _rows(unit, attachments, named)[0]["content"]
    return files


def _rows(unit: SqlUnit, table: Table, where: ColumnElement[bool], leave: Sequence[str] = ()) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in {"desk", *leave}]
    found = unit.connection.execute(select(*columns).where(where).order_by(*table.primary_key)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value
