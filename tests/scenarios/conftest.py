"""Whole conversations: the races on both databases in every run, all of them with FRONTDOOR_TEST_EVERYTHING set."""

import os

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Walk through a scenario on SQLite, and on PostgreSQL when it is marked or everything was asked for."""
    if "kind" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both") or os.environ.get("FRONTDOOR_TEST_EVERYTHING")
        metafunc.parametrize("kind", ("sqlite", "postgresql") if both else ("sqlite",))
