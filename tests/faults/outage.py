"""An hour without us: people go on writing in conversations that we know, and Slack gives up delivering.

By the clock of the story. When we are back, live events and late redeliveries come in while the back-fill still
reads, and Slack lets it ask only once a minute.
"""

import asyncio
import random
from dataclasses import dataclass, field

from adapters.slack import places
from tests.adapters.slack.fake_slack import TEAM, direct_of
from tests.adapters.slack.looking import until
from tests.adapters.slack.scene import Scene, connected
from tests.faults.history import History, Said
from tests.faults.holdings import holding, unsent
from tests.faults.places import Place
from tests.faults.slack_side import FaultySlack, faulty_slack

OFFLINE_S = 3600
ROUNDS_MAX = 5000


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
        self.said.append(Said(talk, n, places.message_key(channel, ts), True, fact=fact))
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
    async with faulty_slack() as slack:
        town = Town(slack, chance)
        async with connected(place.folder, slack, url=place.url) as it:
            slack.seconds = lambda: it.house.clock.now().timestamp()
            users = [f"U{number:04}" for number in range(people)]
            for user in users:
                for text in ("talk to a person", "Printer prints nothing", "skip", "skip", "normal", "Ana"):
                    await it.event(town.writes(user, text))
                await it.event(town.writes(user, "printer jams", thread=True))
                it.house.clock.forward(seconds=1)
            now = it.house.clock.now()
        late = []
        for number in range(missed):
            slack.seconds = lambda at=now.timestamp() + number * OFFLINE_S / missed: at  # type: ignore[misc]
            event = town.writes(chance.choice(users), f"add: fact {number}", thread=number % 4 == 3)
            late += [event] if chance.random() < 0.2 else []
        return Outcome(await _back(place, town, now.timestamp() + OFFLINE_S, users, late), missed)


async def _back(place: Place, town: Town, at: float, users: list[str], late: list[dict[str, object]]) -> History:
    """We are back: everything happens at once."""
    slack, chance = town.slack, town.chance
    async with connected(place.folder, slack, url=place.url) as it:
        it.house.clock.forward(seconds=at - it.house.clock.now().timestamp())
        slack.seconds = lambda: it.house.clock.now().timestamp()
        slack.faults["conversations.history"].extend(["429:60", "500", "429:60", "reset"])
        slack.faults["conversations.open"].extend(["", "500", "429:60"])
        live = [town.writes(user, f"add: live {user}") for user in chance.sample(users, len(users) // 2)]
        for event in chance.sample(late, len(late)) + live:
            await it.event(event)
        await _caught_up(it)
        return History(town.said, slack.posted(), slack.seen, holding(it.house.store))
