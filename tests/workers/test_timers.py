"""The timers' loop: whatever one timer does, the others fire."""

import asyncio
from collections.abc import Collection, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.core.model.promises import Timer, TimerKind
from bot.core.text.errors import DatabaseBusy
from bot.engine import engine
from bot.engine.engine import Engine
from bot.workers import timers
from tests.dialogue import House
from tests.store.scene import filed

KIND = TimerKind.ESTIMATE_DUE


@dataclass(slots=True)
class Stumbling(Engine):
    """An engine that fails at what it is told to fail at."""

    at: dict[int, Exception] = field(default_factory=dict)
    """By ticket."""
    at_looking: Exception | None = None
    tried: list[int] = field(default_factory=list)
    passed: float = 0.0
    """Seconds, whatever the clock says."""
    failed: timers.Failed[Timer] = field(default_factory=timers.Failed)

    def due(self, beside: Collection[Timer] = ()) -> tuple[Timer, ...]:
        """What has fallen due, or the failure."""
        if self.at_looking is not None:
            raise self.at_looking
        return Engine.due(self, beside)

    def fire(self, timer: Timer) -> "Future[bool]":
        """Fire, or fail."""
        self.tried.append(timer.ticket)
        if timer.ticket not in self.at:
            return Engine.fire(self, timer)
        failed: Future[bool] = Future()
        failed.set_exception(self.at[timer.ticket])
        return failed


@pytest.fixture
def stumbling(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stumbling]:
    """Three tickets with something due, of which two are looked at at once."""
    monkeypatch.setattr(engine, "TIMERS_AT_ONCE", 2)
    now = house.clock.now()
    tickets = house.store.write(lambda unit: [filed(unit).number for _ in range(3)]).result()
    due = [Timer(number, KIND, now - timedelta(hours=9 - place)) for place, number in enumerate(tickets)]
    house.store.write(lambda unit: unit.set_timers(due)).result()
    opened = Stumbling(house.store, house.engine.context)
    opened.failed.seconds = lambda: opened.passed
    yield opened
    opened.close()


def fire(stumbling: Stumbling) -> tuple[int, list[int]]:
    """One round: how many fired, and the tickets that were tried."""
    stumbling.tried.clear()
    return asyncio.run(timers.fire_due(stumbling, stumbling.failed)), list(stumbling.tried)


def test_timers_that_fail_make_room_for_the_others_and_are_tried_again_later(
    house: House, stumbling: Stumbling
) -> None:
    stumbling.at = {1001: ValueError("a bug"), 1002: ValueError("a bug")}
    assert fire(stumbling) == (0, [1001, 1002])
    assert fire(stumbling) == (1, [1003])
    assert fire(stumbling) == (0, [])
    stumbling.passed += timers.FAILED_WAITS_SECONDS
    stumbling.at = {}
    assert fire(stumbling) == (2, [1001, 1002])


def test_a_clock_that_is_set_back_delays_no_second_try(house: House, stumbling: Stumbling) -> None:
    stumbling.at = {1001: ValueError("a bug")}
    assert fire(stumbling) == (1, [1001, 1002])
    house.clock.forward(hours=-5)  # the timers are due since the night
    stumbling.passed += timers.FAILED_WAITS_SECONDS
    stumbling.at = {}
    assert fire(stumbling) == (2, [1001, 1003])


def test_a_busy_database_is_asked_again_at_the_next_round(
    stumbling: Stumbling, caplog: pytest.LogCaptureFixture
) -> None:
    stumbling.at = {1001: DatabaseBusy("locked")}
    assert fire(stumbling) == (0, [1001])
    assert "timers wait: DatabaseBusy" in caplog.text
    stumbling.at = {}
    assert fire(stumbling) == (2, [1001, 1002])


@pytest.mark.parametrize(
    ("failure", "logged"), [(DatabaseBusy("locked"), "timers wait"), (ValueError("a bug"), "timers can't be read")]
)
def test_a_look_that_fails_ends_no_loop(
    stumbling: Stumbling, caplog: pytest.LogCaptureFixture, failure: Exception, logged: str
) -> None:
    stumbling.at_looking = failure
    assert fire(stumbling) == (0, [])
    assert logged in caplog.text
    stumbling.at_looking = None
    assert fire(stumbling)[0] == 2
