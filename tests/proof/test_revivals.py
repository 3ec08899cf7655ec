"""An erased person doesn't come back: a short run of what ``make soak`` does at full size."""

from pathlib import Path

import pytest

from tests.proof import revivals


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    """An empty database's, or none for a file."""
    return str(request.getfixturevalue("postgres_url")) if kind == "postgresql" else ""


def test_nobody_erased_comes_back_on_slack(tmp_path: Path, url: str) -> None:
    _done, wrong = revivals.slack(tmp_path, people=4, acts=4, restarts=3, url=url)
    assert wrong == []


def test_nobody_erased_comes_back_on_discord(tmp_path: Path, url: str) -> None:
    _done, wrong = revivals.on_a_guild(tmp_path, people=4, acts=4, restarts=3, url=url)
    assert wrong == []
