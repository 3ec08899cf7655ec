"""What a desk keeps for itself: secrets that are made when they are first needed."""

from secrets import token_hex

from sqlalchemy import Text, bindparam, delete, insert, select

from bot.store.schema.columns import in_desk
from bot.store.schema.tables import link_codes, settings
from bot.store.sql.portable import or_keep
from bot.store.transaction.base import UnitBase

LINK_SECRET = "link secret"  # noqa: S105 (its name)
"""Link codes are derived with it; renewed at will."""
ERASED_SALT = "salt of erased keys"
"""Never renewed: what was erased before would come back."""
SECRET_BYTES = 32

_VALUE = select(settings.c.value).where(in_desk(settings, settings.c.key == bindparam("of_key", type_=Text)))
_MAKE = or_keep(insert(settings))
_FORGET = delete(settings).where(in_desk(settings, settings.c.key == bindparam("of_key", type_=Text)))
_VOID_CODES = delete(link_codes).where(in_desk(link_codes))


class SettingUnit(UnitBase):
    """The settings of one desk."""

    def known_secret(self, name: str) -> bytes | None:
        """A secret of the desk, if anybody needed it so far."""
        kept = self.run(_VALUE, of_key=name).value()
        return None if kept is None else bytes.fromhex(kept)

    def secret(self, name: str) -> bytes:
        """A secret of the desk; the first to ask makes it."""
        known = self.known_secret(name)
        if known is None:
            self.add(_MAKE, key=name, value=token_hex(SECRET_BYTES))
            return self.secret(name)  # another process may have been first
        return known

    def lasting_secret(self, name: str) -> bytes:
        """A secret that is never renewed; the store looked it up when it was opened."""
        return self._kept.get(name) or self.secret(name)

    def renew_link_secret(self) -> int:
        """Make link codes of another secret from now on; how many that were on their way are void."""
        self.run(_FORGET, of_key=LINK_SECRET)
        return self.run(_VOID_CODES).rowcount
