"""A network platform: its row in the registry, its connection to a desk, and what sends to it."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.core.model.files import FileDue
from bot.core.model.outbox import Decoded, Receipt
from bot.core.model.people import Address
from bot.ports.check_result import CheckResult
from bot.ports.clock import Clock
from bot.ports.gateway import Gateway

Environment = Mapping[str, str]
"""Settings by their names: the environment, with what files hold."""


TOO_LARGE = "it is larger than the policy allows"
"""Why a file isn't copied that nobody needs to try again."""


class Adapter(Protocol):
    """One platform's connection: sends what the outbox leased to it."""

    name: str

    def targets(self) -> Sequence[Address]:
        """What this process can deliver; see ``UnitOfWork.lease``."""
        ...

    async def send(self, out: Decoded) -> Receipt:
        """Deliver one row; never raises for what the platform answers."""
        ...


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

    def file_sources(self) -> Sequence[Address]:
        """The tenants whose people's files can be asked for at this moment, each without a channel."""
        ...

    async def download(self, file: FileDue, bytes_max: int) -> bytes | str:
        """A file that somebody attached, of so many bytes at most; or why it can't be had, such as TOO_LARGE."""
        ...

    async def run(self) -> None:
        """Take events in until cancelled; raises when the connection is beyond its own repair."""
        ...


Connect = Callable[[Gateway, Clock, Environment], Connection]
"""Prepares a connection to a desk, without waiting for the network."""


async def _unlooked_at(_environment: Environment) -> Sequence[CheckResult]:
    return ()


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that can be served once its settings are there."""

    name: str
    needs: tuple[str, ...]
    """Names of environment variables, all of them needed."""
    connect: Connect
    """Called anew after each failure; the adapter is imported only then."""
    also: Callable[[Environment], tuple[str, ...]] = lambda _environment: ()
    """What is needed besides, where that depends on the settings."""
    read: Callable[[Environment], object] = lambda _environment: None
    """Reads the settings without using them. Raises SettingsInvalid with everything that is wrong."""
    settings: tuple[str, ...] = ()
    """Names of all the environment variables that it reads."""
    check: Callable[[Environment], Coroutine[Any, Any, Sequence[CheckResult]]] = _unlooked_at
    """Asks the platform whether all is well, and changes nothing there. Raises SettingsInvalid."""

    def missing(self, environment: Environment) -> tuple[str, ...]:
        """The settings that aren't there, or are empty."""
        return tuple(name for name in (*self.needs, *self.also(environment)) if not environment.get(name, "").strip())

    def half_set(self, environment: Environment) -> bool:
        """Whether somebody began to set it up: such a platform isn't quietly left out."""
        return bool(self.missing(environment)) and any(environment.get(name) for name in self.needs)
