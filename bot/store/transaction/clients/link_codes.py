"""Link codes: kept as digests, typed once, put into a message when it is sent."""

import re
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Text, and_, bindparam, delete, insert, or_, select, update

from bot.core.model.people import Identity
from bot.core.rules.linking import HIDDEN, code, spelt
from bot.core.text.surface import LocalizedReply
from bot.ports import CodeRow
from bot.store import codec
from bot.store.schema.columns import in_desk, of_user
from bot.store.schema.tables import link_codes
from bot.store.sql.portable import Moment, same
from bot.store.sql.rows import Rows, identity_in
from bot.store.transaction.base import identity_values, of_identity
from bot.store.transaction.secrets import LINK_SECRET, SettingUnit

_NOW = bindparam("now", type_=Moment)
_ROW = link_codes.c.id == bindparam("of_id", type_=BigInteger)
_CODE = Rows(CodeRow, link_codes, {"issuer": identity_in(link_codes)})
_ISSUER = (link_codes.c.platform, link_codes.c.tenant, link_codes.c.user_id)
_TYPED_BY = (link_codes.c.by_platform, link_codes.c.by_tenant, link_codes.c.by_user)
_BY = tuple(bindparam(name, type_=Text) for name in ("the_platform", "the_tenant", "the_user"))
_UNTYPED = link_codes.c.by_user == same("")


def _by_them() -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(_TYPED_BY, _BY, strict=True)))


_FORGET = delete(link_codes).where(in_desk(link_codes, of_user(link_codes)))
_ISSUE = insert(link_codes)
_CLAIM = (
    update(link_codes)
    .where(
        in_desk(
            link_codes,
            link_codes.c.digest == bindparam("of_digest"),
            link_codes.c.expires_at > _NOW,
            link_codes.c.expires_at <= bindparam("at_latest", type_=Moment),
            or_(_UNTYPED, _by_them()),
            or_(*(column != value for column, value in zip(_ISSUER, _BY, strict=True))),
        )
    )
    .values(by_platform=_BY[0], by_tenant=_BY[1], by_user=_BY[2])
    .returning(link_codes.c.id)
)
_TYPED = select(*_CODE.columns).where(in_desk(link_codes, _ROW, link_codes.c.expires_at > _NOW, _by_them()))
_TAKE = (
    delete(link_codes)
    .where(in_desk(link_codes, _ROW, link_codes.c.expires_at > _NOW, _by_them()))
    .returning(*_CODE.columns)
)
_FRESH = select(link_codes.c.id).where(in_desk(link_codes, _ROW, link_codes.c.expires_at > _NOW, _UNTYPED))
_IN_PAYLOAD = re.compile(r'"code":([1-9][0-9]{0,18})\b')
"""Words are escaped in JSON, so nobody can write this: only the message itself says whose code it shows."""


def _them(identity: Identity) -> dict[str, str]:
    return {"the_platform": identity.platform, "the_tenant": identity.tenant, "the_user": identity.user}


class CodeUnit(SettingUnit):
    """Link codes of one desk."""

    def link_secret(self) -> bytes:
        """What codes are derived with."""
        return self.secret(LINK_SECRET)

    def issue_code(self, id: int, digest: str, identity: Identity, conversation: int | None, expires: datetime) -> None:
        """Keep a one-time link code by its digest; the identity's earlier ones are void."""
        self.run(_FORGET, **of_identity(identity))
        self.add(
            _ISSUE, id=id, digest=digest, **identity_values(identity), conversation=conversation, expires_at=expires
        )

    def claim_code(self, digest: str, by: Identity, now: datetime, lasts: timedelta) -> int | None:
        """Bind an unexpired code to the identity that typed it, and return its row; they alone may type it again.

        One that would last longer than codes do comes from before the clock was set back, and is over.
        """
        row: int | None = self.run(_CLAIM, of_digest=digest, now=now, at_latest=now + lasts, **_them(by)).value()
        return row

    def typed_code(self, id: int, by: Identity, now: datetime) -> CodeRow | None:
        """A code that they typed, while it is good."""
        row = self.run(_TYPED, of_id=id, now=now, **_them(by)).one_or_none()
        return None if row is None else _CODE.read(row)

    def take_code(self, id: int, by: Identity, now: datetime) -> CodeRow | None:
        """Use up a code that they typed: one statement, so that it works once."""
        row = self.run(_TAKE, of_id=id, now=now, **_them(by)).one_or_none()
        return None if row is None else _CODE.read(row)

    def with_code(self, shown: LocalizedReply, now: datetime) -> LocalizedReply:
        """A message as it is to be sent: with the code that it shows, if that is still to be typed."""
        return codec.unpack(self.with_code_in(codec.pack(shown), now)) if shown.code else shown

    def with_code_in(self, payload: str, now: datetime) -> str:
        """The same as it is stored."""
        found = _IN_PAYLOAD.search(payload) if HIDDEN in payload else None
        row = self.run(_FRESH, of_id=int(found[1]), now=now).value() if found else None
        return payload if row is None else payload.replace(HIDDEN, spelt(code(self.link_secret(), row)))
