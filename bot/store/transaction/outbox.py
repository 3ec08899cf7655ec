"""The outbox: what is still to be sent, in order per address, leased to whoever delivers.

An address's rows go out one after another: only its oldest unsent row can be leased, and while
that one is leased or waits for a retry, those behind it wait too. ``attempts`` counts leases and so
tells them apart: only the holder of the latest lease can settle a row.

What is written about one conversation, or one ticket, goes out in the order of its commits: who writes it holds a lock.
What staff read of different tickets at one address has none: the later of two turns may be committed, and sent, first.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Text,
    Update,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    null,
    or_,
    select,
    type_coerce,
    update,
)

from bot.core.model.outbox import Outgoing, OutKind, Postponed, Receipt, Sent
from bot.core.model.people import Address
from bot.core.text.surface import LocalizedReply
from bot.ports import Deferred
from bot.store import codec
from bot.store.schema.columns import at_place, in_desk
from bot.store.schema.tables import conversations, outbox, tickets
from bot.store.sql.portable import Moment, micros, same
from bot.store.sql.prepared import Outcome
from bot.store.sql.rows import As, Rows, address_in
from bot.store.transaction.base import address_values, at_address
from bot.store.transaction.clients.link_codes import CodeUnit
from bot.store.transaction.posted import PostUnit, posted

CLOCKS_DIFFER = timedelta(minutes=1)
"""Processes' clocks differ by less: what was noted further ahead of now was noted before a clock was set back."""

UNSENT = outbox.c.state == same("waiting")
_NOW = bindparam("now", type_=Moment)
OUTGOING = Rows(
    Outgoing,
    outbox,
    {"address": address_in(outbox), "read": As("payload", codec.reader)},
    derived=("posted",),
)
_PAYLOAD = OUTGOING.columns.index(outbox.c.payload)


def _unleased(rows: FromClause) -> ColumnElement[bool]:
    return or_(rows.c.leased_until.is_(None), rows.c.leased_until <= _NOW)


def _ready(rows: FromClause) -> tuple[ColumnElement[bool], ...]:
    """Whether a row is unsent, due and not leased.

    Only a postponed row has to wait for its time: a new one is due at once, however far ahead the
    clock of the process was that wrote it.
    """
    due = or_(rows.c.due_at <= _NOW, rows.c.due_at == rows.c.created_at)
    return rows.c.state == same("waiting"), due, _unleased(rows)


_LAST = select(func.max(outbox.c.id).label("id")).where(in_desk(outbox, at_place(outbox), UNSENT)).subquery()
_FRESH = bindparam("fresh_id", type_=BigInteger)
_SEND = (
    insert(outbox)
    .values(
        id=select(case((_LAST.c.id >= _FRESH, _LAST.c.id + 1), else_=_FRESH)).scalar_subquery(),
        state=same("waiting"),
    )
    .returning(outbox.c.id)
)
"""Ids order an address's rows: one behind the last unsent, even if the clock went back."""

_ORDER = (
    select(conversations.c.id)
    .where(in_desk(conversations, conversations.c.id == bindparam("of_id")))
    .with_for_update(key_share=True)
)
"""Whoever writes to a conversation waits for its turn: ids are then in the order of commits."""
_ORDER_OF = (
    select(conversations.c.id)
    .where(
        in_desk(
            conversations,
            conversations.c.id
            == select(tickets.c.conversation)
            .where(in_desk(tickets, tickets.c.number == bindparam("of_ticket")))
            .scalar_subquery(),
        )
    )
    .with_for_update(key_share=True)
)

_REPLACE = (
    update(outbox)
    .where(
        in_desk(
            outbox,
            at_place(outbox),
            UNSENT,
            outbox.c.kind == same("update"),
            outbox.c.key == bindparam("of_key"),
            _unleased(outbox),
        )
    )
    .values(payload=bindparam("new_payload"), conversation=bindparam("new_conversation"), leased_until=None)
    .returning(outbox.c.id)
)
"""An update under a valid lease is on its way and is left alone: the new one goes behind it. One
whose lease has run out loses it, so that a late answer about the old payload is ignored."""

_STILL_HERE = in_desk(outbox, at_place(outbox), UNSENT, outbox.c.key == bindparam("of_key"), _unleased(outbox))
"""What holds a key once it is sent, as long as nobody is sending it."""
_RESAY = update(outbox).where(_STILL_HERE).values(payload=bindparam("new_payload"))
_UNSEND = delete(outbox).where(_STILL_HERE)

_HEAD, _NEXT = outbox.alias("head"), outbox.alias("next")
_PLATFORM = _NEXT.c.platform == bindparam("at_platform")
_TENANT = _NEXT.c.tenant == bindparam("at_tenant")
_CHANNEL = _NEXT.c.channel == bindparam("at_channel")


def _first(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    """The oldest unsent row of the first address that meets the conditions (on ``_NEXT``)."""
    unsent = and_(_NEXT.c.desk == bindparam("in_desk"), _NEXT.c.state == same("waiting"), _PLATFORM)
    by_address = (_NEXT.c.tenant, _NEXT.c.channel, _NEXT.c.id)
    return select(_NEXT.c.id).where(unsent, *where).order_by(*by_address).limit(1).scalar_subquery()


def _lease(first: ColumnElement[Any], after: ColumnElement[Any]) -> Update:
    """Lease heads: the oldest unsent rows of the first address, then of each ``after`` ``_HEAD``.

    It goes from address to address without looking at the rows behind each head, and no further
    than it must: a backlog of any length costs no more than what is taken from it. They are picked
    apart from the update: within it, a server that has no statistics yet would pick anew for each row.
    """
    heads = select(first.label("id")).cte("heads", recursive=True)
    heads = heads.union_all(select(after).select_from(heads.join(_HEAD, in_desk(_HEAD, _HEAD.c.id == heads.c.id))))
    ready = exists().where(in_desk(_HEAD, _HEAD.c.id == heads.c.id), *_ready(_HEAD))
    some = select(heads.c.id).where(ready).limit(bindparam("at_most"))
    picked = (
        select(outbox.c.id)
        .where(in_desk(outbox, outbox.c.id.in_(some)), *_ready(outbox))
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    return (
        update(outbox)
        .where(in_desk(outbox, outbox.c.id.in_(select(picked.c.id))))
        .values(attempts=outbox.c.attempts + 1, leased_until=bindparam("until", type_=Moment))
        .returning(*OUTGOING.columns)
    )


def _first_behind(tenant: ColumnElement[str], channel: ColumnElement[str]) -> ColumnElement[Any]:
    """Of a platform, the oldest unsent row of the first address behind this one."""
    in_tenant = (_NEXT.c.tenant == tenant, _NEXT.c.channel > channel)
    return func.coalesce(_first(*in_tenant), _first(_NEXT.c.tenant > tenant))


_BEHIND_TENANT, _BEHIND_CHANNEL = bindparam("behind_tenant", type_=Text), bindparam("behind_channel", type_=Text)
_LEASE_PLATFORM = _lease(_first_behind(_BEHIND_TENANT, _BEHIND_CHANNEL), _first_behind(_HEAD.c.tenant, _HEAD.c.channel))
_LEASE_TENANT = _lease(
    _first(_TENANT, _NEXT.c.channel > _BEHIND_CHANNEL), _first(_TENANT, _NEXT.c.channel > _HEAD.c.channel)
)
_LEASE_CHANNEL = _lease(_first(_TENANT, _CHANNEL), null())

_SETTLE = (
    update(outbox)
    .where(
        in_desk(
            outbox,
            outbox.c.id == bindparam("of_id"),
            outbox.c.attempts == bindparam("of_attempts"),
            outbox.c.leased_until.is_not(None),
            UNSENT,
        )
    )
    .values(
        state=bindparam("new_state"),
        due_at=bindparam("new_due", type_=Moment),
        leased_until=None,
        settled_at=bindparam("new_settled", type_=Moment),
        receipt=bindparam("new_receipt"),
        reason=bindparam("new_reason"),
    )
)
_NOW_MICROS = bindparam("now_micros", type_=BigInteger)
_SETTLED, _DUE, _LEASED = (
    type_coerce(c, BigInteger) for c in (outbox.c.settled_at, outbox.c.due_at, outbox.c.leased_until)
)
_BEFORE_CLOCK_WENT_BACK = bindparam("ahead", type_=BigInteger) < _SETTLED
_WAITS_TOO_LONG = bindparam("latest_due", type_=BigInteger) < _DUE
_LEASED_TOO_LONG = bindparam("latest_lease", type_=BigInteger) < _LEASED
_RESUME = (
    update(outbox)
    .where(
        in_desk(
            outbox,
            outbox.c.platform == bindparam("at_platform"),
            UNSENT,
            or_(_BEFORE_CLOCK_WENT_BACK, _WAITS_TOO_LONG, _LEASED_TOO_LONG),
        )
    )
    .values(
        due_at=case(
            (_BEFORE_CLOCK_WENT_BACK, _DUE - _SETTLED + _NOW_MICROS), (_WAITS_TOO_LONG, _NOW_MICROS), else_=_DUE
        ),
        settled_at=case((_BEFORE_CLOCK_WENT_BACK, _NOW_MICROS), else_=_SETTLED),
        leased_until=case((_LEASED_TOO_LONG, bindparam("lease_end", type_=BigInteger)), else_=_LEASED),
    )
)
"""A wait that was begun by a clock that was ahead begins anew: never too short, and at most twice as long."""
_RECLAIM = (
    update(outbox)
    .where(in_desk(outbox, at_place(outbox), UNSENT, outbox.c.leased_until.is_not(None)))
    .values(leased_until=None)
)
_WAITING_AT = select(*OUTGOING.columns).where(in_desk(outbox, at_place(outbox), UNSENT)).order_by(outbox.c.id)
_SKIP = (
    update(outbox)
    .where(in_desk(outbox, outbox.c.id == bindparam("of_id"), UNSENT))
    .values(state=same("sent"), leased_until=None, settled_at=bindparam("now", type_=Moment))
)
_DEAD = (
    select(*OUTGOING.columns, outbox.c.reason)
    .where(in_desk(outbox, outbox.c.state == same("dead")))
    .order_by(outbox.c.id.desc())
    .limit(bindparam("at_most"))
)


def _start(behind: Address | None) -> tuple[tuple[str, str], ...]:
    """Where in the order of addresses a lease begins, as a statement's values."""
    tenant, channel = (behind.tenant, behind.channel) if behind else ("", "")
    return ("behind_tenant", tenant), ("behind_channel", channel)


def _covering(target: Address) -> Update:
    """The statement for a target: one channel, or all of a tenant or platform."""
    return _LEASE_CHANNEL if target.channel else _LEASE_TENANT if target.tenant else _LEASE_PLATFORM


class OutboxUnit(PostUnit, CodeUnit):
    """The outbox of one desk."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._turns: list[Outcome] = []
        self._packed: tuple[LocalizedReply, str] | None = None

    def ask_turn(self, ticket: int) -> None:
        """Wait for the turn of a ticket's conversation, before the ticket is locked: its client's turns come that way.

        Staff who lock the ticket first and write to its client then would wait for each other, until the
        server ends one of the two a second later.
        """
        if self.locks_rows and not self._writers:
            self._turns.append(self.run(_ORDER_OF, of_ticket=ticket))

    def _has_turn(self, conversation: int) -> bool:
        return conversation in self._writers or any(turn.value() == conversation for turn in self._turns)

    def send(
        self,
        conversation: int | None,
        address: Address,
        shown: LocalizedReply,
        at: datetime,
        kind: OutKind = OutKind.MESSAGE,
        key: str = "",
    ) -> Deferred[int]:
        """Put a row behind those already there for its address; an update may replace one there."""
        where, payload, self.sent = at_address(address), self._payload(shown), True
        if self.locks_rows and conversation is not None and not self._has_turn(conversation):
            self.run(_ORDER, of_id=conversation).value()  # waits for its turn now, not at the commit
        if kind is OutKind.UPDATE:
            replaced = self.run(
                _REPLACE, **where, of_key=key, now=at, new_payload=payload, new_conversation=conversation
            ).value()
            if replaced is not None:
                return lambda: int(replaced)
        sent = self.run(
            _SEND,
            **where,
            **address_values(address),
            desk=self.desk,
            fresh_id=self.new_id(),
            conversation=conversation,
            kind=kind.value,
            key=key,
            attempts=0,
            created_at=at,
            due_at=at,
            payload=payload,
            **self.writer_values(conversation),
        )
        return lambda: int(sent.value())

    def resay(self, address: Address, key: str, shown: LocalizedReply | None, now: datetime) -> bool:
        """Change what is still to be sent under a key or, with nothing to say, never send it. ``False``: it is gone."""
        where = {**at_address(address), "of_key": key, "now": now}
        if shown is None:
            return self.run(_UNSEND, **where).rowcount > 0
        return self.run(_RESAY, **where, new_payload=self._payload(shown)).rowcount > 0

    def _payload(self, shown: LocalizedReply) -> str:
        """A reply as it is stored; the same one often goes to several places, one after another."""
        if self._packed is None or self._packed[0] is not shown:
            self._packed = shown, codec.pack(shown)
        return self._packed[1]

    def lease(
        self, targets: Sequence[Address], now: datetime, until: datetime, limit: int, behind: Address | None = None
    ) -> Sequence[Outgoing]:
        """Take the oldest unsent row of each address that is due and unleased; count the attempt."""
        taken: list[tuple[Any, ...]] = []
        starts = dict.fromkeys((_start(behind), _start(None)))  # from there to the end, then from the beginning
        for target, start in product(dict.fromkeys(targets), starts):
            if len(taken) < limit:
                values = {**at_address(target), **dict(start), "now": now, "until": until}
                rows = self.run(_covering(target), **values, at_most=limit - len(taken))
                taken += rows
        return tuple(self._placed(row, now) for row in sorted(taken, key=itemgetter(0)))

    def resume_waits(self, platform: str, now: datetime, lease: timedelta, wait: timedelta) -> None:
        """Shorten waits and leases that have become too long because the clock was set back."""
        self.run(
            _RESUME,
            at_platform=platform,
            now_micros=micros(now),
            ahead=micros(now + CLOCKS_DIFFER),
            latest_due=micros(now + wait + CLOCKS_DIFFER),
            latest_lease=micros(now + lease + CLOCKS_DIFFER),
            lease_end=micros(now + lease),
        )

    def _placed(self, row: tuple[Any, ...], now: datetime) -> Outgoing:
        """A leased row as the worker gets it, with the message on the platform that holds its key, if any."""
        out, kept = OUTGOING.read(row), row[_PAYLOAD]
        holder = self.holder(out.address, out.key) if out.key else None
        before = None if holder is None else posted(holder[0], self.with_code_in(holder[1], now))
        payload = self.with_code_in(kept, now)
        if payload is kept and before is None:
            return out
        return replace(out, read=codec.reader(payload), posted=before)

    def reclaim(self, address: Address) -> None:
        """Make rows of one address leasable that a process which is gone had leased."""
        self.run(_RECLAIM, **at_address(address))

    def waiting_at(self, address: Address) -> Sequence[Outgoing]:
        """What is still to be sent to an address, in order."""
        return tuple(map(OUTGOING.read, self.run(_WAITING_AT, **at_address(address))))

    def skip(self, out: Outgoing, now: datetime) -> None:
        """Count an unsent row as sent: its reader is told of it in another way."""
        self.run(_SKIP, of_id=out.id, now=now)

    def settle(self, out: Outgoing, receipt: Receipt, now: datetime, retry_at: datetime | None) -> None:
        """Note what became of a leased row, unless the lease went to another."""
        again = retry_at if isinstance(receipt, Postponed) else None
        state = "sent" if isinstance(receipt, Sent) else "dead" if again is None else "waiting"
        settled = self.run(
            _SETTLE,
            of_id=out.id,
            of_attempts=out.attempts,
            new_state=state,
            new_due=again or now,
            new_settled=now,
            new_receipt=receipt.receipt if isinstance(receipt, Sent) else "",
            new_reason="" if isinstance(receipt, Sent) else receipt.reason,
        )
        held = out.key and out.kind is not OutKind.UNDER and isinstance(receipt, Sent) and receipt.receipt
        if held and settled.rowcount == 1:
            self.note_post(out.address, out.key, held, out.id)

    def dead_letters(self, limit: int) -> Sequence[tuple[Outgoing, str]]:
        """Rows that were given up, newest first, each with the reason."""
        return tuple((OUTGOING.read(row), row[len(OUTGOING)]) for row in self.run(_DEAD, at_most=limit))
