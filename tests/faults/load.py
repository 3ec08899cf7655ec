"""People who write to us on Slack, change it, take it back, attach files; and staff who reply to them.

Each event is delivered until it is acknowledged. What they wrote stands in Slack as well, so that a back-fill finds
it. Now and then an acknowledged event comes again.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.slack import addresses
from adapters.slack.requests import signature
from tests.adapters.slack.fake_slack import SECRET, TEAM, direct_of
from tests.faults.history import Owed, Said
from tests.faults.slack_side import FaultySlack

ACK_SECONDS = 3.0
"""Slack hangs up after so long."""
AGAIN_SECONDS = 0.1
"""It comes again sooner than Slack would."""
STAFF = "USAM"
TWINS = 0.15
"""How often something comes again although it was acknowledged."""

_ids = count(1)


def script(user: int, facts: int, *, calls: bool) -> Iterator[tuple[str, str, str]]:
    """What one person writes: text, the subject it files under, and the fact it adds to the record."""
    subject = f"Printer {user} prints nothing"
    yield "talk to a person", "", ""
    yield subject, "", ""
    yield from ((text, "", "") for text in ("skip", "normal", "skip"))
    yield "Ana", subject, ""
    for number in range(1, facts + 1):
        yield f"add: fact {number} of {user}", "", f"fact {number} of {user}"
    if calls:
        picks = (str(user % 5 + 1), str(user // 5 % 3 + 1))
        yield from ((text, "", "") for text in ("call me", *picks, "+49 30 5550123"))


def signed(event: dict[str, Any], retry: int = 0, now: int = 0) -> tuple[bytes, dict[str, str]]:
    """A delivery as Slack makes it, at this moment or another."""
    body = json.dumps({"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": f"Ev{next(_ids)}",
                       "event_time": 1, "event": event, "authorizations": []}).encode()  # fmt: skip
    headers = _signature(body, "application/json", now)
    if retry:
        headers["X-Slack-Retry-Num"] = str(retry)
    return body, headers


def _signature(body: bytes, kind: str, now: int = 0) -> dict[str, str]:
    stamp = str(now or int(time.time()))
    return {"Content-Type": kind, signature.TIMESTAMP: stamp,
            signature.SIGNATURE: signature.sign(SECRET, stamp, body)}  # fmt: skip


@dataclass
class Load:
    """Everybody who writes, and what they know of it."""

    slack: FaultySlack
    http: ClientSession
    urls: list[str]
    chance: random.Random
    number_of: Callable[[str], int] = lambda _subject: 0
    """The ticket with a subject; asked on a thread, for it may take a while."""
    said: list[Said] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    acknowledged: int = 0
    waits_s: list[float] = field(default_factory=list)
    answered: dict[str, float] = field(default_factory=dict)
    """When each of the processes last acknowledged something."""
    _again: list[asyncio.Task[bool]] = field(default_factory=list)

    async def person(self, number: int, facts: int, *, calls: bool = True) -> None:
        """One person's whole way, and what staff do with their ticket."""
        user = f"U{number:04}"
        for text, subject, fact in script(number, facts, calls=calls):
            await self._says(user, text, subject=subject, fact=fact)
        await self._changes_and_takes_back(user)
        await self._attaches(user)
        await self._replies(user, await asyncio.to_thread(self.number_of, f"Printer {number} prints nothing"))
        await asyncio.gather(*self._again)

    async def _says(self, user: str, text: str, **what: Any) -> dict[str, Any]:
        event = self.written(user, text, **what.pop("more", {}))
        key = addresses.message_key(str(event["channel"]), str(event["ts"]))
        named = "".join(f"\n[{name}]" for name in what.get("files", ()))
        await self._taken(user, key, event, words=text + named if " " in text else "", **what)
        return event

    async def _taken(self, talk: str, key: str, event: dict[str, Any], **what: Any) -> None:
        """Delivered until it is acknowledged; now and then it comes once more."""
        deliveries = await self.until_acknowledged(event)
        n = sum(said.talk == talk for said in self.said) + 1
        self.said.append(Said(talk, n, key, True, (), deliveries, **what))
        self.acknowledged += 1
        if self.chance.random() < TWINS:
            self._again.append(asyncio.create_task(self.deliver(event, 1)))

    async def _changes_and_takes_back(self, user: str) -> None:
        wrong, right, gone = (f"{word} of {user}" for word in ("colour rde", "colour red", "slip"))
        old = await self._says(user, f"add: {wrong}", fact=wrong)
        channel, at = str(old["channel"]), self.slack.ts()
        event = {"type": "message", "channel": channel, "channel_type": "im", "ts": at, "previous_message": old}
        new = {**old, "text": f"add: {right}", "edited": {"user": user, "ts": at}}
        changed = {**event, "subtype": "message_changed", "message": new}
        key = addresses.edit_key(channel, str(old["ts"]), at)
        await self._taken(user, key, changed, words=f"add: {right}", answers=0, noted=(right,))
        old = await self._says(user, f"add: {gone}", fact=gone)
        deleted = {**event, "subtype": "message_deleted", "previous_message": old, "deleted_ts": old["ts"]}
        await self._taken(user, addresses.delete_key(channel, str(old["ts"])), deleted, answers=0, noted=(gone, gone))

    async def _attaches(self, user: str) -> None:
        name, content = f"{user}.log", f"log of {user}\n".encode()
        self.slack.downloads[name] = content
        file = {"id": name, "name": name, "mimetype": "text/plain", "size": len(content),
                "url_private_download": f"{self.slack.base}/download/{name}"}  # fmt: skip
        fact = f"see log of {user}"
        more = {"subtype": "file_share", "files": [file]}
        await self._says(user, f"add: {fact}", fact=f"{fact}\n[{name}]", files={name: content}, more=more)

    async def _replies(self, user: str, ticket: int) -> None:
        """Two replies of staff; what isn't acknowledged is typed again, as something else."""
        for line in (f"claim {ticket}", *(f"reply {ticket} {word} answer to {user}" for word in ("first", "second"))):
            for number in count(1):
                typed = f"{line}, try {number}" if number > 1 and not line.startswith("claim") else line
                words = typed.partition(" answer ")[2] and typed.partition(f"{ticket} ")[2]
                done = await self._ordered(typed, words)
                if done and words:
                    self.owed.append(Owed(user, words, private=True))
                if done:
                    break
                await asyncio.sleep(AGAIN_SECONDS)

    async def _ordered(self, line: str, words: str) -> bool:
        trigger = self.slack.trigger()
        values = {"command": "/desk", "text": line, "user_id": STAFF, "team_id": TEAM, "channel_id": "C0ELSE",
                  "trigger_id": trigger, "response_url": f"{self.slack.base}/respond/{STAFF}"}  # fmt: skip
        body = urlencode(values).encode()
        done = await self._acknowledged(body, _signature(body, "application/x-www-form-urlencoded"))
        noted = (words,) if words else ()
        key, n = addresses.interaction_key(trigger), len(self.said)
        self.said.append(Said(f"staff/{STAFF}", n, key, done, words=line, answers=0, noted=noted))
        return done

    def written(self, user: str, text: str, **more: Any) -> dict[str, Any]:
        """A message that stands in Slack; as an event."""
        channel, ts = direct_of(user), self.slack.ts()
        message = {"type": "message", "channel": channel, "user": user, "text": text, "ts": ts,
                   "client_msg_id": f"c-{ts}", "team": TEAM, **more}  # fmt: skip
        self.slack.messages[channel].append({**message})
        return {**message, "channel_type": "im", "event_ts": ts}

    async def until_acknowledged(self, event: dict[str, Any]) -> int:
        """Deliver again and again; how often it took."""
        for delivery in count(1):
            if await self.deliver(event, delivery - 1):
                return delivery
            await asyncio.sleep(AGAIN_SECONDS)
        raise AssertionError("never")

    async def deliver(self, event: dict[str, Any], retry: int = 0) -> bool:
        """One delivery, to any of the processes; whether it was acknowledged."""
        return await self._acknowledged(*signed(event, retry))

    async def _acknowledged(self, body: bytes, headers: dict[str, str]) -> bool:
        began = time.perf_counter()
        try:
            url = self.chance.choice(self.urls)
            async with self.http.post(url, data=body, headers=headers, timeout=ClientTimeout(ACK_SECONDS)) as answer:
                await answer.read()
                self.waits_s.append(time.perf_counter() - began)
                if answer.status == 200:
                    self.answered[url] = time.monotonic()
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
