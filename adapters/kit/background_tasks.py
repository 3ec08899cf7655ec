"""Background tasks of an adapter: begun without waiting, finished before it stops."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger(__name__)


@dataclass(slots=True)
class BackgroundTasks:
    """Tasks under way; one that fails is only logged."""

    _under_way: set["asyncio.Task[object]"] = field(default_factory=set)

    def begin(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something without keeping anybody waiting."""
        task: asyncio.Task[object] = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: "asyncio.Task[object]") -> None:
        self._under_way.discard(task)
        failure = None if task.cancelled() else task.exception()
        if failure:
            log.error("an answer failed: %s", type(failure).__name__)

    async def finish(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)
