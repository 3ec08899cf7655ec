"""Which function measures which promise; a new one is a line here and a module beside it."""

from tests.soak import crash, outage, races, trouble
from tests.soak.table import Measure

PROMISES: dict[int, Measure] = {
    1: crash.rows,
    4: outage.rows,
    5: trouble.rows,
    7: races.claims,
    8: races.bookings,
}
"""By the promise's number."""
