"""Limits and errors of one channel, through the real library over HTTP: nobody else waits, nothing is slept through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import discord
import pytest

from adapters.discord import addresses, client, rate_limits, sender
from adapters.discord.connection import Connection
from bot.core.model.outbox import Standing
from bot.core.text.surface import LocalizedChoice, LocalizedReply, Para, Run
from bot.workers.outbox import Delivery
from tests.adapters.discord.fake_discord import FakeDiscord, fake_discord
from tests.adapters.discord.served import engine_of
from tests.adapters.discord.test_gateway import running
from tests.adapters.slack.looking import until
from tests.fakes import FakeClock

ANA, BEN, EVE = "71", "72", "73"
"""Channels."""


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "GUILDS_SECONDS", 0.01)
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", None)


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What discord.py slept inside calls; it would be real seconds."""
    seconds: list[float] = []
    sleep = asyncio.sleep

    async def noted(wanted: float) -> None:
        seconds.append(wanted)
        await sleep(0)

    monkeypatch.setattr("discord.http.asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": noted}))
    return seconds


@dataclass
class Line:
    """A desk and a Discord, and its outbox, looked at when a test says so."""

    fake: FakeDiscord
    it: Connection
    delivery: Delivery
    clock: FakeClock
    seconds: list[float] = field(default_factory=lambda: [0.0])

    def puts(self, channel: str, *texts: str) -> None:
        """Into the outbox."""
        for text in texts:
            payload, now = LocalizedReply((Para((Run(text),)),)), self.clock.now()
            where = addresses.channel(int(channel))
            engine_of(self.it).store.write(lambda unit: unit.send(None, where, payload, now)).result()  # noqa: B023

    def passes(self, seconds: float) -> None:
        """Time."""
        self.clock.forward(seconds=seconds)
        self.seconds[0] += seconds

    def there(self, channel: str) -> list[str]:
        """What stands in a channel."""
        return [
            post["components"][0]["content"] if post["components"] else post["content"]
            for post in self.fake.posts[channel]
        ]

    def tries(self, channel: str) -> int:
        """How often a message was posted there."""
        return self.fake.calls.count(("POST", f"/channels/{channel}/messages"))


@asynccontextmanager
async def line(folder: Path) -> AsyncIterator[Line]:
    async with fake_discord() as fake, running(folder, fake) as it:
        clock = it.clock
        assert isinstance(clock, FakeClock)
        made = Line(fake, it, Delivery(engine_of(it).store, it.adapter, clock, engine_of(it).report_undelivered), clock)
        it.adapter.monotonic = lambda: made.seconds[0]
        yield made


@pytest.mark.parametrize(("fault", "seconds"), [("429:8", 8), ("429:120", 120), ("500", 2), ("502", 2), ("503", 2)])
def test_a_channel_that_has_to_wait_waits_by_itself(
    tmp_path: Path, slept: list[float], fault: str, seconds: float
) -> None:
    async def story() -> None:
        async with line(tmp_path) as at:
            at.fake.faults[ANA].append(fault)
            at.puts(ANA, "one", "two")
            at.puts(BEN, "for ben", "and on")
            before = len(slept)
            await at.delivery.drain()
            assert (at.there(ANA), at.there(BEN)) == ([], ["for ben", "and on"])
            assert not [each for each in slept[before:] if each], "slept inside a call"
            at.passes(seconds - 0.5)
            at.puts(EVE, "for eve")
            await at.delivery.drain()
            assert (at.there(ANA), at.there(EVE), at.tries(ANA)) == ([], ["for eve"], 1)
            at.passes(0.5)
            await at.delivery.drain()
            assert at.there(ANA) == ["one", "two"]

    asyncio.run(story())


def test_five_errors_in_a_row_are_waited_for_between_calls(tmp_path: Path, slept: list[float]) -> None:
    async def story() -> None:
        async with line(tmp_path) as at:
            at.fake.faults[ANA].extend(["500"] * 5)
            at.puts(ANA, "one", "two")
            for _second in range(60):
                await at.delivery.drain()
                at.passes(1)
            assert at.there(ANA) == ["one", "two"]
            assert at.tries(ANA) == 7

    asyncio.run(story())


@pytest.mark.parametrize(("fault", "seconds"), [("global:8", 8), ("banned", rate_limits.BANNED_SECONDS)])
def test_what_is_for_all_calls_holds_up_all_and_ends(tmp_path: Path, fault: str, seconds: float) -> None:
    async def story() -> None:
        async with line(tmp_path) as at:
            at.fake.faults[ANA].append(fault)
            at.puts(ANA, "one")
            await at.delivery.drain()
            at.puts(BEN, "for ben")
            at.passes(seconds - 0.5)
            await at.delivery.drain()
            assert (at.tries(ANA), at.tries(BEN)) == (1, 0)
            at.passes(0.5)
            await at.delivery.drain()
            assert (at.there(ANA), at.there(BEN)) == (["one"], ["for ben"])

    asyncio.run(story())


def test_what_is_for_all_calls_is_heeded_when_old_choices_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def limited(*_args: object) -> None:
        raise rate_limits.Later(429, 8.0, everywhere=True)

    async def story() -> None:
        async with line(tmp_path) as at:
            asked = LocalizedReply((Para((Run("which?"),)),), offers=(LocalizedChoice("This", "1.1:pick"),))
            monkeypatch.setattr(sender.Sender, "_change", limited)
            await at.it.adapter._rest(Standing(addresses.receipt(int(ANA), 5), asked))
            assert at.it.adapter.targets() == ()
            at.passes(8)
            assert at.it.adapter.targets() != ()

    asyncio.run(story())


@pytest.mark.parametrize("fault", ["hang", "lost"])
def test_others_are_served_while_a_message_isnt_answered(tmp_path: Path, fault: str) -> None:
    async def story() -> None:
        async with line(tmp_path) as at:
            at.fake.faults[ANA].append(fault)
            at.puts(ANA, "one", "two")
            running = asyncio.create_task(at.delivery.run())
            await until(lambda: at.tries(ANA) == 1)
            for number in range(800, 900):
                at.puts(str(number), "other")
            at.delivery.notify()
            await until(lambda: all(at.there(str(number)) == ["other"] for number in range(800, 900)))
            assert "two" not in at.there(ANA)
            at.fake.released.set()
            await until(lambda: at.there(ANA) == ["one", "two"])
            await at.delivery.finish()
            running.cancel()

    asyncio.run(story())


@pytest.mark.parametrize("fault", ["hang", "lost"])
def test_a_message_that_isnt_answered_is_handed_back_and_comes_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    async def story() -> None:
        async with line(tmp_path) as at:
            at.fake.faults[ANA].append(fault)
            at.puts(ANA, "one", "two")
            with monkeypatch.context() as hurried:
                hurried.setattr(sender, "CALL_SECONDS_MAX", 0.05)
                assert await at.delivery.drain() == 0
            assert at.tries(ANA) == 1
            at.passes(2)
            assert await at.delivery.drain() == 2
            assert at.there(ANA) == ["one", "two"]
            at.fake.released.set()

    asyncio.run(story())


def test_calls_that_arent_the_outboxs_are_discord_pys_own_to_repeat(tmp_path: Path, slept: list[float]) -> None:
    async def story() -> None:
        async with line(tmp_path) as at:
            at.fake.faults[ANA].extend(["429:3", "500"])
            await at.it.client.get_partial_messageable(int(ANA)).send("hello", nonce="1")
            assert len(at.fake.posts[ANA]) == 1
            assert 3 in slept

    asyncio.run(story())
