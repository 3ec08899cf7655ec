"""Which ticket a staff command means that names none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.model.tickets import Ticket

CURRENT_FOR = timedelta(hours=12)
"""A ticket that was shown longer ago isn't on anybody's mind: a working day, and no night between."""


def meant(shown: Ticket | None, shown_at: datetime | None, claimed: Sequence[Ticket], now: datetime) -> tuple[int, ...]:
    """The number of the ticket; several where it can't be known, none where there is no ticket to mean.

    ``shown`` is the one that this person saw last, ``claimed`` are theirs. One that is theirs and shown is meant
    whatever else they have. Words to a client mustn't reach another one, so that somebody who only looked at
    a ticket and has others is asked.
    """
    if shown is None or shown_at is None or now - shown_at > CURRENT_FOR:
        return tuple(ticket.number for ticket in claimed)
    if not claimed or any(ticket.number == shown.number for ticket in claimed):
        return (shown.number,)
    theirs = tuple(ticket.number for ticket in claimed)
    return (shown.number, *theirs) if shown.live else theirs
