"""Everything comes four times: again, under another id, as another kind of event; all at once and in any order.

A tenth is only seen as a retry: its first delivery never came.
"""

import asyncio
import random
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

from adapters.slack import addresses as places
from tests.adapters.slack.fake_slack import TEAM, direct_of
from tests.adapters.slack.scene import WALL, Scene, connected
from tests.faults import journal
from tests.faults.history import History, Said
from tests.faults.holdings import holding
from tests.faults.load import AGAIN_SECONDS, signed
from tests.faults.places import Place
from tests.faults.slack_side import FaultySlack, faulty_slack

AT_ONCE = 48
WINDOW = 200
"""Deliveries change places with others within so many."""
NEVER_SEEN = 0.1
FILING = ("talk to a person", "Printer prints nothing", "skip", "normal", "skip", "Ana")


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    history: History
    deliveries: int
    only_retries: int


Delivery = tuple[dict[str, Any], int]
"""An event, and which retry it is."""


def redelivery(place: Place, people: int, events: int, seed: int = 7) -> Outcome:
    """So many events of so many people, each four times."""
    return asyncio.run(_redelivery(place, people, events, random.Random(seed)))


async def _redelivery(place: Place, people: int, events: int, chance: random.Random) -> Outcome:
    journal.keep(place)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(faulty_slack())
        doors = [
            await stack.enter_async_context(connected(place.folder, slack, url=place.url))
            for _ in range(2 if place.shared else 1)
        ]
        http = await stack.enter_async_context(ClientSession())
        said: list[Said] = []
        users = [f"U{number:04}" for number in range(people)]
        await asyncio.gather(*(_files(doors[0], http, slack, user, said) for user in users))
        deliveries: list[Delivery] = []
        only_retries = 0
        for number in range(events):
            event, twin = _written(slack, users[number % people], f"add: fact {number}")
            said.append(_said(event, number, twin=twin, fact=f"fact {number}"))
            seen = chance.random() >= NEVER_SEEN
            only_retries += not seen
            deliveries += [(event, 0)] if seen else []
            deliveries += [(event, 1), (twin, 2), ({**event, "type": "app_mention"} if number % 2 else twin, 3)]
        await _deliver(_shuffled(deliveries, chance), doors, http, chance)
        history = History(said, held=holding(doors[0].house.store), wrote=journal.kept(place))
        return Outcome(history, len(deliveries), only_retries)


async def _files(door: Scene, http: ClientSession, slack: FaultySlack, user: str, said: list[Said]) -> None:
    for n, text in enumerate(FILING):
        event, _twin = _written(slack, user, text)
        await _until_taken([door], http, (event, 0), random.Random(n))
        said.append(_said(event, n - len(FILING)))


def _written(slack: FaultySlack, user: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A message, and the same one with another ts: Slack's twin of it."""
    ts, other = slack.ts(), slack.ts()
    event = {"type": "message", "channel": direct_of(user), "channel_type": "im", "user": user, "text": text,
             "ts": ts, "event_ts": ts, "client_msg_id": f"c-{ts}", "team": TEAM}  # fmt: skip
    return event, {**event, "ts": other, "event_ts": other}


def _said(event: dict[str, Any], n: int, twin: dict[str, Any] | None = None, fact: str = "") -> Said:
    key, also = (places.message_key(event["channel"], each["ts"]) if each else "" for each in (event, twin))
    words = event["text"] if " " in event["text"] else ""  # a word may be a choice
    return Said(event["user"], n, key, True, (also,) if also else (), fact=fact, words=words)


def _shuffled(deliveries: list[Delivery], chance: random.Random) -> list[Delivery]:
    places = sorted(range(len(deliveries)), key=lambda place: place + chance.uniform(0, WINDOW))
    return [deliveries[place] for place in places]


async def _deliver(deliveries: list[Delivery], doors: list[Scene], http: ClientSession, chance: random.Random) -> None:
    """Several at once; what isn't acknowledged comes again, as Slack does it."""
    following = iter(deliveries)

    async def hand() -> None:
        for delivery in following:
            await _until_taken(doors, http, delivery, chance)

    await asyncio.gather(*(hand() for _ in range(AT_ONCE)))


async def _until_taken(doors: list[Scene], http: ClientSession, delivery: Delivery, chance: random.Random) -> None:
    while True:
        if await _post(chance.choice(doors), http, delivery) == 200:
            return
        await asyncio.sleep(AGAIN_SECONDS)


async def _post(door: Scene, http: ClientSession, delivery: Delivery) -> int:
    event, retry = delivery
    body, headers = signed(event, retry, int(WALL))
    async with http.post(door.connection.url, data=body, headers=headers) as answer:
        await answer.read()
        return answer.status
