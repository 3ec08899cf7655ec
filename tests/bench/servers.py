"""PostgreSQL: turns against pgbench with a turn's six statements on the same server, two processes, and growth.

The server is durable here (fsync on), and its files are on the disk of the temporary folder.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import make_url

from bot.bootstrap import engine_on
from bot.clock import SystemClock
from bot.core.model.people import Address, Identity
from bot.engine.engine import Engine
from bot.store.open import SqlStore, open_store
from tests import postgres
from tests.bench.desks import TICKETS_OF_A_CLIENT, BenchDesk, emit
from tests.bench.raw_turn import CONVERSATIONS, PAYLOAD, STATE, WORDS
from tests.bench.turns import places, turns_per_second
from tests.builders import policy, ticket
from tests.fakes import FakeSearch

ROUNDS = 3
TURNS = 1_600
PGBENCH_SECONDS = 4
READY = "ready"
"""What a process of two says once it is warm."""
FIRST_NUMBER = 10_000_001

SCHEMA = """
DROP SCHEMA IF EXISTS raw CASCADE; CREATE SCHEMA raw;
CREATE TABLE raw.inbox (desk text, key bigint, at bigint, words text, PRIMARY KEY (desk, key));
CREATE TABLE raw.conversations (desk text, id bigint, state text, PRIMARY KEY (desk, id));
CREATE TABLE raw.record (desk text, ticket bigint, seq bigint, at bigint, words text, PRIMARY KEY (desk, ticket, seq));
CREATE TABLE raw.outbox (desk text, id bigint, channel text, payload text, PRIMARY KEY (desk, id));
CREATE TABLE raw.audit (desk text, id bigint, act text, at bigint, PRIMARY KEY (desk, id));
INSERT INTO raw.conversations SELECT 'main', n, '' FROM generate_series(0, 999) AS n
"""
_WORDS, _STATE, _PAYLOAD = (value.replace("'", "''").replace(":", "\u2236") for value in (WORDS, STATE, PAYLOAD))
TURN = f"""
\\set n random(1, 9000000000000000000)
\\set talk random(0, {CONVERSATIONS - 1})
INSERT INTO raw.inbox VALUES ('main', :n, :n, '{_WORDS}');
SELECT state FROM raw.conversations WHERE desk = 'main' AND id = :talk FOR UPDATE;
UPDATE raw.conversations SET state = '{_STATE}' WHERE desk = 'main' AND id = :talk;
INSERT INTO raw.record VALUES ('main', :talk, :n, :n, '{_WORDS}');
INSERT INTO raw.outbox VALUES ('main', :n, 'channel', '{_PAYLOAD}');
INSERT INTO raw.audit VALUES ('main', :n, 'turn', :n);
"""  # noqa: S608 (our own words)
"""As tests/bench/raw_turn.py, but the audit is added to: one row for all would only measure waiting for it."""


@contextmanager
def engine_at(url: str) -> Iterator[tuple[SqlStore, Engine]]:
    """An engine on a database, both closed at the end."""
    store = open_store(url, first_ticket_number=FIRST_NUMBER)
    engine = engine_on(store, policy(), FakeSearch(), SystemClock())
    with closing(store), closing(engine):
        yield store, engine


class Rate(NamedTuple):
    """How fast turns were taken."""

    a_second: float
    together: float
    """Turns in a commit, on the average."""


def _rate(
    url: str, clients: int, turns: int = TURNS, name: str = "one", warm: Callable[[], object] = lambda: None
) -> Rate:
    with engine_at(url) as (store, engine):
        desk = BenchDesk(Path(), store, engine)
        asyncio.run(turns_per_second(desk, clients * 14, clients, deliver=False, prefix=f"warm-{name}-{clients}"))
        warm()
        before = store.commits
        rate = asyncio.run(turns_per_second(desk, turns, clients, deliver=False, prefix=f"{name}-{time.time_ns()}"))
        return Rate(rate, turns / (store.commits - before))


def _pgbench(server: postgres.Server, url: str, clients: int, together: int = 1) -> float:
    """Turns of six statements a second, so many of them together in a transaction."""
    assert server.bin is not None, "the bench needs pgbench beside the server"
    with postgres.connected(url) as connection:
        connection.execute(SCHEMA.encode())
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with TemporaryDirectory() as folder:
        script = Path(folder) / "turn.sql"
        script.write_text(f"BEGIN;\n{TURN * together}\nCOMMIT;\n")
        command = [server.bin / "pgbench", "-n", "-M", "prepared", "-c", clients, "-j", 2, "-T", PGBENCH_SECONDS]
        done = subprocess.run(
            [*map(str, command), "-f", str(script), plain], capture_output=True, text=True, check=True
        )
    return together * float(next(line for line in done.stdout.splitlines() if line.startswith("tps")).split()[2])


def _two(url: str, clients: int) -> float:
    """Turns a second of two processes together, begun at the same moment."""
    command = [sys.executable, "-m", "tests.bench.servers", url, str(clients)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    both = [subprocess.Popen([*command, name], **pipes, text=True) for name in ("a", "b")]  # type: ignore[call-overload]
    for process in both:
        assert process.stdout.readline() == f"{READY}\n"
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    return sum(float(process.communicate()[0]) for process in both)


def run() -> None:
    """Print the turn figures of PostgreSQL."""
    with postgres.running() as server, postgres.migrated(server) as template:
        for clients in (8, 32):
            rates, ratios, alike, pairs = [], [], [], []
            for _round in range(ROUNDS):
                with server.database(template) as url:
                    raw = _pgbench(server, url, clients)
                    ours = _rate(url, clients)
                    rates.append(ours.a_second)
                    ratios.append(rates[-1] / raw)
                    alike.append(rates[-1] / _pgbench(server, url, 1, round(ours.together)))
                    pairs.append(_two(url, clients // 2) / rates[-1])
            ratio, pair = statistics.median(ratios), statistics.median(pairs)
            emit(f"turns, {clients} clients at once, PostgreSQL", statistics.median(rates), "–", None, "turns/s")
            emit("… × pgbench, six statements, same server", ratio, "≥ 0.3", ratio >= 0.3, "×")
            emit("… × pgbench, one client, as many in a commit as ours had", statistics.median(alike), "–", None, "×")
            emit("… two processes with half of them each ÷ one", pair, "≥ 1.5", pair >= 1.5, "×")


def place() -> None:
    """The exact place of the last of 100,000 waiting."""
    with postgres.running() as server, postgres.migrated(server) as template, server.database(template) as url:
        fill(url, 0, 100_000)
        with engine_at(url) as (store, _engine_of_it):
            took = places(store)
    middle = statistics.median(took)
    emit("exact place of the last of 100,000 waiting, PostgreSQL", middle, "≤ 10 ms", middle <= 10, "ms")


def fill(url: str, past: int, waiting: int) -> None:
    """Copy one real ticket's row many times: closed ones first, then a line."""
    with closing(open_store(url, first_ticket_number=FIRST_NUMBER)) as store:
        store.write(_first_ticket).result()
    copied = """
        CREATE TEMPORARY TABLE sample AS SELECT * FROM tickets;
        CREATE TEMPORARY TABLE client AS SELECT * FROM accounts;
        INSERT INTO accounts SELECT (jsonb_populate_record(client, jsonb_build_object('id', n))).*
          FROM client, generate_series(1, {accounts}) AS n;
        INSERT INTO tickets SELECT (jsonb_populate_record(sample, jsonb_build_object('number', n, 'account',
          n / {each} + 1, 'since', {begin} + n * 20000000::bigint, 'filed_at', {begin} + n * 20000000::bigint)
          || CASE WHEN n < {past} + 2 THEN jsonb_build_object('state', 'solved', 'owner', 'sam', 'closed_at',
          {begin} + n * 20000000::bigint, 'answered_at', {begin} + n * 20000000::bigint) ELSE '{{}}' END)).*
          FROM sample, generate_series(2, {last}) AS n;
        DELETE FROM tickets WHERE number = 1; ANALYZE
    """
    begin = int(datetime(2025, 11, 1, tzinfo=UTC).timestamp() * 1_000_000)
    accounts = max(past, waiting) // TICKETS_OF_A_CLIENT + 1
    with postgres.connected(url) as connection:
        connection.execute(
            copied.format(
                accounts=accounts, each=TICKETS_OF_A_CLIENT, begin=begin, past=past, last=past + waiting + 1
            ).encode()
        )


def _first_ticket(unit) -> None:  # type: ignore[no-untyped-def]
    identity = Identity("bench", "", "filler")
    conversation = unit.open_conversation(Address("bench", "", "filler"), identity)
    account = unit.create_account(identity, "Filler", datetime(2025, 11, 1, tzinfo=UTC))
    unit.insert_ticket(ticket(1, account=account.id, conversation=conversation.id))


if __name__ == "__main__":
    print(
        _rate(sys.argv[1], int(sys.argv[2]), TURNS, sys.argv[3], lambda: (print(READY, flush=True), input())).a_second
    )
