"""Parsers that seemed slow are measured again when everything else was tested: a busy moment of the machine is over."""

from collections.abc import Iterator

import pytest

from tests.parsers.measure import Suspected, looked_at_again


@pytest.fixture(scope="session")
def suspected() -> Iterator[Suspected]:
    """Where a test puts a parser that seemed slow; one that still is fails the run at its end."""
    with looked_at_again() as found:
        yield found
