"""Notify the outbox workers of every process when rows were added.

``NOTIFY`` inside a turn's transaction would halve what the server commits, so it is sent afterwards, by a
thread of its own, one for all turns of a moment. It is a hint: who misses it finds the row at the next look.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex
from threading import Event, Lock, Thread
from typing import Any

import psycopg

CHANNEL = "frontdoor"
TOGETHER_S = 0.02
"""Turns within this time share one notification."""
LOOK_S = 1.0
"""How long a listener waits before it looks whether it is still wanted."""

log = logging.getLogger(__name__)

Notify = Callable[[], None]
Connect = Callable[[], "psycopg.Connection[Any]"]


class OutboxNotifier:
    """Sends notifications to other processes and receives theirs; its threads start when first needed."""

    def __init__(self, connect: Connect, desk: str) -> None:
        self._connect, self._desk, self._own = connect, desk, token_hex(8)
        self._subscribers: list[Notify] = []
        self._threads: dict[str, Thread] = {}
        self._wanted, self._closed, self._starting = Event(), Event(), Lock()

    def notify(self) -> None:
        """Notify this process now and the others soon: something was committed."""
        self._notify_subscribers()
        self._start("notifier", self._call)
        self._wanted.set()

    @contextmanager
    def subscribe(self, notify: Notify) -> Iterator[None]:
        """Call ``notify`` for what any process put into this desk's outbox, while it lasts."""
        self._subscribers.append(notify)
        self._start("listener", self._listen)
        try:
            yield
        finally:
            self._subscribers.remove(notify)

    def close(self) -> None:
        """End the threads."""
        with self._starting:
            self._closed.set()
        self._wanted.set()
        for thread in self._threads.values():
            thread.join()

    def _start(self, name: str, run: Callable[[], None]) -> None:
        with self._starting:
            if name not in self._threads and not self._closed.is_set():
                self._threads[name] = Thread(target=self._lasting, args=(run,), name=f"store {name}", daemon=True)
                self._threads[name].start()

    # ── On the threads ─────────────────────────────────────────────────────────────────

    def _lasting(self, run: Callable[[], None]) -> None:
        while not self._closed.is_set():
            try:
                run()
            except Exception as error:  # the worker's loop: looking every so often goes on without it
                log.warning("other processes aren't notified: %s", type(error).__name__)
                self._closed.wait(LOOK_S)

    def _call(self) -> None:
        with self._connect() as connection:
            while not self._closed.is_set():
                self._wanted.wait()
                self._wanted.clear()
                connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, f"{self._desk} {self._own}"))
                time.sleep(TOGETHER_S)

    def _listen(self) -> None:
        with self._connect() as connection:
            connection.execute(f"LISTEN {CHANNEL}".encode())
            self._hear("")  # what came before it listened
            while not self._closed.is_set():
                for note in connection.notifies(timeout=LOOK_S, stop_after=1):
                    self._hear(note.payload)

    def _hear(self, payload: str) -> None:
        desk, _space, process = payload.partition(" ")
        if process != self._own and desk in {self._desk, ""}:
            self._notify_subscribers()

    def _notify_subscribers(self) -> None:
        """Call this process's subscribers; one whose loop has just ended is skipped."""
        for notify in tuple(self._subscribers):
            with suppress(RuntimeError):
                notify()
