"""How soon something is tried again: an outage's end is to be noticed quickly."""

SOON_SECONDS, SOON_ATTEMPTS = 10.0, 10
"""For a minute and a half an outage is looked at often, so that its end is noticed; then as the outbox does."""


def soon(attempts: int) -> float | None:
    """Seconds until a message whose answer was lost is tried again; ``None`` leaves it to the outbox."""
    return min(2.0**attempts, SOON_SECONDS) if attempts < SOON_ATTEMPTS else None


def growing(failures: int, longest_seconds: float) -> float:
    """Seconds to wait after so many failures in a row: two, doubling, up to the longest."""
    return float(min(2 ** min(failures, 20), longest_seconds))
