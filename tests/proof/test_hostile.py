"""Promise 9, a small one: a hundred inputs through every adapter."""

from pathlib import Path

import pytest

from bot.platforms import PLATFORMS
from tests.proof import hostile


@pytest.mark.parametrize("name", hostile.ADAPTERS)
def test_hostile_words_stay_words(name: str, tmp_path: Path) -> None:
    done, wrong = hostile.through(name, tmp_path, 101)
    assert wrong == [], done


def test_every_platform_is_measured() -> None:
    assert {platform.name for platform in PLATFORMS} <= {*hostile.ADAPTERS, "discord"}, "add its row to ADAPTERS"
