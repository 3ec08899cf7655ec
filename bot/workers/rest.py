"""How long a worker leaves the database to turns after each transaction of its own."""

REST_SECONDS_MIN = 0.05
"""Also after a transaction that took no time: whoever waits for the database gets it."""


def rest_seconds(took: float, times: float, longest: float) -> float:
    """So many times as long as the transaction took: ``times`` 9 leaves nine tenths of the time to turns.

    ``longest``: a database that is slow for a moment doesn't stop a worker for hours.
    """
    return min(max(times * took, REST_SECONDS_MIN), longest)
