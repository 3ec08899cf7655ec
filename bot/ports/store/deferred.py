"""An answer of the store that is fetched when it is called for."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
Deferred = Callable[[], T]
"""An answer that is fetched when it is called for, within the transaction: what was asked meanwhile comes along."""
