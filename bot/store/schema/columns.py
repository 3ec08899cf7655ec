"""What the columns, keys and indexes of ``tables.py`` have in common."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    FromClause,
    Index,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
)
from sqlalchemy import text as sql

from bot.store.sql.portable import Moment

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(referred_table_name)s_fkey",
    }
)


def text(name: str, **rest: Any) -> Column[str]:
    """Words or a name; empty rather than null."""
    return Column(name, Text, nullable=False, **rest)


def by_bytes(name: str) -> Column[str]:
    """Words compared by their bytes on every database, so that those with a common beginning lie together."""
    return Column(name, Text().with_variant(Text(collation="C"), "postgresql"), nullable=False)


def number(name: str, **rest: Any) -> Column[int]:
    """A 64-bit integer that the application sets."""
    return Column(name, BigInteger, nullable=rest.pop("nullable", False), autoincrement=False, **rest)


def at(name: str, *, nullable: bool = False) -> Column[Any]:
    """A moment in UTC."""
    return Column(name, Moment, nullable=nullable)


def address() -> tuple[Column[str], ...]:
    """Where messages can be sent."""
    return text("platform"), text("tenant"), text("channel")


def identity() -> tuple[Column[str], ...]:
    """One user on one platform."""
    return text("platform"), text("tenant"), text("user_id")


def writer() -> tuple[Column[str], ...]:
    """In whose turn a row was written; empty when it was nobody's."""
    return tuple(text(name, server_default="") for name in ("by_platform", "by_tenant", "by_user"))


def key(*columns: Column[Any]) -> tuple[Column[Any], ...]:
    """The primary key: desk, then these."""
    whole = (text("desk"), *columns)
    for column in whole:
        column.primary_key = True
    return whole


def of(table: str, *columns: str, key: str = "") -> ForeignKeyConstraint:
    """A reference within the desk: (desk, columns) to a table's (desk, key), or to the same names."""
    targets = key.split() if key else columns
    return ForeignKeyConstraint(["desk", *columns], [f"{table}.desk", *(f"{table}.{name}" for name in targets)])


def part(name: str, where: str, *columns: str, unique: bool = False) -> Index:
    """An index, by desk, over the rows for which ``where`` holds: those still to be dealt with."""
    return Index(name, "desk", *columns, unique=unique, sqlite_where=sql(where), postgresql_where=sql(where))


def in_desk(table: FromClause, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rows of the unit's desk (the parameter ``in_desk``) that meet all conditions."""
    return and_(table.c.desk == bindparam("in_desk", type_=Text), *conditions)


def of_user(table: Table) -> ColumnElement[bool]:
    """Rows of the identity given by ``base.of_identity``."""
    return and_(
        table.c.platform == bindparam("of_platform", type_=Text),
        table.c.tenant == bindparam("of_tenant", type_=Text),
        table.c.user_id == bindparam("of_user", type_=Text),
    )


def at_tenant(table: FromClause) -> ColumnElement[bool]:
    """Rows of a platform's tenant, by the parameters ``at_platform`` and ``at_tenant``."""
    return and_(
        table.c.platform == bindparam("at_platform", type_=Text),
        table.c.tenant == bindparam("at_tenant", type_=Text),
    )


def at_place(table: Table) -> ColumnElement[bool]:
    """Rows of the address given by ``base.at_address``."""
    return and_(
        at_tenant(table),
        table.c.channel == bindparam("at_channel", type_=Text),
    )
