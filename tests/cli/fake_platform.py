"""A network platform that connects, fails and delivers as a test wants it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.model.files import FileDue
from bot.core.model.outbox import Decoded, Receipt, Sent
from bot.core.model.people import Address
from bot.ports import Clock
from bot.ports.gateway import Gateway
from bot.ports.platform import Environment, Platform


@dataclass
class FakeAdapter:
    """Keeps what it is told to send."""

    name: str = "fake"
    sent: list[Decoded] = field(default_factory=list)

    def targets(self) -> tuple[Address, ...]:
        """Everything on the platform."""
        return (Address(self.name, "", ""),)

    async def send(self, out: Decoded) -> Receipt:
        """It arrives."""
        self.sent.append(out)
        return Sent()


@dataclass
class FakeConnection:
    """Connected until a test says otherwise."""

    adapter: FakeAdapter
    ready: bool = True
    fails_with: Exception | None = None
    at_work: Callable[[], None] = lambda: None

    def file_sources(self) -> Sequence[Address]:
        """As for messages."""
        return self.adapter.targets()

    async def download(self, _file: FileDue, _bytes_max: int) -> bytes | str:
        """There is none."""
        return "none"

    async def run(self) -> None:
        """Fail at once, or stay until cancelled."""
        self.at_work()
        if self.fails_with:
            raise self.fails_with
        await asyncio.Event().wait()


@dataclass
class FakePlatform:
    """Hands out the connections prepared for it, the last one again and again."""

    connections: list[FakeConnection]
    name: str = "fake"
    started: int = 0

    def platform(self, *needs: str) -> Platform:
        """As the registry holds it."""
        return Platform(self.name, needs or ("FAKE_TOKEN",), self.start)

    def start(self, _gateway: Gateway, _clock: Clock, _environment: Environment) -> FakeConnection:
        """The next connection."""
        self.started += 1
        return self.connections[min(self.started, len(self.connections)) - 1]


def steady(name: str = "fake", **changes: Any) -> FakePlatform:
    """A platform that connects and stays."""
    return FakePlatform([FakeConnection(FakeAdapter(name), **changes)], name)


class Pauses:
    """Takes no time, but notes how long it was meant to."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Let others go on."""
        self.seconds.append(seconds)
        await asyncio.sleep(0)
