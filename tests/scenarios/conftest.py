"""Whole conversations: the races on both databases in every run, all of them with FRONTDOOR_TEST_EVERYTHING set."""

import os
from collections.abc import Iterator

import pytest

from bot.store.admin import operations
from bot.store.sql_store import SqlStore


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Walk through a scenario on SQLite, and on PostgreSQL when it is marked or everything was asked for."""
    if "kind" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both") or os.environ.get("FRONTDOOR_TEST_EVERYTHING")
        metafunc.parametrize("kind", ("sqlite", "postgresql") if both else ("sqlite",))


@pytest.fixture(autouse=True)
def whole_afterwards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever happened in a story, the desk is whole: every row that was written is in its seal."""
    house = request.getfixturevalue("house") if "house" in request.fixturenames else None
    yield
    if house is not None and request.node.get_closest_marker("tampers") is None:
        assert isinstance(house.store, SqlStore)
        assert operations.check(house.store) == ()
