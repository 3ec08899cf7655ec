"""The worker that removes what is old: once a day, in bites, with rests between them, whoever comes first."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.core.policy import Retention
from bot.core.text.errors import DatabaseBusy
from bot.engine.engine import Engine
from bot.store.schema.tables import outbox
from bot.store.sql_store import SqlStore
from bot.store.transaction import pruning as store_pruning
from bot.workers import pruning
from bot.workers.pruning import LOOK_SECONDS, REST, REST_SECONDS_MAX, Pruning
from bot.workers.rest import REST_SECONDS_MIN
from tests.builders import policy
from tests.dialogue import House


def sent(house: House) -> int:
    """How many messages are in the outbox."""
    assert isinstance(house.store, SqlStore)
    with house.store.read() as unit:
        return int(unit.connection.execute(select(func.count()).select_from(outbox)).scalar_one())


@dataclass
class Worker:
    """A worker whose rests are counted and whose transactions take as long as they are told to."""

    house: House
    takes: float = 0.001
    rests: list[float] = field(default_factory=list)
    passed: float = 0.0

    def look(self, engine: Engine | None = None) -> None:
        """Look once."""

        async def rest(seconds: float) -> None:
            self.rests.append(seconds)

        def seconds() -> float:
            self.passed += self.takes
            return self.passed

        asyncio.run(Pruning(engine or self.house.engine, seconds, rest).look())


@pytest.fixture
def lived(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A ticket of 31 days ago; four rows are looked at at once."""
    monkeypatch.setattr(store_pruning, "ROWS_A_BITE", 4)
    ana, sam = house.client(), house.agent()
    ana.files()
    for _time in range(4):
        sam.types("reply 1001 try again")
        ana.says("add: still not")
    house.clock.forward(days=31)
    return house


def test_what_is_old_goes_in_bites_with_rests_between(lived: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    before, worker = sent(lived), Worker(lived, takes=0.02)
    worker.look()
    assert sent(lived) < before / 2
    assert len(worker.rests) > before / 4
    assert {round(rest, 6) for rest in worker.rests} == {REST * 0.02}
    assert f"old rows were removed: {before - sent(lived)} sent, 0 received" in caplog.text


@pytest.mark.parametrize(("takes", "rests"), [(0.000_01, REST_SECONDS_MIN), (60, REST_SECONDS_MAX)])
def test_a_rest_is_neither_nothing_nor_forever(lived: House, takes: float, rests: float) -> None:
    worker = Worker(lived, takes)
    worker.look()
    assert set(worker.rests) == {rests}


def test_it_is_done_once_a_day(lived: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    worker = Worker(lived)
    worker.look()
    bites = len(worker.rests)
    lived.clock.forward(hours=19)
    worker.look()
    assert len(worker.rests) == bites
    lived.clock.forward(hours=2)
    worker.look()
    assert len(worker.rests) > bites
    assert caplog.text.count("were removed") == 1, "nothing to say of nothing"


def test_a_desk_that_keeps_all_for_good_writes_nothing(lived: House) -> None:
    keeping = replace(lived.engine.context, policy=replace(policy(), retention=Retention(0, 0)))
    assert isinstance(lived.store, SqlStore)
    commits = lived.store.commits
    engine = Engine(lived.store, keeping)
    Worker(lived).look(engine)
    engine.close()
    assert lived.store.commits == commits


@dataclass
class Busy:
    """A store that is busy from a transaction on."""

    store: SqlStore
    free: int

    def write(self, work: Callable[[Any], Any]) -> "Future[Any]":
        """Do it, or say that it can't be done."""
        self.free -= 1
        if self.free >= 0:
            return self.store.write(work)
        refused: Future[Any] = Future()
        refused.set_exception(DatabaseBusy("locked"))
        return refused


def test_a_busy_database_is_left_alone_until_tomorrow(lived: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert isinstance(lived.store, SqlStore)
    engine = Engine(Busy(lived.store, free=2), lived.engine.context)  # type: ignore[arg-type]
    worker = Worker(lived)
    worker.look(engine)
    engine.close()
    assert len(worker.rests) == 1
    assert "wait until tomorrow: DatabaseBusy" in caplog.text
    assert "old rows were removed" in caplog.text


def test_it_looks_now_and_then(house: House) -> None:
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        if rests.count(LOOK_SECONDS) == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(Pruning(house.engine, rest=rest).run())
    assert rests[-1] == LOOK_SECONDS


def test_a_talk_goes_on_in_place_after_its_messages_went(lived: House) -> None:
    ana = lived.client()
    pruning.prune(lived.store, policy(), lived.clock.now() + timedelta(days=31), rest=lambda _seconds: None)
    ana.says("status")
    ana.sees("#1001")
