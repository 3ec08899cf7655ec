"""Stories on a desk that is connected to a simulated Discord."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from adapters.discord import answers
from tests.adapters.discord.scene import Story, play

Play = Callable[..., None]


@pytest.fixture
def on_discord(tmp_path: Path) -> "Callable[[Story], None]":
    """Let a story happen."""
    return partial(play, tmp_path)


@pytest.fixture(autouse=True)
def _in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, Discord is answered in time, unless a test says otherwise."""
    monkeypatch.setattr(answers, "WAIT_SECONDS", 60.0)
    monkeypatch.setattr(answers, "FIRST_SECONDS_MAX", 60.0)
