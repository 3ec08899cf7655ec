"""Whole conversations, on both databases."""

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Walk through every scenario on SQLite and on PostgreSQL."""
    if "kind" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only")
        metafunc.parametrize("kind", only.args if only else ("sqlite", "postgresql"))
