"""Change or delete rows for good, and correct their tickets' seals."""

from contextlib import nullcontext
from typing import Any

from sqlalchemy import ColumnElement, Delete, Table, Update, delete, update

from bot.store.admin.person import alternatives, rows_of
from bot.store.schema import tables as db
from bot.store.schema.seals import LEFT_OUT
from bot.store.transaction.sealing import is_sealed
from bot.store.transaction.unit_of_work import SqlUnit


def set_values(unit: SqlUnit, table: Table, where: ColumnElement[bool], **values: Any) -> int:
    """Set columns of rows; how many there were. Record entries that lose their words are listed."""
    if table is db.record and "words" in values:
        _list_erasures(unit, where)
    sealed = is_sealed(table) and not values.keys() <= LEFT_OUT.get(table.name, frozenset())
    return sum(_changed(unit, table, part, update(table).values(**values), sealed) for part in alternatives(where))


def drop(unit: SqlUnit, table: Table, where: ColumnElement[bool]) -> int:
    """Take rows away; how many there were."""
    return sum(_changed(unit, table, part, delete(table), is_sealed(table)) for part in alternatives(where))


def _changed(unit: SqlUnit, table: Table, where: ColumnElement[bool], how: Update | Delete, sealed: bool) -> int:
    with unit.resealed(table, where) if sealed else nullcontext():
        return unit.connection.execute(how.where(where)).rowcount


def _list_erasures(unit: SqlUnit, where: ColumnElement[bool]) -> None:
    """List the entries whose words are about to be erased; those that lost them before aren't ours."""
    record = db.record
    for ticket, seq in rows_of(unit, (record.c.ticket, record.c.seq), where, record.c.words.is_not(None)):
        unit.add_erasure(ticket, seq)
