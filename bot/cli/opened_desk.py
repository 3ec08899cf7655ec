"""The desk's back office: its policy and database without the articles, for verbs that don't search."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.bootstrap import context_of, store_of
from bot.cli.database_state import NO_SCHEMA, schema_in
from bot.cli.screen import refuse
from bot.clock import OffsetClock, SystemClock
from bot.config import policy_file, settings
from bot.config.settings import Settings
from bot.core.model.knowledge import Article, Hit
from bot.core.policy import Policy
from bot.engine.context import Context
from bot.store import SqlStore
from bot.store.sqlite.failures import is_there


class NoArticles:
    """A search that knows no article: a broken one must not keep anybody from the line."""

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """Nothing."""
        return ()

    def article(self, slug: str, lang: str) -> Article | None:
        """Nothing."""
        return None

    def alike(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """Nothing is like anything."""
        return (0.0,) * len(others)


@dataclass(frozen=True, slots=True)
class Office:
    """A desk as its operator works on it."""

    settings: Settings
    policy: Policy
    store: SqlStore
    context: Context

    @property
    def zone(self) -> str:
        """The desk's IANA zone."""
        return self.policy.firm.zone

    def now(self) -> datetime:
        """The present, in UTC."""
        return self.context.clock.now()


@contextmanager
def office(data: Path | None, now: datetime | None = None, *, create: bool = False) -> Iterator[Office]:
    """Open a desk's database, brought up to date if need be; closed at the end.

    Unless ``create``, a desk without a database ends the program with exit code 2, and none is made.
    ``now`` is the clock's start, the machine's time if ``None``. Raises PolicyInvalid,
    SettingsInvalid, DatabaseOutdated and NotSaved.
    """
    known = settings.load(data=data)
    policy = policy_file.load(known.policy)
    if not create:
        need_database(known)
    clock = OffsetClock(now) if now else SystemClock()
    with store_of(known, policy, create=create) as store:
        yield Office(known, policy, store, context_of(policy, NoArticles(), clock))


def need_database(known: Settings) -> None:
    """End the program with exit code 2 when there is no database to look at. Raises NotSaved."""
    if known.shared:
        if schema_in(known) == NO_SCHEMA:
            refuse(f"{known.where} holds no desk yet; make it with: frontdoor db upgrade")
    elif not is_there(known.database):
        refuse(
            f"there is no database at {known.database}; name its folder with --data DIR,"
            " or make one with: frontdoor db upgrade"
        )
