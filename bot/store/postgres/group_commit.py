"""One thread commits turns together: those that wait at the same time share a transaction and one wait for the disk.

Each has a savepoint of its own, unless it is the only one. What goes wrong in the database (a lost race, a lock that
somebody holds, a broken constraint, a server that went away) can come to light only when a later turn asks something,
so nobody is blamed: the transaction is given up, and each of its turns is taken alone, with all the time that there
is. Turns may be run several times until they are saved once.
"""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import Any, TypeVar

from bot.store.jobs import Job, Jobs, Work
from bot.store.postgres.pipeline import Pipeline
from bot.store.transaction.unit_of_work import SqlUnit

T = TypeVar("T")
log = logging.getLogger(__name__)

TURNS_PER_COMMIT_MAX = 16
"""So that the first of them doesn't wait long for the last, nor others for the locks that all hold together."""
GROUP_SECONDS_MAX = 0.1
"""A group that took so long is committed; whoever else was to come along comes with the next."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one work of a group, to be told after the commit."""

    result: Any = None
    failure: Exception | None = None
    sent: bool = False
    """It put something into the outbox."""

    def tell(self, job: Job) -> None:
        """Resolve the future of whoever waits for the work."""
        if self.failure is None:
            job[1].set_result(self.result)
        else:
            job[1].set_exception(self.failure)


def attempt(wire: Pipeline, unit: SqlUnit, work: Work, refusals: tuple[type[Exception], ...]) -> Ended:
    """Run one work in a savepoint of its own. Raises the database's ``refusals``, which end the whole transaction."""
    wire.save()
    try:
        result = work(unit)
        unit.write_seals()
    except refusals:
        raise
    except Exception as error:  # the worker's loop: whatever a work raises undoes that work only
        wire.take_back()
        return Ended(failure=error)
    if unit.undone:
        wire.take_back()
    else:
        wire.release()
    return Ended(result, sent=unit.sent and not unit.undone)


def attempt_only(wire: Pipeline, unit: SqlUnit, work: Work, refusals: tuple[type[Exception], ...]) -> Ended:
    """Run the one work of a transaction and end that: nobody else's is in it, so it needs no savepoint.

    Raises the database's ``refusals``.
    """
    try:
        result = work(unit)
        unit.write_seals()
    except refusals:
        raise
    except Exception as error:  # the worker's loop: whatever a work raises undoes that work only
        wire.end(keep=False)
        return Ended(failure=error)
    wire.end(keep=not unit.undone)
    return Ended(result, sent=unit.sent and not unit.undone)


class GroupWriter:
    """Takes works in the order given, several in one transaction."""

    def __init__(self, together: Callable[[Sequence[Job]], list[Ended]], alone: Callable[[Job], Any]) -> None:
        """``together`` commits jobs, the first of them at least, or raises; ``alone`` sees to one by itself."""
        self._together, self._alone = together, alone
        self._jobs = Jobs()
        self._thread = Thread(target=self._run, name="store group", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[SqlUnit], T]) -> "Future[T]":
        """Queue a work; its future resolves after the commit."""
        return self._jobs.submit(work)

    def close(self) -> None:
        """Finish what is queued, then end the thread."""
        self._jobs.close()
        self._thread.join()

    def _run(self) -> None:
        waiting: list[Job] = []
        while True:
            if not waiting:
                if (job := self._jobs.take()) is None:
                    return
                waiting = self._begun([job])
            waiting += self._begun(self._jobs.more(TURNS_PER_COMMIT_MAX - len(waiting)))
            if waiting:
                waiting = self._commit(waiting)

    @staticmethod
    def _begun(jobs: list[Job]) -> list[Job]:
        """The jobs whose futures weren't cancelled meanwhile."""
        return [job for job in jobs if job[1].set_running_or_notify_cancel()]

    def _commit(self, jobs: list[Job]) -> list[Job]:
        """Commit as many jobs as fit, and return the rest; if the database refuses, each is tried alone."""
        try:
            ended = self._together(jobs)
        except Exception as error:  # the worker's loop: nothing of it was saved, and each is taken alone
            log.debug("a group of %s is taken one by one: %s", len(jobs), type(error).__name__)
            for job in jobs:
                self._alone(job)
            return []
        for job, outcome in zip(jobs, ended, strict=False):
            outcome.tell(job)
        return jobs[len(ended) :]


def attempts(
    wire: Pipeline, unit: Callable[[], SqlUnit], jobs: Sequence[Job], refusals: tuple[type[Exception], ...]
) -> list[Ended]:
    """Run jobs in one transaction, as many as fit into its time, and end it. Raises as :func:`attempt` does."""
    wire.begin()
    if len(jobs) == 1:
        return [attempt_only(wire, unit(), jobs[0][0], refusals)]
    ended: list[Ended] = []
    over = time.monotonic() + GROUP_SECONDS_MAX
    for work, _future in jobs:
        ended.append(attempt(wire, unit(), work, refusals))
        if time.monotonic() > over:
            break
    wire.end()
    return ended
