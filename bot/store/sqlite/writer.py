"""One thread writes: turns that wait together share one commit, and so one wait for the disk."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.core.text.errors import NotSaved
from bot.store.jobs import Job, Jobs, Work
from bot.store.sqlite.failures import meaning
from bot.store.sqlite.file import SqliteFile, driver
from bot.store.transaction.unit_of_work import SqlUnit

T = TypeVar("T")
log = logging.getLogger(__name__)

TURNS_PER_COMMIT_MAX = 64
"""So that the first of them doesn't wait long for the last, nor another process for the lock."""
CHECKPOINT_TURNS = 250
"""4–12 MiB of log; a checkpoint takes 6–8 ms here, 3 % of what these turns take."""
CHECKPOINT_BYTES = 32 * 1024 * 1024
"""Files that clients attach fill the log faster than turns do."""


class Rolled(Exception):
    """SQLite gave the whole transaction up while one work ran."""


class Writer:
    """Runs works in the order given, each alone in a savepoint, several in one transaction."""

    def __init__(self, file: SqliteFile, unit: Callable[[Connection], SqlUnit]) -> None:
        self._file, self._unit = file, unit
        self._engine = file.writers()
        self._connection: Connection | None = None
        self._keeper: sqlite3.Connection | None = None
        self._jobs = Jobs()
        self._chores: SimpleQueue[Future[bool]] = SimpleQueue()
        self._since_checkpoint, self._log_limit = 0, CHECKPOINT_BYTES
        self.commits = 0
        """Transactions committed so far."""
        self._thread = Thread(target=self._run, name="store writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[SqlUnit], T]) -> "Future[T]":
        """Queue a work; its future resolves after the commit."""
        return self._jobs.submit(work)

    def cut_log(self) -> "Future[bool]":
        """Leave nothing that the works given so far removed: not in gaps, not in the log. See ``SqliteFile``."""
        future: Future[bool] = Future()
        self._chores.put(future)
        self.submit(lambda unit: None)  # wakes the thread
        return future

    def close(self) -> None:
        """Finish what is queued, then end the thread."""
        self._jobs.close()
        self._thread.join()

    # ── On the writer's thread ─────────────────────────────────────────────────────────

    def _run(self) -> None:
        while (job := self._jobs.take()) is not None:
            self._commit([job, *self._jobs.more(TURNS_PER_COMMIT_MAX - 1)])
            try:
                self._checkpoint_if_long()
                self._do_chores()
            except Exception:  # the worker's loop: the next turn opens a new connection
                log.exception("the write-ahead log was not looked after")
                self._disconnect()
        self._disconnect()
        self._engine.dispose()

    def _commit(self, jobs: list[Job]) -> None:
        """Run the jobs in one transaction, tell each its outcome after the commit."""
        try:
            connection = self._connect()
            bare = driver(connection)
            self._file.lock(bare)
            jobs += self._jobs.more(TURNS_PER_COMMIT_MAX - len(jobs))  # came while waiting for the lock
            outcomes = [self._attempt(connection, bare, work, future) for work, future in jobs]
            bare.execute("COMMIT")
        except Exception as error:  # the worker's loop: nothing of it was saved, and all are told
            self._disconnect()
            _refuse(jobs, error, self._file.path)
            return
        self.commits += 1
        self._since_checkpoint += len(jobs)
        for tell in outcomes:
            tell()

    def _attempt(
        self, connection: Connection, bare: sqlite3.Connection, work: Work, future: "Future[Any]"
    ) -> Callable[[], None]:
        """Run one work in a savepoint; how to tell its outcome once all is committed."""
        if not future.set_running_or_notify_cancel():
            return lambda: None
        bare.execute("SAVEPOINT work")
        try:
            unit = self._unit(connection)
            result = work(unit)
            unit.write_seals()
        except Exception as error:  # the worker's loop: whatever a work raises undoes that work only
            if not bare.in_transaction:
                raise Rolled from error
            bare.execute("ROLLBACK TO work")
            bare.execute("RELEASE work")
            failure = meaning(error, self._file.path)
            return lambda: future.set_exception(failure)
        if not bare.in_transaction:
            raise Rolled
        if unit.undone:
            bare.execute("ROLLBACK TO work")
        bare.execute("RELEASE work")
        return lambda: future.set_result(result)

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _disconnect(self) -> None:
        """Give up the connection, and with it whatever state a failure left it in."""
        connection, self._connection = self._connection, None
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.close()
        if connection is not None:
            connection.close()

    # ── The write-ahead log ────────────────────────────────────────────────────────────

    def _checkpoint_if_long(self) -> None:
        if self._since_checkpoint >= CHECKPOINT_TURNS or self._file.log_bytes() >= self._log_limit:
            self._checkpoint()

    def _do_chores(self) -> None:
        while not self._chores.empty():
            future = self._chores.get()
            try:
                bare = driver(self._connect())
                compact = self._file.compact(bare)
                future.set_result(self._file.cut_log(bare, self._second()) and compact)
            except Exception as error:  # the worker's loop: whoever asked is told
                self._disconnect()
                future.set_exception(meaning(error, self._file.path))

    def _checkpoint(self) -> None:
        """Copy the log into the file, unless another process writes: then after a later commit."""
        bare = driver(self._connect())
        try:
            self._file.lock(bare, wait=False)
        except sqlite3.OperationalError:
            return
        try:
            self._file.checkpoint(bare, self._second())
        finally:
            bare.execute("ROLLBACK")
        self._since_checkpoint = 0
        self._log_limit = max(CHECKPOINT_BYTES, 2 * self._file.log_bytes())

    def _second(self) -> sqlite3.Connection:
        if self._keeper is None:
            self._keeper = self._file.connect(write=True)
        return self._keeper


def _refuse(jobs: Sequence[Job], error: Exception, file: Path) -> None:
    """Tell every job that nothing was saved."""
    cause = error.__cause__ if isinstance(error, Rolled) and isinstance(error.__cause__, Exception) else error
    failure = meaning(cause, file)
    if not isinstance(failure, NotSaved):
        log.error("a commit failed", exc_info=cause)
        failure = NotSaved(str(failure))
    for _work, future in jobs:
        if future.running() or (not future.done() and future.set_running_or_notify_cancel()):
            future.set_exception(failure)
