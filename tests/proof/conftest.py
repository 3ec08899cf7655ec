"""Every measurement on both databases, unless it says otherwise."""

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """As the store's tests do."""
    if "kind" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only")
        metafunc.parametrize("kind", only.args if only else ("sqlite", "postgresql"))
