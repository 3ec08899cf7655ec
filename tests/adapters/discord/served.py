"""A connection to a small Discord over HTTP and a websocket, as a process has it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.discord import settings
from adapters.discord.connection import Connection
from bot.engine.engine import Engine
from bot.engine.gateway import EngineGateway
from tests.adapters.discord.fake_discord import FakeDiscord
from tests.adapters.slack.looking import Pauses, until
from tests.dialogue import House, open_house


def engine_of(connection: Connection) -> Engine:
    """The desk behind a connection."""
    assert isinstance(connection.gateway, EngineGateway)
    return connection.gateway.engine


@asynccontextmanager
async def running(
    folder: Path, fake: FakeDiscord, more: Mapping[str, str] | None = None, *, ends: bool = False, url: str = ""
) -> AsyncIterator[tuple[Connection, House]]:
    """A connection that runs until the test is over, or ``ends`` by itself; what it raised is raised."""
    with open_house(folder, url=url) as house:
        chosen = settings.read({**fake.settings, **(more or {})})
        connection = Connection(chosen, EngineGateway(house.engine), house.clock, Pauses())
        run = asyncio.create_task(connection.run())
        try:
            await until(lambda: connection.ready or run.done())
            if run.done():
                run.result()
            yield connection, house
        finally:
            if ends:
                await until(run.done)
            run.cancel()
            ended = (await asyncio.gather(run, return_exceptions=True))[0]
    if isinstance(ended, Exception):
        raise ended
