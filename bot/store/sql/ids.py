"""Row ids made by the application, so that no insert waits for a number and desks can be sharded."""

import threading
import time
from collections.abc import Callable
from secrets import randbits

RANDOM_BITS = 21
"""Two processes that make an id in the same millisecond meet with probability 2⁻²¹; the loser's
turn is a Conflict and is run again."""


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


class Ids:
    """63-bit integers: milliseconds since 1970 (42 bits, until 2109), then random bits.

    They rise within a process, whatever the clock does; between processes as well as the clocks
    agree. Nothing else is read from them.
    """

    def __init__(self, milliseconds: Callable[[], int] = _milliseconds) -> None:
        self._milliseconds, self._last, self._lock = milliseconds, 0, threading.Lock()

    def next(self) -> int:
        """An id greater than every one before it in this process."""
        fresh = self._milliseconds() << RANDOM_BITS | randbits(RANDOM_BITS)
        with self._lock:
            self._last = max(fresh, self._last + 1)
            return self._last
