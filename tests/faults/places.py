"""Where a desk stands while things go wrong: a SQLite file, or a database on a server that may be ended."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.core.policy import Policy
from bot.store.open import SqlStore, open_store
from tests import postgres
from tests.databases import empty_desk
from tests.dialogue import House, open_house


@dataclass(frozen=True)
class Place:
    """An empty desk to begin with; everything on it is opened through here."""

    name: str
    folder: Path
    url: str = ""
    server: postgres.Server | None = None

    @property
    def shared(self) -> bool:
        """Whether several processes serve it: on one file, one does."""
        return bool(self.url)

    @contextmanager
    def another(self) -> Iterator["Place"]:
        """A new desk of the same kind."""
        with TemporaryDirectory(prefix="fd-soak-") as folder:
            if self.server is None:
                yield Place(self.name, Path(folder))
                return
            with self.server.database() as url:
                yield Place(self.name, Path(folder), url, self.server)

    def house(self, rules: Policy | None = None) -> AbstractContextManager[House]:
        """The desk, in this process, with a clock of its own."""
        return open_house(self.folder, url=self.url, rules=rules)

    def store(self) -> SqlStore:
        """Its database."""
        return open_store(self.url or empty_desk(self.folder / "frontdoor.db"))


@contextmanager
def sqlite() -> Iterator[Place]:
    """A desk in a file of its own."""
    with TemporaryDirectory(prefix="fd-soak-") as folder:
        yield Place("SQLite", Path(folder))


@contextmanager
def postgresql() -> Iterator[Place]:
    """A desk on a durable server of its own."""
    with (
        TemporaryDirectory(prefix="fd-soak-") as folder,
        postgres.running() as server,
        postgres.migrated(server) as template,
        server.database(template) as url,
    ):
        yield Place("PostgreSQL", Path(folder), url, server)


def both() -> Iterator[Place]:
    """One after the other: a desk on each database, durable, as it would be in production."""
    for make in (sqlite, postgresql):
        with make() as place:
            yield place
