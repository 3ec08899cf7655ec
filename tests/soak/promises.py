"""Which function measures which promise; a new one is a line here and a module beside it."""

from tests.soak import crash
from tests.soak.table import Measure

PROMISES: dict[int, Measure] = {
    1: crash.rows,
}
"""By the promise's number."""
