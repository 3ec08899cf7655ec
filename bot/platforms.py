"""The network platforms that ``serve`` can serve, and what each needs from the environment.

To add one: write its adapter, a function here that connects it to a desk (importing the adapter only
when it is called), and a row in ``PLATFORMS``. Nothing else knows platforms by name.
"""

import io
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.core.errors import Problem, SettingsInvalid
from bot.ports import Adapter
from bot.secret_files import resolved

if TYPE_CHECKING:
    from bot.app import Desk

Environment = Mapping[str, str]

SETTINGS_FILE = ".env"
SETTINGS_CHARS_MAX, SETTINGS_LINE_CHARS_MAX = 20_000, 2_000
"""All settings there are fit ten times; the library that reads them takes time quadratic in a line's spaces."""
"""Read from the working directory, as the other settings are; the environment wins."""


class Connection(Protocol):
    """One platform, connected to one desk: a sender for the outbox, and a loop that takes events in."""

    @property
    def adapter(self) -> Adapter:
        """Sends what the outbox holds for the platform."""
        ...

    @property
    def ready(self) -> bool:
        """Whether events come in and messages go out at this moment."""
        ...

    async def run(self) -> None:
        """Take events in until cancelled; raises when the connection is beyond its own repair."""
        ...


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that can be served once its settings are there."""

    name: str
    needs: tuple[str, ...]
    """Names of environment variables, all of them needed."""
    start: Callable[["Desk", Environment], Connection]
    """Prepares a connection, without waiting for the network; called anew after each failure."""
    also: Callable[[Environment], tuple[str, ...]] = lambda _environment: ()
    """What is needed besides, where that depends on the settings."""
    read: Callable[[Environment], object] = lambda _environment: None
    """Reads the settings without using them. Raises SettingsInvalid with everything that is wrong."""

    def missing(self, environment: Environment) -> tuple[str, ...]:
        """The settings that aren't there, or are empty."""
        return tuple(name for name in (*self.needs, *self.also(environment)) if not environment.get(name, "").strip())

    def half_set(self, environment: Environment) -> bool:
        """Whether somebody began to set it up: such a platform isn't quietly left out."""
        return bool(self.missing(environment)) and any(environment.get(name) for name in self.needs)


def _slack(desk: "Desk", here: Environment) -> Connection:
    from adapters.slack import settings
    from adapters.slack.connection import Connection as Slack

    return Slack(settings.read(here), desk.engine, desk.store, desk.clock)


def _slack_read(here: Environment) -> object:
    from adapters.slack import settings

    return settings.read(here)


def _discord_read(here: Environment) -> object:
    from adapters.discord import settings

    return settings.read(here)


def _slack_also(here: Environment) -> tuple[str, ...]:
    from adapters.slack import settings

    return settings.needed(here)


def _discord(desk: "Desk", here: Environment) -> Connection:
    from adapters.discord import settings
    from adapters.discord.connection import Connection as Discord

    return Discord(settings.read(here), desk.engine, desk.store, desk.clock)


PLATFORMS: tuple[Platform, ...] = (
    Platform("slack", ("SLACK_BOT_TOKEN",), _slack, _slack_also, _slack_read),
    Platform("discord", ("DISCORD_TOKEN",), _discord, read=_discord_read),
)


def environment(names: Iterable[str] = ()) -> Environment:
    """The settings of platforms: ``.env``, the environment over it, and what files named there hold.

    Files of other platforms than ``names``, if any are given, aren't looked at: a process that doesn't serve
    one needn't be able to read its secrets. Raises SettingsInvalid.
    """
    chosen = tuple(names) or tuple(platform.name for platform in PLATFORMS)
    return resolved(written(), [f"{name.upper()}_" for name in chosen])


def _text_of_settings() -> str:
    """Empty where there is no such file. Raises UnicodeDecodeError."""
    if not os.path.isfile(SETTINGS_FILE):
        return ""
    with open(SETTINGS_FILE, encoding="utf-8") as file:
        return file.read(SETTINGS_CHARS_MAX + 1)


def written() -> Environment:
    """The file ``.env``, and the environment over it, as they are. Raises SettingsInvalid."""
    from dotenv import dotenv_values

    try:
        text = _text_of_settings()
    except UnicodeDecodeError:
        problem = Problem(SETTINGS_FILE, "holds bytes that aren't UTF-8", "save it with the encoding UTF-8")
        raise SettingsInvalid("settings", (problem,)) from None
    if len(text) > SETTINGS_CHARS_MAX or max(map(len, text.splitlines()), default=0) > SETTINGS_LINE_CHARS_MAX:
        reason = f"has more than {SETTINGS_CHARS_MAX:,} characters, or {SETTINGS_LINE_CHARS_MAX:,} in one line"
        raise SettingsInvalid(SETTINGS_FILE, (Problem(SETTINGS_FILE, reason, "keep nothing but settings in it"),))
    found = {name: value for name, value in dotenv_values(stream=io.StringIO(text)).items() if value is not None}
    return {**found, **os.environ}
