"""An hour without us: people go on writing in conversations that we know, and Slack gives up delivering.

By the clock of the story. When we are back, live events and late redeliveries come in while the back-fill still
reads, and Slack lets it ask only once a minute.
"""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.slack import addresses
from tests.adapters.slack.fake_slack import TEAM, direct_of
from tests.adapters.slack.scene import connected
from tests.faults import journal
from tests.faults.history import History, Said
from tests.faults.holdings import holding
from tests.faults.places import Place
from tests.faults.slack_side import FaultySlack, faulty_slack

OFFLINE_S = 3600
PATIENCE_S = 600.0
"""Real seconds."""
LATE = 0.2
"""So much of what we missed comes again when we are back, in any order."""
FILING = ("talk to a person", "Printer prints nothing", "skip", "normal", "skip", "Ana")


@dataclass
class Town:
    """People in their conversations: direct messages, and threads in one channel."""

    slack: FaultySlack
    chance: random.Random
    said: list[Said] = field(default_factory=list)
    threads: dict[str, str] = field(default_factory=dict)
    """User → the thread that they began in the channel."""

    def writes(self, user: str, text: str, *, thread: bool = False) -> dict[str, object]:
        """A message that stands in Slack; as an event. It counts: Slack knows it, so shall we."""
        ts = self.slack.ts()
        channel = "C0TOWN" if thread else direct_of(user)
        what = {"type": "message", "channel": channel, "user": user, "text": text, "ts": ts, "team": TEAM,
                "client_msg_id": f"c-{ts}"}  # fmt: skip
        talk = user
        if thread:
            what |= {"text": f"<@UBOT> {text}", "thread_ts": self.threads.setdefault(user, ts)}
            talk = f"{channel}/{self.threads[user]}"
        self.slack.messages[channel].append(dict(what))
        n = sum(said.talk == talk for said in self.said) + 1
        fact = text.removeprefix("add: ") if text.startswith("add: ") else ""
        words = text if " " in text else ""  # a word may be a choice
        self.said.append(Said(talk, n, addresses.message_key(channel, ts), True, fact=fact, words=words))
        return {**what, "channel_type": "channel" if thread else "im", "event_ts": ts}


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    history: History
    missed: int
    """Written while we were away."""


def outage(place: Place, people: int, missed: int, seed: int = 7) -> Outcome:
    """So many people, so many messages while nobody listens."""
    return asyncio.run(_outage(place, people, missed, random.Random(seed)))


async def _outage(place: Place, people: int, missed: int, chance: random.Random) -> Outcome:
    journal.keep(place)
    async with faulty_slack() as slack:
        town, users = Town(slack, chance), [f"U{number:04}" for number in range(people)]
        async with connected(place.folder, slack, url=place.url) as it:
            slack.seconds = lambda: it.house.clock.now().timestamp()
            for user in users:
                for text in FILING:
                    await it.event(town.writes(user, text))
                await it.event(town.writes(user, "help", thread=True))
                it.house.clock.forward(seconds=1)
            gone = it.house.clock.now()
        late = []
        for number in range(missed):
            slack.seconds = (gone + timedelta(seconds=(number + 1) * OFFLINE_S / missed)).timestamp
            thread = number % 4 == 3
            event = town.writes(chance.choice(users), "help" if thread else f"add: fact {number}", thread=thread)
            late += [event] if chance.random() < LATE else []
        history = await _back(place, town, gone + timedelta(seconds=OFFLINE_S + 1), users, late)
        return Outcome(history, missed)


async def _back(place: Place, town: Town, now: datetime, users: list[str], late: list[dict[str, object]]) -> History:
    """We are back, and everything happens at once; whoever waits in vain lets the clock go on."""
    slack, chance, clocks = town.slack, town.chance, []  # type: ignore[var-annotated]
    slack.seconds = now.timestamp
    slack.faults["conversations.history"].extend(["429:60", "500", "429:60", "reset"])
    slack.faults["conversations.replies"].extend(["429:60", "500"])
    slack.faults["conversations.open"].extend(["500", "429:60"])

    async def pause(seconds: float) -> None:
        await asyncio.sleep(0.001)
        for it in clocks:
            it.house.clock.forward(seconds=seconds)
            it.monotonic[0] += seconds

    async with connected(place.folder, slack, url=place.url, now=now, pause=pause) as it:
        clocks.append(it)
        slack.seconds = lambda: it.house.clock.now().timestamp()
        live = [town.writes(user, f"add: live {user}") for user in chance.sample(users, len(users) // 2)]
        for event in chance.sample(late, len(late)) + live:
            await it.event(event)
        await asyncio.wait_for(it.connection.caught_up(), PATIENCE_S)
        await it.settled()
        return slack.history(said=town.said, held=holding(it.house.store), wrote=journal.kept(place))
