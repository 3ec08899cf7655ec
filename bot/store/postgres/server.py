"""A PostgreSQL database: how connections to it are made, and how dead ones are noticed.

Writers run at READ COMMITTED and order themselves by row locks; readers have a snapshot (REPEATABLE READ,
read only). A pool hands out a connection only when the server has said nothing on it since: a server
that was restarted has said goodbye, and looking costs a microsecond rather than a round trip.
"""

import select
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

from bot.store.postgres.dialect import WithoutLocks
from bot.store.postgres.pipeline import Pipeline, readiness
from bot.store.postgres.url import DRIVER, arguments, hosts

WRITERS = 6
"""Threads that write what is written alone, each with a connection; two cores are busy with fewer."""
GROUP_LOCK_MS = 50
"""A group that waits longer for a lock is given up, and its turns are taken one by one: a turn holds its locks until
the last of its group is done, so two groups could wait for each other. Far below the server's deadlock_timeout, 1 s."""
GROUP_STATEMENT_MS = 1000
"""A turn with a statement that takes longer keeps no others waiting: it is taken alone."""
READERS = 2
READERS_MORE_MAX = 22
"""Made when many threads read at once, and closed again; a server takes 100 connections by default."""
CONNECT_SECONDS = 5
CONNECT_SECONDS_EACH = 2
"""For each of several servers: one that was lost with its machine says nothing, and the next is to be asked before a
turn has waited too long. The client library takes no less."""
TRANSACTION_SECONDS = 60
"""A process that stopped in the middle of a transaction holds its locks no longer."""
KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
"""Seconds, seconds, times: a server that was lost with its machine is noticed after 11 s while it is listened to, and
after so many milliseconds once something is sent to it: sooner than a standby is promoted in its place (Patroni waits
for 30 s). The system alone would wait for a quarter of an hour."""


class PostgresServer:
    """One database on a server, and the connections to it; ``busy_ms`` is how long to wait for a lock."""

    def __init__(self, url: URL, busy_ms: int) -> None:
        self.url, self.busy_ms = url, busy_ms

    def writers(self) -> Engine:
        """Connections that write."""
        return self._engine(WRITERS, 0)

    def grouped(self) -> Engine:
        """The connection on which turns are committed together: what isn't quick there is refused."""
        lock_ms = min(self.busy_ms, GROUP_LOCK_MS)
        return self._engine(1, 0, lock_ms, f"-c statement_timeout={GROUP_STATEMENT_MS}")

    def readers(self) -> Engine:
        """Connections that can't write, for any thread; ``FOR UPDATE`` is left out of what they ask."""
        engine = self._engine(READERS, READERS_MORE_MAX)
        event.listen(engine, "connect", _only_read)
        engine.dialect.statement_compiler = WithoutLocks
        return engine

    def connect(self) -> "psycopg.Connection[Any]":
        """A bare connection without automatic transactions."""
        return psycopg.connect(autocommit=True, **self._options(self.busy_ms))

    def _options(self, lock_ms: int, *more: str) -> dict[str, Any]:
        locks = f"-c lock_timeout={lock_ms} -c idle_in_transaction_session_timeout={TRANSACTION_SECONDS * 1000}"
        return {
            **arguments(self.url),
            "connect_timeout": CONNECT_SECONDS_EACH if len(hosts(self.url)) > 1 else CONNECT_SECONDS,
            "application_name": "frontdoor",
            "options": " ".join((str(self.url.query.get("options", "")), locks, *more)).strip(),
            **KEEPALIVE,
        }

    def _engine(self, size: int, more: int, lock_ms: int = 0, *options: str) -> Engine:
        engine = create_engine(
            f"{DRIVER}://",  # where it is stands among the arguments, as the client library reads it
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=more,
            pool_timeout=self.busy_ms / 1000,
            connect_args=self._options(lock_ms or self.busy_ms, *options),
            hide_parameters=True,  # what clients wrote must not reach logs with an error
            use_native_hstore=False,  # saves two questions for each connection
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "checkout", _still_there)
        return engine


def driver(connection: Connection) -> "psycopg.Connection[Any]":
    """The bare connection under SQLAlchemy's."""
    bare = connection.connection.driver_connection
    assert isinstance(bare, psycopg.Connection)  # noqa: S101 (this module makes no others)
    return bare


def pipeline(connection: Connection) -> Pipeline:
    """The pipeline of a connection, with what it has prepared."""
    kept = connection.info.get(Pipeline)
    if kept is None:
        kept = connection.info[Pipeline] = Pipeline(driver(connection))
    assert isinstance(kept, Pipeline)  # noqa: S101 (only put there above)
    return kept


def _prepare(connection: Any, _record: Any) -> None:
    connection.prepare_threshold = None  # the pipeline does; the driver would drop all at a rollback


def _only_read(connection: Any, _record: Any) -> None:
    connection.isolation_level, connection.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True


def _still_there(connection: Any, _record: Any, _proxy: Any) -> None:
    """Take another connection when the server has spoken on an idle one: it only does so to say goodbye."""
    if connection.closed or readiness(connection.fileno(), select.POLLIN).poll(0):
        raise DisconnectionError
