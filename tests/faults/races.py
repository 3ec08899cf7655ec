"""Many at once for one thing: staff who claim a ticket, clients who want the same time on the phone.

Where the database is shared, half of them are at another process's engine.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from bot.core.model.appointment import Appointment, CallState
from bot.core.model.people import Address, Identity, Role
from bot.core.text.errors import Conflict
from bot.ports import Store, UnitOfWork
from tests.builders import WEDNESDAY
from tests.dialogue import House
from tests.faults.checker import no_overlap, whole
from tests.faults.history import History
from tests.faults.holdings import holding
from tests.faults.places import Place
from tests.postgres import connected
from tests.store.scene import filed

PATIENCE_S = 600.0
GRID_MINUTES, CALL_MINUTES, STARTS = 5, 30, 16
"""Wanted starts lie five minutes apart: of sixteen neighbours, most overlap."""


def together(works: Sequence[Callable[[], object]]) -> None:
    """All at the same moment, each on a thread of its own. Raises what one of them raised."""
    gate, failures = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait(PATIENCE_S)
            work()
        except Exception as failure:  # told on the caller's thread
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    if failures:
        raise failures[0]


def houses(place: Place, stack: ExitStack) -> list[House]:
    """The desk, opened once or by two."""
    return [stack.enter_context(place.house()) for _ in range(2 if place.shared else 1)]


def file_tickets(store: Store, number: int) -> None:
    """So many tickets, each of somebody else."""
    for n in range(number):
        who = Identity("test", "", f"client-{n}")

        def file(unit: UnitOfWork, who: Identity = who, n: int = n) -> None:
            filed(unit, who, Address("test", "", f"chat/{n}"), since=WEDNESDAY)

        store.write(file).result()


# ── One claimer ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Claims:
    """Who owns what, by whose claims, and what each was told."""

    owners: Mapping[int, str]
    moved_by: Mapping[int, Sequence[str]]
    told: Mapping[tuple[str, int], str]


def claim_all(place: Place, staff: int, tickets: int) -> Claims:
    """Everybody claims every ticket."""
    with ExitStack() as stack:
        desks = houses(place, stack)
        file_tickets(desks[0].store, tickets)
        agents = [desks[n % len(desks)].agent(f"agent-{n:02}", Role.AGENT) for n in range(staff)]
        numbers = range(1001, 1001 + tickets)
        told: dict[tuple[str, int], str] = {}

        def claims(place: int) -> None:
            for number in numbers:
                agents[place].types(f"claim {number}")
                told[agents[place].name, number] = agents[place].text

        together([lambda n=n: claims(n) for n in range(staff)])  # type: ignore[misc]
        with desks[0].store.read() as unit:
            owners = {number: ticket.owner for number in numbers if (ticket := unit.ticket(number))}
            moved = {number: [move.by for move in unit.moves(number)] for number in numbers}
        return Claims(owners, moved, told)


def wrong_claims(claims: Claims) -> Iterator[str]:
    """Tickets with no owner or several claims, and losers who weren't told who won."""
    for number, owner in claims.owners.items():
        if not owner or list(claims.moved_by[number]) != [owner]:
            yield f"claims: #{number} belongs to {owner!r} and was claimed by {claims.moved_by[number]}"
    for (name, number), said in claims.told.items():
        owner = claims.owners[number]
        if name != owner and f"{owner} has claimed #{number}" not in said:
            yield f"claims: {name} wasn't told that {owner} has #{number}"


# ── One booker ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Bookings:
    """What is held afterwards, and what it took."""

    booked: int
    turned_away: int
    deadlocks: int
    wrong: Sequence[str]


def book_all(place: Place, clients: int, rounds: int) -> Bookings:
    """Everybody wants a time that overlaps the others', on one line; every round a day later."""
    with ExitStack() as stack:
        desks = houses(place, stack)
        before, booked, away = deadlocks(place), [], []
        file_tickets(desks[0].store, clients * rounds)

        def books(round: int, n: int) -> None:
            start = WEDNESDAY.replace(minute=0) + timedelta(days=round + 1, minutes=GRID_MINUTES * (n % STARTS))
            ends, number = start + timedelta(minutes=CALL_MINUTES), 1001 + round * clients + n
            wanted = Appointment(number, 1, CallState.REQUESTED, start, ends, WEDNESDAY, start)
            try:
                desks[n % len(desks)].store.write(lambda unit: unit.save_call(None, wanted, lines=1)).result()
            except Conflict:
                away.append(number)
            else:
                booked.append(number)

        for round in range(rounds):
            together([lambda n=n, round=round: books(round, n) for n in range(clients)])  # type: ignore[misc]
        history = History(held=holding(desks[0].store))
        wrong = [*no_overlap(history), *whole(history)]
        if sorted(booking.ticket for booking in history.held.bookings) != sorted(booked):
            wrong.append("appointments: what was promised isn't what is held")
        return Bookings(len(booked), len(away), deadlocks(place) - before, wrong)


def deadlocks(place: Place) -> int:
    """How many the server has seen in this database; SQLite has none."""
    if not place.url:
        return 0
    with connected(place.url) as other:
        other.execute("SELECT pg_stat_force_next_flush()")
        row = other.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").fetchone()
        assert row is not None
        return int(row[0])
