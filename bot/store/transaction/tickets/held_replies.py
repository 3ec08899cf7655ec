"""What staff wrote to clients and isn't sent yet: it goes when its timer is due, whatever process is there then."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select

from bot.core.model.held_replies import HeldReply
from bot.store.schema.columns import in_desk
from bot.store.schema.tables import held_replies
from bot.store.sql.portable import Moment, or_overwrite
from bot.store.sql.rows import Rows
from bot.store.transaction.base import UnitBase

_HELD = Rows(HeldReply, held_replies, {"by": "by_name", "text": "words"})
_HOLD = or_overwrite(insert(held_replies), ("desk", "ticket", "by_name"), "kind", "at", "due_at", "seen", "words")
_OF_TICKET = held_replies.c.ticket == bindparam("of_ticket")
_BY = held_replies.c.by_name == bindparam("of_staff")
_ON = (
    select(*_HELD.columns).where(in_desk(held_replies, _OF_TICKET)).order_by(held_replies.c.at, held_replies.c.by_name)
)
_OF_STAFF = (
    select(*_HELD.columns).where(in_desk(held_replies, _BY)).order_by(held_replies.c.at.desc(), held_replies.c.ticket)
)
_DROP = delete(held_replies).where(
    in_desk(held_replies, _OF_TICKET, _BY, held_replies.c.at == bindparam("of_at", type_=Moment))
)


class HeldRepliesUnit(UnitBase):
    """Held replies of one desk."""

    def hold_reply(self, reply: HeldReply) -> None:
        """Keep it; one that the writer has on the ticket already is replaced."""
        self.add(_HOLD, **_HELD.values(reply))

    def held_on(self, ticket: int) -> Sequence[HeldReply]:
        """Those of a ticket, oldest first, previews among them."""
        return tuple(map(_HELD.read, self.run(_ON, of_ticket=ticket)))

    def held_by(self, staff: str) -> Sequence[HeldReply]:
        """Those of a staff member, the latest first, previews among them."""
        return tuple(map(_HELD.read, self.run(_OF_STAFF, of_staff=staff)))

    def drop_held(self, reply: HeldReply) -> bool:
        """Take it away, to be sent or not. ``False``: it is gone or was replaced."""
        return self.run(_DROP, of_ticket=reply.ticket, of_staff=reply.by, of_at=reply.at).rowcount == 1
