"""Slack fails for a minute in every way there is, while replies, cards and what hangs under them pile up.

By the clock of the story: the minute takes a few seconds.
"""

import asyncio
import random
from dataclasses import dataclass
from itertools import count

from adapters.slack import addresses
from bot.core.model.outbox import OutKind
from bot.core.model.people import Address
from bot.core.text.surface import LocalizedReply, Para, Run
from tests.adapters.slack.fake_slack import STAFF_CHANNEL, TEAM
from tests.adapters.slack.scene import Scene, connected
from tests.faults import journal
from tests.faults.history import History
from tests.faults.holdings import holding, unsent
from tests.faults.places import Place
from tests.faults.slack_side import faulty_slack

MINUTE_S, STEP_S = 60, 1.0
"""The outbox is looked at every step."""
FAILING = 0.95
"""Of the calls in that minute; the few that succeed make it harder to keep the order."""
FAULTS = ("429:1", "429:2", "429:5", "500", "reset", "lost", "lost", "internal_error")
BACKLOG = 20
"""So many are written for one channel meanwhile."""
CARDS = 6
SOON_S = 30.0
"""What is asked for: by then all is delivered."""
RECOVERY_S_MAX = 600.0


@dataclass(frozen=True)
class Outcome:
    """What came of it, and how many seconds after Slack's recovery."""

    history: History
    faults: int
    recovered_s: float


def trouble(place: Place, talks: int, seed: int = 7) -> Outcome:
    """Several conversations, one with a backlog, and a board."""
    return asyncio.run(_trouble(place, talks, random.Random(seed)))


async def _trouble(place: Place, talks: int, chance: random.Random) -> Outcome:
    journal.keep(place)
    async with faulty_slack() as slack, connected(place.folder, slack, url=place.url) as it:
        slack.seconds = lambda: it.house.clock.now().timestamp()
        faults = count()

        def fails(_method: str) -> str:
            if chance.random() >= FAILING:
                return ""
            next(faults)
            return chance.choice(FAULTS)

        slack.trouble = fails
        steps = int(MINUTE_S / STEP_S)
        for step in range(steps):
            _write(it, addresses.direct(TEAM, f"U{chance.randrange(1, talks):04}"), f"{step}")
            if step % (steps // BACKLOG) == 0:
                _write(it, addresses.direct(TEAM, "U0000"), f"{step}")
            if step % (steps // CARDS) == 0:
                _card(it, step)
            await _step(it)
        slack.trouble = lambda _method: ""
        recovered = 0.0
        while unsent(it.house.store):
            if recovered > RECOVERY_S_MAX:
                raise TimeoutError(f"{unsent(it.house.store)} messages are never delivered")
            await _step(it)
            recovered += STEP_S
        history = slack.history(held=holding(it.house.store), wrote=journal.kept(place))
        return Outcome(history, next(faults), recovered)


async def _step(it: Scene) -> None:
    """The outbox is looked at once, and time goes on until the next look."""
    await it.delivery.drain()
    it.house.clock.forward(seconds=STEP_S)
    it.monotonic[0] += STEP_S


def _write(it: Scene, address: Address, text: str, kind: OutKind = OutKind.MESSAGE, key: str = "") -> None:
    now, said = it.house.clock.now(), LocalizedReply((Para((Run(text),)),))
    it.house.store.write(lambda unit: unit.send(None, address, said, now, kind, key)).result()


def _card(it: Scene, number: int) -> None:
    """A card, twice renewed, and something under it."""
    board, key = addresses.channel(TEAM, STAFF_CHANNEL), f"ticket/{number}"
    for kind in (OutKind.UPDATE, OutKind.UNDER, OutKind.UPDATE):
        _write(it, board, f"card {number}", kind, key)
