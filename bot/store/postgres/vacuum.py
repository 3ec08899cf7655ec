"""Overwritten rows leave PostgreSQL's tables: written anew where they are small, else their space is given free.

``VACUUM FULL`` locks a table while it copies it: turns wait that long, so only what is copied in a blink is. A
plain ``VACUUM`` waits for nobody, but the old bytes stay on their pages until new rows need the space.
"""

import time
from collections.abc import Sequence

import psycopg

from bot.store.postgres.server import PostgresServer
from bot.store.schema.columns import metadata

REWRITE_BYTES_MAX = 16 * 1024 * 1024
"""A table and its indexes of this size are written anew in some 0.2 s."""
LOCK_WAIT_MS = 200
"""Whoever waits for a table's lock holds up everybody behind them: not for longer than this."""
LOCK_TRIES = 5
READER_POLL_S = 0.05

_OLDER = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_xmin IS NOT NULL
        AND age(backend_xmin) > age(%s::text::xid)
    )
"""
"""Whether somebody may still look at rows as they were before: for them a copy keeps those."""


def vacuum(server: PostgresServer) -> tuple[str, ...]:
    """Clear every table; the names of those on whose pages old bytes may be left."""
    names = [table.name for table in metadata.sorted_tables]
    with server.connect() as bare:
        unseen = _nobody_looks_back(bare, server.busy_ms)
        return tuple(name for name in names if not (_cleared(bare, name) and unseen))


def _nobody_looks_back(bare: "psycopg.Connection[tuple[object, ...]]", wait_ms: int) -> bool:
    """Wait until older snapshots are closed; ``False`` when one stays open for too long."""
    now = _first(bare, "SELECT pg_current_xact_id()::text")
    give_up = time.monotonic() + wait_ms / 1000
    while _first(bare, _OLDER, (now,)):
        if time.monotonic() > give_up:
            return False
        time.sleep(READER_POLL_S)
    return True


def _cleared(bare: "psycopg.Connection[tuple[object, ...]]", name: str) -> bool:
    """Whether a table was written anew."""
    size = _first(bare, "SELECT pg_total_relation_size(%s::regclass)", (name,))
    if isinstance(size, int) and size <= REWRITE_BYTES_MAX:
        bare.execute(f"SET lock_timeout = {LOCK_WAIT_MS}".encode())
        for _try in range(LOCK_TRIES):
            if _done(bare, f"VACUUM FULL {name}"):
                return True
    bare.execute("RESET lock_timeout")
    _done(bare, f"VACUUM {name}")
    return False


def _done(bare: "psycopg.Connection[tuple[object, ...]]", sql: str) -> bool:
    """Run a statement that needs the table's lock; ``False`` when it couldn't have it in time."""
    try:
        bare.execute(sql.encode())
    except psycopg.errors.LockNotAvailable:
        return False
    return True


def _first(bare: "psycopg.Connection[tuple[object, ...]]", sql: str, values: Sequence[object] = ()) -> object:
    row = bare.execute(sql.encode(), values).fetchone()
    return row[0] if row else None
