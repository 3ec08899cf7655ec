"""Both databases, for the short forms of the promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.faults.places import Place


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty desk on each."""
    if request.param == "sqlite":
        yield Place("SQLite", tmp_path)
        return
    server: postgres.Server = request.getfixturevalue("server")
    with server.database(request.getfixturevalue("postgres_template")) as url:
        yield Place("PostgreSQL", tmp_path, url, server)
