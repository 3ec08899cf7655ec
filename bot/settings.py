"""Deployment settings from the environment; all that is wrong is said at once.

What the firm promises is not here: that's the policy file.
"""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot import platforms
from bot.core.errors import Problem, SettingsInvalid
from bot.platforms import SETTINGS_FILE
from bot.secret_files import resolved

DATABASE_FILE = "frontdoor.db"
PREFIX = "FRONTDOOR_"


class _Environment(PydanticBaseSettingsSource):
    """Where the settings stand: the environment, ``.env``, and files that either of them names."""

    def __call__(self) -> dict[str, str]:
        """All that are set. Raises SettingsInvalid."""
        here = resolved(platforms.written(), [PREFIX])
        names = {name: f"{PREFIX}{name.upper()}" for name in self.settings_cls.model_fields}
        return {name: here[variable] for name, variable in names.items() if variable in here}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[None, str, bool]:
        """Nothing: they are asked for all at once."""
        return None, field_name, False


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
        """What is given wins over the environment, which is read as it is for platforms."""
        return init_settings, _Environment(settings_cls)

    @field_validator("database_url")
    @classmethod
    def _known(cls, given: SecretStr) -> SecretStr:
        if given.get_secret_value() and not given.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise PydanticCustomError("url", "is no URL of a PostgreSQL database: postgresql://user@host/name")
        return given

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
        parts = urlsplit(self.database_url.get_secret_value())
        listed = ",".join(parse_qs(parts.query).get("host", ()))  # instead of, or beside, the name in front
        return f"PostgreSQL {listed or unquote(parts.netloc.rpartition('@')[2])}{parts.path}"


def load(**given: object) -> Settings:
    """The settings; what is ``given`` (and not ``None``) wins. Raises SettingsInvalid.

    A folder that is given means the database in it, whatever server the environment names.
    """
    if given.get("data") is not None:
        given.setdefault("database_url", "")
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as wrong:
        problems = tuple(
            Problem(f"FRONTDOOR_{'_'.join(str(part) for part in error['loc']).upper()}", error["msg"])
            for error in wrong.errors()
        )
        raise SettingsInvalid("environment", problems) from None
    except UnicodeDecodeError:
        problem = Problem(SETTINGS_FILE, "holds bytes that aren't UTF-8", "save it with the encoding UTF-8")
        raise SettingsInvalid(SETTINGS_FILE, (problem,)) from None
