"""The only places where the product reads a clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.now(UTC)


class OffsetClock:
    """A clock that starts at a given moment and goes on at real speed: for demonstrations and drills.

    It follows the machine's monotonic clock (seconds), so it never jumps when the real one is set.
    """

    def __init__(self, start: datetime, monotonic: Callable[[], float] = time.monotonic) -> None:
        if start.tzinfo is None:
            raise ValueError(f"{start} has no zone: a clock needs to know which moment is meant")
        self._start, self._monotonic, self._began = start.astimezone(UTC), monotonic, monotonic()

    def now(self) -> datetime:
        """The moment that it is by this clock, aware, in UTC."""
        return self._start + timedelta(seconds=self._monotonic() - self._began)
