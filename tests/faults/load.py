"""People who write to us on Slack, one message after the other, and deliver each until it is acknowledged.

What they wrote stands in Slack as well, so that a back-fill finds it. Now and then an acknowledged event comes again.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.slack import places, signature
from tests.adapters.slack.fake_slack import SECRET, TEAM, direct_of
from tests.faults.history import Said
from tests.faults.slack_side import FaultySlack

ACK_SECONDS = 3.0
"""Slack hangs up after so long."""
AGAIN_SECONDS = 0.1
"""It comes again sooner than Slack would."""
TWINS = 0.15
"""How often something comes again although it was acknowledged."""

_ids = count(1)


def script(user: int, facts: int, *, calls: bool) -> Iterator[tuple[str, str, str]]:
    """What one person writes: text, the subject it files under, and the fact it adds to the record."""
    subject = f"Printer {user} prints nothing"
    yield "talk to a person", "", ""
    yield subject, "", ""
    yield from ((text, "", "") for text in ("skip", "skip", "normal"))
    yield "Ana", subject, ""
    for number in range(1, facts + 1):
        yield f"add: fact {number} of {user}", "", f"fact {number} of {user}"
    if calls:
        yield from ((text, "", "") for text in ("call me", str(user % 5 + 1), str(user // 5 % 3 + 1)))


def signed(event: dict[str, object], retry: int = 0, now: int = 0) -> tuple[bytes, dict[str, str]]:
    """A delivery as Slack makes it, at this moment or another."""
    body = json.dumps({"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": f"Ev{next(_ids)}",
                       "event_time": 1, "event": event, "authorizations": []}).encode()  # fmt: skip
    stamp = str(now or int(time.time()))
    headers = {"Content-Type": "application/json", signature.TIMESTAMP: stamp,
               signature.SIGNATURE: signature.sign(SECRET, stamp, body)}  # fmt: skip
    if retry:
        headers["X-Slack-Retry-Num"] = str(retry)
    return body, headers


@dataclass
class Load:
    """Everybody who writes, and what they know of it."""

    slack: FaultySlack
    http: ClientSession
    urls: list[str]
    chance: random.Random
    said: list[Said] = field(default_factory=list)
    acknowledged: int = 0
    waits_s: list[float] = field(default_factory=list)

    async def person(self, number: int, facts: int, *, calls: bool = True) -> None:
        """One person's whole way."""
        user = f"U{number:04}"
        again: list[asyncio.Task[bool]] = []
        for n, (text, subject, fact) in enumerate(script(number, facts, calls=calls), 1):
            event = self.written(user, text)
            key = places.message_key(str(event["channel"]), str(event["ts"]))
            deliveries = await self.until_acknowledged(event)
            self.said.append(Said(user, n, key, True, (), deliveries, subject, fact))
            self.acknowledged += 1
            if self.chance.random() < TWINS:
                again.append(asyncio.create_task(self.deliver(event, 1)))
        await asyncio.gather(*again)

    def written(self, user: str, text: str) -> dict[str, object]:
        """A message that stands in Slack; as an event."""
        channel, ts = direct_of(user), self.slack.ts()
        message = {"type": "message", "channel": channel, "user": user, "text": text, "ts": ts,
                   "client_msg_id": f"c-{ts}", "team": TEAM}  # fmt: skip
        self.slack.messages[channel].append({**message})
        return {**message, "channel_type": "im", "event_ts": ts}

    async def until_acknowledged(self, event: dict[str, object]) -> int:
        """Deliver again and again; how often it took."""
        for delivery in count(1):
            if await self.deliver(event, delivery - 1):
                return delivery
            await asyncio.sleep(AGAIN_SECONDS)
        raise AssertionError("never")

    async def deliver(self, event: dict[str, object], retry: int = 0) -> bool:
        """One delivery, to any of the processes; whether it was acknowledged."""
        body, headers = signed(event, retry)
        began = time.perf_counter()
        try:
            url = self.chance.choice(self.urls)
            async with self.http.post(url, data=body, headers=headers, timeout=ClientTimeout(ACK_SECONDS)) as answer:
                await answer.read()
                self.waits_s.append(time.perf_counter() - began)
                return answer.status == 200
        except (ClientError, TimeoutError, OSError):
            return False


async def until(wanted: Callable[[], bool], seconds: float, what: str = "it") -> None:
    """Look until something is so. Raises TimeoutError."""
    give_up = time.monotonic() + seconds
    while not wanted():
        if time.monotonic() > give_up:
            raise TimeoutError(f"{what} never came about")
        await asyncio.sleep(0.02)
