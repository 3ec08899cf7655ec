"""Which function measures which promise; a new one is a line here and a module beside it."""

from tests.soak.table import Measure

PROMISES: dict[int, Measure] = {}
"""By the promise's number."""
