"""Clients: accounts, the identities that belong to them, and attempts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import BigInteger, Text, bindparam, delete, func, insert, or_, select, update

from bot.core.model.people import Account, Block, Identity
from bot.core.text.errors import Conflict
from bot.store.schema.columns import in_desk, of_user
from bot.store.schema.tables import accounts, agreements, attempts, conversations, identities, tickets
from bot.store.sql.portable import Moment, or_overwrite, same
from bot.store.sql.rows import Rows
from bot.store.transaction.base import identity_values, of_identity
from bot.store.transaction.clients.link_codes import CodeUnit
from bot.store.transaction.sealing import SealUnit
from bot.store.transaction.tickets.indexing import IndexUnit

_BLOCK = {
    "until": "blocked_until",
    "since": "blocked_at",
    "by": "blocked_by",
    "reason": "blocked_reason",
    "told": "blocked_told",
}
BLOCK = Rows(Block, accounts, _BLOCK)
ACCOUNT = Rows(Account, accounts, {"block": BLOCK})
_LITERAL = str.maketrans({sign: f"\\{sign}" for sign in "\\%_"})
_FIXED = ("id", "created_at")
"""What never changes of an account."""
_CREATE = insert(accounts)
_ACCOUNT = select(*ACCOUNT.columns).where(in_desk(accounts, accounts.c.id == bindparam("of_id")))
_SAVE = update(accounts).where(in_desk(accounts, accounts.c.id == bindparam("of_id"))).values(ACCOUNT.sets(*_FIXED))
NAMES_LOOKED_AT = 10_000
"""So many accounts, the latest, are looked through for a name; older ones are found by their tickets."""
_FROM_ID = accounts.c.id >= bindparam("from_id", type_=BigInteger)
_LATEST = (
    select(*ACCOUNT.columns)
    .where(in_desk(accounts, _FROM_ID))
    .order_by(accounts.c.id.desc())
    .limit(bindparam("looked_at"))
    .subquery("latest")
)
_NAMED = (
    select(*_LATEST.c)
    .where(func.lower(_LATEST.c.name).like(bindparam("pattern", type_=Text), escape="\\"))
    .order_by(_LATEST.c.id.desc())
    .limit(bindparam("at_most"))
)
_NAMES = (
    select(accounts.c.name)
    .where(in_desk(accounts, _FROM_ID, accounts.c.name != same("")))
    .order_by(accounts.c.id.desc())
    .limit(bindparam("at_most"))
)
_BLOCKED = (
    select(*ACCOUNT.columns)
    .where(in_desk(accounts, accounts.c.blocked_until > bindparam("now", type_=Moment)))
    .order_by(accounts.c.blocked_until, accounts.c.id)
    .limit(bindparam("at_most"))
)
_REMOVE = delete(accounts).where(in_desk(accounts, accounts.c.id == bindparam("of_id")))

_OWNER = select(identities.c.account).where(in_desk(identities, of_user(identities))).with_for_update()
_LINK = or_overwrite(
    insert(identities), ("desk", "platform", "tenant", "user_id"), "account", "linked_at", "conversation"
)
_WRITES = (
    update(identities)
    .where(in_desk(identities, of_user(identities)))
    .values(conversation=bindparam("new_conversation"))
)
_IDENTITIES = select(identities.c.platform, identities.c.tenant, identities.c.user_id).where(
    in_desk(identities, identities.c.account == bindparam("of_id"))
)
_MOVES_OVER = (
    update(identities)
    .where(in_desk(identities, identities.c.account == bindparam("of_id")))
    .values(account=bindparam("new_id"), linked_at=bindparam("at", type_=Moment)),
    update(agreements)
    .where(in_desk(agreements, agreements.c.account == bindparam("of_id")))
    .values(account=bindparam("new_id")),
)
_TICKETS_MOVE_OVER = (
    update(tickets)
    .where(in_desk(tickets, tickets.c.account == bindparam("of_id")))
    .values(account=bindparam("new_id"), version=tickets.c.version + 1)
)

_FOUNDERS = select(identities.c.platform, identities.c.tenant, identities.c.user_id).where(
    in_desk(identities, identities.c.account == bindparam("of_id"), identities.c.linked_at.is_(None))
)
_LEAVE = (
    update(identities)
    .where(in_desk(identities, of_user(identities), identities.c.account == bindparam("of_id")))
    .values(account=bindparam("new_id"), linked_at=None)
)
_FILED_THERE = (
    in_desk(tickets, tickets.c.account == bindparam("of_id")),
    tickets.c.conversation.in_(
        select(conversations.c.id).where(
            in_desk(
                conversations,
                conversations.c.by_platform == bindparam("of_platform", type_=Text),
                conversations.c.by_tenant == bindparam("of_tenant", type_=Text),
                conversations.c.by_user == bindparam("of_user", type_=Text),
            )
        )
    ),
)
_FILED = select(tickets.c.number).where(*_FILED_THERE)
_TICKETS_LEAVE = update(tickets).where(*_FILED_THERE).values(account=bindparam("new_id"), version=tickets.c.version + 1)
_AGREED_THERE = (
    update(agreements)
    .where(
        in_desk(
            agreements,
            agreements.c.account == bindparam("of_id"),
            agreements.c.ticket.in_(
                select(tickets.c.number).where(in_desk(tickets, tickets.c.account == bindparam("new_id")))
            ),
        )
    )
    .values(account=bindparam("new_id"))
)
_TALKS = (
    select(
        identities.c.platform,
        identities.c.tenant,
        identities.c.user_id,
        identities.c.conversation,
        conversations.c.id,
    )
    .select_from(
        identities.outerjoin(tickets, in_desk(tickets, tickets.c.account == identities.c.account)).outerjoin(
            conversations,
            in_desk(
                conversations,
                conversations.c.id == tickets.c.conversation,
                conversations.c.by_platform == identities.c.platform,
                conversations.c.by_tenant == identities.c.tenant,
                conversations.c.by_user == identities.c.user_id,
            ),
        )
    )
    .where(in_desk(identities, identities.c.account == bindparam("of_id")))
)
"""Where each writes to us in private: where it was linked, else where it filed a ticket last."""

_ACT = in_desk(attempts, of_user(attempts), attempts.c.act == bindparam("of_act"))
_FORGET_ATTEMPTS = delete(attempts).where(
    _ACT,
    or_(
        attempts.c.at <= bindparam("since", type_=Moment),
        attempts.c.at > bindparam("until", type_=Moment),
    ),
)
_ATTEMPT = insert(attempts)
_ATTEMPTS = select(func.count()).select_from(attempts).where(_ACT)


class PeopleUnit(CodeUnit, SealUnit, IndexUnit):
    """Accounts and identities of one desk."""

    def create_account(self, identity: Identity, name: str, at: datetime) -> Account:
        """A new account with its first identity."""
        account = Account(self.new_id(), name, at)
        self.add(_CREATE, **ACCOUNT.values(account))
        self.link(identity, account.id)
        return account

    def account(self, id: int) -> Account | None:
        """An account by id."""
        row = self.run(_ACCOUNT, of_id=id).one_or_none()
        return None if row is None else ACCOUNT.read(row)

    def accounts_named(self, name: str, limit: int) -> Sequence[Account]:
        """Accounts whose name, or its beginning up to a space, is this one, whatever its capitals; the latest first."""
        pattern = name.lower().translate(_LITERAL)
        among = {"from_id": 0, "looked_at": NAMES_LOOKED_AT, "at_most": limit}
        found = {row[0]: row for like in (pattern, f"{pattern} %") for row in self.run(_NAMED, pattern=like, **among)}
        return tuple(ACCOUNT.read(found[id]) for id in sorted(found, reverse=True)[:limit])

    def client_names(self, limit: int) -> Sequence[str]:
        """Names of the accounts made last, each once."""
        return tuple(dict.fromkeys(name for (name,) in self.run(_NAMES, from_id=0, at_most=limit)))

    def blocked_clients(self, now: datetime, limit: int) -> Sequence[Account]:
        """Accounts that are blocked, those first whose block ends first."""
        return tuple(map(ACCOUNT.read, self.run(_BLOCKED, now=now, at_most=limit)))

    def save_account(self, account: Account) -> None:
        """Write what is known of an account."""
        self.note_renamed(account)
        self.run(_SAVE, of_id=account.id, **ACCOUNT.new_values(account, *_FIXED))

    def link(
        self, identity: Identity, account: int, at: datetime | None = None, conversation: int | None = None
    ) -> None:
        """Make the identity one of the account's, merging the account it came from into this one."""
        before = self.run(_OWNER, **of_identity(identity)).value()
        if before == account:
            if conversation is not None:
                self.run(_WRITES, **of_identity(identity), new_conversation=conversation)
            return
        self.add(_LINK, **identity_values(identity), account=account, linked_at=at, conversation=conversation)
        if before is not None:
            with self._moving_from(before):
                for statement in _MOVES_OVER:
                    self.run(statement, of_id=before, new_id=account, at=at)
                self.run(_TICKETS_MOVE_OVER, of_id=before, new_id=account)
            self.note_joined(account)
            self.run(_REMOVE, of_id=before)

    def account_of(self, identity: Identity) -> Account | None:
        """The account that an identity belongs to; locked for change."""
        id = self.run(_OWNER, **of_identity(identity)).value()
        return None if id is None else self.account(id)

    def founders(self, account: int) -> Sequence[Identity]:
        """The identities that the account began with: those that weren't linked to it later."""
        return tuple(Identity(*row) for row in self.run(_FOUNDERS, of_id=account))

    def filed_by(self, identity: Identity, account: int) -> Sequence[int]:
        """The account's tickets that were filed where this identity writes to us."""
        return tuple(sorted(row[0] for row in self.run(_FILED, **of_identity(identity), of_id=account)))

    def part(self, identity: Identity, account: int, at: datetime) -> Account:
        """Give an identity an account of its own, with the tickets that it filed. Raises Conflict when it has left."""
        fresh = Account(self.new_id(), "", at)
        self.add(_CREATE, **ACCOUNT.values(fresh))
        where = {**of_identity(identity), "of_id": account, "new_id": fresh.id}
        if self.run(_LEAVE, **where).rowcount != 1:
            raise Conflict(f"an identity isn't account {account}'s any more")
        with self._moving_from(account):
            self.run(_TICKETS_LEAVE, **where)
            self.run(_AGREED_THERE, of_id=account, new_id=fresh.id)
        return fresh

    @contextmanager
    def _moving_from(self, account: int) -> Iterator[None]:
        """Reseal an account's tickets and agreements around the statements that move them to another one."""
        theirs = tickets.c.account == account, agreements.c.account == account
        with self.resealed(tickets, theirs[0]), self.resealed(agreements, theirs[1]):
            yield

    def talks_of(self, account: int) -> Sequence[tuple[Identity, int | None]]:
        """The account's identities, each with the conversation in which it is told things in private, if known."""
        talks: dict[Identity, int | None] = {}
        for *who, linked, filed in self.run(_TALKS, of_id=account):
            identity = Identity(*who)
            talks[identity] = linked or max(talks.get(identity) or 0, filed or 0) or None
        return tuple((identity, talks[identity]) for identity in self.identities(account))

    def identities(self, account: int) -> Sequence[Identity]:
        """The account's identities, by platform, tenant and user."""
        return tuple(Identity(*row) for row in sorted(self.run(_IDENTITIES, of_id=account)))

    def count_attempt(self, identity: Identity, act: str, now: datetime, since: datetime) -> int:
        """Note one attempt and count those after ``since``; older ones are dropped on the way, and those that lie
        as far ahead: the clock was set back."""
        user = of_identity(identity)
        self.run(_FORGET_ATTEMPTS, **user, of_act=act, since=since, until=now + (now - since))
        self.add(_ATTEMPT, **identity_values(identity), act=act, id=self.new_id(), at=now)
        return int(self.run(_ATTEMPTS, **user, of_act=act).value())
