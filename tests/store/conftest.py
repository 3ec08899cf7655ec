"""Databases for the store's tests: one per kind that the product supports."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.open import SqlStore, open_store
from tests.databases import empty_desk

Opener = Callable[..., SqlStore]
KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty desk's file, not to be changed."""
    return empty_desk(tmp_path_factory.mktemp("template") / "desk.db")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever opens a store on both databases, unless a test is marked as being about one."""
    if "kind" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only")
        metafunc.parametrize("kind", only.args if only else KINDS, scope="session")


@pytest.fixture
def where(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """An empty desk: a file, or a URL."""
    if kind == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return empty_desk(tmp_path / "desk.db")


@pytest.fixture
def opened(where: str | Path) -> Iterator[Opener]:
    """Opens stores on one database: the same one each time, as several processes would."""
    stores: list[SqlStore] = []

    def open_one(**options: Any) -> SqlStore:
        stores.append(open_store(where, **options))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Opener) -> SqlStore:
    """A store on a new database."""
    return opened()
