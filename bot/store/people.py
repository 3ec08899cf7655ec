"""Clients: accounts, the identities that belong to them, link codes and attempts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from bot.core.model import Account, Identity
from bot.store.base import UnitBase, identity_values, of_identity
from bot.store.columns import in_desk, of_user
from bot.store.portable import Moment, or_overwrite
from bot.store.tables import accounts, agreements, attempts, identities, link_codes, tickets

_CREATE = insert(accounts)
_ACCOUNT = select(
    accounts.c.id,
    accounts.c.name,
    accounts.c.created_at,
    accounts.c.email,
    accounts.c.customer,
    accounts.c.verified_by,
    accounts.c.card,
).where(in_desk(accounts, accounts.c.id == bindparam("of_id")))
_SAVE = (
    update(accounts)
    .where(in_desk(accounts, accounts.c.id == bindparam("of_id")))
    .values(
        name=bindparam("new_name"),
        email=bindparam("new_email"),
        customer=bindparam("new_customer"),
        verified_by=bindparam("new_verified_by"),
        card=bindparam("new_card"),
    )
)
_REMOVE = delete(accounts).where(in_desk(accounts, accounts.c.id == bindparam("of_id")))

_OWNER = select(identities.c.account).where(in_desk(identities, of_user(identities))).with_for_update()
_LINK = or_overwrite(insert(identities), ("desk", "platform", "tenant", "user_id"), "account")
_IDENTITIES = (
    select(identities.c.platform, identities.c.tenant, identities.c.user_id)
    .where(in_desk(identities, identities.c.account == bindparam("of_id")))
    .order_by(identities.c.platform, identities.c.tenant, identities.c.user_id)
)
_MOVES_OVER = tuple(
    update(table).where(in_desk(table, table.c.account == bindparam("of_id"))).values(account=bindparam("new_id"))
    for table in (identities, link_codes, agreements)
)
_TICKETS_MOVE_OVER = (
    update(tickets)
    .where(in_desk(tickets, tickets.c.account == bindparam("of_id")))
    .values(account=bindparam("new_id"), version=tickets.c.version + 1)
)

_FORGET_CODES = delete(link_codes).where(in_desk(link_codes, of_user(link_codes)))
_ISSUE = insert(link_codes)
_REDEEM = (
    delete(link_codes)
    .where(
        in_desk(
            link_codes,
            link_codes.c.digest == bindparam("of_digest"),
            link_codes.c.expires_at > bindparam("now", type_=Moment),
            link_codes.c.expires_at <= bindparam("at_latest", type_=Moment),
        )
    )
    .returning(link_codes.c.platform, link_codes.c.tenant, link_codes.c.user_id, link_codes.c.account)
)

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


class PeopleUnit(UnitBase):
    """Accounts and identities of one desk."""

    def create_account(self, identity: Identity, name: str, at: datetime) -> Account:
        """A new account with its first identity."""
        account = Account(self.new_id(), name, at)
        self.add(_CREATE, id=account.id, name=name, created_at=at)
        self.link(identity, account.id)
        return account

    def account(self, id: int) -> Account | None:
        """An account by id."""
        row = self.run(_ACCOUNT, of_id=id).one_or_none()
        return None if row is None else Account(*row)

    def save_account(self, account: Account) -> None:
        """Write name, email, customer number, who verified it, and whether a card is on file."""
        self.run(
            _SAVE,
            of_id=account.id,
            new_name=account.name,
            new_email=account.email,
            new_customer=account.customer,
            new_verified_by=account.verified_by,
            new_card=account.card,
        )

    def link(self, identity: Identity, account: int) -> None:
        """Make the identity one of the account's, merging the account it came from into this one."""
        before = self.run(_OWNER, **of_identity(identity)).value()
        if before == account:
            return
        self.add(_LINK, **identity_values(identity), account=account)
        if before is not None:
            for statement in (*_MOVES_OVER, _TICKETS_MOVE_OVER):
                self.run(statement, of_id=before, new_id=account)
            self.run(_REMOVE, of_id=before)

    def identities(self, account: int) -> Sequence[Identity]:
        """The account's identities, by platform, tenant and user."""
        return tuple(Identity(*row) for row in self.run(_IDENTITIES, of_id=account))

    def issue_code(self, digest: str, identity: Identity, account: int | None, expires: datetime) -> None:
        """Keep a one-time link code by its digest; the identity's earlier ones are void."""
        self.run(_FORGET_CODES, **of_identity(identity))
        self.add(_ISSUE, digest=digest, **identity_values(identity), account=account, expires_at=expires)

    def redeem_code(self, digest: str, now: datetime, lasts: timedelta) -> tuple[Identity, int | None] | None:
        """Use up an unexpired code: one statement, so that it works once. One that would last longer than codes
        do comes from before the clock was set back, and is over."""
        row = self.run(_REDEEM, of_digest=digest, now=now, at_latest=now + lasts).one_or_none()
        return None if row is None else (Identity(*row[:3]), row[3])

    def count_attempt(self, identity: Identity, act: str, now: datetime, since: datetime) -> int:
        """Note one attempt and count those after ``since``; older ones are dropped on the way, and those that lie
        as far ahead: the clock was set back."""
        user = of_identity(identity)
        self.run(_FORGET_ATTEMPTS, **user, of_act=act, since=since, until=now + (now - since))
        self.add(_ATTEMPT, **identity_values(identity), act=act, id=self.new_id(), at=now)
        return int(self.run(_ATTEMPTS, **user, of_act=act).value())
