"""Keep platforms connected, each on its own: one's failure leaves the others running."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from time import monotonic
from typing import Any

from adapters.kit.outage import in_a_line, is_away
from bot.bootstrap import App
from bot.core.rules.backoff import doubling
from bot.core.text.errors import SettingsInvalid
from bot.ports.fatal_error import FatalConnectionError
from bot.ports.platform import Connection, Environment, Platform
from bot.workers.attachments import AttachmentCopier
from bot.workers.outbox import Delivery

PAUSE_LONGEST_SECONDS = 60.0
"""A platform that is back is noticed within a minute."""
STEADY_SECONDS = 120.0
"""A connection that held so long begins anew with the shortest pause."""

Pause = Callable[[float], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Served:
    """One platform under supervision."""

    platform: Platform
    app: App
    environment: Environment
    pause: Pause = asyncio.sleep
    connection: Connection | None = None
    failures: int = 0
    """In a row; each makes the next pause longer."""
    trouble: str = "connecting"
    """Why it isn't ready: the kind of the last error, never its text, which may hold a secret."""

    @property
    def ready(self) -> bool:
        """Whether events come in and messages go out."""
        return self.connection is not None and self.connection.ready

    async def run(self) -> None:
        """Connect, and connect again whenever the connection fails, until cancelled; or until it ends for good."""
        while True:
            began = monotonic()
            try:
                await self._connected()
                self.trouble = "disconnected"
            except (FatalConnectionError, SettingsInvalid) as why:
                self.trouble = _in_a_line(why)
                log.error("%s isn't served: %s", self.platform.name, self.trouble)
                return
            except Exception as broken:
                self.trouble = type(broken).__name__
                if is_away(broken):
                    log.warning("%s can't be reached (%s); connecting again", self.platform.name, in_a_line(broken))
                else:
                    log.exception("%s failed; connecting again", self.platform.name)
            finally:
                self.connection = None
            self.failures = 1 if monotonic() - began > STEADY_SECONDS else self.failures + 1
            await self.pause(doubling(self.failures, PAUSE_LONGEST_SECONDS))

    async def _connected(self) -> None:
        """One connection's life: until it ends or fails, what it has to send is delivered."""
        self.connection = self.platform.connect(self.app.gateway, self.app.clock, self.environment)
        delivery = Delivery(
            self.app.store,
            self.connection.adapter,
            self.app.clock,
            self.app.engine.report_undelivered,
            self.app.engine.filled,
            report_lost=self.app.engine.report_lost,
        )
        copier = AttachmentCopier(self.connection.file_sources, self.connection.download, self.app.engine)
        notify, files = _from_any_thread(delivery.notify), _from_any_thread(copier.notify)
        with (
            self.app.engine.on_commit(notify),
            self.app.store.subscribe(notify),
            self.app.engine.on_files(self.platform.name, files),
        ):
            await _until_one_ends(self.connection.run(), delivery.run(), copier.run())


def _in_a_line(why: FatalConnectionError | SettingsInvalid) -> str:
    """What has to be set otherwise; neither error ever carries a secret."""
    return "; ".join(map(str, why.problems)) if isinstance(why, SettingsInvalid) else str(why)


def _from_any_thread(act: Callable[[], None]) -> Callable[[], None]:
    """A function that any thread may call and this loop runs; it does nothing once the loop is closed."""
    loop = asyncio.get_running_loop()

    def ask() -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(act)

    return ask


async def _until_one_ends(*workers: Coroutine[Any, Any, None]) -> None:
    """Run workers side by side; when one ends or fails the others are cancelled. Raises what it raised."""
    tasks = [asyncio.create_task(worker) for worker in workers]
    try:
        done, _pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await cancel(*tasks)


async def cancel(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have let go. Raises nothing of theirs."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def lasting(name: str, work: Callable[[], Coroutine[Any, Any, None]], pause: Pause = asyncio.sleep) -> None:
    """Run one of the desk's own loops, and run it again whenever it fails, until cancelled."""
    failures = 0
    while True:
        try:
            await work()
        except Exception:
            log.exception("the %s loop stumbled; going on", name)
        failures += 1
        await pause(doubling(failures, PAUSE_LONGEST_SECONDS))
