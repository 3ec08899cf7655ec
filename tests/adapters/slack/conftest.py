"""Stories on a desk that is connected to a small Slack."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.adapters.slack.scene import Story, play

Play = Callable[..., None]


@pytest.fixture
def on_slack(tmp_path: Path) -> "Callable[[Story], None]":
    """Let a story happen."""
    return partial(play, tmp_path)
