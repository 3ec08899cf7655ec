"""How adapters wait for what they ask of the desk."""

import asyncio
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


async def committed(turn: "Future[T]", seconds: float) -> T:
    """What a turn came to, once it is in the database. Raises TimeoutError when that takes longer.

    The turn goes on all the same: whoever stops waiting doesn't undo it.
    """
    async with asyncio.timeout(seconds):
        return await asyncio.shield(asyncio.wrap_future(turn))
