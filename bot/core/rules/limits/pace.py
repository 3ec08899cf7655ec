"""How many messages of a person are taken in a minute; what is beyond waits, and is answered all at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
COOLDOWN_MINUTES_MAX = 60
"""Nobody waits for longer, and by then what they wrote before counts no more."""
SPARED = frozenset({"terminal"})
"""Platforms on which nobody is limited: whoever sits at the machine, or pipes a file into it, keeps nobody waiting."""


def due(
    taken: Sequence[datetime],
    waiting: Sequence[datetime],
    at: datetime,
    now: datetime,
    limit: int,
    cooldown: timedelta = MINUTE,
) -> datetime | None:
    """When words that were written ``at`` a moment are to be taken; ``None``: at once.

    ``taken`` are the moments of those that were, ``waiting`` those at which words that wait are due; both in order.
    A ``cooldown`` is counted from the first of as many as may be written in a minute.
    What comes behind waiting words waits as well, so that no more than ``limit`` go on in any minute and all keep
    their order. By the time of writing: what is read late, after downtime, was no flood.
    """
    if waiting:
        last = waiting[-1]
        return last if waiting.count(last) < limit else last + MINUTE
    lately = [one for one in taken if at - MINUTE < one <= at]
    if len(lately) < limit:
        return None
    over = lately[-limit] + cooldown
    return over if over > now else None
