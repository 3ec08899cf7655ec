"""Stories on a desk that is connected to a small Slack."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from adapters.slack import event_handler
from tests.adapters.slack.scene import Story, play

Play = Callable[..., None]


@pytest.fixture
def on_slack(tmp_path: Path) -> "Callable[[Story], None]":
    """Let a story happen."""
    return partial(play, tmp_path)


@pytest.fixture(autouse=True)
def _in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, Slack is answered in time, unless a test says otherwise."""
    monkeypatch.setattr(event_handler, "ACK_SECONDS_MAX", 60.0)
