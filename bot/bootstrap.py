"""The one place that knows every part and puts them together: for ``serve``, ``chat``, ``desk``, the demo and tests.

The operator's commands need neither engine nor articles: those are imported only where they are put in.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import SystemClock
from bot.config import policy_file
from bot.config.settings import Settings
from bot.core.policy import Policy
from bot.engine.context import Context
from bot.i18n import languages
from bot.pages import keys
from bot.pages.keys import SigningKeys
from bot.ports import Clock, Search, Store
from bot.ports.saved_replies import SavedReplies
from bot.store import SqlStore, open_store
from bot.store.open import private_folder
from bot.understanding.understanding import Understands

if TYPE_CHECKING:
    from bot.engine.engine import Engine
    from bot.engine.gateway import EngineGateway
    from kb.live import LiveArticles
    from kb.replies.live import LiveReplies


@dataclass(frozen=True, slots=True)
class App:
    """The program put together around one firm's desk, ready to work."""

    settings: Settings
    policy: Policy
    store: Store
    articles: "LiveArticles"
    clock: Clock
    engine: "Engine"
    replies: "LiveReplies"

    def prepare(self) -> None:
        """Load what the first question would wait for: the search's index, and what words are read by. Blocks."""
        self.articles.prepare()
        self.engine.context.prepare()

    @property
    def gateway(self) -> "EngineGateway":
        """The desk as adapters ask it."""
        from bot.engine.gateway import EngineGateway

        return EngineGateway(self.engine)


@contextmanager
def open_desk(settings: Settings, clock: Clock | None = None) -> Iterator[App]:
    """Open a desk: policy, articles, database (made or migrated), engine; closed at the end.

    Whoever takes questions lets ``prepare`` come first: until then the first ones wait for the index.
    Without a ``clock``, it is the machine's. Raises PolicyInvalid, ArticlesInvalid, DatabaseOutdated and NotSaved.
    """
    from kb.live import LiveArticles
    from kb.replies.live import LiveReplies

    policy, clock = policy_file.load(settings.policy), clock or SystemClock()
    articles = LiveArticles(
        articles_of(settings),
        languages(),
        policy.firm.languages[0],
        layer=settings.search,
        vectors_folder=settings.vectors,
    )
    replies = LiveReplies(
        replies_of(settings),
        articles,
        policy.firm.languages[0],
        lambda: (article.slug for article in articles.library.articles),
    )
    replies.refresh()
    with (
        store_of(settings, policy) as store,
        closing(articles),
        closing(engine_on(store, policy, articles, clock, replies, keys_of(settings, make=True))) as engine,
    ):
        yield App(settings, policy, store, articles, clock, engine, replies)


@contextmanager
def store_of(settings: Settings, policy: Policy, *, create: bool = True) -> Iterator[SqlStore]:
    """The desk's database, brought up to date; closed at the end. ``create`` makes its folder, too.

    Raises DatabaseOutdated and NotSaved.
    """
    if create and not settings.shared:
        private_folder(settings.data)
    with closing(open_store(settings.address, settings.desk, policy.limits.first_ticket_number)) as store:
        yield store


def keys_of(settings: Settings, *, make: bool = False) -> SigningKeys | None:
    """What transcripts are signed with: by a setting, or from the data folder; ``None`` while there is no key.

    ``make`` one where the desk has its folder for itself: on a server each process would have another one's.
    Raises SettingsInvalid for a file that isn't as it has to be.
    """
    if (given := settings.signing_keys) is not None:
        return given
    return keys.make(settings.key_file) if make and not settings.shared else keys.load(settings.key_file)


def context_of(
    policy: Policy,
    search: Search,
    clock: Clock,
    replies: SavedReplies | None = None,
    signing: SigningKeys | None = None,
) -> Context:
    """What every turn works with, by the calendar of this policy; without ``replies``, the shipped ones."""
    if replies is None:
        from kb.replies import live, loader

        replies = live.LiveReplies(loader.shipped(), search, policy.firm.languages[0])
    return Context(
        policy, search, clock, policy_file.calendar_for, languages(), Understands(languages()), replies, signing
    )


def engine_on(
    store: Store,
    policy: Policy,
    search: Search,
    clock: Clock,
    replies: SavedReplies | None = None,
    signing: SigningKeys | None = None,
) -> "Engine":
    """An engine over a store, which whoever opened it closes; the engine is closed before."""
    from bot.engine.engine import Engine

    return Engine(store, context_of(policy, search, clock, replies, signing))


def articles_of(settings: Settings) -> Path:
    """The folder of articles in use."""
    from kb.articles import loader

    return settings.articles or loader.shipped()


def replies_of(settings: Settings) -> Path:
    """The folder of saved replies in use."""
    from kb.replies import loader

    return settings.replies or loader.shipped()
