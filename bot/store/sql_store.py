"""What the stores on both databases have in common: a desk, transactions, and word of what was put into the outbox."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL

from bot.core.text.errors import NotSaved
from bot.store.sql.ids import Ids
from bot.store.sql.prepared import Statements
from bot.store.transaction.secrets import ERASED_SALT
from bot.store.transaction.unit_of_work import SqlUnit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Left:
    """Where bytes of overwritten rows are still on the disk, beside backups."""

    log: bool = False
    """SQLite's write-ahead log: somebody reads in the middle of something."""
    tables: tuple[str, ...] = ()
    """PostgreSQL: tables too large, or too busy, to be written anew while the desk works."""


class SqlStore(ABC):
    """A desk's database; see ``bot.ports.Store``. Made by ``open_store``."""

    def __init__(self, desk: str, first_ticket_number: int, statements: Statements) -> None:
        self.desk, self.statements = desk, statements
        self._first_number, self._ids = first_ticket_number, Ids()
        self._kept: dict[str, bytes] = {}
        self.seal_key = b""
        """The desk's secret, for its seals; empty where there is none and none could be made."""

    @property
    @abstractmethod
    def address(self) -> Path | URL:
        """Where the database is; a URL may hold a password."""

    @abstractmethod
    def write(self, work: Callable[[SqlUnit], T]) -> "Future[T]":
        """Run ``work`` in one transaction; the future resolves after the commit.

        The future raises what ``work`` raised, which undoes that work only; Conflict when it made a
        key that another transaction had made; NotSaved (DatabaseBusy, DatabaseFull) when the
        database couldn't take it: then nothing of it happened, and the store goes on working.
        """

    @abstractmethod
    def read(self) -> AbstractContextManager[SqlUnit]:
        """A consistent snapshot; a unit that can't write. Keep it short."""

    def find_secrets(self) -> None:
        """Look up what stays for as long as the desk, made if it isn't there; a replica has its primary's.

        Only here, from what is committed: within a transaction others' secrets may be seen that are then undone.
        """
        if not self._look_up():
            with suppress(NotSaved):
                self.write(_make_secrets).result()
            self._look_up()

    def _look_up(self) -> bool:
        """Read the secrets that there are; whether that is all."""
        with self.read() as unit:
            self.seal_key, salt = unit.seal_key(), unit.known_secret(ERASED_SALT)
        if salt is not None:
            self._kept[ERASED_SALT] = salt
        return bool(self.seal_key) and salt is not None

    def subscribe(self, notify: Callable[[], None]) -> AbstractContextManager[None]:
        """Call ``notify`` soon after any process has put something into the outbox, for as long as the context lasts.

        A hint from a thread of the store's own; who needs more looks once a second. On SQLite nobody rings.
        """
        return nullcontext()

    @abstractmethod
    def close(self) -> None:
        """Finish every write that was submitted, then let go of the database."""

    # ── For the command line and tests ─────────────────────────────────────────────────

    @property
    @abstractmethod
    def commits(self) -> int:
        """Transactions committed so far."""

    @abstractmethod
    def cut_log(self) -> Left:
        """Drop what the database keeps of rows that were overwritten; what of it couldn't be dropped."""


def _make_secrets(unit: SqlUnit) -> None:
    unit.make_seal_key()
    unit.secret(ERASED_SALT)
