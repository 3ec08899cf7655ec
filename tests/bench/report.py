"""``frontdoor report`` over 100,000 tickets of two years: as a process, by the clock and its memory."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text

from bot.core.model.people import Address, Identity
from bot.core.model.tickets import Rating, State
from bot.store.open import open_store
from bot.store.schema.tables import accounts, conversations, feedback, identities, promises, tickets
from bot.store.sql_store import SqlStore
from bot.store.transaction.tickets.tickets import TICKET
from bot.store.transaction.unit_of_work import SqlUnit
from tests import postgres
from tests.bench.desks import emit
from tests.bench.find import _bulk
from tests.builders import ticket

TICKETS, TICKETS_OF_A_CLIENT, QUESTIONS_A_TICKET = 100_000, 5, 2
APART = timedelta(minutes=10)
BEGAN = datetime(2025, 1, 6, 17, tzinfo=UTC)
NOW = BEGAN + APART * TICKETS
SECONDS_MAX, MEGABYTES_MAX = 3.0, 200.0
ARTICLES = [f"article-{n}" for n in range(80)]
ENDS = ("solved", "solved", "silent", "silent", "silent", "not solved", "nothing found", "filed", "filed", "person")
SAID = (*Rating, *(Rating.NONE,) * 8, *(Rating.UP,) * 5)


def run() -> None:
    """Measure it on a file and, where there is a server, on PostgreSQL."""
    with TemporaryDirectory() as folder:
        with closing(open_store(Path(folder) / "frontdoor.db", first_ticket_number=1)) as store:
            fill(store, TICKETS)
        _measure("SQLite", {"FRONTDOOR_DATA": folder})
    with (
        postgres.running() as server,
        postgres.migrated(server) as template,
        server.database(template) as url,
        closing(open_store(url, first_ticket_number=1)) as store,
    ):
        fill(store, TICKETS)
        _measure("PostgreSQL", {"FRONTDOOR_DATABASE_URL": url})


def _measure(where: str, settings: dict[str, str]) -> None:
    for name, line in {
        "frontdoor report": ["report"],
        "frontdoor report --json": ["report", "--json"],
    }.items():
        seconds, megabytes = process([*line, "--now", NOW.isoformat()], settings)
        emit(f"{name}, {TICKETS:,} tickets, {where}", seconds, f"< {SECONDS_MAX}", seconds < SECONDS_MAX, "s")
        held = megabytes < MEGABYTES_MAX
        emit(f"{name}, memory, {where}", megabytes, f"< {MEGABYTES_MAX}", held, "MB")


WATCHED = """
import sys
from bot.cli.main import main
try:
    main()
finally:
    held = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(held.split()[1], file=sys.stderr)
"""
"""The command line, and what memory it took at most: what the system tells of a process that has ended includes what
its parent held when it began."""


def process(line: list[str], settings: dict[str, str]) -> tuple[float, float]:
    """The seconds that a command takes, and its peak memory in MB (10⁶ bytes)."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *line],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **settings},
    )  # fmt: skip
    return time.perf_counter() - began, int(done.stderr.split()[-1]) * 1024 / 1e6


def fill(store: SqlStore, count: int) -> None:
    """So many tickets, two questions to each, by a client of five tickets; a third of the talks are silent still."""
    store.write(lambda unit: _all(unit, count)).result()
    store.write(lambda unit: unit.connection.execute(text("ANALYZE"))).result()


def _all(unit: SqlUnit, count: int) -> None:
    identity = Identity("bench", "", "0")
    first = unit.open_conversation(Address("bench", "", "0"), identity).id
    account = unit.create_account(identity, "Client", BEGAN).id
    clients, drawn = range(1, count // TICKETS_OF_A_CLIENT + 1), random.Random(7)
    whole: list[tuple[Any, Iterator[dict[str, Any]]]] = [
        (accounts, ({"id": account + n, "name": f"client {n}", "created_at": _micros(BEGAN)} for n in clients)),
        (conversations, (_talk(first + n, n, drawn) for n in clients)),
        (identities, ({"platform": "bench", "tenant": "", "user_id": str(n), "account": account + n} for n in clients)),
        (tickets, (_ticket(n, first, account, drawn) for n in range(1, count + 1))),
        (promises, (_promise(n) for n in range(1, count + 1))),
        (feedback, (_question(n, first, count, drawn) for n in range(1, QUESTIONS_A_TICKET * count + 1))),
    ]
    for table, rows in whole:
        _bulk(unit, table, ({"desk": unit.desk, **row} for row in rows))


def _client(number: int) -> int:
    return 1 + number // TICKETS_OF_A_CLIENT % (TICKETS // TICKETS_OF_A_CLIENT - 1)


def _talk(id: int, n: int, drawn: random.Random) -> dict[str, Any]:
    asked = BEGAN + drawn.random() * (NOW - BEGAN) if n % 3 == 0 else None
    where = {"platform": "bench", "tenant": "", "channel": str(n)}
    by = {"by_platform": "bench", "by_tenant": "", "by_user": str(n)}
    slug = drawn.choice(ARTICLES) if asked else ""
    return {"id": id, **where, **by, "asked_at": _micros(asked) if asked else None, "asked_slug": slug}


def _ticket(n: int, conversation: int, account: int, drawn: random.Random) -> dict[str, Any]:
    filed = BEGAN + APART * n
    closed = filed + timedelta(hours=drawn.randrange(1, 60))
    rating = drawn.choice(SAID)
    made = ticket(
        n,
        account=account + _client(n),
        conversation=conversation + _client(n),
        state=State.SOLVED,
        filed_at=filed,
        since=filed,
        answered_at=closed,
        closed_at=closed,
        owner=f"agent {n % 12}",
        rating_asked_at=closed,
        rating=rating,
        rated_at=closed if rating else None,
    )
    return {
        name: _micros(value) if isinstance(value, datetime) else value for name, value in TICKET.values(made).items()
    }


def _promise(n: int) -> dict[str, Any]:
    shown = _micros(BEGAN + APART * n)
    return {"ticket": n, "kind": "response", "shown_at": shown, "due_at": shown, "kept": True, "late_seconds": 0}


def _question(n: int, conversation: int, count: int, drawn: random.Random) -> dict[str, Any]:
    client = drawn.randrange(1, count // TICKETS_OF_A_CLIENT)
    at = _micros(BEGAN + APART * n / QUESTIONS_A_TICKET) + n
    outcome = drawn.choice(ENDS)
    by = {"by_platform": "bench", "by_tenant": "", "by_user": str(client)}
    slug = "" if outcome == "nothing found" else drawn.choice(ARTICLES)
    said = {"slug": slug, "outcome": outcome, "slugs": "[]", "question": "how do I do it?"}
    return {"id": n, "conversation": conversation + client, "at": at, "asked_at": at, **said, **by}


def _micros(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000
