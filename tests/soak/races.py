"""Rows 7 and 8: 64 staff for 1,000 tickets, 64 clients for overlapping times."""

from collections.abc import Iterator

from tests.faults.places import both
from tests.faults.races import book_all, claim_all, wrong_claims
from tests.soak.table import Row, verdict

RACERS, TICKETS, ROUNDS = 64, 1000, 100


def claims() -> Iterator[Row]:
    """Everybody claims every ticket, at one engine or at two."""
    asked = f"{RACERS} racing staff × {TICKETS:,} tickets: one owner each, every loser told who"
    for place in both():
        found = claim_all(place, RACERS, TICKETS)
        told = len(found.told) - len(found.owners)
        reached = f"{len(found.owners):,} tickets with one owner each, {told:,} losers told who won"
        yield verdict(7, "one claimer", place.name, asked, reached, list(wrong_claims(found)))


def bookings() -> Iterator[Row]:
    """Everybody wants a time, a hundred times over."""
    asked = f"{RACERS} racing clients, overlapping starts: 0 overlaps, 0 deadlocks"
    for place in both():
        found = book_all(place, RACERS, ROUNDS)
        wrong = [*found.wrong, *([f"{found.deadlocks} deadlocks"] if found.deadlocks else [])]
        reached = (
            f"{ROUNDS} such races: {found.booked} booked at the store, {found.turned_away:,} turned away,"
            f" 0 overlaps, {found.deadlocks} deadlocks"
        )
        yield verdict(8, "one booker", place.name, asked, reached, wrong)
