"""Statements compiled once and executed on the driver itself.

SQLAlchemy's own ``Connection.execute`` spends 60–100 µs a statement on what never changes for a
constant statement; a turn has a dozen of them. Here the dialect compiles each statement at its first
use, types convert values both ways as usual, and the driver does the rest (5–15 µs).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Insert, Select
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

Convert = Callable[[Any], Any] | None
Values = Mapping[str, Any]


class Outcome:
    """What a statement gave back: its rows, as tuples, and how many rows it changed."""

    __slots__ = ("rowcount", "rows")

    def __init__(self, rows: Sequence[tuple[Any, ...]], rowcount: int) -> None:
        self.rows, self.rowcount = rows, rowcount

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def one_or_none(self) -> tuple[Any, ...] | None:
        """The row of a statement that finds at most one."""
        return self.rows[0] if self.rows else None

    def value(self) -> Any:
        """The first column of the first row, or ``None`` without rows."""
        return self.rows[0][0] if self.rows else None


class Prepared:
    """One statement in one dialect: its SQL, and how values get in and out."""

    def __init__(self, statement: Select[Any] | UpdateBase, keys: Sequence[str] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=keys)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 (statements compile to SQL)
        self.sql = compiled.string
        self._by_place = compiled.positional
        names = compiled.positiontup if compiled.positional else compiled.params
        self._binds = tuple(_bind(compiled, name, dialect) for name in names or ())
        columns = _columns(statement)
        self.gives_rows = bool(columns)
        """Known from the statement: psycopg takes 2 µs a column to tell."""
        self._readers = tuple(
            (place, convert)
            for place, described in enumerate(columns)
            if (convert := described["type"].dialect_impl(dialect).result_processor(dialect, None))
        )

    @property
    def parameters_taken(self) -> Sequence[str]:
        """The names of its parameters, in the order of their places."""
        return [bind[0] for bind in self._binds]

    def parameters(self, values: Values) -> list[Any] | dict[str, Any]:
        """Values as the driver takes them; the statement's own constants among them."""
        if self._by_place:
            return [self._value(bind, values) for bind in self._binds]
        return {bind[0]: self._value(bind, values) for bind in self._binds}

    def rows(self, fetched: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        """Rows with values as the columns' types give them."""
        return [self._row(list(row)) for row in fetched] if self._readers else fetched

    def _value(self, bind: tuple[str, bool, Any, Convert], values: Values) -> Any:
        name, required, constant, convert = bind
        value = values[name] if required else constant
        return value if convert is None else convert(value)

    def _row(self, row: list[Any]) -> tuple[Any, ...]:
        for place, convert in self._readers:
            row[place] = convert(row[place])
        return tuple(row)


class Statements:
    """The statements used so far, in one dialect; shared by all units of a store."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._ready: dict[Select[Any] | UpdateBase, Prepared] = {}

    def execute(self, cursor: DBAPICursor, statement: Select[Any] | UpdateBase, values: Values) -> Outcome:
        """Execute a constant statement with these values."""
        ready = self._ready.get(statement) or self._prepare(statement, values)
        cursor.execute(ready.sql, ready.parameters(values))
        rows = ready.rows(cursor.fetchall()) if ready.gives_rows else ()
        return Outcome(rows, cursor.rowcount)

    def execute_many(self, cursor: DBAPICursor, statement: UpdateBase, rows: Sequence[Values]) -> None:
        """Execute a constant statement once for each of ``rows``, of which there is at least one."""
        ready = self._ready.get(statement) or self._prepare(statement, rows[0])
        many: list[Any] = [ready.parameters(row) for row in rows]
        cursor.executemany(ready.sql, many)

    def __iter__(self) -> Iterator[Prepared]:
        return iter(tuple(self._ready.values()))

    def _prepare(self, statement: Select[Any] | UpdateBase, values: Values) -> Prepared:
        keys = tuple(values) if isinstance(statement, Insert) else None
        ready = self._ready[statement] = Prepared(statement, keys, self._dialect)
        return ready


def _bind(compiled: SQLCompiler, name: str, dialect: Dialect) -> tuple[str, bool, Any, Convert]:
    """A parameter's name, whether callers give it, its value otherwise, and its conversion."""
    bind = compiled.binds[name]
    return name, bind.required, bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect)


def _columns(statement: Select[Any] | UpdateBase) -> Sequence[Any]:
    columns: Sequence[Any] = (
        statement.column_descriptions if isinstance(statement, Select) else statement.returning_column_descriptions
    )
    return columns
