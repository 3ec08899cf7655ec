"""Words that wait because their writer sent too many in a minute."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)

from bot.core.model.people import Identity
from bot.ports import HeldWords
from bot.ports.inbound import Inbound
from bot.store import codec
from bot.store.schema.columns import at_tenant, in_desk
from bot.store.schema.tables import held_words, inbox
from bot.store.sql.portable import Moment
from bot.store.transaction.base import UnitBase, by_values, of_identity

WAITS_MAX = timedelta(hours=1)
"""Words that waited longer are no longer counted when they are taken."""


def _written_by(table: FromClause) -> ColumnElement[bool]:
    return and_(
        table.c.by_platform == bindparam("of_platform", type_=Text),
        table.c.by_tenant == bindparam("of_tenant", type_=Text),
        table.c.by_user == bindparam("of_user", type_=Text),
    )


_SINCE = bindparam("since", type_=Moment)
_CAME_SINCE = bindparam("came_since", type_=Moment)
_COUNTED = (
    select(inbox.c.counted_at)
    .where(in_desk(inbox, _written_by(inbox), inbox.c.at > _CAME_SINCE, inbox.c.counted_at > _SINCE))
    .order_by(inbox.c.counted_at)
)
"""The index by arrival finds the last ones: nothing is written after it came in, nor waits for long."""
_COUNT = (
    update(inbox)
    .where(in_desk(inbox, at_tenant(inbox), inbox.c.key == bindparam("of_event", type_=Text)))
    .values(counted_at=bindparam("now", type_=Moment))
)
_WAITS = select(held_words.c.due_at).where(in_desk(held_words, _written_by(held_words))).order_by(held_words.c.id)
_HOLD = insert(held_words)
_DUE = (
    select(held_words.c.id, held_words.c.payload)
    .where(in_desk(held_words, held_words.c.due_at <= bindparam("now", type_=Moment)))
    .order_by(held_words.c.due_at, held_words.c.id)
    .limit(bindparam("at_most"))
)
_BEHIND = (
    select(held_words.c.id, held_words.c.payload)
    .where(
        in_desk(
            held_words,
            _written_by(held_words),
            held_words.c.id > bindparam("of_id", type_=BigInteger),
            held_words.c.due_at <= bindparam("now", type_=Moment),
        )
    )
    .order_by(held_words.c.id)
)
_earlier = held_words.alias("earlier")
_TAKE = delete(held_words).where(
    in_desk(
        held_words,
        held_words.c.id == bindparam("of_id", type_=BigInteger),
        ~exists().where(in_desk(_earlier, _written_by(_earlier), _earlier.c.id < bindparam("of_id", type_=BigInteger))),
    )
)
_OF_EVENT = in_desk(held_words, at_tenant(held_words), held_words.c.event == bindparam("of_event", type_=Text))
_FIND = select(held_words.c.payload).where(_OF_EVENT)
_REWORD = update(held_words).where(_OF_EVENT).values(payload=bindparam("new_payload", type_=Text))
_DROP = delete(held_words).where(_OF_EVENT)


class HeldWordsUnit(UnitBase):
    """Words of one desk that wait."""

    def words_since(self, identity: Identity, since: datetime) -> Sequence[datetime]:
        """When somebody's words were written or taken, since a moment."""
        who = of_identity(identity)
        return tuple(at for (at,) in self.run(_COUNTED, **who, since=since, came_since=since - WAITS_MAX))

    def waits_until(self, identity: Identity) -> Sequence[datetime]:
        """When each of somebody's words that wait is due."""
        return tuple(at for (at,) in self.run(_WAITS, **of_identity(identity)))

    def hold_words(self, inbound: Inbound, due_at: datetime) -> None:
        """Let words of the inbox wait."""
        at = inbound.address
        self.add(
            _HOLD,
            id=self.new_id(),
            platform=at.platform,
            tenant=at.tenant,
            event=inbound.key,
            due_at=due_at,
            payload=codec.pack_event(inbound),
            **by_values(inbound.identity),
        )

    def held_due(self, now: datetime, limit: int) -> Sequence[HeldWords]:
        """Words whose time has come."""
        found = self.run(_DUE, now=now, at_most=limit)
        return tuple(HeldWords(id, codec.unpack_event(payload)) for id, payload in found)

    def held_behind(self, held: HeldWords, now: datetime) -> Sequence[HeldWords]:
        """What its writer wrote after words that waited, and is due as well."""
        found = self.run(_BEHIND, **of_identity(held.inbound.identity), of_id=held.id, now=now)
        return tuple(HeldWords(id, codec.unpack_event(payload)) for id, payload in found)

    def take_held(self, held: HeldWords, now: datetime) -> bool:
        """Take words that waited, unless others of theirs come first."""
        at, who = held.inbound.address, of_identity(held.inbound.identity)
        if self.run(_TAKE, of_id=held.id, **who).rowcount != 1:
            return False
        self.run(_COUNT, at_platform=at.platform, at_tenant=at.tenant, of_event=held.inbound.key, now=now)
        return True

    def reword_held(self, platform: str, tenant: str, event: str, text: str | None) -> bool:
        """Change what an event says that waits, or take it back."""
        where = {"at_platform": platform, "at_tenant": tenant, "of_event": event}
        row = self.run(_FIND, **where).one_or_none()
        if row is None:
            return False
        if text is None:
            return self.run(_DROP, **where).rowcount == 1
        changed = codec.pack_event(replace(codec.unpack_event(row[0]), text=text))
        return self.run(_REWORD, **where, new_payload=changed).rowcount == 1
