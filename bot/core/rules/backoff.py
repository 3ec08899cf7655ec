"""How long to wait before another try: an outage's end is to be noticed quickly."""

from dataclasses import dataclass

SOON_SECONDS, SOON_FOR_SECONDS = 10.0, 300.0
"""For five minutes an outage is looked at often, so that its end is noticed at once."""
LATER_SECONDS = 30.0
"""… and then so often; a message is given up when the outbox thinks it is too old."""


@dataclass(slots=True)
class Backoff:
    """Waits between tries at one platform, since when it hasn't answered."""

    _unanswered_since: float | None = None

    def answered(self) -> None:
        """Note that the platform answered."""
        self._unanswered_since = None

    def again_in(self, attempts: int, now: float) -> float:
        """Seconds until it is worth another try after so many; ``now`` in seconds of a clock that only goes on."""
        if self._unanswered_since is None:
            self._unanswered_since = now
        soon = now - self._unanswered_since < SOON_FOR_SECONDS
        return min(2.0 ** min(attempts, 5), SOON_SECONDS if soon else LATER_SECONDS)


def doubling(failures: int, longest_seconds: float) -> float:
    """Seconds to wait after so many failures in a row: two, doubling, up to the longest."""
    return float(min(2 ** min(failures, 20), longest_seconds))
