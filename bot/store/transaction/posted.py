"""What stands on the platforms: which message holds a key, such as a ticket's card, and what it says."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Text, and_, bindparam, func, insert, select

from bot.core.model.outbox import Posted
from bot.core.model.people import Address
from bot.store import codec
from bot.store.schema.columns import at_place, at_tenant, in_desk
from bot.store.schema.erased_events import gone, place_of, position_of
from bot.store.schema.tables import conversations, inbox, outbox, posts, read_marks
from bot.store.sql.portable import Moment, or_overwrite
from bot.store.transaction.base import address_values, at_address
from bot.store.transaction.secrets import ERASED_SALT, SettingUnit

_SAID = posts.outerjoin(outbox, and_(outbox.c.desk == posts.c.desk, outbox.c.id == posts.c.outbox))
_POSTED = (
    select(posts.c.receipt, func.coalesce(outbox.c.payload, ""))
    .select_from(_SAID)
    .where(in_desk(posts, at_place(posts), posts.c.key == bindparam("of_key")))
)
_HELD = (
    select(posts.c.key, posts.c.receipt)
    .where(
        in_desk(
            posts,
            at_place(posts),
            posts.c.key >= bindparam("first", type_=Text),
            posts.c.key < bindparam("end", type_=Text),
        )
    )
    .order_by(posts.c.outbox.desc())
    .limit(bindparam("at_most"))
)
_UNDER = select(posts.c.key).where(in_desk(posts, at_place(posts), posts.c.receipt == bindparam("of_receipt")))
_POST = or_overwrite(insert(posts), ("desk", "platform", "tenant", "channel", "key"), "receipt", "outbox")

_REACHED = (
    select(conversations.c.channel).where(in_desk(conversations, at_tenant(conversations))).order_by(conversations.c.id)
)
_LATEST = select(func.max(inbox.c.key)).where(
    in_desk(
        inbox,
        at_tenant(inbox),
        inbox.c.key >= bindparam("first", type_=Text),
        inbox.c.key < bindparam("end", type_=Text),
        inbox.c.at < bindparam("before", type_=Moment),
    )
)
_MARK = select(read_marks.c.position).where(
    in_desk(
        read_marks,
        at_tenant(read_marks),
        read_marks.c.place == bindparam("of_place", type_=Text),
        read_marks.c.at < bindparam("before", type_=Moment),
    )
)
_SET_MARK = or_overwrite(insert(read_marks), ("desk", "platform", "tenant", "place"), "position", "at")
ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
AFTER_ALL = "\U0010ffff"
"""Behind every character that a key holds."""


class PostUnit(SettingUnit):
    """What one desk posted, and how far it has read."""

    def posted(self, address: Address, key: str) -> Posted | None:
        """The message that holds a key there."""
        row = self.holder(address, key)
        return None if row is None else posted(*row)

    def holder(self, address: Address, key: str) -> tuple[str, str] | None:
        """The same as it is stored: the platform's id of the message, and what it says."""
        row = self.run(_POSTED, **at_address(address), of_key=key).one_or_none()
        return None if row is None else (row[0], row[1])

    def key_of(self, address: Address, receipt: str) -> str:
        """Which key a message there holds; empty for none."""
        return str(self.run(_UNDER, **at_address(address), of_receipt=receipt).value() or "")

    def held(self, address: Address, prefix: str, limit: int) -> Sequence[tuple[str, str]]:
        """Keys there that begin so, with the messages that hold them; those posted or edited last first."""
        found = self.run(_HELD, **at_address(address), first=prefix, end=prefix + AFTER_ALL, at_most=limit)
        return tuple((key, receipt) for key, receipt in found)

    def note_post(self, address: Address, key: str, receipt: str, outbox: int) -> None:
        """A message there holds this key from now on."""
        self.add(_POST, **address_values(address), key=key, receipt=receipt, outbox=outbox)

    def reached(self, platform: str, tenant: str) -> Sequence[Address]:
        """Every address with a conversation on a platform, oldest first."""
        found = self.run(_REACHED, at_platform=platform, at_tenant=tenant)
        return tuple(Address(platform, tenant, channel) for (channel,) in found)

    def latest_key(self, platform: str, tenant: str, prefix: str, before: datetime | None = None) -> str:
        """The greatest key that begins so, of the events noted before a moment, erased ones among them; or empty."""
        where = {"at_platform": platform, "at_tenant": tenant, "before": before or ALWAYS}
        known = self.run(_LATEST, **where, first=prefix, end=prefix + AFTER_ALL).value() or ""
        salt = self.known_secret(ERASED_SALT)
        mark = self.run(_MARK, **where, of_place=gone(salt, prefix)).value() if salt else None
        return max(str(known), f"{prefix}{mark}" if mark else "")

    def mark_read(self, platform: str, tenant: str, place: str, position: str, at: datetime) -> None:
        """Keep how far a place was read, beside the inbox; a mark that is further already stays."""
        where = {"platform": platform, "tenant": tenant, "place": place}
        before = self.run(_MARK, at_platform=platform, at_tenant=tenant, of_place=place, before=ALWAYS).value()
        if position > (before or ""):
            self.add(_SET_MARK, **where, position=position, at=at)

    def mark_furthest(self, gone_events: Iterable[tuple[str, str, str, datetime]]) -> None:
        """Keep how far places were read whose events go (platform, tenant, key, when): none is read again."""
        furthest: dict[tuple[str, str, str], tuple[str, datetime]] = {}
        for platform, tenant, key, at in gone_events:
            if place := place_of(key):
                where = platform, tenant, place
                furthest[where] = max(furthest.get(where, (key, at)), (key, at), key=lambda each: each[0])
        for (platform, tenant, place), (key, at) in furthest.items():
            of_place = gone(self.lasting_secret(ERASED_SALT), place)
            self.mark_read(platform, tenant, of_place, position_of(key), at)


def posted(receipt: str, payload: str) -> Posted:
    """A message that holds a key; what it says is read by whoever asks."""
    return Posted(receipt, codec.reader(payload) if payload else _nothing)


def _nothing() -> None:
    """An empty reply, for a message whose content wasn't kept."""
