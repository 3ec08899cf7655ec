"""Values of the core as rows: one column a field, found from the dataclass itself and never listed by hand.

A field lies in the column of its name, or of the one given for it. A field that is a dataclass itself lies in
several: those of its own ``Rows``. Enums, amounts and words are stored as text or numbers and given back as themselves.
What is made here is made once, when a module is loaded; reading a row costs what a call by hand would.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from types import NoneType
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from sqlalchemy import BindParameter, Boolean, Column, FromClause, Text, bindparam

from bot.core.model.people import Address, Identity

T = TypeVar("T")
Row = Sequence[Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class As:
    """A field that is kept in another form: its column, and how what that holds is read."""

    column: str
    read: Convert


class Rows(Generic[T]):
    """How values of one dataclass lie in a table's columns, in the order of its fields.

    ``at`` says where a field lies whose column has another name, and how one lies that is a dataclass. ``derived``
    are fields that no column holds, at the end: they keep their defaults.
    """

    def __init__(
        self,
        kind: type[T],
        table: FromClause,
        at: "Mapping[str, str | As | Rows[Any]] | None" = None,
        derived: Sequence[str] = (),
    ) -> None:
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        held, hints, at = names[: len(names) - len(derived)], get_type_hints(kind), at or {}
        if set(names[len(held) :]) != set(derived):
            raise TypeError(f"what no column holds stands at the end of {kind.__name__}")
        self._kind = kind
        self.columns: tuple[Column[Any], ...] = ()
        """For a SELECT or RETURNING."""
        self._plain: list[tuple[str, str]] = []
        """Fields that one column holds, and its name."""
        self._readers: list[tuple[int, Convert]] = []
        """Where what a column holds isn't the field itself: the column's place, and how it becomes the field."""
        self._writers: list[tuple[str, Convert]] = []
        self._parts: list[tuple[str, int, int, Rows[Any], bool]] = []
        """Fields that several columns hold: where they begin and end, and whether there may be none."""
        for name in held:
            self._lay(name, at.get(name, name), table, hints[name])
        self._names = tuple(column for _field, column in self._plain)
        self._get = _getter([field for field, _column in self._plain])
        self.nothing = _nothings(self.columns)
        """What the columns hold where there is no such value."""
        self.read = self._reader()
        """A value from a row that begins with ``columns``."""

    def _lay(self, field: str, where: "str | As | Rows[Any]", table: FromClause, hint: Any) -> None:
        """Find the columns of one field. Raises KeyError when the table has none."""
        start = len(self.columns)
        if isinstance(where, Rows):
            self.columns += where.columns
            self._parts.append((field, start, len(self.columns), where, NoneType in get_args(hint)))
            return
        named = where.column if isinstance(where, As) else where
        column: Column[Any] = table.c[named]  # type: ignore[assignment]
        self.columns = (*self.columns, column)
        if isinstance(where, As):
            self._readers.append((start, where.read))
            return
        self._plain.append((field, column.name))
        if (convert := _conversion(hint)) is not None:
            self._readers.append((start, convert[0]))
            self._writers.append((column.name, convert[1]))

    def __len__(self) -> int:
        """How many columns there are."""
        return len(self.columns)

    def values(self, value: T) -> dict[str, Any]:
        """A value's columns by name; but those of fields that are kept in another form."""
        row = dict(zip(self._names, self._get(value), strict=True))
        for name, convert in self._writers:
            row[name] = convert(row[name])
        for field, _start, _end, rows, _optional in self._parts:
            part = getattr(value, field)
            row.update(rows.nothing if part is None else rows.values(part))
        return row

    def sets(self, *never: str) -> dict[Column[Any], BindParameter[Any]]:
        """For an UPDATE: every column but those that ``never`` change, by the names of ``new_values``."""
        changing = (column for column in self.columns if column.name not in never)
        return {column: bindparam(f"new_{column.name}", type_=column.type) for column in changing}

    def new_values(self, value: T, *never: str) -> dict[str, Any]:
        """The parameters of such an UPDATE."""
        return {f"new_{name}": held for name, held in self.values(value).items() if name not in never}

    def _reader(self) -> Callable[[Row], T]:
        kind, width, readers, parts = self._kind, len(self.columns), self._readers, self._parts

        def plain(row: Row) -> T:
            return kind(*row[:width])

        def converted(row: Row) -> T:
            values = list(row[:width])
            for place, convert in readers:
                values[place] = convert(values[place])
            return kind(*values)

        def whole(row: Row) -> T:
            values = list(row[:width])
            for place, convert in readers:
                values[place] = convert(values[place])
            for _field, start, end, rows, optional in backwards:  # so that the places before stay what they are
                none = optional and row[start] is None
                values[start:end] = [None if none else rows.read(row[start:end])]
            return kind(*values)

        backwards = parts[::-1]
        return whole if parts else converted if readers else plain


def _conversion(hint: Any) -> tuple[Convert, Convert] | None:
    """How a field of this type is read from a column and written to it; ``None``: as it is."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {each.value: each for each in hint}.__getitem__, attrgetter("value")
    if hint is Decimal:
        return Decimal, str
    if hint == tuple[str, ...]:
        return _split, " ".join
    return None


def _split(words: str) -> tuple[str, ...]:
    """Words that are stored with a space between them."""
    return tuple(words.split(" ")) if words else ()


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """All these fields at once, as a tuple also where there is one."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _nothings(columns: Sequence[Column[Any]]) -> dict[str, Any]:
    """The default of each column that has one, by name."""
    return {
        column.name: None if column.nullable else "" if isinstance(column.type, Text) else False
        if isinstance(column.type, Boolean) else 0
        for column in columns
    }  # fmt: skip


def address_in(table: FromClause) -> Rows[Address]:
    """An address."""
    return Rows(Address, table)


def identity_in(table: FromClause) -> Rows[Identity]:
    """The identity that a row is about."""
    return Rows(Identity, table, {"user": "user_id"})


def writer_in(table: FromClause) -> Rows[Identity]:
    """The identity that wrote a row."""
    return Rows(Identity, table, {"platform": "by_platform", "tenant": "by_tenant", "user": "by_user"})
