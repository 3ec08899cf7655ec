"""Stories on a desk that is connected to a simulated Discord."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.adapters.discord.scene import Story, play

Play = Callable[..., None]


@pytest.fixture
def on_discord(tmp_path: Path) -> "Callable[[Story], None]":
    """Let a story happen."""
    return partial(play, tmp_path)
