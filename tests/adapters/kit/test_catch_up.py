"""What was written meanwhile is read from where we stopped: all of it, once, and nothing of ours keeps it back."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.kit.catch_up import CatchUp
from adapters.kit.outage import Away
from bot.ports.gateway import Places
from tests.builders import WEDNESDAY
from tests.fakes import FakeClock


class FakeGateway:
    """A desk that knows no place."""

    def places(self, _platform: str, _tenant: str) -> "Future[Places]":
        """At once."""
        known: Future[Places] = Future()
        known.set_result(Places())
        return known


@dataclass
class FakeHistory:
    """Messages by room; a room whose first message is an exception can't be read so often."""

    rooms_of: dict[str, list[Any]]
    refused: dict[str, Exception] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    async def rooms(self, _places: Places) -> Sequence[str]:
        """All of them."""
        return list(self.rooms_of)

    async def since(self, room: str, whole_at: datetime) -> AsyncIterator[str]:
        """What stands there."""
        self.asked.append(whole_at)
        messages = self.rooms_of[room]
        if messages and isinstance(messages[0], Exception):
            raise messages.pop(0)
        for message in messages:
            yield message

    async def take(self, message: str) -> None:
        """Unless it is refused."""
        self.meanwhile()
        if message in self.refused:
            raise self.refused[message]
        if message not in self.taken:
            self.taken.append(message)


@dataclass
class Pauses:
    """Takes no time."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        """Noted."""
        self.seconds.append(seconds)


@dataclass
class Line:
    """A platform that goes and comes back."""

    history: FakeHistory
    clock: FakeClock = field(default_factory=lambda: FakeClock(WEDNESDAY))
    pauses: Pauses = field(default_factory=Pauses)

    def __post_init__(self) -> None:
        made: CatchUp[str, str] = CatchUp(
            FakeGateway(),  # type: ignore[arg-type]
            self.clock, "test", lambda: "T1", self.history, self.pauses,
        )  # fmt: skip
        self.catching_up = made


def plays(history: FakeHistory, story: Callable[[Line], Awaitable[None]]) -> Line:
    """Let it happen."""

    async def run() -> Line:
        line = Line(history)
        await story(line)
        return line

    return asyncio.run(run())


async def back(line: Line) -> None:
    """It was away for an hour, and is there again."""
    line.catching_up.went()
    line.clock.forward(hours=1)
    line.catching_up.came_back()
    await line.catching_up.done()


def test_everything_is_read_as_of_when_nothing_was_missed() -> None:
    line = plays(FakeHistory({"a": ["1", "2"], "b": ["3"]}), back)
    assert line.history.taken == ["1", "2", "3"]
    assert line.history.asked == [WEDNESDAY] * 2
    assert line.catching_up.whole_at is None


def test_a_place_that_cant_be_read_keeps_no_other_waiting_and_is_tried_again() -> None:
    line = plays(FakeHistory({"a": [Away("busy"), Away("busy"), "1"], "b": ["2"]}), back)
    assert line.history.taken == ["2", "1"]
    assert line.pauses.seconds == [2, 4]


def test_a_message_of_which_we_make_a_mistake_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    line = plays(FakeHistory({"a": ["my secret", "2"]}, {"my secret": KeyError("my secret")}), back)
    assert line.history.taken == ["2"]
    assert line.pauses.seconds == []
    assert "KeyError" in caplog.text
    assert "my secret" not in caplog.text


def test_one_that_cant_be_saved_now_is_taken_before_those_behind_it() -> None:
    busy: dict[str, Exception] = {"1": Away("busy")}
    history = FakeHistory({"a": ["1", "2"]}, busy)

    async def story(line: Line) -> None:
        line.catching_up.pause = once_more
        await back(line)

    async def once_more(_seconds: float) -> None:
        assert history.taken == []
        busy.clear()

    assert plays(history, story).history.taken == ["1", "2"]


def test_who_goes_again_while_it_is_read_misses_nothing() -> None:
    history = FakeHistory({"a": ["1"]})

    async def story(line: Line) -> None:
        history.meanwhile = line.catching_up.went
        await back(line)
        assert line.catching_up.whole_at == WEDNESDAY
        line.clock.forward(hours=1)
        line.catching_up.came_back()
        await line.catching_up.done()

    assert plays(history, story).history.asked == [WEDNESDAY] * 2


def test_a_session_that_goes_on_missed_nothing() -> None:
    async def story(line: Line) -> None:
        await back(line)
        line.catching_up.went()
        line.catching_up.went_on()
        assert line.catching_up.whole_at is None

    plays(FakeHistory({"a": []}), story)


def test_a_session_that_goes_on_while_something_is_missed_still_changes_nothing() -> None:
    async def story(line: Line) -> None:
        line.catching_up.went()
        line.catching_up.went_on()
        assert line.catching_up.whole_at == WEDNESDAY

    plays(FakeHistory({"a": []}), story)


def test_it_went_when_it_was_there_last() -> None:
    async def story(line: Line) -> None:
        await back(line)
        line.catching_up.went(line.clock.now() - timedelta(seconds=30))
        await back(line)

    line = plays(FakeHistory({"a": []}), story)
    assert line.history.asked == [WEDNESDAY, WEDNESDAY + timedelta(hours=1, seconds=-30)]


def test_what_is_stopped_reads_no_more() -> None:
    async def story(line: Line) -> None:
        line.catching_up.came_back()
        await line.catching_up.stop()
        assert not line.catching_up.busy

    assert plays(FakeHistory({"a": ["1"]}), story).history.taken == []
