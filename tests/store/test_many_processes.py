"""Many processes on one PostgreSQL: everything goes out once, falls due once, and belongs to one.

Each test prints its figure; `pytest -s` shows it.
"""

import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model.outbox import Sent
from bot.core.model.people import Address, Identity
from bot.core.model.promises import Timer, TimerKind
from bot.core.text.errors import Conflict
from bot.ports import UnitOfWork
from bot.store.open import SqlStore
from tests.store.conftest import Opener
from tests.store.scene import NOON, PATIENCE_S, do, filed, later, lease, see, shown

pytestmark = pytest.mark.only("postgresql")

PROCESSES = 2
ROWS, CHANNELS = 240, 8
PLATFORM = Address("slack", "", "")
SENDER = """
import os, sys, time
from datetime import UTC, datetime, timedelta
from bot.core.model.people import Address; from bot.core.model.outbox import Sent
from bot.store.open import open_store

store, platform = open_store(sys.argv[1]), Address("slack", "", "")
sent = os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND)
short, dies = timedelta(seconds=float(sys.argv[3])), sys.argv[4] == "dies"
print("ready", flush=True)
sys.stdin.readline()
while True:
    now = datetime.now(UTC)
    rows = store.write(lambda unit: tuple(unit.lease([platform], now, now + short, 5))).result()
    if dies and rows:
        os._exit(9)
    for row in rows:
        os.write(sent, f"{row.address.channel} {row.shown.blocks[0].runs[0].text} {row.id}\\n".encode())
        store.write(lambda unit: unit.settle(row, Sent(), datetime.now(UTC), None)).result()
    if not rows:
        with store.read() as unit:
            from bot.store.schema.tables import outbox
            from sqlalchemy import func, select
            left = select(func.count()).select_from(outbox).where(outbox.c.state == "waiting")
            if not unit.connection.execute(left).scalar():
                break
        time.sleep(0.01)
store.close()
"""


def fill(store: SqlStore) -> None:
    """Messages for several channels, numbered by channel."""
    for place in range(CHANNELS):
        address = Address("slack", "T1", f"C{place}")

        def send(unit: UnitOfWork, address: Address = address) -> None:
            for number in range(ROWS // CHANNELS):
                unit.send(None, address, shown(str(number)), NOON)

        do(store, send)


def senders(url: str, sent: Path, lease_seconds: float) -> None:
    """Several processes send what there is; one of them is lost with what it had leased."""
    command = [sys.executable, "-c", SENDER, url, str(sent), str(lease_seconds)]
    started = [
        subprocess.Popen([*command, "dies" if number == 0 else "lives"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for number in range(PROCESSES + 1)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in started:
        process.communicate(b"\n", timeout=PATIENCE_S)
    assert [process.returncode for process in started] == [9, *[0] * PROCESSES]


def test_processes_send_each_row_once_in_order_and_what_a_lost_one_held(
    store: SqlStore, postgres_url: str, tmp_path: Path
) -> None:
    fill(store)
    sent = tmp_path / "sent"
    sent.touch()
    senders(postgres_url, sent, lease_seconds=4.0)
    lines = [line.split() for line in sent.read_text().splitlines()]
    assert max(Counter(row for *_rest, row in lines).values()) == 1
    assert len(lines) == ROWS
    order: dict[str, list[int]] = defaultdict(list)
    for channel, number, _row in lines:
        order[channel].append(int(number))
    assert set(map(tuple, order.values())) == {tuple(range(ROWS // CHANNELS))}
    print(f"\n{PROCESSES} processes and a lost one: {ROWS} rows sent, 0 twice, 0 missing, 0 out of order")


def test_a_late_sender_cannot_settle_what_another_has_leased_since(opened: Opener) -> None:
    slow, fast = opened(), opened()
    do(slow, lambda unit: unit.send(None, Address("slack", "T1", "C1"), shown("hello"), NOON))
    (stale,) = lease(slow, PLATFORM)
    (fresh,) = lease(fast, PLATFORM, now=later(minutes=2))
    do(slow, lambda unit: unit.settle(stale, Sent("late"), later(minutes=3), None))
    assert fresh.attempts == stale.attempts + 1
    assert lease(fast, PLATFORM, now=later(minutes=9)) != (), "still unsent: the late one's word didn't count"


def test_each_timer_fires_once_however_many_processes_look(opened: Opener) -> None:
    stores = [opened() for _ in range(PROCESSES)]
    tickets = [do(stores[0], lambda unit, n=n: filed(unit, *someone(n))) for n in range(20)]  # type: ignore[misc]
    timers = [Timer(ticket.number, TimerKind.ESTIMATE_DUE, NOON) for ticket in tickets]
    do(stores[0], lambda unit: unit.set_timers(timers))
    fired: list[Timer] = []

    def fires(store: SqlStore) -> None:
        for timer in see(store, lambda unit: unit.due_timers(NOON, 100)):
            if do(store, lambda unit, timer=timer: unit.drop_timer(timer)):  # type: ignore[misc]
                fired.append(timer)

    together([lambda store=store: fires(store) for store in stores])  # type: ignore[misc]
    assert sorted(fired, key=lambda timer: timer.ticket) == timers
    print(f"\n{PROCESSES} processes: {len(timers)} timers, each fired once")


def someone(number: int) -> tuple[Identity, Address]:
    return Identity("slack", "T1", f"U{number}"), Address("slack", "T1", f"D{number}")


def together(works: list[Callable[[], object]]) -> None:
    """All at the same moment, each on a thread of its own."""
    gate = threading.Barrier(len(works))
    threads = [threading.Thread(target=lambda work=work: (gate.wait(PATIENCE_S), work())) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)


def test_redelivered_events_are_one_turn_each_whoever_takes_them(opened: Opener) -> None:
    stores = [opened(), opened()]
    events = [f"event-{number}" for number in range(100)]
    seen: list[str] = []

    def takes(place: int) -> None:
        for key in events[place * 7 % 100 :] + events[: place * 7 % 100]:
            if do(stores[place % 2], lambda unit, key=key: unit.record_if_new(someone(1)[1], key, NOON)):  # type: ignore[misc]
                seen.append(key)

    together([lambda place=place: takes(place) for place in range(4)])  # type: ignore[misc]
    assert sorted(seen) == sorted(events)


def test_versions_keep_two_processes_from_overwriting_each_other(opened: Opener) -> None:
    one, two = opened(), opened()
    ticket = do(one, filed)
    do(one, lambda unit: unit.save_ticket(replace(ticket, owner="sam")))
    late = two.write(lambda unit: unit.save_ticket(replace(ticket, owner="kim")))
    assert isinstance(late.exception(PATIENCE_S), Conflict)
