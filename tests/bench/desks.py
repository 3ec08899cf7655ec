"""Desks for benches: real databases in a temporary folder, filled with a past and a line."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bootstrap import engine_on
from bot.clock import SystemClock
from bot.engine.engine import Engine
from bot.store.open import SqlStore, open_store
from tests.builders import policy, ticket
from tests.fakes import FakeSearch

TICKETS_OF_A_CLIENT = 20
MICROSECOND_A_YEAR_AGO = int(datetime(2025, 11, 1, tzinfo=UTC).timestamp() * 1_000_000)


@dataclass(frozen=True)
class BenchDesk:
    """A desk to measure: the search is the tests' fake, since turns are measured without it."""

    folder: Path
    store: SqlStore
    engine: Engine


@contextmanager
def desk(past: int = 0, waiting: int = 0) -> Iterator[BenchDesk]:
    """A desk with so many closed tickets and so many in line."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(folder / "frontdoor.db", first_ticket_number=10_000_001)
        if past or waiting:
            store.close()
            fill(folder / "frontdoor.db", past, waiting)
            store = open_store(folder / "frontdoor.db", first_ticket_number=10_000_001)
        engine = engine_on(store, policy(), FakeSearch(), SystemClock())
        try:
            yield BenchDesk(folder, store, engine)
        finally:
            engine.close()
            store.close()


def fill(path: Path, past: int, waiting: int) -> None:
    """Copy one real ticket's row many times: closed ones first, then a line."""
    store = open_store(path)
    from bot.core.model.people import Address, Identity

    identity = Identity("bench", "", "filler")

    def seed(unit):  # type: ignore[no-untyped-def]
        conversation = unit.open_conversation(Address("bench", "", "filler"), identity)
        account = unit.create_account(identity, "Filler", datetime(2025, 11, 1, tzinfo=UTC))
        unit.insert_ticket(ticket(1, account=account.id, conversation=conversation.id))

    store.write(seed).result()
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        names = [row[1] for row in raw.execute("PRAGMA table_info(tickets)")]
        sample = dict(zip(names, raw.execute("SELECT * FROM tickets").fetchone(), strict=True))
        account = raw.execute("SELECT * FROM accounts").fetchone()
        places = ",".join("?" * len(account))
        filed = max(past, waiting) // TICKETS_OF_A_CLIENT + 1
        clients = ((account[0], number, *account[2:]) for number in range(1, filed + 1))
        raw.executemany(f"INSERT OR IGNORE INTO accounts VALUES ({places})", clients)  # noqa: S608 - our names
        rows = (_row(sample, names, number, number < past + 2) for number in range(2, past + waiting + 2))
        raw.executemany(f"INSERT INTO tickets VALUES ({','.join('?' * len(names))})", rows)  # noqa: S608 - our names
        raw.execute("DELETE FROM tickets WHERE number = 1")
        raw.commit()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("ANALYZE")


def _row(sample: dict[str, object], names: list[str], number: int, closed: bool) -> tuple[object, ...]:
    at = MICROSECOND_A_YEAR_AGO + number * 20_000_000
    changed = {**sample, "number": number, "since": at, "filed_at": at, "account": number // TICKETS_OF_A_CLIENT + 1}
    if closed:
        changed |= {"state": "solved", "closed_at": at, "answered_at": at, "owner": "sam"}
    return tuple(changed[name] for name in names)


def as_line(name: str, figure: str, target: str, reached: bool | None) -> str:
    """One line of the table that ``make bench`` prints."""
    mark = {True: "reached", False: "MISSED", None: ""}[reached]
    return f"{name:<58} {figure:>18}   {target:<22} {mark}"


def emit(name: str, value: float, target: str, reached: bool | None, unit: str = "") -> None:
    """Print a figure beside its target, and keep it for programs."""
    print(as_line(name, f"{value:,.2f} {unit}".strip(), target, reached), flush=True)
    FIGURES.append({"name": name, "value": round(value, 4), "unit": unit, "target": target, "reached": reached})


FIGURES: list[dict[str, object]] = []


def save(path: Path) -> None:
    """All figures as JSON."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(FIGURES, indent=1))
