"""Deployment settings from the environment; all that is wrong is said at once.

What the firm promises is not here: that's the policy file.
"""

from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.errors import Problem, SettingsInvalid
from bot.platforms import SETTINGS_FILE

DATABASE_FILE = "frontdoor.db"


class Settings(BaseSettings):
    """``FRONTDOOR_…`` in the environment, or in a file ``.env`` in the working directory."""

    model_config = SettingsConfigDict(env_prefix="FRONTDOOR_", env_file=SETTINGS_FILE, extra="ignore", frozen=True)

    data: Path = Field(default_factory=lambda: user_data_path("frontdoor"))
    """The folder of the embedded database."""
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

    @property
    def database(self) -> Path:
        """The database's file."""
        return self.data / DATABASE_FILE

    @property
    def vectors(self) -> Path:
        """The folder where the articles' vectors are kept, so that they are made once."""
        return self.data / "vectors"


def load(**given: object) -> Settings:
    """The settings; what is ``given`` (and not ``None``) wins. Raises SettingsInvalid."""
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
