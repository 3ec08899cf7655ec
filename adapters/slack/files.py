"""Files that clients attached, copied to the record once their words are on a ticket."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from adapters.slack import PLATFORM
from adapters.slack.api import TOO_LARGE, Api
from bot.attaching import Fetch
from bot.core.model import FileDue

TRIES_MAX = 5
"""A file that can't be had so often, with the pauses between, is given up; the record says so."""

log = logging.getLogger(__name__)


class Keeper(Protocol):
    """What the house does with files; the engine is one."""

    def files_due(self, platform: str, tenant: str) -> "Future[tuple[Fetch, ...]]": ...

    def keep_file(self, file: FileDue, content: bytes | None, why: str = "") -> "Future[None]": ...


@dataclass(slots=True)
class Files:
    """Copies what is due; one look at a time."""

    api: Api
    keeper: Keeper
    team: Callable[[], str]
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tries: dict[str, int] = field(default_factory=dict)

    async def look(self) -> None:
        """Copy everything that can be copied now."""
        async with self._looking:
            for fetch in await asyncio.wrap_future(self.keeper.files_due(PLATFORM, self.team())):
                await self._copy(fetch.file, fetch.bytes_max)

    async def _copy(self, file: FileDue, bytes_max: int) -> None:
        too_large = file.bytes > bytes_max
        found = TOO_LARGE if too_large else await self.api.download(file.url, bytes_max)
        if isinstance(found, bytes):
            self._tries.pop(file.id, None)
            await asyncio.wrap_future(self.keeper.keep_file(file, found))
            return
        self._tries[file.id] = self._tries.get(file.id, 0) + 1
        log.warning("file %s wasn't copied: %s", file.id, found)
        if found == TOO_LARGE or self._tries[file.id] >= TRIES_MAX:
            self._tries.pop(file.id, None)
            await asyncio.wrap_future(self.keeper.keep_file(file, None, found))
