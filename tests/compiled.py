"""SQL is compiled once a process: the product opens one store, its tests thousands, each with the same statements.

What a statement comes to depends on the kind of database alone, not on the file or server. The product keeps what it
compiled with the store, so that each test compiled it anew: a third of all its time.
"""

from typing import Any

import sqlalchemy
from sqlalchemy import Engine, Select
from sqlalchemy.sql.dml import UpdateBase

from bot.store.sql.prepared import Prepared, Statements, Values
from bot.store.sqlite import file

Statement = Select[Any] | UpdateBase

_prepare = Statements._prepare
_ready: dict[tuple[type, Statement], Prepared] = {}
_engines: list[Engine] = []
"""The first one of SQLite that has been connected."""


def _prepared_once(self: Statements, statement: Statement, values: Values) -> Prepared:
    """As the product prepares a statement, unless another store of this process has; a statement has one form."""
    key = self._dialect.statement_compiler, statement
    ready = self._ready[statement] = _ready.get(key) or _ready.setdefault(key, _prepare(self, statement, values))
    return ready


def _engine(*where: Any, **how: Any) -> Engine:
    """An engine of a SQLite file with the dialect, and with it all that was compiled, of the first one."""
    engine = sqlalchemy.create_engine(*where, **how)
    if not _engines or getattr(_engines[0].dialect, "server_version_info", None) is None:
        _engines[:] = [engine]  # a dialect learns at the first connection what it speaks to
        return engine
    engine.dialect = engine.pool._dialect = _engines[0].dialect
    engine._compiled_cache = _engines[0]._compiled_cache
    return engine


def share() -> None:
    """Let all stores of this process share what they compile."""
    Statements._prepare = _prepared_once  # type: ignore[method-assign]
    setattr(file, "create_engine", _engine)  # noqa: B010 (the product imports it by name)
