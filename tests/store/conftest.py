"""Databases for the store's tests: one per kind that the product supports."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.store import SqlStore, open_store

Opener = Callable[..., SqlStore]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty desk, migrated once."""
    path = tmp_path_factory.mktemp("template") / "desk.db"
    open_store(path).close()
    return path


@pytest.fixture(params=["sqlite"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, template: Path) -> Iterator[Opener]:
    """Opens stores on one database: the same one each time, as several processes would."""
    stores: list[SqlStore] = []
    shutil.copy(template, tmp_path / "desk.db")

    def open_one(**options: Any) -> SqlStore:
        stores.append(open_store(tmp_path / "desk.db", **options))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Opener) -> SqlStore:
    """A store on a new database."""
    return opened()
