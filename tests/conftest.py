"""Fixtures shared by all tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import compiled, postgres, standby
from tests.dialogue import House, open_house

compiled.share()


@pytest.fixture
def kind() -> str:
    """Which database a house stands on; folders of tests may ask for both."""
    return "sqlite"


@pytest.fixture
def house(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> Iterator[House]:
    """A desk with a fake clock and search, on a real database."""
    url = request.getfixturevalue("postgres_url") if kind == "postgresql" else ""
    with open_house(tmp_path, url=url) as opened:
        yield opened


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server for all tests; without one they are skipped, or fail where one is required."""
    try:
        with postgres.running(*postgres.FAST) as started:
            yield started
    except postgres.Unavailable as why:
        if os.environ.get(postgres.REQUIRED):
            raise
        pytest.skip(f"no PostgreSQL: {why}")


@pytest.fixture(scope="session")
def pair() -> Iterator[standby.Pair]:
    """A primary and its synchronous standby, which tests may make change places."""
    try:
        with standby.running(*standby.QUICK) as started:
            yield started
    except postgres.Unavailable as why:
        if os.environ.get(postgres.REQUIRED):
            raise
        pytest.skip(f"no PostgreSQL with a standby: {why}")


@pytest.fixture(scope="session")
def postgres_template(server: postgres.Server) -> Iterator[str]:
    """The name of a migrated database with nothing in it."""
    with postgres.migrated(server) as name:
        yield name


@pytest.fixture(scope="session")
def postgres_shared(server: postgres.Server, postgres_template: str) -> Iterator[str]:
    """One database for many tests, each of which finds it empty."""
    with server.database(postgres_template) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_shared: str) -> str:
    """An empty, migrated database's URL."""
    postgres.empty(postgres_shared)
    return postgres_shared
