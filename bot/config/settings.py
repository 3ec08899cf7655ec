"""Deployment settings from the environment; all that is wrong is said at once.

What the firm promises is not here: that's the policy file.
"""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config.dotenv_file import written
from bot.config.secret_files import resolved
from bot.config.unknown_settings import slips
from bot.core.text.errors import Problem, SettingsInvalid
from bot.pages import keys

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DATABASE_FILE = "frontdoor.db"
PREFIX = "FRONTDOOR_"

OF_OTHERS = ("FRONTDOOR_SITE", "FRONTDOOR_REPLICAS", "FRONTDOOR_HTTP_PORT", "FRONTDOOR_HTTPS_PORT",
             "FRONTDOOR_HEALTH_PORT", "FRONTDOOR_PROXY_HEALTH_PORT")  # fmt: skip
"""What docker-compose.yml and the proxy read, from the same ``.env``."""


class Settings(BaseSettings):
    """``FRONTDOOR_…`` in the environment, or in a file ``.env`` in the working directory.

    ``FRONTDOOR_…_FILE`` names a file that holds the setting.
    """

    model_config = SettingsConfigDict(frozen=True)

    data: Path = Field(default_factory=lambda: user_data_path("frontdoor"))
    """The folder of the embedded database."""
    database_url: SecretStr = SecretStr("")
    """``postgresql://user:password@host/name``: the database, instead of the embedded one."""
    desk: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")] = "main"
    """Which firm's desk this process serves."""
    policy: Path | None = None
    """A policy file; the shipped one when empty."""
    articles: Path | None = None
    """A folder of articles; the shipped ones when empty."""
    replies: Path | None = None
    """A folder of saved replies; the shipped ones when empty."""
    signing_key: SecretStr = SecretStr("")
    """What transcripts are signed with (``bot/pages/keys.py``), instead of the key in the data folder."""
    search: Literal["lexical", "static", "semantic"] = "static"
    """What ranks articles; ``semantic`` needs the extra of that name. See ``frontdoor doctor``."""
    host: str = "127.0.0.1"
    """Where health checks listen."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """0 takes any free port."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given: ``load`` reads the environment as it is read for platforms."""
        return (init_settings,)

    @field_validator("database_url")
    @classmethod
    def _known(cls, given: SecretStr) -> SecretStr:
        url = given.get_secret_value()
        if not url:
            return given
        if not url.startswith(("postgresql://", "postgres://")):
            raise PydanticCustomError("url", "is no URL of a PostgreSQL database: postgresql://user@host/name")
        from bot.store.open import address  # SQLAlchemy is loaded only where there is such an address

        try:
            address(url)
        except ValueError as error:
            raise PydanticCustomError("url", "{why}", {"why": str(error)}) from None
        return given

    @field_validator("signing_key")
    @classmethod
    def _key(cls, given: SecretStr) -> SecretStr:
        if given.get_secret_value().strip():
            try:
                keys.read(given.get_secret_value())
            except ValueError as error:
                raise PydanticCustomError("key", "{why}", {"why": str(error)}) from None
        return given

    @property
    def signing_keys(self) -> "keys.SigningKeys | None":
        """The keys that a setting holds; ``None`` where the data folder's are meant."""
        text = self.signing_key.get_secret_value()
        return keys.read(text) if text.strip() else None

    @property
    def key_file(self) -> Path:
        """Where the data folder holds the key that transcripts are signed with."""
        return self.data / keys.KEY_FILE

    @property
    def database(self) -> Path:
        """The embedded database's file."""
        return self.data / DATABASE_FILE

    @property
    def vectors(self) -> Path:
        """The folder where the articles' vectors are kept, so that they are made once."""
        return self.data / "vectors"

    @property
    def address(self) -> str | Path:
        """What to open: the URL of a PostgreSQL database, or the embedded one's file."""
        return self.database_url.get_secret_value() or self.database

    @property
    def shared(self) -> bool:
        """Whether the database is on a PostgreSQL server."""
        return bool(self.database_url.get_secret_value())

    @property
    def where(self) -> str:
        """The database for people to read: without user and password."""
        if not self.shared:
            return str(self.database)
        from bot.store.open import where

        return where(self.database_url.get_secret_value())


_INSTEAD = {
    "port": "is no port's number (0 … 65535; 0 takes any)",
    "desk": "is no desk's name (small letters, digits and hyphens; 1 … 40 of them)",
    "search": "is no search layer (lexical, static or semantic)",
}
"""What is said of a value that isn't taken, where the library's own words don't help."""


def load(*, without: Collection[str] = (), **given: object) -> Settings:
    """The settings; what is ``given`` (and not ``None``) wins. Raises SettingsInvalid.

    A folder that is given means the database in it, whatever server the environment names. Settings that are named
    in ``without`` are as if they weren't set.
    """
    if given.get("data") is not None:
        given.setdefault("database_url", "")
    here = resolved({name: value for name, value in written().items() if name not in without}, [PREFIX])
    meant_otherwise = tuple(slips(here, PREFIX, names()))
    try:
        known: dict[str, object] = {
            name: here[variable] for name in Settings.model_fields if (variable := f"{PREFIX}{name.upper()}") in here
        }
        known |= {name: value for name, value in given.items() if value is not None}
        chosen = Settings(**known)  # type: ignore[arg-type]
    except ValidationError as wrong:
        raise SettingsInvalid("environment", (*meant_otherwise, *map(_problem, wrong.errors()))) from None
    if meant_otherwise:
        raise SettingsInvalid("environment", meant_otherwise)
    return chosen


def names() -> tuple[str, ...]:
    """Every setting that there is, and those that stand beside them for others."""
    return (*(f"{PREFIX}{name.upper()}" for name in Settings.model_fields), *OF_OTHERS)


def _problem(error: "ErrorDetails") -> Problem:
    name = "_".join(str(part) for part in error["loc"])
    return Problem(f"{PREFIX}{name.upper()}", _INSTEAD.get(name, error["msg"]))
