"""Fixtures shared by all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialogue import House, open_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A desk with a fake clock and search, on a real database in a temporary folder."""
    with open_house(tmp_path) as opened:
        yield opened
