"""The phone under load: the free slots of a full book, and many clients who want the same times at once."""

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bootstrap import context_of
from bot.clock import SystemClock
from bot.core.calendar.slots import Slot, Taken
from bot.core.model.appointment import Appointment, CallState
from bot.core.policy import Policy
from bot.core.text.errors import Conflict
from bot.core.text.surface import LocalizedReply
from bot.engine.context import Context
from bot.ports import UnitOfWork
from bot.store.open import SqlStore
from tests.bench.desks import desk, emit
from tests.builders import WEDNESDAY, policy
from tests.dialogue import Client, House, open_house
from tests.fakes import FakeSearch

BOOKED = 1_000
LINES = 8
"""Ten business days of one line hold 136 calls of half an hour: so many lines take 1,000."""
LOOKS = 100
TARGET_MS = 5.0
"""The issue's figure for the free slots of ten business days."""

RACERS = 64
TRIES = 8
"""Times that each racer at the store asks for, one after the other."""
OFFSETS_MINUTES = range(0, 600, 5)
"""Ten hours in steps of a quantum: every time overlaps eleven others."""

LATER = WEDNESDAY + timedelta(days=730)


def run() -> None:
    """Print what the free slots cost, and how a race ends."""
    _free_slots()
    _racing_store()
    _racing_clients()


# ── The free slots ─────────────────────────────────────────────────────────────────────


def _free_slots() -> None:
    rules = _with_lines(policy(), LINES)
    context = context_of(rules, FakeSearch(), SystemClock())
    with desk(waiting=BOOKED) as measured:
        calls = _book(measured.store, context)
        slots = [_look(measured.store, context) for _look_ in range(LOOKS)]
    took = [ms for ms, _free in slots]
    slow = sorted(took)[int(LOOKS * 0.95)]
    median = statistics.median(took)
    name = f"free slots of 10 business days, {calls:,} calls booked, median"
    emit(name, median, f"< {TARGET_MS:g} ms", median < TARGET_MS, "ms")
    emit(f"… 95th percentile; {slots[-1][1]} slots are free", slow, "", None, "ms")


def _with_lines(rules: Policy, lines: int) -> Policy:
    return replace(rules, slots=replace(rules.slots, lines=lines))


def _look(store: SqlStore, context: Context) -> tuple[float, int]:
    """Milliseconds of a whole look, from the reader to the slots, and how many there are."""
    started = time.perf_counter()
    with store.read() as unit:
        free = context.free_slots(unit, WEDNESDAY)
    return (time.perf_counter() - started) * 1000, len(free)


def _book(store: SqlStore, context: Context) -> int:
    """Fill the book as evenly as it goes."""

    def work(unit: UnitOfWork) -> int:
        slots = context.free_slots(unit, WEDNESDAY)
        tickets = [waiting.number for waiting in unit.waiting(BOOKED)]
        for place, ticket in enumerate(tickets):
            unit.save_call(None, _call(ticket, slots[place % len(slots)]), LINES)
        return len(tickets)

    return store.write(work).result()


def _call(ticket: int, slot: Slot, n: int = 1) -> Appointment:
    return Appointment(ticket, n, CallState.CONFIRMED, slot.start, slot.end, WEDNESDAY)


# ── Races ──────────────────────────────────────────────────────────────────────────────


def _racing_store() -> None:
    """Threads that book whatever times they like, of half an hour each, on one line."""
    with desk(waiting=RACERS) as measured:
        with measured.store.read() as unit:
            tickets = [waiting.number for waiting in unit.waiting(RACERS)]
        seconds, booked = _race(lambda n: _books_at(measured.store, tickets[n]))
        with measured.store.read() as unit:
            held = unit.taken(WEDNESDAY, LATER)
    _print(f"{RACERS} racing clients at the store, {RACERS * TRIES} tries", held, sum(booked), RACERS * TRIES / seconds)


def _books_at(store: SqlStore, ticket: int) -> int:
    chance, booked = random.Random(ticket), 0
    for n in range(1, TRIES + 1):
        start = WEDNESDAY + timedelta(minutes=chance.choice(OFFSETS_MINUTES))
        call = _call(ticket, Slot(start, start + timedelta(minutes=30)), n)
        try:
            store.write(lambda unit, call=call: unit.save_call(None, call, 1)).result()  # type: ignore[misc]
        except Conflict:
            continue
        booked += 1
    return booked


def _racing_clients() -> None:
    """Clients who pick the day's first free time, and the next ones when they lost it, through the engine."""
    with TemporaryDirectory() as folder, open_house(Path(folder), rules=_with_lines(policy(), 1)) as house:
        people = [house.client(f"client{n}") for n in range(RACERS)]
        for person in people:
            person.files(f"Question of {person.name}", name=person.name)
        seconds, turns = _race(lambda n: _gets_a_call(house, people[n]))
        with house.store.read() as unit:
            held = unit.taken(WEDNESDAY, LATER)
    _print(f"{RACERS} racing clients through the engine", held, RACERS, sum(turns) / seconds)


def _gets_a_call(house: House, person: Client) -> int:
    """Until a time is theirs; how many turns that took."""
    shown = house.engine.turn(person.inbound(text="call me")).result().shown
    turns = 1
    while not _offer(shown, "@calloff."):
        token = _offer(shown, ":at.") or _offer(shown, ":day.")
        shown = house.engine.turn(person.inbound(token=token)).result().shown
        turns += 1
    return turns


def _offer(shown: LocalizedReply, part: str) -> str:
    """The first choice whose token holds these signs."""
    return next((offer.token for offer in shown.all_offers() if part in offer.token), "")


def _race(racer: Callable[[int], int]) -> tuple[float, list[int]]:
    with ThreadPoolExecutor(RACERS) as threads:
        started = time.perf_counter()
        outcomes = list(threads.map(racer, range(RACERS)))
        return time.perf_counter() - started, outcomes


def _print(name: str, held: Sequence[Taken], expected: int, rate: float) -> None:
    overlaps = _overlaps(held) + abs(expected - len(held))
    emit(f"{name}: overlaps of {len(held)}", overlaps, "0", overlaps == 0)
    emit("… at once", rate, "", None, "/s")


def _overlaps(held: Sequence[Taken]) -> int:
    lines = defaultdict(list)
    for each in held:
        lines[each.line].append(each)
    return sum(
        first.end > second.start
        for line in lines.values()
        for first, second in pairwise(sorted(line, key=lambda taken: taken.start))
    )
