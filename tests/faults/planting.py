"""How a bug is planted, from the tests' side: the product has no place for it."""

from collections.abc import Callable
from typing import Any

import pytest

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]


def around(patch: Patch, owner: Any, name: str, wrapper: Callable[..., Any]) -> None:
    """Put ``wrapper(original, *args)`` in the place of a function."""
    original = getattr(owner, name)
    patch.setattr(owner, name, lambda *args, **named: wrapper(original, *args, **named))
