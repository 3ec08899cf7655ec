"""The outbox worker over a real database: in order, at the platform's pace, given up loudly."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest

from bot.core.model.outbox import Decoded, Outgoing, Postponed, Receipt, Sent, Undeliverable
from bot.core.model.people import Address
from bot.core.text.errors import DatabaseBusy, MessageUnreadable
from bot.ports import Store, UnitOfWork
from bot.store.schema.tables import outbox
from bot.workers import outbox as delivery
from bot.workers.outbox import ATTEMPTS_MAX, BACKOFF_LONGEST_SECONDS, Delivery, backoff_seconds
from tests.builders import WEDNESDAY
from tests.dialogue import House
from tests.store.scene import said, shown

ANA = Address("test", "", "ana")
BEN = Address("test", "", "ben")
ALL = Address("test", "", "")

PATIENCE_SECONDS = 120
"""Until a test gives up waiting for what takes milliseconds."""


@dataclass
class FakeAdapter:
    """A platform that answers as it is told, message by message; without a word it takes everything."""

    answers: dict[str, list[Receipt | Exception]] = field(default_factory=dict)
    name: str = "test"
    tried: list[tuple[str, int, datetime]] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    house: House | None = None
    before: Callable[[Decoded], Awaitable[None]] | None = None

    def targets(self) -> tuple[Address, ...]:
        """Everything on this platform."""
        return (ALL,)

    async def send(self, out: Decoded) -> Receipt:
        """Take a message, or answer what was prepared for it."""
        assert self.house is not None
        self.tried.append((said(out), out.attempts, self.house.clock.now()))
        if self.before is not None:
            await self.before(out)
        prepared = self.answers.get(said(out))
        answer = prepared.pop(0) if prepared else Sent(f"id of {said(out)}")
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Sent):
            self.taken.append(said(out))
        return answer


@dataclass
class Post:
    """A desk's outbox with one worker."""

    house: House
    adapter: FakeAdapter
    given_up: list[tuple[str, str]] = field(default_factory=list)

    def worker(self, store: Store | None = None) -> Delivery:
        """A worker; on another store if a test brings one."""
        return Delivery(store or self.house.store, self.adapter, self.house.clock, self._report_undelivered)

    def says(self, *texts: str, to: Address = ANA) -> None:
        """Put messages into the outbox."""
        now = self.house.clock.now()

        def put(unit: UnitOfWork) -> None:
            for text in texts:
                unit.send(None, to, shown(text), now)

        self.house.store.write(put).result()

    def drains(self) -> int:
        """Let the worker look once; how many it sent."""
        return asyncio.run(self.worker().drain())

    def tries(self, text: str) -> list[float]:
        """When a message was tried, in seconds after the first time."""
        times = [at for payload, _attempt, at in self.adapter.tried if payload == text]
        return [(at - times[0]).total_seconds() for at in times]

    def dead(self) -> list[tuple[str, str]]:
        """What the database holds as given up."""
        with self.house.store.read() as unit:
            return [(said(out), reason) for out, reason in unit.dead_letters(10)]

    def _report_undelivered(self, out: Outgoing, reason: str) -> "Future[None]":
        try:
            text = said(out)
        except MessageUnreadable:
            text = ""
        self.given_up.append((text, reason))
        done: Future[None] = Future()
        done.set_result(None)
        return done


@pytest.fixture
def post(house: House) -> Post:
    """An empty outbox."""
    return Post(house, FakeAdapter(house=house))


# ── Sending ────────────────────────────────────────────────────────────────────────────


def test_what_was_said_is_sent_once_and_in_order(post: Post) -> None:
    post.says("one", "two", "three")
    assert post.drains() == 3
    assert post.adapter.taken == ["one", "two", "three"]
    assert post.drains() == 0
    assert len(post.adapter.tried) == 3


def test_a_message_waits_for_the_one_before_it_at_its_own_address_only(post: Post) -> None:
    post.adapter.answers = {"to ana": [Postponed("busy")]}
    post.says("to ana", "to ana again")
    post.says("to ben", "to ben again", to=BEN)
    assert post.drains() == 2
    assert post.adapter.taken == ["to ben", "to ben again"]
    post.house.clock.forward(seconds=2)
    assert post.drains() == 2
    assert post.adapter.taken[2:] == ["to ana", "to ana again"]


def test_other_addresses_are_served_while_one_is_slow(post: Post) -> None:
    async def talk() -> None:
        ben_has_it = asyncio.Event()

        async def before(out: Decoded) -> None:
            if out.address == ANA:
                await ben_has_it.wait()
            else:
                ben_has_it.set()

        post.adapter.before = before
        await asyncio.wait_for(post.worker().drain(), PATIENCE_SECONDS)

    post.says("to ana")
    post.says("to ben", to=BEN)
    asyncio.run(talk())
    assert sorted(post.adapter.taken) == ["to ana", "to ben"]


# ── Later ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seconds", [0.5, 90.0, 7200.0])
def test_the_platforms_own_waiting_time_is_honoured(post: Post, seconds: float) -> None:
    post.adapter.answers = {"hello": [Postponed("429", seconds)]}
    post.says("hello")
    assert post.drains() == 0
    post.house.clock.forward(seconds=seconds - 0.25)
    assert post.drains() == 0
    assert len(post.adapter.tried) == 1
    post.house.clock.forward(seconds=0.25)
    assert post.drains() == 1


def test_without_one_the_waiting_time_doubles_up_to_half_an_hour() -> None:
    waits = [backoff_seconds(attempt) for attempt in range(1, 20)]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == BACKOFF_LONGEST_SECONDS == 1800
    assert all(after == min(2 * before, 1800) for before, after in pairwise(waits))
    assert backoff_seconds(0) == 2


def test_however_often_it_failed_the_wait_is_the_longest_one() -> None:
    assert backoff_seconds(100_000) == BACKOFF_LONGEST_SECONDS


def test_a_platform_may_be_away_for_about_four_hours() -> None:
    waits = sum(backoff_seconds(attempt) for attempt in range(1, ATTEMPTS_MAX))
    assert timedelta(hours=3.5) <= timedelta(seconds=waits) <= timedelta(hours=5)


def test_a_message_is_tried_so_often_and_then_given_up_loudly(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.adapter.answers = {"hello": [Postponed("503") for _attempt in range(99)]}
    post.says("hello", "and more")
    for _step in range(2 * ATTEMPTS_MAX):
        post.drains()
        post.house.clock.forward(seconds=backoff_seconds(len(post.tries("hello"))))
    waits = [backoff_seconds(attempt) for attempt in range(1, ATTEMPTS_MAX)]
    assert post.tries("hello") == [sum(waits[:i]) for i in range(ATTEMPTS_MAX)]
    assert post.given_up == post.dead() == [("hello", "503")]
    assert post.adapter.taken == ["and more"]
    [loud] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "given up after 18 attempts: 503" in loud.getMessage()
    assert "hello" not in caplog.text


def test_what_can_never_be_delivered_is_given_up_at_once_and_holds_nothing_up(post: Post) -> None:
    post.adapter.answers = {"hello": [Undeliverable("channel is gone")]}
    post.says("hello", "and more")
    post.drains()
    post.drains()
    assert post.given_up == post.dead() == [("hello", "channel is gone")]
    assert post.adapter.taken == ["and more"]


def test_an_adapter_that_breaks_is_asked_again_and_its_error_tells_no_secrets(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.adapter.answers = {"hello": [RuntimeError("token xoxb-1 is wrong") for _attempt in range(99)]}
    post.says("hello")
    post.says("to ben", to=BEN)
    assert post.drains() == 1
    assert post.adapter.taken == ["to ben"]
    for _attempt in range(ATTEMPTS_MAX):
        post.house.clock.forward(hours=1)
        post.drains()
    assert post.given_up == post.dead() == [("hello", "RuntimeError")]
    assert "through test failed" in caplog.text


def test_a_message_that_cannot_be_read_is_given_up_at_once_without_its_words(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.says("flamingo", "readable")
    broken = '{"blocks": ["my secret flamingo"]}'
    change = outbox.update().where(outbox.c.payload.contains("flamingo")).values(payload=broken)
    post.house.store.write(lambda unit: unit.connection.execute(change)).result()  # type: ignore[attr-defined]
    post.drains()
    post.drains()
    assert [reason for _out, reason in post.given_up] == ["the stored message can't be read by this version"]
    assert post.adapter.taken == ["readable"]
    assert "flamingo" not in caplog.text


def test_what_an_adapter_says_when_it_breaks_is_not_logged(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.adapter.answers = {"hello": [ValueError("can't show 'my secret flamingo'")]}
    post.says("hello")
    post.drains()
    assert "ValueError" in caplog.text
    assert "in send" in caplog.text, "where it broke"
    assert "flamingo" not in caplog.text


def test_a_worker_that_died_in_between_is_replaced_when_its_lease_is_over(post: Post) -> None:
    async def die() -> None:
        async def before(_out: Decoded) -> None:
            sending.cancel()
            await asyncio.Event().wait()

        post.adapter.before = before
        sending = asyncio.create_task(post.worker().drain())
        with pytest.raises(asyncio.CancelledError):
            await sending
        post.adapter.before = None

    post.says("hello")
    asyncio.run(die())
    assert post.drains() == 0
    post.house.clock.forward(seconds=60)
    assert post.drains() == 1
    assert [attempt for _text, attempt, _at in post.adapter.tried] == [1, 2]


# ── Running and finishing ──────────────────────────────────────────────────────────────


def test_finishing_lets_what_is_being_sent_be_settled_and_begins_nothing_more(post: Post) -> None:
    async def end() -> None:
        in_hand, go_on = asyncio.Event(), asyncio.Event()

        async def before(_out: Decoded) -> None:
            in_hand.set()
            await go_on.wait()

        post.adapter.before = before
        worker = post.worker()
        running = asyncio.create_task(worker.run())
        await asyncio.wait_for(in_hand.wait(), PATIENCE_SECONDS)
        finishing = asyncio.create_task(worker.finish())
        await asyncio.sleep(0)
        assert not finishing.done()
        go_on.set()
        await asyncio.wait_for(finishing, PATIENCE_SECONDS)
        post.says("too late")
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    post.says("hello")
    asyncio.run(end())
    assert post.adapter.taken == ["hello"]
    assert post.drains() == 1
    assert post.adapter.taken == ["hello", "too late"]
    assert [attempt for _text, attempt, _at in post.adapter.tried] == [1, 1]


def test_a_worker_that_is_rung_and_cancelled_at_once_ends(post: Post) -> None:
    async def end() -> bool:
        sent = asyncio.Event()

        async def before(_out: Decoded) -> None:
            sent.set()

        post.adapter.before = before
        worker = post.worker()
        running = asyncio.create_task(worker.run())
        await asyncio.wait_for(sent.wait(), PATIENCE_SECONDS)
        await worker.finish()
        await turns(10)
        worker.notify()
        running.cancel()
        await turns(10)
        ended = running.done()
        running.cancel()
        return ended

    async def turns(count: int) -> None:
        """Let everything that is ready to run do so."""
        for _turn in range(count):
            await asyncio.sleep(0)

    post.says("hello")
    assert asyncio.run(end())


async def delivers(
    post: Post, worker: Delivery, rounds: int, then: Callable[[int], None] = lambda _round: None
) -> None:
    """Run the worker until it has sent so many messages; ``then`` happens after each."""
    sent = asyncio.Semaphore(0)

    async def before(_out: Decoded) -> None:
        sent.release()

    post.adapter.before = before
    running = asyncio.create_task(worker.run())
    for round in range(rounds):
        await asyncio.wait_for(sent.acquire(), PATIENCE_SECONDS)
        then(round)
    await worker.finish()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_a_worker_sends_what_comes_while_it_runs(post: Post) -> None:
    worker = post.worker()

    def more(round: int) -> None:
        if round < 2:
            post.says(f"more {round}")
            worker.notify()

    post.says("hello")
    asyncio.run(delivers(post, worker, 3, more))
    assert post.adapter.taken == ["hello", "more 0", "more 1"]


@dataclass
class FailsOnce:
    """The desk's database, which fails at the first look, or at a later one."""

    store: Store
    failure: Exception | None
    looks_before: int = 0

    def write(self, work: Callable[[UnitOfWork], Any]) -> "Future[Any]":
        """Fail once, then do as asked."""
        self.looks_before -= 1
        if self.failure is None or self.looks_before >= 0:
            return self.store.write(work)
        failed: Future[Any] = Future()
        failed.set_exception(self.failure)
        self.failure = None
        return failed


@pytest.mark.parametrize(
    ("failure", "logged"),
    [(DatabaseBusy("locked"), "waits: DatabaseBusy"), (RuntimeError("a bug"), "stumbled; going on")],
)
def test_whatever_happens_to_the_database_stops_no_worker(
    post: Post, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, failure: Exception, logged: str
) -> None:
    monkeypatch.setattr(delivery, "POLL_SECONDS", 0)
    worker = post.worker(cast(Store, FailsOnce(post.house.store, failure)))
    post.says("hello")
    asyncio.run(delivers(post, worker, 1))
    assert post.adapter.taken == ["hello"]
    assert logged in caplog.text


def busy_when_settling(post: Post) -> Delivery:
    """A worker whose database is locked by another process right after a message went out."""
    return post.worker(cast(Store, FailsOnce(post.house.store, DatabaseBusy("locked"), looks_before=1)))


def test_what_could_not_be_settled_is_settled_first_and_sent_once(post: Post) -> None:
    async def drains() -> list[int]:
        worker = busy_when_settling(post)
        return [await worker.drain(), await worker.drain()]

    post.says("one", "two")
    assert asyncio.run(drains()) == [1, 1]
    assert post.adapter.taken == ["one", "two"]
    post.house.clock.forward(hours=1)
    assert post.drains() == 0


def test_a_worker_that_finishes_settles_what_is_left(post: Post) -> None:
    async def end() -> None:
        worker = busy_when_settling(post)
        await worker.drain()
        await worker.finish()

    post.says("one", "two")
    asyncio.run(end())
    assert post.drains() == 1
    assert post.adapter.taken == ["one", "two"]


def test_what_could_not_be_settled_lets_others_wait_for_no_poll(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "POLL_SECONDS", 2 * PATIENCE_SECONDS)

    async def story() -> None:
        stuck = Stuck({BEN})
        post.adapter.before = stuck.before
        worker = busy_when_settling(post)
        running = asyncio.create_task(worker.run())
        await until(lambda: bool(worker._unsettled))
        stuck.let_go.set()
        await until(lambda: post.adapter.taken == ["to ana", "to ben", "to ben again"])
        await worker.finish()
        running.cancel()

    post.says("to ana")
    post.says("to ben", "to ben again", to=BEN)
    asyncio.run(story())


def test_staff_hear_of_what_was_given_up_while_the_database_was_busy(post: Post) -> None:
    async def drains() -> None:
        worker = busy_when_settling(post)
        await worker.drain()
        assert post.given_up == []
        await worker.drain()

    post.adapter.answers = {"hello": [Undeliverable("channel is gone")]}
    post.says("hello")
    asyncio.run(drains())
    assert post.given_up == post.dead() == [("hello", "channel is gone")]


# ── Nobody waits for another's trouble ─────────────────────────────────────────────────


@dataclass
class Stuck:
    """Addresses whose sends aren't answered until they are let go."""

    addresses: set[Address]
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    sending: list[str] = field(default_factory=list)

    async def before(self, out: Decoded) -> None:
        """Hang, where it is stuck."""
        self.sending.append(said(out))
        if out.address in self.addresses:
            await self.let_go.wait()


async def until(happened: Callable[[], bool]) -> None:
    """Wait for what takes milliseconds."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not happened():  # noqa: ASYNC110 (what is waited for rings no bell of ours)
            await asyncio.sleep(0.001)


def test_what_is_written_while_another_conversation_hangs_is_sent_at_once(post: Post) -> None:
    async def story() -> None:
        stuck = Stuck({ANA})
        post.adapter.before = stuck.before
        worker = post.worker()
        running = asyncio.create_task(worker.run())
        await until(lambda: stuck.sending == ["to ana"])
        for number in range(30):
            post.says(f"{number}", to=BEN)
        post.says("to ana again")
        worker.notify()
        await until(lambda: len(post.adapter.taken) == 30)
        assert "to ana again" not in stuck.sending, "it waits for what is before it"
        stuck.let_go.set()
        await until(lambda: len(post.adapter.taken) == 32)
        await worker.finish()
        running.cancel()

    post.says("to ana")
    asyncio.run(story())
    assert post.adapter.taken == [*map(str, range(30)), "to ana", "to ana again"]


def test_with_few_senders_each_conversation_has_its_turn(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "SENDERS_MAX", 2)
    people = [Address("test", "", f"{number}") for number in range(5)]

    async def story() -> None:
        stuck = Stuck({people[0]})
        post.adapter.before = stuck.before
        worker = post.worker()
        running = asyncio.create_task(worker.run())
        await until(lambda: len(post.adapter.taken) == 16)
        stuck.let_go.set()
        await until(lambda: len(post.adapter.taken) == 20)
        await worker.finish()
        running.cancel()

    for who in people:
        post.says(*(f"{who.channel}.{number}" for number in range(4)), to=who)
    asyncio.run(story())
    others = [text.partition(".") for text in post.adapter.taken[:16]]
    assert sorted(who for who, _dot, _number in others[:4]) == ["1", "2", "3", "4"], "one each, before a second one"
    for who in people:
        assert [n for w, _dot, n in (t.partition(".") for t in post.adapter.taken) if w == who.channel] == list("0123")


def test_what_an_adapter_never_ends_is_handed_back(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "SEND_SECONDS_MAX", 0)
    post.adapter.before = Stuck({ANA}).before
    post.says("hello")
    assert post.drains() == 0
    post.adapter.before = None
    monkeypatch.undo()
    assert post.drains() == 0
    post.house.clock.forward(seconds=2)
    assert post.drains() == 1


def test_the_longest_send_is_shorter_than_a_lease() -> None:
    assert timedelta(seconds=delivery.SEND_SECONDS_MAX) < delivery.LEASE


def test_what_was_sent_is_noted_even_if_the_worker_is_cancelled_meanwhile(post: Post) -> None:
    held = threading.Event()

    async def busy(_out: Decoded) -> None:
        post.house.store.write(lambda _unit: held.wait(PATIENCE_SECONDS))

    async def story() -> None:
        post.adapter.before = busy
        running = asyncio.create_task(post.worker().run())
        await until(lambda: post.adapter.taken == ["hello"])
        await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        held.set()

    post.says("hello")
    asyncio.run(story())
    post.adapter.before = None
    post.house.clock.forward(minutes=2)
    assert post.drains() == 0


def test_a_worker_that_is_cancelled_lets_go_of_what_it_sends(post: Post) -> None:
    async def story() -> None:
        stuck = Stuck({ANA})
        post.adapter.before = stuck.before
        running = asyncio.create_task(post.worker().run())
        await until(lambda: stuck.sending == ["hello"])
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        stuck.let_go.set()
        await asyncio.sleep(0)
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []

    post.says("hello")
    asyncio.run(story())
    assert post.adapter.taken == []


def test_staff_are_told_again_and_the_conversation_goes_on_when_only_the_telling_failed(post: Post) -> None:
    busy: Future[None] = Future()
    busy.set_exception(DatabaseBusy("locked"))
    post.adapter.answers = {"hello": [Undeliverable("channel is gone")]}
    post.says("hello", "and more")
    worker = post.worker()
    worker.report_undelivered = lambda _out, _reason: busy
    assert asyncio.run(worker.drain()) == 1
    assert post.adapter.taken == ["and more"]
    worker.report_undelivered = post._report_undelivered
    asyncio.run(worker.drain())
    assert post.given_up == [("hello", "channel is gone")]


# ── Clocks that are set ────────────────────────────────────────────────────────────────


def test_nothing_is_due_before_its_time_nor_long_after_it_when_the_clock_goes_back(post: Post) -> None:
    post.adapter.answers = {"hello": [Postponed("429", 60)]}
    post.says("hello")
    worker = post.worker()
    asyncio.run(worker.drain())
    assert post.house.clock.now() == WEDNESDAY
    post.house.clock.forward(days=-1)
    assert asyncio.run(worker.drain()) == 0
    post.house.clock.forward(seconds=59)
    assert asyncio.run(worker.drain()) == 0
    post.house.clock.forward(seconds=1)
    assert asyncio.run(worker.drain()) == 1


def test_a_wait_is_no_longer_either_when_the_process_is_started_anew_after_that(post: Post) -> None:
    post.adapter.answers = {"hello": [Postponed("429", 60)]}
    post.says("hello")
    post.drains()
    post.house.clock.forward(days=-1)
    assert post.drains() == 0
    post.house.clock.forward(seconds=60)
    assert post.drains() == 1


def test_that_is_noticed_by_a_platform_that_connects_later_as_well(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.adapter.answers = {"hello": [Postponed("429", 60)]}
    post.says("hello")
    post.drains()
    post.house.clock.forward(days=-1)
    worker = post.worker()
    with monkeypatch.context() as connecting:
        connecting.setattr(post.adapter, "targets", tuple)
        assert asyncio.run(worker.drain()) == 0
    assert asyncio.run(worker.drain()) == 0
    post.house.clock.forward(seconds=60)
    assert asyncio.run(worker.drain()) == 1


def test_what_a_clock_that_was_ahead_postponed_in_another_process_is_noticed_soon(post: Post) -> None:
    seconds = [0.0]
    here = post.worker()
    here.monotonic = lambda: seconds[0]
    post.adapter.answers = {"hello": [Postponed("busy")]}
    asyncio.run(here.drain())
    post.says("hello")
    post.house.clock.forward(days=1)
    post.drains()  # the other one
    post.house.clock.forward(days=-1)
    here._looked_at = None
    assert asyncio.run(here.drain()) == 0
    for _step in range(2):
        seconds[0] += delivery.RESUME_SECONDS
        asyncio.run(here.drain())
        post.house.clock.forward(seconds=2)
    assert post.adapter.taken == ["hello"]


def test_a_lease_is_no_longer_when_the_clock_goes_back(post: Post) -> None:
    def lease(unit: UnitOfWork) -> None:
        now = post.house.clock.now()
        unit.lease([ALL], now, now + delivery.LEASE, 9)

    post.says("hello")
    post.house.store.write(lease).result()  # … and that process is gone
    post.house.clock.forward(days=-1)
    worker = post.worker()
    assert asyncio.run(worker.drain()) == 0
    post.house.clock.forward(seconds=60)
    assert asyncio.run(worker.drain()) == 1


def test_however_long_a_platform_wants_no_call_a_message_waits_for_hours_only(post: Post) -> None:
    post.adapter.answers = {"hello": [Postponed("429", 10 * 86_400)]}
    post.says("hello")
    worker = post.worker()
    asyncio.run(worker.drain())
    post.house.clock.forward(hours=4)
    assert asyncio.run(worker.drain()) == 1


def test_what_is_being_sent_while_the_clock_leaps_ahead_is_sent_once(post: Post) -> None:
    async def story() -> None:
        stuck = Stuck({ANA})
        post.adapter.before = stuck.before
        worker = post.worker()
        running = asyncio.create_task(worker.run())
        await until(lambda: stuck.sending == ["hello"])
        post.house.clock.forward(days=1)
        post.says("to ben", to=BEN)
        worker.notify()
        await until(lambda: post.adapter.taken == ["to ben"])
        stuck.let_go.set()
        await until(lambda: len(post.adapter.taken) == 2)
        await worker.finish()
        running.cancel()

    post.says("hello")
    asyncio.run(story())
    post.house.clock.forward(days=1)
    assert post.drains() == 0
    assert post.adapter.taken == ["to ben", "hello"]


def test_a_platform_that_always_says_when_is_asked_for_four_hours(post: Post) -> None:
    post.adapter.answers = {"hello": [Postponed("429", 600.0) for _attempt in range(99)]}
    post.says("hello")
    for _step in range(40):
        post.drains()
        post.house.clock.forward(seconds=600)
    assert post.tries("hello")[-1] == timedelta(hours=4).total_seconds()
    assert post.given_up == [("hello", "429")]


def test_a_message_is_tried_eighteen_times_where_nobody_says_when(post: Post) -> None:
    post.adapter.answers = {"hello": [Postponed("503") for _attempt in range(99)]}
    post.says("hello")
    for _step in range(40):
        post.drains()
        post.house.clock.forward(hours=1)
    assert len(post.tries("hello")) == 18
