"""Which function measures which promise; a new one is a line here and a module beside it."""

from tests.soak import (
    ack,
    crash,
    day,
    failover,
    growth,
    outage,
    owners,
    parsers,
    proofs,
    races,
    ready,
    redelivery,
    restarts,
    trouble,
    waiting,
)
from tests.soak.table import Measure

PROMISES: dict[int, Measure] = {
    1: crash.rows,
    2: redelivery.rows,
    3: ack.rows,
    4: outage.rows,
    5: trouble.rows,
    6: restarts.rows,
    7: races.claims,
    8: races.bookings,
    9: proofs.words,
    10: proofs.signed,
    11: proofs.card_numbers,
    12: proofs.time,
    13: proofs.roles_kept,
    14: proofs.record,
    15: proofs.backups,
    16: waiting.rows,
    17: ready.rows,
    18: owners.rows,
    19: parsers.rows,
    20: growth.rows,
    21: failover.rows,
    day.HARNESS: day.bugs,
}
"""By the promise's number."""
