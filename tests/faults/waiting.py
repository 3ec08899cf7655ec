"""One conversation is in trouble while others talk: how much later than otherwise are those answered?

By a clock that is set by hand, step by step, in which every call takes no time; or by the real one.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

import discord

from adapters.discord import addresses as on_discord
from adapters.discord import client as discord_client
from adapters.slack import addresses as on_slack
from bot.ports.inbound import Inbound
from bot.workers.outbox import Delivery
from tests.adapters.discord.fake_discord import FakeDiscord, fake_discord
from tests.adapters.discord.served import engine_of, running
from tests.adapters.slack.fake_slack import TEAM, FakeSlack, direct_of, fake_slack
from tests.adapters.slack.scene import connected
from tests.dialogue import House
from tests.faults.places import Place

LIMITED, ERRORS, UNANSWERED, MANY, NONE = "a 429 of 8 s", "five 500s", "an unanswered send", "30 quick messages", "none"
TROUBLES = (LIMITED, ERRORS, UNANSWERED, MANY)
LINES = 30
LATER_S = 0.3
"""What is asked for: so much later others may be answered."""
OTHERS, STORY_S, STEP_S = 12, 12.0, 0.2
PATIENCE_S = 900.0
"""Nothing is measured by it: on a machine that does much else a call to a fake may take seconds."""
DISCORD_LIMIT = (5, 5.0)
"""A channel's on Discord: messages, and in how many seconds."""


class Side(Protocol):
    """A platform's fake, and a desk that is connected to it."""

    name: str
    house: House
    delivery: Delivery

    def inbound(self, person: int, key: str, text: str) -> Inbound:
        """Somebody's words."""
        ...

    def fails(self, person: int, trouble: str) -> None:
        """What their conversation is in for."""
        ...

    def rows(self, person: int) -> list[int]:
        """The outbox's rows that they see, in the order in which they see them."""
        ...

    def release(self) -> None:
        """What wasn't answered is."""
        ...

    def hanging(self) -> int:
        """How many sends aren't answered."""
        ...

    def passes(self, seconds: float) -> None:
        """Time, as the adapter measures it."""
        ...


@dataclass
class OnSlack:
    """Slack."""

    slack: FakeSlack
    house: House
    delivery: Delivery
    monotonic: list[float]
    name: str = "Slack"
    _release: list[Callable[[], None]] = field(default_factory=list)

    def inbound(self, person: int, key: str, text: str) -> Inbound:
        """A direct message."""
        user = f"U{person}"
        return Inbound(
            on_slack.direct(TEAM, user), on_slack.who(TEAM, user), f"message/{user}/{key}", text=text, lang="en"
        )

    def fails(self, person: int, trouble: str) -> None:
        """Of messages that are posted to them."""
        faults = {LIMITED: ["429:8"], ERRORS: ["500"] * 5}.get(trouble, [])
        self.slack.faults[f"chat.postMessage U{person}"].extend(faults)
        if trouble == UNANSWERED:
            self._release.append(self.slack.hangs("chat.postMessage", f"U{person}"))

    def rows(self, person: int) -> list[int]:
        """As their metadata says."""
        posts = self.slack.posts(direct_of(f"U{person}"))
        return [int(post["metadata"]["event_payload"]["id"]) for post in posts]

    def release(self) -> None:
        """All that hangs."""
        for release in self._release:
            release()

    def hanging(self) -> int:
        """Calls that wait."""
        return self.slack.waiting

    def passes(self, seconds: float) -> None:
        """Its pace and its pauses."""
        self.monotonic[0] += seconds


@dataclass
class OnDiscord:
    """Discord."""

    fake: FakeDiscord
    house: House
    delivery: Delivery
    seconds: list[float]
    name: str = "Discord"

    def inbound(self, person: int, key: str, text: str) -> Inbound:
        """A direct message."""
        where, who = on_discord.direct(100 + person), on_discord.who(100 + person)
        return Inbound(where, who, f"message/{person}/{key}", text=text, lang="en")

    def fails(self, person: int, trouble: str) -> None:
        """Of messages that are posted to them."""
        faults = {LIMITED: ["429:8"], ERRORS: ["500"] * 5, UNANSWERED: ["hang"]}.get(trouble, [])
        self.fake.faults[self._channel(person)].extend(faults)

    def _channel(self, person: int) -> str:
        return f"7{100 + person}"

    def rows(self, person: int) -> list[int]:
        """As their nonces say."""
        return [int(post["nonce"].partition("-")[0]) for post in self.fake.posts[self._channel(person)]]

    def release(self) -> None:
        """All that hangs."""
        self.fake.released.set()

    def hanging(self) -> int:
        """Calls that wait."""
        return self.fake.waiting

    def passes(self, seconds: float) -> None:
        """Its pauses."""
        self.seconds[0] += seconds


@asynccontextmanager
async def slack_side(place: Place) -> AsyncIterator[Side]:
    """A desk on Slack."""
    async with fake_slack() as slack, connected(place.folder, slack, url=place.url) as it:
        yield OnSlack(slack, it.house, it.delivery, it.monotonic)


@asynccontextmanager
async def discord_side(place: Place) -> AsyncIterator[Side]:
    """A desk on Discord; what discord.py keeps for the whole process is as before in the end."""
    route, gateway, guilds = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, (
        discord_client.GUILDS_SECONDS
    )  # fmt: skip
    discord_client.GUILDS_SECONDS = 0.01
    try:
        async with fake_discord() as fake, running(place.folder, fake, url=place.url) as (it, house):
            seconds = [0.0]
            fake.limit, fake.seconds = DISCORD_LIMIT, lambda: seconds[0]
            it.adapter.monotonic = lambda: seconds[0]
            yield OnDiscord(
                fake,
                house,
                Delivery(engine_of(it).store, it.adapter, it.clock, engine_of(it).report_undelivered),
                seconds,
            )
    finally:
        discord.http.Route.BASE = route
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
        discord_client.GUILDS_SECONDS = guilds


SIDES = {"Slack": slack_side, "Discord": discord_side}


# ── The story ──────────────────────────────────────────────────────────────────────────


@dataclass
class Story:
    """People write; of each message it is known when it was written, and when its answer was there."""

    side: Side
    troubled: dict[int, str]
    """By person: what their conversation is in for."""
    now: Callable[[], float]
    waits: list[float] = field(default_factory=list)
    """Of others, in seconds, of each answer."""
    _written: dict[int, list[float]] = field(default_factory=dict)
    _answered: dict[int, int] = field(default_factory=dict)
    _asked: list["asyncio.Future[object]"] = field(default_factory=list)

    def writes(self, person: int) -> None:
        """One line."""
        written = self._written.setdefault(person, [])
        inbound = self.side.inbound(person, str(len(written)), f"my emails dont arive, {len(written)}")
        written.append(self.now())
        self._asked.append(asyncio.wrap_future(self.side.house.engine.turn(inbound)))  # type: ignore[arg-type]

    def begins(self) -> None:
        """The troubled ones write, and one of them a lot."""
        for person, trouble in self.troubled.items():
            self.side.fails(person, trouble)
            for _line in range(LINES if trouble == MANY else 2):
                self.writes(person)

    def goes_on(self, step: int) -> None:
        """Others write in turn, two at a time, each about once a second."""
        for person in (2 * step, 2 * step + 1):
            self.writes(len(TROUBLES) + person % OTHERS)

    async def committed(self) -> None:
        """Everything that was written is in the database, and its answer in the outbox."""
        await asyncio.gather(*self._asked)
        self._asked.clear()

    def looks(self) -> None:
        """Note which answers are there by now."""
        for person, written in self._written.items():
            if person not in self.troubled:
                for at in written[self._seen(person) : len(self.side.rows(person))]:
                    self.waits.append(self.now() - at)
                    self._answered[person] = self._seen(person) + 1

    def _seen(self, person: int) -> int:
        return self._answered.get(person, 0)

    @property
    def over(self) -> bool:
        """Whether every message was answered."""
        return all(len(self.side.rows(person)) >= len(written) for person, written in self._written.items())

    def wrong(self) -> list[str]:
        """What doesn't hold besides."""
        found = []
        for person, written in self._written.items():
            rows = self.side.rows(person)
            if len(rows) != len(written):
                found.append(f"{person} has {len(rows)} answers to {len(written)} messages")
            found += [f"{person} sees row {b} before row {a}" for b, a in pairwise(rows) if b > a]
        return found


# ── By a clock that is set by hand ─────────────────────────────────────────────────────


async def by_hand(side: Side, troubled: dict[int, str]) -> Story:
    """Each step everything is sent that can be; then time goes on."""
    seconds = [0.0]
    story = Story(side, troubled, lambda: seconds[0])
    story.begins()
    steps = 0
    while not (story.over and seconds[0] >= STORY_S):
        if seconds[0] < STORY_S:
            story.goes_on(steps)
        if seconds[0] >= STORY_S:
            side.release()
        if seconds[0] > 10 * STORY_S:
            return story
        await story.committed()
        sent = True
        while sent and (begun := await side.delivery._look()):
            await _at_rest(side)
            sent = any(sender.result() for sender in begun if sender.done())
        story.looks()
        seconds[0] += STEP_S
        steps += 1
        side.house.clock.forward(seconds=STEP_S)
        side.passes(STEP_S)
    return story


async def _at_rest(side: Side) -> None:
    """Nothing is being sent but what isn't answered."""
    async with asyncio.timeout(PATIENCE_S):
        while len(side.delivery._senders) > side.hanging():  # noqa: ASYNC110 (the fake rings no bell)
            await asyncio.sleep(0.001)


# ── By the real one ────────────────────────────────────────────────────────────────────


async def really(side: Side, troubled: dict[int, str], *, to_the_end: bool = True) -> Story:
    """As it is served, at real speed."""
    began, start = time.monotonic(), side.house.clock.at
    last = [0.0]

    def tick() -> float:
        now = time.monotonic() - began
        side.passes(now - last[0])
        side.house.clock.forward(seconds=now - last[0])
        last[0] = now
        return now

    loop = asyncio.get_running_loop()
    story = Story(side, troubled, tick)

    def ring() -> None:
        loop.call_soon_threadsafe(side.delivery.notify)

    with side.house.engine.on_commit(ring):
        delivering = asyncio.create_task(side.delivery.run())
        story.begins()
        written = 0
        while tick() < STORY_S or (to_the_end and not story.over and tick() < 10 * STORY_S):
            if written * STEP_S <= tick() < STORY_S:
                story.goes_on(written)
                written += 1
            if tick() >= STORY_S:
                side.release()
            story.looks()
            await asyncio.sleep(0.002)
        side.release()
        await story.committed()
        await side.delivery.finish()
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
    assert side.house.clock.at > start
    return story


def p99(waits: list[float]) -> float:
    """What one in a hundred waits longer than."""
    return sorted(waits)[math.ceil(len(waits) * 0.99) - 1] if waits else math.inf
