"""The composition root: the only module that knows every part and puts them together."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import policy_file
from bot.clock import OffsetClock, SystemClock
from bot.context import Context
from bot.core.policy import Policy
from bot.engine import Engine
from bot.i18n import languages
from bot.ports import Clock, Store
from bot.settings import Settings
from bot.store import open_store
from bot.store.store import private_folder
from kb import loader
from kb.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Desk:
    """One firm's desk, ready to work."""

    settings: Settings
    policy: Policy
    store: Store
    shelf: Shelf
    clock: Clock
    engine: Engine


@contextmanager
def open_desk(settings: Settings, now: datetime | None = None) -> Iterator[Desk]:
    """Open a desk: policy, articles, database (made or migrated), engine; closed at the end.

    Whoever takes questions lets ``shelf.prepare`` come first: until then the first ones wait for the index.
    ``now`` starts the clock at another moment. Raises PolicyInvalid, ArticlesInvalid,
    DatabaseOutdated and NotSaved.
    """
    policy = policy_file.load(settings.policy)
    clock: Clock = OffsetClock(now) if now else SystemClock()
    shelf = Shelf(
        articles_of(settings),
        languages(),
        policy.firm.languages[0],
        layer=settings.search,
        vectors_folder=settings.vectors,
    )
    if not settings.shared:
        private_folder(settings.data)
    store = open_store(settings.address, settings.desk, policy.limits.first_ticket_number)
    try:
        context = Context(policy, shelf, clock, policy_file.calendar_for, languages())
        with closing(shelf), closing(Engine(store, context)) as engine:
            yield Desk(settings, policy, store, shelf, clock, engine)
    finally:
        store.close()


def articles_of(settings: Settings) -> Path:
    """The folder of articles in use."""
    return settings.articles or loader.shipped()
