"""How soon something is tried again: an outage's end is to be noticed quickly."""

SOON_SECONDS, SOON_ATTEMPTS = 10.0, 10
"""For a minute and a half an outage is looked at often, so that its end is noticed; then as the outbox does."""


LONGEST_SECONDS = 30.0
"""What can't be left undone is tried again at least so often."""


def again(failures: int) -> float:
    """Seconds until the next try of something that is tried until it succeeds."""
    return min(2.0**failures, LONGEST_SECONDS)


def soon(attempts: int) -> float | None:
    """Seconds until the next try after so many; ``None`` leaves it to the outbox."""
    return min(2.0**attempts, SOON_SECONDS) if attempts < SOON_ATTEMPTS else None
