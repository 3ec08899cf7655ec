"""The inbox and conversations: what came in, and where each talk stands."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Select,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)

from bot.core.model.people import Account, Address, Identity
from bot.core.text.surface import LocalizedReply
from bot.ports import Conversation, InboxEntry
from bot.store import codec
from bot.store.schema.columns import at_place, at_tenant, in_desk, of_user
from bot.store.schema.erased_events import about, gone
from bot.store.schema.tables import accounts, answers, conversations, guest_talks, identities, inbox
from bot.store.sql.portable import Moment, or_keep, or_overwrite
from bot.store.sql.rows import Rows, address_in, writer_in
from bot.store.transaction.base import address_values, at_address, by_values, of_identity
from bot.store.transaction.clients.accounts import ACCOUNT
from bot.store.transaction.secrets import ERASED_SALT, SettingUnit


def _known(column: Column[str], *erased: str) -> ColumnElement[str]:
    """The key as the inbox has it: of an erased event the digest that replaced it, so that it counts as seen.

    An empty one is nobody's: said in the words of the index of clients' own keys, which can't be used without.
    """
    gone = (
        select(column)
        .where(
            in_desk(
                inbox,
                at_tenant(inbox),
                column.in_([bindparam(name, type_=Text) for name in erased]),
                column != literal_column("''"),
            )
        )
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(gone, bindparam(f"new_{column.name}", type_=Text))


_SEE = or_keep(insert(inbox).inline()).values(
    key=_known(inbox.c.key, "erased", "erased_event"), client_key=_known(inbox.c.client_key, "erased_client_key")
)
"""One statement decides: an event that is there, or was erased, makes no row."""
_HEARD = Rows(InboxEntry, inbox, {"address": address_in(inbox), "identity": writer_in(inbox)})
_SAID = select(*_HEARD.columns).where(
    in_desk(
        inbox,
        at_tenant(inbox),
        inbox.c.key == bindparam("of_key", type_=Text),
    )
)
_ANSWER = or_overwrite(insert(answers), ("desk", "platform", "tenant", "key"), "at", "payload")
_ANSWERED = select(answers.c.payload).where(
    in_desk(
        answers,
        at_tenant(answers),
        answers.c.key == bindparam("of_key", type_=Text),
    )
)
_FORGET = delete(answers).where(in_desk(answers, answers.c.at < bindparam("before", type_=Moment)))

_WHOSE = frozenset({"id", "address", "identity", "account", "host", "guest"})
"""What rows are known by, and what comes from other tables."""
_HOW = tuple(field.name for field in fields(Conversation) if field.name not in _WHOSE)
"""How a talk stands: what a turn changes of it, its host's or a guest's."""
_TALK = (conversations.c.id, *(conversations.c[name] for name in _HOW))
_OWNER = len(_TALK)
"""Where the account's columns begin."""
_PLACE = _OWNER + len(ACCOUNT)
"""Where the columns of place and opener begin."""
_OPENER = (conversations.c.by_platform, conversations.c.by_tenant, conversations.c.by_user)
_OPEN = (
    select(*_TALK, *ACCOUNT.columns, *_OPENER)
    .select_from(
        conversations.outerjoin(identities, in_desk(identities, of_user(identities))).outerjoin(
            accounts, in_desk(accounts, accounts.c.id == identities.c.account)
        )
    )
    .where(in_desk(conversations, at_place(conversations)))
)
_LOCK = (
    select(conversations.c.id).where(in_desk(conversations, at_place(conversations))).with_for_update(key_share=True)
)
"""Locked first and read then: read in the same statement, what is joined would be as it was before the wait."""


def _with_opener(condition: ColumnElement[bool]) -> Select[Any]:
    """Conversations, with the identity that opened each and the account it belongs to."""
    opener = _OPENER
    theirs = (
        identity == column
        for identity, column in zip(
            (identities.c.platform, identities.c.tenant, identities.c.user_id), opener, strict=True
        )
    )
    place = (conversations.c.platform, conversations.c.tenant, conversations.c.channel)
    known = conversations.outerjoin(identities, in_desk(identities, *theirs))
    joined = known.outerjoin(accounts, in_desk(accounts, accounts.c.id == identities.c.account))
    return (
        select(*_TALK, *ACCOUNT.columns, *place, *opener).select_from(joined).where(in_desk(conversations, condition))
    )


_BY_ID = _with_opener(conversations.c.id == bindparam("of_id"))
_BY_ADDRESS = _with_opener(at_place(conversations))
_BEGIN = or_keep(insert(conversations))
_ASKED = ("asked_at", "asked_slug")
"""Of a talk's state what reports count: a question of which nothing was said yet."""
_NEW: dict[str, ColumnElement[Any]] = {name: bindparam(f"new_{name}") for name in (*_HOW, *_ASKED)}
_SAVE = update(conversations).where(in_desk(conversations, conversations.c.id == bindparam("of_id"))).values(_NEW)
_GUESTS = (
    *(guest_talks.c.by_platform, guest_talks.c.by_tenant, guest_talks.c.by_user),
    *(guest_talks.c.id, *(guest_talks.c[name] for name in _HOW)),
)
_AT_PLACE = guest_talks.c.conversation == bindparam("of_id", type_=BigInteger)
_GUEST = select(*_GUESTS).where(in_desk(guest_talks, _AT_PLACE, guest_talks.c.id == bindparam("guest_id")))
_OWN = select(*_GUESTS).where(
    in_desk(
        guest_talks,
        _AT_PLACE,
        guest_talks.c.by_platform == bindparam("of_platform", type_=Text),
        guest_talks.c.by_tenant == bindparam("of_tenant", type_=Text),
        guest_talks.c.by_user == bindparam("of_user", type_=Text),
    )
)
_VISIT = or_keep(insert(guest_talks))
_SAVE_GUEST = update(guest_talks).where(in_desk(guest_talks, guest_talks.c.id == bindparam("guest_id"))).values(_NEW)


def _account(row: tuple[Any, ...]) -> Account | None:
    return None if row[_OWNER] is None else ACCOUNT.read(row[_OWNER:_PLACE])


def _how(values: Sequence[Any]) -> dict[str, Any]:
    """A talk's language, zone and state, from its columns."""
    found = dict(zip(_HOW, values, strict=True))
    found["state"] = codec.load(found["state"])
    return found


def _talk(row: tuple[Any, ...], address: Address, identity: Identity, host: Identity) -> Conversation:
    return Conversation(row[0], address, identity, _account(row), host=host, **_how(row[1:_OWNER]))


def _opened(row: tuple[Any, ...] | None) -> Conversation | None:
    if row is None:
        return None
    host = Identity(*row[_PLACE + 3 :])
    return _talk(row, Address(*row[_PLACE : _PLACE + 3]), host, host)


def _visited(place: Conversation, row: tuple[Any, ...]) -> Conversation:
    """The place as a guest talks there: whose it is, by which id, and how it stands."""
    identity, guest = Identity(*row[:3]), row[3]
    account = place.account if identity == place.identity else None
    whose = (place.id, place.address, identity, account)
    return Conversation(*whose, **_how(row[4:]), host=place.host, guest=guest)


class TalkUnit(SettingUnit):
    """Inbox and conversations of one desk."""

    def record_if_new(
        self,
        address: Address,
        key: str,
        at: datetime,
        words: str = "",
        client_key: str = "",
        identity: Identity | None = None,
        counted: datetime | None = None,
    ) -> bool:
        """Note an event; one statement decides whether it is the first of its key.

        An event that went with an erased person is known still, and so is what is about it, such as an edit.
        """
        salt, event = self.lasting_secret(ERASED_SALT), about(key)
        erased = gone(salt, key)
        noted = self.run(
            _SEE,
            desk=self.desk,
            **address_values(address),
            **at_address(address),
            **by_values(identity),
            new_key=key,
            new_client_key=client_key,
            erased=erased,
            erased_event=erased if event == key else gone(salt, event),
            erased_client_key=gone(salt, client_key) if client_key else "",
            at=at,
            counted_at=counted,
            words=words,
        )
        if noted.rowcount == 1:
            return True
        self._wire.confirm()  # it is acknowledged now, for who wrote it perhaps never was
        return False

    def keep_answer(self, address: Address, key: str, shown: LocalizedReply, at: datetime, since: datetime) -> None:
        """Keep what an event was answered, and of older answers only those given since a moment."""
        self.run(_FORGET, before=since)
        where = {"platform": address.platform, "tenant": address.tenant}
        self.add(_ANSWER, **where, key=key, at=at, payload=codec.pack(shown))

    def answered(self, address: Address, key: str) -> LocalizedReply | None:
        """What an event was answered; ``None`` when that isn't kept any more."""
        where = {"at_platform": address.platform, "at_tenant": address.tenant}
        row = self.run(_ANSWERED, **where, of_key=key).one_or_none()
        return None if row is None else codec.unpack(row[0])

    def said(self, platform: str, tenant: str, key: str) -> InboxEntry | None:
        """An event as it came in; ``None`` for one that isn't known."""
        row = self.run(_SAID, at_platform=platform, at_tenant=tenant, of_key=key).one_or_none()
        return None if row is None else _HEARD.read(row)

    def open_conversation(self, address: Address, identity: Identity) -> Conversation:
        """The conversation at an address, locked for this turn.

        It carries the identity that was given, and that one's account: where several people write
        in one channel, each acts for themselves. The row keeps who came first (``conversation``).
        """
        where = {**at_address(address), **of_identity(identity)}
        if self.locks_rows:
            self.run(_LOCK, **at_address(address))
        row = self.run(_OPEN, **where).one_or_none()
        if row is None:
            self.add(_BEGIN, id=self.new_id(), **address_values(address), **by_values(identity))
            if self.locks_rows:
                self.run(_LOCK, **at_address(address))
            row = self.run(_OPEN, **where).rows[0]
        self._writers[row[0]] = identity
        return _talk(row, address, identity, Identity(*row[_PLACE:]))

    def open_guest_talk(self, place: Conversation) -> Conversation:
        """The own talk of somebody where another is the host; the place is locked for this turn already."""
        whose = of_identity(place.identity)
        row = self.run(_OWN, of_id=place.id, **whose).one_or_none()
        if row is None:
            nothing = dict.fromkeys(_HOW, "")
            self.add(_VISIT, conversation=place.id, id=self.new_id(), **by_values(place.identity), **nothing)
            row = self.run(_OWN, of_id=place.id, **whose).rows[0]
        return _visited(place, row)

    def guest_talk(self, place: Conversation, guest: int) -> Conversation | None:
        """A guest's talk by its id, at this place and no other."""
        row = self.run(_GUEST, of_id=place.id, guest_id=guest).one_or_none()
        return None if row is None else _visited(place, row)

    def find_talk(self, address: Address, identity: Identity) -> Conversation | None:
        """Somebody's own talk at an address, as the host or as a guest; not locked."""
        place = self.find_conversation(address)
        if place is None or place.identity == identity:
            return place
        row = self.run(_OWN, of_id=place.id, **of_identity(identity)).one_or_none()
        return None if row is None else _visited(place, row)

    def find_conversation(self, address: Address) -> Conversation | None:
        """The conversation at an address, with the identity that opened it; not locked."""
        return _opened(self.run(_BY_ADDRESS, **at_address(address)).one_or_none())

    def conversation(self, id: int) -> Conversation | None:
        """A conversation by id, with the identity that opened it."""
        return _opened(self.run(_BY_ID, of_id=id).one_or_none())

    def save_conversation(self, conversation: Conversation) -> None:
        """Write how a talk stands."""
        where = {"guest_id": conversation.guest} if conversation.guest else {"of_id": conversation.id}
        how = {f"new_{name}": getattr(conversation, name) for name in _HOW}
        how["new_state"] = codec.save(conversation.state)
        asked = conversation.state.talk.asked
        waits = asked if asked is not None and not asked.outcome else None
        how["new_asked_at"], how["new_asked_slug"] = (waits.at, waits.slug) if waits else (None, "")
        self.run(_SAVE_GUEST if conversation.guest else _SAVE, **where, **how)
