"""What the benches and the soak make by SQL is what the product made: whole, and small once what is old went."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.store.open import SqlStore, open_store
from bot.store.schema.tables import outbox, posts, record, tickets
from bot.workers.pruning import prune
from tests.bench import full
from tests.builders import policy
from tests.store.scene import see

TICKETS = 60


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """A desk with sixty full tickets of three clients."""
    where = request.getfixturevalue("postgres_url") if request.param == "postgresql" else tmp_path / "desk.db"
    with closing(open_store(where)) as store:
        full.fill(store, TICKETS)
        yield store


def test_every_ticket_has_what_the_first_one_left(filled: SqlStore) -> None:
    with filled.read() as unit:
        number = unit.connection.execute(select(func.min(tickets.c.number))).scalar_one()
        per_ticket = select(func.count()).select_from(record).group_by(record.c.ticket)
        lengths = unit.connection.execute(per_ticket).scalars().all()
        sent = unit.connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state)).all()
    assert lengths == [full.ENTRIES] * TICKETS
    assert [state for state, _count in sent] == ["sent"]
    assert sent[0][1] % TICKETS == 0
    last = see(filled, lambda unit: unit.ticket(number + TICKETS - 1))
    assert last is not None
    assert filled.write(lambda unit: unit.next_number()).result() == number + TICKETS


def test_what_is_left_of_them_after_retention_is_small_and_every_held_message_is_known(filled: SqlStore) -> None:
    before = full.kilobytes(filled, TICKETS)
    prune(filled, policy(), datetime.now(UTC), rest=lambda _seconds: None)
    with filled.read() as unit:
        held = set(unit.connection.execute(select(posts.c.outbox)).scalars())
        left = set(unit.connection.execute(select(outbox.c.id)).scalars())
    assert left == held
    filled.cut_log()
    assert full.kilobytes(filled, TICKETS) < before - 10, "besides, a new database itself takes some room"
