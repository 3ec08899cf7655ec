"""Remove old copies, sent messages and events, a few rows in each transaction.

A bite looks at the next rows of a table in the order of its key, so it costs the same however large the table is, and
needs no index that every turn would have to keep. SQLite fills the space with what comes next, PostgreSQL too once it
has vacuumed; ``SqlStore.cut_log`` gives it back.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import BigInteger, BindParameter, Column, and_, bindparam, delete, exists, insert, or_, select, tuple_

from bot.core.model.outbox import REPLY
from bot.core.model.people import Address
from bot.core.rules.retention import ROWS_A_BITE, Bite, Copies, Key
from bot.store.schema.columns import at_place, in_desk
from bot.store.schema.erased_events import GONE
from bot.store.schema.tables import conversations, counters, identities, inbox, outbox, posts, sources, tickets
from bot.store.sql.portable import Moment, micros, moment, or_overwrite, same
from bot.store.transaction.base import at_address
from bot.store.transaction.posted import AFTER_ALL, PostUnit

FROM_THE_START: dict[Copies, Key] = {
    Copies.SENT: (-1,),
    Copies.RECEIVED: ("", "", ""),
    Copies.ORIGINS: ("", "", "", 0, 0),
}

_BEFORE = bindparam("before", type_=Moment)
_SOME: BindParameter[int] = bindparam("at_most")

# ── What was sent ──────────────────────────────────────────────────────────────────────

_BEHIND = outbox.c.id > bindparam("after_id", type_=BigInteger)
_NEXT_SENT = select(outbox.c.id, outbox.c.created_at).where(in_desk(outbox, _BEHIND)).order_by(outbox.c.id).limit(_SOME)
_STANDS = exists().where(
    *(in_desk(posts), posts.c.platform == outbox.c.platform, posts.c.tenant == outbox.c.tenant),
    *(posts.c.channel == outbox.c.channel, posts.c.key == outbox.c.key, posts.c.outbox == outbox.c.id),
)
"""What holds a key on the platform: to be edited in place, what it says has to be known."""
_IS_REPLY = and_(outbox.c.key >= same(REPLY), outbox.c.key < same(REPLY + AFTER_ALL))
"""Staff's words to clients: as old as this they are corrected by another message, not in place."""
_ON_RECORD = or_(
    outbox.c.conversation.is_(None),
    exists().where(in_desk(tickets), tickets.c.conversation == outbox.c.conversation),
)
"""Notices to staff, which repeat a ticket's record; and what was said to clients where a ticket came of it."""
_DROP_SENT = (
    delete(outbox)
    .where(
        in_desk(
            outbox,
            _BEHIND,
            outbox.c.id <= bindparam("last_id", type_=BigInteger),
            outbox.c.state == same("sent"),
            outbox.c.settled_at < _BEFORE,
            or_(_IS_REPLY, ~_STANDS),
            _ON_RECORD,
        )
    )
    .returning(outbox.c.platform, outbox.c.tenant, outbox.c.channel, outbox.c.key, outbox.c.id)
)
_DROP_POST = delete(posts).where(
    in_desk(posts, at_place(posts), posts.c.key == bindparam("of_key"), posts.c.outbox == bindparam("of_id"))
)

# ── What came in ───────────────────────────────────────────────────────────────────────

_KEY = (inbox.c.platform, inbox.c.tenant, inbox.c.key)


def _place(name: str, key: Sequence[Column[Any]] = _KEY) -> Any:
    return tuple_(*(bindparam(f"{name}_{column.name}", type_=column.type) for column in key))


_NEXT_RECEIVED = select(*_KEY).where(in_desk(inbox, tuple_(*_KEY) > _place("after"))).order_by(*_KEY).limit(_SOME)
_newer = inbox.alias("newer")
_SINCE = exists().where(
    *(in_desk(_newer), _newer.c.by_platform == inbox.c.by_platform),
    *(_newer.c.by_tenant == inbox.c.by_tenant, _newer.c.by_user == inbox.c.by_user),
    *(_newer.c.channel == inbox.c.channel, _newer.c.at > inbox.c.at),
    *(_newer.c.platform == inbox.c.platform, _newer.c.tenant == inbox.c.tenant),
)
"""They wrote there again: the latest event of everybody at every place stays. By it an export and an erasure know that
they took part, and a back-fill how far it has read."""
_LIVE = exists().where(
    *(in_desk(conversations), conversations.c.platform == inbox.c.platform),
    *(conversations.c.tenant == inbox.c.tenant, conversations.c.channel == inbox.c.channel),
    *(in_desk(tickets), tickets.c.conversation == conversations.c.id),
    tickets.c.closed_at.is_(None),
)
"""Somebody still waits there: what they edit or take back is looked up by its event."""
_DROP_RECEIVED = (
    delete(inbox)
    .where(
        in_desk(
            inbox,
            and_(tuple_(*_KEY) > _place("after"), tuple_(*_KEY) <= _place("last")),
            inbox.c.at < _BEFORE,
            inbox.c.key.not_like(f"{GONE}%"),
            _SINCE,
            ~_LIVE,
        )
    )
    .returning(*_KEY, inbox.c.at)
)
"""Digests that stand for erased events stay for good: they keep them from coming in again."""

# ── What a ticket's words came with ────────────────────────────────────────────────────

_SOURCE = (sources.c.platform, sources.c.tenant, sources.c.event, sources.c.ticket, sources.c.seq)
_NEXT_ORIGINS = (
    select(*_SOURCE)
    .where(in_desk(sources, tuple_(*_SOURCE) > _place("after", _SOURCE)))
    .order_by(*_SOURCE)
    .limit(_SOME)
)
_KNOWN = exists().where(
    *(in_desk(inbox), inbox.c.platform == sources.c.platform),
    *(inbox.c.tenant == sources.c.tenant, inbox.c.key == sources.c.event),
)
"""What says so otherwise: the event is there to be edited or taken back."""
_BY_WHO_FILED = exists().where(
    *(in_desk(tickets), tickets.c.number == sources.c.ticket, tickets.c.closed_at < _BEFORE),
    *(in_desk(conversations), conversations.c.id == tickets.c.conversation),
    conversations.c.by_platform == sources.c.by_platform,
    conversations.c.by_tenant == sources.c.by_tenant,
    conversations.c.by_user == sources.c.by_user,
    *(in_desk(identities), identities.c.account == tickets.c.account),
    identities.c.platform == sources.c.by_platform,
    identities.c.tenant == sources.c.by_tenant,
    identities.c.user_id == sources.c.by_user,
)
"""The ticket is closed and theirs who wrote, and goes along when they part from an account (``people._FILED_THERE``):
whose words they are needs no row. Those of whoever else wrote on a ticket stay for good."""
_DROP_ORIGINS = delete(sources).where(
    in_desk(
        sources,
        and_(tuple_(*_SOURCE) > _place("after", _SOURCE), tuple_(*_SOURCE) <= _place("last", _SOURCE)),
        ~_KNOWN,
        _BY_WHO_FILED,
    )
)

# ── Whose turn it is ───────────────────────────────────────────────────────────────────

_PRUNED = select(counters.c.value).where(in_desk(counters, counters.c.name == same("pruned"))).with_for_update()
_NOTE_PRUNED = or_overwrite(insert(counters), ("desk", "name"), "value")


class PruningUnit(PostUnit):
    """What one desk may forget."""

    def begins_pruning(self, now: datetime, every: timedelta) -> bool:
        """Whether nobody has begun for so long; then it is noted that somebody does now."""
        noted = self.run(_PRUNED).value()
        if noted is not None and now - every < moment(int(noted)) <= now:
            return False
        self.add(_NOTE_PRUNED, name="pruned", value=micros(now))
        return True

    def prune(self, copies: Copies, before: datetime, after: Key = ()) -> Bite:
        """Look at the next rows behind a key, and remove those that were settled before a moment and may go."""
        after = after or FROM_THE_START[copies]
        match copies:
            case Copies.SENT:
                return self._prune_sent(before, after)
            case Copies.RECEIVED:
                return self._prune_received(before, after)
            case Copies.ORIGINS:
                return self._prune_origins(before, after)
            case _:
                assert_never(copies)

    def _prune_sent(self, before: datetime, after: Key) -> Bite:
        (last,) = after
        rows = self.run(_NEXT_SENT, after_id=last, at_most=ROWS_A_BITE).rows
        if not rows:
            return Bite(0, None)
        to, made = rows[-1]
        removed = self.run(_DROP_SENT, after_id=last, last_id=to, before=before).rows
        for platform, tenant, channel, key, id in removed:
            if key.startswith(REPLY):
                self.run(_DROP_POST, **at_address(Address(platform, tenant, channel)), of_key=key, of_id=id)
        return Bite(len(removed), (to,) if made < before and len(rows) == ROWS_A_BITE else None)

    def _prune_received(self, before: datetime, after: Key) -> Bite:
        begin = _named("after", _KEY, after)
        rows = self.run(_NEXT_RECEIVED, **begin, at_most=ROWS_A_BITE).rows
        if not rows:
            return Bite(0, None)
        gone = self.run(_DROP_RECEIVED, **begin, **_named("last", _KEY, rows[-1]), before=before).rows
        self.mark_furthest(tuple(row) for row in gone)
        return Bite(len(gone), tuple(rows[-1]) if len(rows) == ROWS_A_BITE else None)

    def _prune_origins(self, before: datetime, after: Key) -> Bite:
        begin = _named("after", _SOURCE, after)
        rows = self.run(_NEXT_ORIGINS, **begin, at_most=ROWS_A_BITE).rows
        if not rows:
            return Bite(0, None)
        removed = self.run(_DROP_ORIGINS, **begin, **_named("last", _SOURCE, rows[-1]), before=before).rowcount
        return Bite(removed, tuple(rows[-1]) if len(rows) == ROWS_A_BITE else None)


def _named(name: str, key: Sequence[Column[Any]], values: tuple[Any, ...]) -> dict[str, Any]:
    return {f"{name}_{column.name}": value for column, value in zip(key, values, strict=True)}
