"""A queue of functions for the thread that writes, each with the future of whoever waits for its outcome."""

from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any, TypeVar

from bot.core.text.errors import NotSaved
from bot.store.transaction.unit_of_work import SqlUnit

T = TypeVar("T")
Work = Callable[[SqlUnit], Any]
Job = tuple[Work, "Future[Any]"]


class Jobs:
    """A queue that one thread takes from, until it is closed and empty."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._closing, self._closed = Lock(), False

    def submit(self, work: Callable[[SqlUnit], T]) -> "Future[T]":
        """Queue a work; its future resolves when the thread says so. Once closed, it raises NotSaved."""
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                future.set_exception(NotSaved("the store is closed"))
            else:
                self._jobs.put((work, future))
        return future

    def take(self) -> Job | None:
        """The next job, as soon as there is one; ``None`` once all are taken and no more will come."""
        return self._jobs.get()

    def more(self, limit: int) -> list[Job]:
        """Take up to so many jobs that are queued already, without waiting."""
        jobs: list[Job] = []
        while len(jobs) < limit:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                self._jobs.put(None)  # the end: nothing comes behind it
                break
            jobs.append(job)
        return jobs

    def close(self) -> None:
        """Take no more; what is queued will still be taken."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
