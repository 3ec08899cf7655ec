"""The little SQL that SQLAlchemy doesn't offer in one form for SQLite and PostgreSQL."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, Insert, TypeDecorator, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import SyntaxExtension
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.visitors import InternalTraversal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SUM_MAX = 2**62 - 1
"""Sums begin anew beyond it: two of them added still fit a 64-bit integer."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored as whole microseconds since 1970 in UTC: exact, ordered, and 8 bytes.

    Given back in UTC. A naive datetime is a programming error and raises ``ValueError``.
    """

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        """To the database; with SQLAlchemy's own two calls around it, it would cost three times as much."""
        return _bound

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """From the database."""
        return _found


def moment(micros: int) -> datetime:
    """The moment, in UTC, of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)


@lru_cache(maxsize=8192)
def _found(micros: int | None) -> datetime | None:
    """Remembered: many rows share a few."""
    return None if micros is None else moment(micros)


def _bound(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


def micros(at: datetime) -> int:
    """Whole microseconds since 1970, UTC, of an aware moment."""
    if at.tzinfo is None:
        raise ValueError(f"a moment without a zone: {at}")
    return (at - EPOCH) // MICROSECOND


class OnConflict(SyntaxExtension, ClauseElement):
    """``ON CONFLICT``, which both databases spell the same; SQLAlchemy has one per dialect.

    Without ``overwrite`` the existing row stays. With it, the row found by the unique columns
    ``target`` takes these columns from the row that was to be inserted; ``added`` ones are added to
    its own, within 62 bits, and ``filled`` ones are taken unless they are empty.
    """

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 (SQLAlchemy's own annotation: what makes the cache key)
        ("target", InternalTraversal.dp_plain_obj),
        ("overwrite", InternalTraversal.dp_plain_obj),
        ("added", InternalTraversal.dp_plain_obj),
        ("filled", InternalTraversal.dp_plain_obj),
    ]

    def __init__(
        self,
        target: Sequence[str] = (),
        overwrite: Sequence[str] = (),
        added: Sequence[str] = (),
        filled: Sequence[str] = (),
    ) -> None:
        self.target, self.overwrite = tuple(target), tuple(overwrite)
        self.added, self.filled = tuple(added), tuple(filled)
        self.table = ""

    def apply_to_insert(self, insert_stmt: Insert) -> None:
        self.table = str(insert_stmt.table.name)
        insert_stmt.apply_syntax_extension_point(self.append_replacing_same_type, "post_values")


@compiles(OnConflict)
def _spell(element: OnConflict, compiler: SQLCompiler, **_: Any) -> str:
    quote = compiler.preparer.quote
    sets = [f"{quote(name)} = excluded.{quote(name)}" for name in element.overwrite]
    if element.added or element.filled:
        table = quote(element.table)
        for name in map(quote, element.added):
            sets.append(f"{name} = ({table}.{name} + excluded.{name}) & {SUM_MAX}")
        for name in map(quote, element.filled):
            sets.append(f"{name} = CASE excluded.{name} WHEN '' THEN {table}.{name} ELSE excluded.{name} END")
    if not sets:
        return "ON CONFLICT DO NOTHING"
    target = ", ".join(map(quote, element.target))
    return f"ON CONFLICT ({target}) DO UPDATE SET {', '.join(sets)}"


def or_keep(insert: Insert) -> Insert:
    """The insert, doing nothing when a row with the same unique key is there."""
    return insert.ext(OnConflict())


def or_overwrite(insert: Insert, target: Sequence[str], *columns: str) -> Insert:
    """The insert, overwriting ``columns`` of the row that has the same ``target`` columns."""
    return insert.ext(OnConflict(target, columns))


def or_add(insert: Insert, target: Sequence[str], added: Sequence[str], filled: Sequence[str]) -> Insert:
    """The insert, adding to the row that has the same ``target`` columns: sums within 62 bits, texts unless empty."""
    return insert.ext(OnConflict(target, (), added, filled))


def same(value: str) -> ColumnElement[str]:
    """A constant written into the statement itself: only so does SQLite see that a partial index fits."""
    return literal_column("'" + value.replace("'", "''") + "'")
