"""Promise 18, second half: an erased person's words don't come back, however often a platform offers them again.

People write in direct messages, in public threads of their own and of others, and (on Discord) in the help channel.
Some of them are erased, whoever wrote last among them; the process starts again and again, reads what it can, and
is given every old event once more. Nothing of theirs may be kept, and nobody may be answered.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord

from bot.core.model.people import Identity
from bot.store.admin import operations
from tests.adapters.discord import scene as on_discord
from tests.adapters.slack import fake_slack as slacks
from tests.adapters.slack import scene as on_slack
from tests.dialogue import House
from tests.proof.records import store_of
from tests.proof.stored import haystack

CHANNEL = "C1"
Measured = tuple[str, list[str]]


def mark(n: int) -> str:
    """What stands in all words of a person, and in nobody else's."""
    return f"zq{n:04}mark"


@dataclass
class Lives:
    """Who wrote what, and who is gone."""

    people: int
    acts: int
    dice: random.Random = field(default_factory=lambda: random.Random(18))
    wrong: list[str] = field(default_factory=list)

    @property
    def gone(self) -> range:
        """Every second one; the last, who wrote last, among them."""
        return range(self.people - 1, -1, -2)

    def turns(self) -> list[int]:
        """Who writes, in which order: everybody, and at the end the last one."""
        each = [n for n in range(self.people) for _act in range(self.acts)]
        self.dice.shuffle(each)
        return [*each, self.people - 1]

    def erase(self, house: House, known: Callable[[int], Identity]) -> None:
        """Erase them, while the desk works."""
        for n in self.gone:
            operations.erase(store_of(house), known(n), house.clock.now())

    def look(self, house: House, when: str, before: int, after: int) -> None:
        """Nothing of theirs is there, everything of the others is, and nobody was answered."""
        left = haystack(house.store)
        self.wrong += [f"{when}: {mark(n)} is kept" for n in self.gone if mark(n).encode() in left]
        others = [n for n in range(self.people) if n not in self.gone]
        self.wrong += [f"{when}: {mark(n)} is gone, too" for n in others if mark(n).encode() not in left]
        self.wrong += [f"{when}: {after - before} answers"] if after != before else []

    def measured(self, restarts: int, events: int) -> Measured:
        """What was done, and what was wrong."""
        return f"{len(self.gone)} of {self.people} erased, {restarts} restarts, {events:,} old events again", self.wrong


# ── Slack ──────────────────────────────────────────────────────────────────────────────


def slack(folder: Path, people: int, acts: int, restarts: int, url: str = "") -> Measured:
    """The same on Slack."""
    return asyncio.run(_on_slack(folder, Lives(people, acts), restarts, url))


async def _on_slack(folder: Path, lives: Lives, restarts: int, url: str) -> Measured:
    async with slacks.fake_slack() as there:
        async with on_slack.connected(folder, there, url=url) as it:
            said = await _written_on_slack(it, lives)
            lives.erase(it.house, lambda n: Identity("slack", slacks.TEAM, f"U{n}"))
            before = _ours(there)
            await _again(it, said)
            lives.look(it.house, "at once", before, _ours(there))
        for round in range(restarts):
            async with on_slack.connected(folder, there, url=url) as it:
                await it.connection.caught_up()
                await _again(it, said)
                lives.look(it.house, f"restart {round + 1}", before, _ours(there))
        async with on_slack.connected(folder, there, url=url) as it:
            await it.user(f"U{lives.people - 1}").writes("hello again, my mail is slow")
            lives.wrong += [] if _ours(there) == before + 1 else ["whoever comes back isn't answered"]
    return lives.measured(restarts, len(said) * (restarts + 1))


async def _written_on_slack(it: on_slack.Scene, lives: Lives) -> list[dict[str, Any]]:
    """Everybody's messages, in private and in a channel; kept in the fake, as Slack would."""
    said: list[dict[str, Any]] = []
    threads: list[str] = []
    for n in lives.turns():
        user = it.user(f"U{n}")
        text = f"my mail is gone, says {mark(n)}"
        if lives.dice.random() < 0.3 and n != lives.people - 1:
            event = user.message(text)
        else:
            under = {"thread_ts": lives.dice.choice(threads)} if threads and lives.dice.random() < 0.5 else {}
            about = {"type": "app_mention", "channel": CHANNEL, "channel_type": "channel"}
            event = {**user.message(f"<@{slacks.BOT_USER}> {text}"), **about, **under}
            threads += [] if under else [event["ts"]]
        it.slack.messages[event["channel"]].append({**event, "type": "message"})
        said.append(event)
        await it.event(event)
        it.house.clock.forward(seconds=5)
    return said


async def _again(it: on_slack.Scene, said: Sequence[dict[str, Any]]) -> None:
    for event in said:
        await it.event(event)


def _ours(there: slacks.FakeSlack) -> int:
    return sum(bool(message.get("bot_id")) for channel in there.messages.values() for message in channel)


# ── Discord ────────────────────────────────────────────────────────────────────────────


def on_a_guild(folder: Path, people: int, acts: int, restarts: int, url: str = "") -> Measured:
    """The same on Discord, where a channel is read in which everything is a question."""
    return asyncio.run(_on_discord(folder, Lives(people, acts), restarts, url))


async def _on_discord(folder: Path, lives: Lives, restarts: int, url: str) -> Measured:
    async with on_discord.connected(folder, url=url) as it:
        users = [it.user(f"somebody{n}") for n in range(lives.people)]
        await _written_on_discord(it, lives, users)
        lives.erase(it.house, lambda n: Identity("discord", "", str(users[n].id)))
        before, events = _posted(it), 0
        for round in range(restarts + 1):
            events += await _delivered_again(it)
            lives.look(it.house, f"restart {round}", before, _posted(it))
            await _restarted(it)
            lives.look(it.house, f"after restart {round + 1}", before, _posted(it))
        await users[-1].writes("hello again, my mail is slow")
        lives.wrong += [] if _posted(it) == before + 1 else ["whoever comes back isn't answered"]
    return lives.measured(restarts + 1, events)


async def _written_on_discord(it: on_discord.Scene, lives: Lives, users: Sequence[on_discord.User]) -> None:
    for at, n in enumerate(lives.turns()):
        user, text = users[n], f"my mail is gone, says {mark(n)}"
        public = [*it.lobby.threads, *it.help.threads]
        ways: tuple[Callable[[], Awaitable[Any]], ...] = (
            lambda user=user, text=text: user.writes(text),  # type: ignore[misc]
            lambda user=user, text=text: user.asks(text),  # type: ignore[misc]
            lambda user=user, text=text: user.writes(text, it.help),  # type: ignore[misc]
            lambda user=user, text=text, public=public: user.asks(text, lives.dice.choice(public)),  # type: ignore[misc]
        )
        last = at == lives.people * lives.acts
        await ways[2 if last else lives.dice.randrange(4 if public else 3)]()
        it.house.clock.forward(seconds=5)


async def _restarted(it: on_discord.Scene) -> None:
    await it.env.restart_bot(discord.AutoShardedClient(intents=discord.Intents(guilds=True), shard_count=1))
    await on_discord.restarted(it)


async def _delivered_again(it: on_discord.Scene) -> int:
    """Every message there is, once more through the same door."""
    count = 0
    for handle in it.channels():
        for message in handle.history():
            await it.connection.handler.messages.written(message)
            count += 1
    await it.settled()
    return count


def _posted(it: on_discord.Scene) -> int:
    us = it.env.backend.bot_user.id
    return sum(message.author.id == us for handle in it.channels() for message in handle.history())
