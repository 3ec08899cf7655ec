"""The worker that indexes what was written: all of it, with rests, again and again."""

import asyncio
import logging
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.core.model.finding import Wanted
from bot.core.text.errors import DatabaseBusy
from bot.store.transaction.tickets import indexing
from bot.workers.indexing import LOOK_SECONDS, REST, REST_SECONDS_MAX, Indexing
from bot.workers.rest import REST_SECONDS_MIN
from tests.dialogue import House


@dataclass
class Worker:
    """A worker whose rests are counted and whose transactions take as long as they are told to."""

    house: House
    takes: float = 0.05
    rests: list[float] = field(default_factory=list)
    passed: float = 0.0

    def made(self) -> Indexing:
        async def rest(seconds: float) -> None:
            self.rests.append(seconds)
            if seconds == LOOK_SECONDS and self.rests.count(LOOK_SECONDS) > 1:
                raise asyncio.CancelledError

        def seconds() -> float:
            self.passed += self.takes
            return self.passed

        return Indexing(self.house.engine, seconds, rest)

    def look(self) -> None:
        asyncio.run(self.made().look())


def unread(house: House) -> int:
    with house.store.read() as unit:
        return unit.find(Wanted(("teapot",)), 1).unread


@pytest.fixture
def written(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A ticket with three entries that aren't indexed; one is at a time."""
    monkeypatch.setattr(indexing, "ROWS_AT_ONCE", 1)
    ana = house.client()
    ana.files("the teapot")
    ana.says("add: it is broken")
    assert unread(house) > 1
    return house


def test_everything_is_indexed_with_rests_between(written: House) -> None:
    worker, waiting = Worker(written), unread(written)
    worker.look()
    assert unread(written) == 0
    assert [round(rest, 6) for rest in worker.rests] == [round(REST * 0.05, 6)] * waiting
    worker.look()
    assert len(worker.rests) == waiting


@pytest.mark.parametrize(("takes", "rests"), [(0.000_01, REST_SECONDS_MIN), (60, REST_SECONDS_MAX)])
def test_a_rest_is_neither_nothing_nor_forever(written: House, takes: float, rests: float) -> None:
    worker = Worker(written, takes)
    worker.look()
    assert set(worker.rests) == {rests}


def test_it_looks_again_and_again(written: House) -> None:
    worker = Worker(written)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(worker.made().run())
    assert worker.rests.count(LOOK_SECONDS) == 2


def test_a_busy_database_puts_it_off(written: House, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    caplog.set_level(logging.WARNING)

    def busy(work: Any) -> "Future[Any]":
        failed: Future[Any] = Future()
        failed.set_exception(DatabaseBusy("locked"))
        return failed

    monkeypatch.setattr(written.engine.store, "write", busy)
    Worker(written).look()
    assert "what was written is indexed later: DatabaseBusy" in caplog.text
