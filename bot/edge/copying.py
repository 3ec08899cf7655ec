"""Files that clients attached, copied to the record once their words are on a ticket."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.core.model import FileDue
from bot.edge.house import House

TRIES_MAX = 5
"""A file that can't be had so often, with the pauses between, is given up; the record says so."""

TOO_LARGE = "it is larger than the policy allows"
"""Why a file isn't copied that nobody needs to try again."""

Download = Callable[[FileDue, int], Awaitable[bytes | str]]
"""A file of so many bytes at most, or why it can't be had."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Copying:
    """Copies what is due from one platform; one look at a time."""

    platform: str
    tenant: str
    download: Download
    house: House
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tries: dict[str, int] = field(default_factory=dict)

    async def look(self) -> None:
        """Copy everything that can be copied now: round by round, for as long as each brings others."""
        async with self._looking:
            while await self._round():
                pass

    async def _round(self) -> bool:
        """Copy what is due next, of everybody's; whether all of it is off the list, so that others come up."""
        due = await asyncio.wrap_future(self.house.files_due(self.platform, self.tenant))
        over = [await self._copy(fetch.file, fetch.bytes_max) for fetch in due]
        return bool(over) and all(over)

    async def _copy(self, file: FileDue, bytes_max: int) -> bool:
        """Copy a file, or try to; whether it is off the list."""
        too_large = file.bytes > bytes_max
        found = TOO_LARGE if too_large else await self.download(file, bytes_max)
        if isinstance(found, bytes):
            self._tries.pop(file.id, None)
            await asyncio.wrap_future(self.house.keep_file(file, found))
            return True
        self._tries[file.id] = self._tries.get(file.id, 0) + 1
        log.warning("file %s wasn't copied: %s", file.id, found)
        if found == TOO_LARGE or self._tries[file.id] >= TRIES_MAX:
            self._tries.pop(file.id, None)
            await asyncio.wrap_future(self.house.keep_file(file, None, found))
            return True
        return False
