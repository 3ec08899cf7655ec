"""Files that clients attached, copied to the record once their words are on a ticket."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.core.model.files import Fetch, FileDue
from bot.ports.gateway import GatewayApi

TRIES_MAX = 5
"""A file that can't be had so often, with the pauses between, is given up; the record says so."""

AT_ONCE = 4
"""Files of so many conversations are copied beside each other: one that is slow to come keeps no other waiting."""

TOO_LARGE = "it is larger than the policy allows"
"""Why a file isn't copied that nobody needs to try again."""

Download = Callable[[FileDue, int], Awaitable[bytes | str]]
"""A file of so many bytes at most, or why it can't be had."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class AttachmentCopier:
    """Copies what is due from one platform; one look at a time."""

    platform: str
    tenant: str
    download: Download
    gateway: GatewayApi
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waits: bool = False
    """Whether somebody waits for the next look already: it is theirs too."""
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _under_way: set[str] = field(default_factory=set)
    _tries: dict[str, int] = field(default_factory=dict)

    async def look(self) -> None:
        """Copy everything that can be copied now, round by round; what another look has begun is left to it."""
        while await self._round():
            pass

    async def _round(self) -> bool:
        """Copy what is due next, of everybody's; whether all of it is off the list, so that others come up."""
        if self._waits:
            return False
        self._waits = True
        try:
            await self._looking.acquire()
        finally:
            self._waits = False
        try:
            due = await asyncio.wrap_future(self.gateway.files_due(self.platform, self.tenant))
            begun = [fetch for fetch in due if fetch.file.id not in self._under_way]
            self._under_way |= {fetch.file.id for fetch in begun}
        finally:
            self._looking.release()
        talks = dict.fromkeys(fetch.file.conversation for fetch in begun)
        over = await asyncio.gather(
            *(self._fetch([fetch for fetch in begun if fetch.file.conversation == talk]) for talk in talks)
        )
        return bool(over) and all(over)

    async def _fetch(self, fetches: Sequence[Fetch]) -> bool:
        """Those of one conversation, in their order; whether all are off the list."""
        try:
            async with self._room:
                return all([await self._copy(fetch.file, fetch.bytes_max) for fetch in fetches])
        finally:
            self._under_way -= {fetch.file.id for fetch in fetches}

    async def _copy(self, file: FileDue, bytes_max: int) -> bool:
        """Try to copy a file; whether it is off the list."""
        too_large = file.bytes > bytes_max
        found = TOO_LARGE if too_large else await self.download(file, bytes_max)
        if isinstance(found, bytes):
            self._tries.pop(file.id, None)
            await asyncio.wrap_future(self.gateway.keep_file(file, found))
            return True
        self._tries[file.id] = self._tries.get(file.id, 0) + 1
        log.warning("file %s wasn't copied: %s", file.id, found)
        if found == TOO_LARGE or self._tries[file.id] >= TRIES_MAX:
            self._tries.pop(file.id, None)
            await asyncio.wrap_future(self.gateway.keep_file(file, None, found))
            return True
        return False
