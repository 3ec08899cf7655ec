"""Files that are still to be copied from their platform."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, delete, func, insert, literal_column, select, update

from bot.core.model.files import FileDue, RecordFile
from bot.core.model.people import Origin
from bot.store.schema.columns import at_tenant, in_desk
from bot.store.schema.tables import attachments, record_attachments
from bot.store.schema.tables import files_due as table
from bot.store.sql.portable import Moment, or_keep
from bot.store.sql.rows import Rows, identity_in
from bot.store.transaction.base import UnitBase

_AT = at_tenant(table)
_NONE: ColumnElement[int] = literal_column("0")
"""Written into the statement itself: only so does SQLite see that a partial index fits."""
_ROWS = Rows(FileDue, table, {"identity": identity_in(table)})
_NOTE = or_keep(insert(table))
_OTHERS = table.alias("others")
_LAST_TURN = (
    select(func.coalesce(func.max(_OTHERS.c.turn), 0) + 1)
    .where(
        in_desk(_OTHERS),
        at_tenant(_OTHERS),
        _OTHERS.c.user_id == bindparam("of_user", type_=Text),
        _OTHERS.c.ticket != _NONE,
    )
    .scalar_subquery()
)
_PLACE = (
    update(table)
    .where(
        in_desk(
            table,
            _AT,
            table.c.event == bindparam("of_event", type_=Text),
            table.c.user_id == bindparam("of_user", type_=Text),
        )
    )
    .values(ticket=bindparam("of_ticket", type_=BigInteger), seq=bindparam("of_seq", type_=BigInteger), turn=_LAST_TURN)
)
"""Fair between people: what somebody sends goes behind all that they sent before, and beside what others did."""
_DUE = (
    select(*_ROWS.columns)
    .where(in_desk(table, _AT, table.c.ticket != _NONE))
    .order_by(table.c.turn, table.c.at, table.c.id)
    .limit(bindparam("at_most"))
)
_TAKE = (
    delete(table).where(in_desk(table, _AT, table.c.id == bindparam("of_id"))).returning(table.c.ticket, table.c.seq)
)
_WAITING = table.c.ticket == _NONE
_FORGET = delete(table).where(in_desk(table, _AT, _WAITING, table.c.at < bindparam("before", type_=Moment)))
_WITHDRAW = delete(table).where(
    in_desk(
        table,
        _AT,
        _WAITING,
        table.c.event == bindparam("of_event", type_=Text),
        table.c.user_id == bindparam("of_user", type_=Text),
    )
)
_KEPT = (
    select(
        *(record_attachments.c[name] for name in ("seq", "name", "media", "digest")), func.length(attachments.c.content)
    )
    .where(
        in_desk(record_attachments, record_attachments.c.ticket == bindparam("of_ticket", type_=BigInteger)),
        in_desk(attachments, attachments.c.digest == record_attachments.c.digest),
    )
    .order_by(record_attachments.c.seq, record_attachments.c.name, record_attachments.c.digest)
)
_CONTENT = select(attachments.c.content).where(
    in_desk(attachments, attachments.c.digest == bindparam("of_digest", type_=Text))
)

AT_ONCE = 20
"""Files copied in one round: whoever sends a thousand keeps others waiting for so many at most."""


class FileUnit(UnitBase):
    """Files of one desk: those that wait to be copied, and those that are kept."""

    def kept_files(self, ticket: int) -> Sequence[RecordFile]:
        """The files on a ticket's record, by entry and name."""
        return tuple(RecordFile(*row) for row in self.run(_KEPT, of_ticket=ticket))

    def content(self, digest: str) -> bytes | None:
        """What a kept file holds; ``None`` once it is erased."""
        row = self.run(_CONTENT, of_digest=digest).one_or_none()
        return bytes(row[0]) if row else None

    def note_file_due(self, file: FileDue) -> None:
        """Remember a file; one that is known stays as it was."""
        self.add(_NOTE, **_ROWS.values(file))

    def place_files(self, origin: Origin, ticket: int, seq: int) -> None:
        """Assign waiting files to the record entry that holds the words they came with."""
        self.run(_PLACE, **_event(origin), of_ticket=ticket, of_seq=seq)

    def files_due(self, platform: str, tenant: str) -> Sequence[FileDue]:
        """What can be copied from a platform now, everybody's first before anybody's second."""
        rows = self.run(_DUE, at_platform=platform, at_tenant=tenant, at_most=AT_ONCE)
        return tuple(map(_ROWS.read, rows))

    def take_file_due(self, file: FileDue) -> tuple[int, int] | None:
        """Take a file off the list: the entry that it belongs to. ``None``: another process did, or it has none."""
        where = {"at_platform": file.identity.platform, "at_tenant": file.identity.tenant}
        row = self.run(_TAKE, **where, of_id=file.id).one_or_none()
        return (row[0], row[1]) if row and row[0] else None

    def withdraw_files(self, origin: Origin) -> None:
        """Forget the files of a message that was deleted before it became part of a ticket."""
        self.run(_WITHDRAW, **_event(origin))

    def forget_files(self, platform: str, tenant: str, before: datetime) -> None:
        """Forget what has waited since then for words that became part of no ticket."""
        self.run(_FORGET, at_platform=platform, at_tenant=tenant, before=before)


def _event(origin: Origin) -> dict[str, str]:
    where = {"at_platform": origin.sender.platform, "at_tenant": origin.sender.tenant}
    return {**where, "of_event": origin.key, "of_user": origin.sender.user}
