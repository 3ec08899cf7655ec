"""The store on PostgreSQL: turns that wait together share a transaction; readers have snapshots."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from random import uniform
from threading import Lock
from typing import Any, TypeVar

import psycopg
from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.store import migrate
from bot.store.jobs import Job
from bot.store.notifier import OutboxNotifier
from bot.store.postgres import vacuum
from bot.store.postgres.failures import is_cut_off, is_race, meaning
from bot.store.postgres.group_commit import Ended, GroupWriter, attempts
from bot.store.postgres.pipeline import Pipeline
from bot.store.postgres.server import WRITERS, PostgresServer, driver, pipeline
from bot.store.sql.prepared import Statements
from bot.store.sql_store import Left, SqlStore
from bot.store.transaction.unit_of_work import SqlUnit

T = TypeVar("T")

RACES_MAX = 8
"""How often a transaction that the server gave up for another's sake is run again before it's a Conflict."""
RACE_PAUSE_S = 0.02
"""At most, times the tries so far: those that met go apart."""
AWAY_PAUSE_S = 0.05
"""How often a server that has gone is looked for."""
FAILURES = (DBAPIError, psycopg.Error, PoolTimeout)


class PostgresStore(SqlStore):
    """A desk's tables in a PostgreSQL database, which any number of processes and desks may share.

    Works of one store are taken in groups, and one by one beside each other where a group failed: whoever needs
    an order waits for the commit before (the engine does, per conversation). A work may be run several times until
    it is saved once.
    """

    def __init__(self, server: PostgresServer, desk: str, first_ticket_number: int) -> None:
        self.server, self._writers, self._readers = server, server.writers(), server.readers()
        super().__init__(desk, first_ticket_number, Statements(self._writers.dialect))
        self._questions = Statements(self._readers.dialect)
        self._threads = ThreadPoolExecutor(WRITERS, "store")
        self._notifier = OutboxNotifier(server.connect, desk)
        self._counting, self._commits = Lock(), 0
        self._in_group = server.grouped()
        self._group = GroupWriter(self._together, lambda job: self._threads.submit(self._carry_out, *job))

    @property
    def address(self) -> URL:
        """The database's URL, which may hold a password."""
        return self.server.url

    def write(self, work: Callable[[SqlUnit], T]) -> "Future[T]":
        """Run ``work`` in a transaction, with others that wait; see ``SqlStore.write``."""
        return self._group.submit(work)

    def read(self) -> AbstractContextManager[SqlUnit]:
        """A snapshot of now; a unit that can't write. Keep it short."""
        return self._read()

    def subscribe(self, notify: Callable[[], None]) -> AbstractContextManager[None]:
        """Call ``notify`` soon after any process put something into the outbox, for as long as the context lasts."""
        return self._notifier.subscribe(notify)

    def close(self) -> None:
        """Finish every write that was submitted, then let go of the database."""
        self._group.close()
        self._threads.shutdown()
        self._notifier.close()
        self._in_group.dispose()
        self._writers.dispose()
        self._readers.dispose()

    @property
    def commits(self) -> int:
        """Transactions committed so far."""
        return self._commits

    def cut_log(self) -> Left:
        """Write tables anew without overwritten rows, as far as that hurts no turn; the server's own log stays."""
        return Left(tables=vacuum.vacuum(self.server))

    # ── On the threads that write ──────────────────────────────────────────────────────

    def _together(self, jobs: Sequence[Job]) -> list[Ended]:
        """Commit works together, as many as fit. Raises what the database says against any of them."""
        with self._connected(self._in_group) as connection:
            wire = pipeline(connection)
            ended = attempts(wire, lambda: self._unit(connection, wire, self.statements), jobs, FAILURES)
        self._committed(sent=any(each.sent for each in ended))
        return ended

    def _committed(self, *, sent: bool) -> None:
        with self._counting:
            self._commits += 1
        if sent:
            self._notifier.notify()

    def _carry_out(self, work: Callable[[SqlUnit], Any], future: "Future[Any]") -> None:
        try:
            result = self._until_saved(work)
        except Exception as error:  # the worker's loop: whatever a work raises undoes that work only
            future.set_exception(meaning(error))
        else:
            future.set_result(result)

    def _until_saved(self, work: Callable[[SqlUnit], T]) -> T:
        """Run a work, again when it lost a race or the server went away. Raises what is left then."""
        give_up, tries = time.monotonic() + self.server.busy_ms / 1000, 0
        while True:
            tries += 1
            try:
                return self._transaction(work)
            except FAILURES as error:
                if is_race(error) and tries <= RACES_MAX:
                    time.sleep(uniform(0, RACE_PAUSE_S * tries))  # noqa: S311 (a pause, not a key)
                elif is_cut_off(error) and time.monotonic() < give_up:
                    time.sleep(AWAY_PAUSE_S)
                else:
                    raise

    def _transaction(self, work: Callable[[SqlUnit], T]) -> T:
        with self._connected(self._writers) as connection:
            wire = pipeline(connection)
            wire.begin()
            unit = self._unit(connection, wire, self.statements)
            result = work(unit)
            unit.write_seals()
            wire.end(keep=not unit.undone)
        self._committed(sent=unit.sent)
        return result

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        """A connection; given up when it leads to no server that writes, rolled back unless it was committed."""
        with engine.connect() as connection:
            bare = driver(connection)
            try:
                yield connection
            except FAILURES as error:
                if is_cut_off(error):
                    connection.invalidate()
                raise
            finally:
                if bare.closed:
                    connection.invalidate()

    # ── Readers ────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _read(self) -> Iterator[SqlUnit]:
        try:
            with self._snapshot() as connection:
                bare = driver(connection)  # asked for again once it broke, there is none
                try:
                    wire = pipeline(connection)
                    wire.anew()
                    yield self._unit(connection, wire, self._questions)
                finally:
                    if bare.closed:
                        connection.invalidate()
        except FAILURES as error:
            raise meaning(error) from None

    def _snapshot(self) -> Connection:
        """A connection that has just answered. Raises what keeps the server from it for too long."""
        give_up = time.monotonic() + self.server.busy_ms / 1000
        while True:
            try:
                connection = self._readers.connect()
                try:
                    driver(connection).execute("SELECT 1")
                except psycopg.Error:
                    connection.invalidate()
                    connection.close()
                    raise
                return connection
            except FAILURES as error:
                if not is_cut_off(error) or time.monotonic() > give_up:
                    raise
                time.sleep(AWAY_PAUSE_S)

    def _unit(self, connection: Connection, wire: Pipeline, statements: Statements) -> SqlUnit:
        return SqlUnit(
            connection, wire, statements, self.desk, self.seal_key, self._ids, self._first_number, self._kept
        )


def open_database(url: URL, desk: str, first_ticket_number: int, busy_ms: int) -> PostgresStore:
    """Open a database that exists, its schema made or brought up to date. Raises as ``open_store`` does."""
    server = PostgresServer(url, busy_ms)
    engine = server.writers()
    try:
        migrate.upgrade_shared(engine)
    except FAILURES as error:
        raise meaning(error) from None
    finally:
        engine.dispose()
    store = PostgresStore(server, desk, first_ticket_number)
    store.find_secrets()
    return store
