"""Every setting that an adapter reads is known by its name."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from adapters.discord import settings as discord
from adapters.slack import settings as slack


@pytest.mark.parametrize("module", [slack, discord], ids=["slack", "discord"])
def test_what_is_read_is_named(module: ModuleType) -> None:
    prefix = f"{module.__name__.split('.')[1].upper()}_"
    assert module.__file__
    read = set(re.findall(rf'"({prefix}[A-Z_]+[A-Z])"', Path(module.__file__).read_text("utf-8")))
    assert read == set(module.NAMES)
