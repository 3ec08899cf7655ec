"""A line that goes bad: a TCP proxy that delays, swallows and cuts, in front of a database or a platform."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from sqlalchemy import URL, make_url

Wires = tuple[asyncio.StreamReader, asyncio.StreamWriter]
CHUNK_BYTES = 64 * 1024


@dataclass
class Proxy:
    """What passes, and how; may be changed from any thread while it runs."""

    connect: Callable[[], Awaitable[Wires]]
    delay_s: float = 0.0
    """Each piece of either direction is held so long."""
    swallows: bool = False
    """Bytes of either direction vanish, and nobody is told: what was asked for may be done, the answer is lost."""
    port: int = 0
    cuts: int = 0
    """Connections that were cut so far."""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None

    def cut(self) -> None:
        """Reset every connection; what had been swallowed before is gone for good."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        self.swallows = False
        for writer in tuple(self._open):
            self.cuts += 1
            writer.transport.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await self.connect()
        except OSError:  # nobody is there: neither are we
            writer.transport.abort()
            return
        self._open |= {writer, back}
        try:
            await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
        finally:
            self._open -= {writer, back}

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(CHUNK_BYTES):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                if not self.swallows:
                    writer.write(piece)
                    await writer.drain()
        writer.transport.abort()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Proxy"]:
        """Listen on a free port."""
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self._cut()
            await asyncio.sleep(0)

    @contextmanager
    def on_a_thread(self) -> Iterator["Proxy"]:
        """The same, for a story without a loop of its own."""
        listens, over = threading.Event(), asyncio.Event()

        async def run() -> None:
            async with self.running():
                listens.set()
                await over.wait()

        thread = threading.Thread(target=lambda: asyncio.run(run()))
        thread.start()
        listens.wait()
        try:
            yield self
        finally:
            assert self._loop is not None
            self._loop.call_soon_threadsafe(over.set)
            thread.join()


def to_port(port: int) -> Proxy:
    """In front of a server on this machine."""
    return Proxy(lambda: asyncio.open_connection("127.0.0.1", port))


def to_database(url: str) -> Proxy:
    """In front of a PostgreSQL server, wherever its URL says that it is."""
    parts = make_url(url)
    host = parts.query.get("host") or parts.host or "127.0.0.1"
    port = parts.port or 5432
    if str(host).startswith("/"):
        return Proxy(lambda: asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}"))
    return Proxy(lambda: asyncio.open_connection(str(host), port))


def through(proxy: Proxy, url: str) -> str:
    """The same database's URL, by way of the proxy."""
    parts: URL = make_url(url).set(host="127.0.0.1", port=proxy.port)
    return parts.difference_update_query(["host"]).render_as_string(hide_password=False)
