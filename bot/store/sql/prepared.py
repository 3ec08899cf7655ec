"""Statements compiled once and executed on the driver itself.

SQLAlchemy's own ``Connection.execute`` spends 60–100 µs a statement on what never changes for a
constant statement; a turn has a dozen of them. Here the dialect compiles each statement at its first
use, types convert values both ways as usual, and the driver does the rest (5–15 µs).
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Protocol

from sqlalchemy import Dialect, Insert, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

Convert = Callable[[Any], Any]
Values = Mapping[str, Any]
_NAMED = re.compile(r"%\((\w+)\)s")
"""A parameter by name, as the driver of PostgreSQL has them."""


class Outcome(ABC):
    """What a statement gave back: its rows, as tuples, and how many rows it changed."""

    __slots__ = ()

    @property
    @abstractmethod
    def rows(self) -> Sequence[tuple[Any, ...]]:
        """The rows, as tuples."""

    @property
    @abstractmethod
    def rowcount(self) -> int:
        """How many rows it changed."""

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def one_or_none(self) -> tuple[Any, ...] | None:
        """The row of a statement that finds at most one."""
        rows = self.rows
        return rows[0] if rows else None

    def value(self) -> Any:
        """The first column of the first row, or ``None`` without rows."""
        rows = self.rows
        return rows[0][0] if rows else None


class Wire(Protocol):
    """Where statements go: a connection in a transaction."""

    def ask(self, ready: "Prepared", parameters: Sequence[Any]) -> Outcome:
        """Execute a statement, now or when its outcome is looked at; but in the order given."""
        ...

    def settle(self) -> None:
        """Execute what wasn't yet."""
        ...

    def confirm(self) -> None:
        """Let the commit wait until whatever this transaction saw is as safe as what it writes."""
        ...


class Prepared:
    """One statement in one dialect: its SQL, and how values get in and out."""

    def __init__(self, statement: Select[Any] | UpdateBase, keys: Sequence[str] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=keys)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 (statements compile to SQL)
        self.sql = compiled.string
        names = compiled.positiontup or tuple(dict.fromkeys(_NAMED.findall(self.sql)))
        self.numbered = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", self.sql).encode()
        """As PostgreSQL itself has parameters: by number."""
        self.parameters_taken: Sequence[str] = names
        """The names of its parameters, in the order of their places."""
        self._constants = {name: bind.value for name in names if not (bind := compiled.binds[name]).required}
        self._in_order = getter(names)
        self._writers = tuple(
            (place, convert)
            for place, name in enumerate(names)
            if (convert := compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
        )
        columns = _columns(statement)
        self.gives_rows = bool(columns)
        """Known from the statement: psycopg takes 2 µs a column to tell."""
        self._readers = tuple(
            (place, convert)
            for place, described in enumerate(columns)
            if (convert := described["type"].dialect_impl(dialect).result_processor(dialect, None))
        )

    def parameters(self, values: Values) -> Sequence[Any]:
        """Values as the driver takes them, in order; the statement's own constants among them."""
        taken = self._in_order({**values, **self._constants} if self._constants else values)
        return _converted(taken, self._writers) if self._writers else taken

    def rows(self, fetched: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        """Rows with values as the columns' types give them."""
        return [_converted(row, self._readers) for row in fetched] if self._readers else fetched


class Statements:
    """The statements used so far, in one dialect; shared by all units of a store."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._ready: dict[Select[Any] | UpdateBase, Prepared] = {}

    def execute(self, wire: Wire, statement: Select[Any] | UpdateBase, values: Values) -> Outcome:
        """Execute a constant statement with these values."""
        ready = self._ready.get(statement) or self._prepare(statement, values)
        return wire.ask(ready, ready.parameters(values))

    def __iter__(self) -> Iterator[Prepared]:
        return iter(tuple(self._ready.values()))

    def _prepare(self, statement: Select[Any] | UpdateBase, values: Values) -> Prepared:
        keys = tuple(values) if isinstance(statement, Insert) else None
        ready = self._ready[statement] = Prepared(statement, keys, self._dialect)
        return ready


def getter(names: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    """All these values at once, as a tuple also where there is one or none."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


def _converted(values: Sequence[Any], at: Sequence[tuple[int, Convert]]) -> tuple[Any, ...]:
    """Values of which those at some places are in another form."""
    row = list(values)
    for place, convert in at:
        row[place] = convert(row[place])
    return tuple(row)


def _columns(statement: Select[Any] | UpdateBase) -> Sequence[Any]:
    columns: Sequence[Any] = (
        statement.column_descriptions if isinstance(statement, Select) else statement.returning_column_descriptions
    )
    return columns
