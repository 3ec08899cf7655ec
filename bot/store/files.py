"""Files that are still to be copied from their platform."""

from collections.abc import Sequence

from sqlalchemy import Text, bindparam, delete, insert, select

from bot.core.model import FileDue, Identity
from bot.store.base import UnitBase, identity_values
from bot.store.columns import in_desk
from bot.store.portable import or_keep
from bot.store.tables import files_due as table

_AT = (
    table.c.platform == bindparam("at_platform", type_=Text),
    table.c.tenant == bindparam("at_tenant", type_=Text),
)
_NOTE = or_keep(insert(table))
_DUE = (
    select(
        *(table.c.platform, table.c.tenant, table.c.user_id, table.c.id, table.c.conversation),
        *(table.c.name, table.c.media, table.c.bytes, table.c.url, table.c.at),
    )
    .where(in_desk(table, *_AT))
    .order_by(table.c.at, table.c.id)
    .limit(bindparam("at_most"))
)
_DROP = delete(table).where(in_desk(table, *_AT, table.c.id == bindparam("of_id")))

AT_ONCE = 100
"""Files looked at in one go."""


class FileUnit(UnitBase):
    """Files of one desk that wait to be copied."""

    def note_file_due(self, file: FileDue) -> None:
        """Remember a file; one that is known stays as it was."""
        self.add(
            _NOTE,
            **identity_values(file.identity),
            id=file.id,
            conversation=file.conversation,
            name=file.name,
            media=file.media,
            bytes=file.bytes,
            url=file.url,
            at=file.at,
        )

    def files_due(self, platform: str, tenant: str) -> Sequence[FileDue]:
        """What is still to be copied from a platform, oldest first."""
        rows = self.run(_DUE, at_platform=platform, at_tenant=tenant, at_most=AT_ONCE)
        return tuple(FileDue(Identity(*row[:3]), *row[3:]) for row in rows)

    def drop_file_due(self, file: FileDue) -> bool:
        """Forget a file. ``False``: another process did."""
        where = {"at_platform": file.identity.platform, "at_tenant": file.identity.tenant}
        return self.run(_DROP, **where, of_id=file.id).rowcount == 1
