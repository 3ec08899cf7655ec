"""The network platforms that ``serve`` can serve, and what each needs from the environment.

To add one: write its adapter, a function here that connects it to a desk (importing the adapter only
when it is called), and a row in ``PLATFORMS``. Nothing else knows platforms by name.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.ports import Adapter

if TYPE_CHECKING:
    from bot.app import Desk

Environment = Mapping[str, str]

SETTINGS_FILE = ".env"
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

    def missing(self, environment: Environment) -> tuple[str, ...]:
        """The settings that aren't there, or are empty."""
        return tuple(name for name in self.needs if not environment.get(name))


PLATFORMS: tuple[Platform, ...] = ()
"""None in this version: chat and desk work in the terminal."""


def environment() -> Environment:
    """The settings of platforms: the file ``.env``, and the environment over it."""
    from dotenv import dotenv_values

    written = {name: value for name, value in dotenv_values(SETTINGS_FILE).items() if value is not None}
    return {**written, **os.environ}
