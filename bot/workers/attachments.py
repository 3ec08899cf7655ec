"""The files worker: what clients attached is copied to the record once its words are on a ticket."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.core.model.files import Fetch, FileDue
from bot.core.model.people import Address
from bot.engine.engine import Engine
from bot.ports.platform import TOO_LARGE

TRIES_MAX = 5
"""A file that can't be had so often, with the pauses between, is given up; the record says so."""

AT_ONCE = 4
"""Files of so many conversations are copied beside each other: one that is slow to come keeps no other waiting."""

COPY_SECONDS_MAX = 60.0
"""A file that takes longer makes room for others, and is tried again later: a library may wait in a call for good."""

LOOK_AGAIN_SECONDS = 30.0
"""So often files that couldn't be copied are looked at again."""

log = logging.getLogger(__name__)


Download = Callable[[FileDue, int], Awaitable[bytes | str]]
"""A file of so many bytes at most, or why it can't be had; see ``Connection.download``."""


@dataclass(slots=True)
class AttachmentCopier:
    """Copies what is due from one platform; one look at a time."""

    targets: Callable[[], Sequence[Address]]
    """The platform's tenants that can be asked for files now."""
    download: Download
    engine: Engine
    _due: asyncio.Event = field(default_factory=asyncio.Event)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waits: bool = False
    """Whether somebody waits for the next look already: it is theirs too."""
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _under_way: set[str] = field(default_factory=set)
    _looks: "set[asyncio.Task[None]]" = field(default_factory=set)
    _tries: dict[str, int] = field(default_factory=dict)

    def notify(self) -> None:
        """A file may be due."""
        self._due.set()

    async def run(self) -> None:
        """Copy until cancelled. A file that is slow to come keeps no look waiting."""
        try:
            while True:
                self._due.clear()
                look = asyncio.create_task(self._look_safely())
                self._looks.add(look)
                look.add_done_callback(self._looks.discard)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                        await self._due.wait()
        finally:
            under_way = tuple(self._looks)
            for look in under_way:
                look.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _look_safely(self) -> None:
        try:
            await self.look()
        except Exception as broken:  # a worker's loop; its text may hold a client's words
            log.error("looking for files failed: %s", type(broken).__name__)

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
            due = [fetch for target in self.targets() for fetch in await self._due_at(target)]
            begun = [fetch for fetch in due if fetch.file.id not in self._under_way]
            self._under_way |= {fetch.file.id for fetch in begun}
        finally:
            self._looking.release()
        talks = dict.fromkeys(fetch.file.conversation for fetch in begun)
        over = await asyncio.gather(
            *(self._fetch([fetch for fetch in begun if fetch.file.conversation == talk]) for talk in talks)
        )
        return bool(over) and all(over)

    async def _due_at(self, target: Address) -> Sequence[Fetch]:
        return await asyncio.wrap_future(self.engine.files_due(target.platform, target.tenant))

    async def _fetch(self, fetches: Sequence[Fetch]) -> bool:
        """Those of one conversation, in their order; whether all are off the list."""
        try:
            return all([await self._copy(fetch.file, fetch.bytes_max) for fetch in fetches])
        finally:
            self._under_way -= {fetch.file.id for fetch in fetches}

    async def _copy(self, file: FileDue, bytes_max: int) -> bool:
        """Try to copy a file; whether it is off the list."""
        too_large = file.bytes > bytes_max
        found = TOO_LARGE if too_large else await self._in_time(file, bytes_max)
        if isinstance(found, bytes):
            self._tries.pop(file.id, None)
            await asyncio.wrap_future(self.engine.keep_file(file, found))
            return True
        self._tries[file.id] = self._tries.get(file.id, 0) + 1
        log.warning("file %s wasn't copied: %s", file.id, found)
        if found == TOO_LARGE or self._tries[file.id] >= TRIES_MAX:
            self._tries.pop(file.id, None)
            await asyncio.wrap_future(self.engine.keep_file(file, None, found))
            return True
        return False

    async def _in_time(self, file: FileDue, bytes_max: int) -> bytes | str:
        """A file's content, or why it can't be had; whoever has many waits between them with the others."""
        async with self._room:
            try:
                async with asyncio.timeout(COPY_SECONDS_MAX):
                    return await self.download(file, bytes_max)
            except TimeoutError:
                return "not had in time"
